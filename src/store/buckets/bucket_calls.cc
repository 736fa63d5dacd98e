// The store's calls about buckets and their configuration.
#include "store/buckets/bucket_codec.h"
#include "store/buckets/documents.h"
#include "store/store_parts.h"

namespace sluice::store {
namespace {

DocumentName own_document(std::string_view kind) {
  return {.kind = std::string(kind), .id = {}};
}

}  // namespace

void Store::create_bucket(meta::Transaction& transaction, const BucketName& name,
                          const BucketSettings& settings, const std::string& owner) {
  create_bucket_row(transaction, name, settings, owner, parts_->clock.now());
}

void Store::change_bucket(meta::Transaction& transaction, const BucketName& name,
                          const BucketSettings& settings) {
  change_bucket_row(transaction, name, [&](Bucket& bucket) {
    bucket.settings = settings;
    set_bucket_versioning(bucket, settings.versioned ? Versioning::enabled : Versioning::never);
  });
}

void Store::delete_bucket(meta::Transaction& transaction, const BucketName& name,
                          OpenUploads uploads) {
  const BucketRow row = bucket_row(transaction, transaction.now(), name);
  delete_bucket_row(transaction, name, uploads);
  retire_documents(transaction, row);
}

void Store::set_versioning(meta::Transaction& transaction, const BucketName& name,
                           Versioning versioning) {
  change_bucket_row(transaction, name,
                    [&](Bucket& bucket) { set_bucket_versioning(bucket, versioning); });
}

void Store::set_lock(meta::Transaction& transaction, const BucketName& name,
                     const BucketLock& lock) {
  change_bucket_row(transaction, name, [&](Bucket& bucket) { bucket.lock = lock; });
}

void Store::set_body_kind(meta::Transaction& transaction, const BucketName& name, BodyKind kind) {
  change_bucket_row(transaction, name, [&](Bucket& bucket) { bucket.body_kind = kind; });
}

void Store::set_notifications(meta::Transaction& transaction, const BucketName& name,
                              const std::vector<NotificationRule>& rules) {
  const BucketRow row = change_bucket_row(
      transaction, name, [&](Bucket& bucket) { bucket.has_notifications = !rules.empty(); });
  if (rules.empty()) {
    retire_document(transaction, row, own_document(kNotificationsKind));
  } else {
    write_document(transaction, row, own_document(kNotificationsKind), notifications_text(rules),
                   parts_->clock.now());
  }
}

void Store::set_lifecycle(meta::Transaction& transaction, const BucketName& name,
                          const Lifecycle& lifecycle) {
  const BucketRow row = bucket_row(transaction, transaction.now(), name);
  if (lifecycle.rules.empty()) {
    retire_document(transaction, row, own_document(kLifecycleKind));
  } else {
    write_document(transaction, row, own_document(kLifecycleKind), lifecycle_text(lifecycle),
                   parts_->clock.now());
  }
}

std::vector<NotificationRule> Store::notifications(const meta::Snapshot& snapshot,
                                                   const BucketName& name) const {
  const auto found = document(snapshot, name, own_document(kNotificationsKind));
  return found ? notifications_in(found->text) : std::vector<NotificationRule>();
}

Lifecycle Store::lifecycle(const meta::Snapshot& snapshot, const BucketName& name) const {
  return parts_->buckets.get(snapshot, name)->lifecycle;
}

std::optional<Bucket> Store::find_bucket(const meta::Snapshot& snapshot,
                                         const BucketName& name) const {
  const auto known = parts_->buckets.find(snapshot, name);
  return known ? std::optional(known->row.bucket) : std::nullopt;
}

std::vector<Bucket> Store::buckets(const meta::Snapshot& snapshot) const {
  std::vector<Bucket> buckets;
  parts_->database.read([&](meta::Connection& connection) {
    for (BucketRow& row : bucket_rows(connection, snapshot)) {
      buckets.push_back(std::move(row.bucket));
    }
  });
  return buckets;
}

std::optional<Document> Store::document(const meta::Snapshot& snapshot, const BucketName& name,
                                        const DocumentName& which) const {
  if (which.id.empty()) {
    const auto known = parts_->buckets.get(snapshot, name);
    const auto found = known->documents.find(which.kind);
    return found == known->documents.end() ? std::nullopt : std::optional(found->second);
  }
  return parts_->look_up(snapshot, name, [&](meta::Connection& connection, const BucketRow& row) {
    return find_document(connection, snapshot, row, which);
  });
}

std::vector<Document> Store::documents(const meta::Snapshot& snapshot, const BucketName& name,
                                       const std::string& kind) const {
  return parts_->look_up(snapshot, name, [&](meta::Connection& connection, const BucketRow& row) {
    return documents_of(connection, snapshot, row, kind);
  });
}

void Store::set_document(meta::Transaction& transaction, const BucketName& name,
                         const DocumentName& which, const std::string& text) {
  write_document(transaction, bucket_row(transaction, transaction.now(), name), which, text,
                 parts_->clock.now());
}

void Store::remove_document(meta::Transaction& transaction, const BucketName& name,
                            const DocumentName& which) {
  retire_document(transaction, bucket_row(transaction, transaction.now(), name), which);
}

}  // namespace sluice::store
