#include "store/store.h"

#include "base/bytes.h"
#include "base/error.h"
#include "store/listing/listing.h"
#include "store/rows/guards.h"
#include "store/store_parts.h"
#include "store/uploads/upload_rows.h"

namespace sluice::store {
namespace {

constexpr std::size_t kCopyBytes = 256 * 1024;

Error no_such_key(const BucketName& bucket, const ObjectKey& key) {
  return Error(ErrorKind::not_found, "NoSuchKey",
               fmt::format("there is no object s3://{}/{}", bucket, key));
}

// Where the rows of the newest segment end, a handle no row has, and the newest version's id.
struct Tail {
  std::uint64_t segment_end = 0;
  std::int64_t next_body = 1;
  VersionId newest;
};

Tail tail_of(meta::Connection& connection, std::int64_t segment) {
  Tail tail;
  for (const char* sql : {"SELECT offset, size_bytes FROM objects INDEXED BY objects_in_segment"
                          " WHERE segment > 0 AND segment = ?1 ORDER BY offset DESC LIMIT 1",
                          "SELECT offset, size_bytes FROM parts INDEXED BY parts_in_segment"
                          " WHERE segment > 0 AND segment = ?1 ORDER BY offset DESC LIMIT 1"}) {
    auto last = connection.prepare(sql);
    if (!last.bind(1, segment).step()) continue;
    const auto end = static_cast<std::uint64_t>(last.int64(0)) +
                     stored_bytes(static_cast<std::uint64_t>(last.int64(1)));
    tail.segment_end = std::max(tail.segment_end, end);
  }
  auto body = connection.prepare(
      "SELECT max(coalesce((SELECT max(body) FROM objects INDEXED BY objects_in_files"
      "  WHERE segment = 0 AND marker = 0), 0),"
      " coalesce((SELECT body FROM objects ORDER BY row DESC LIMIT 1), 0),"
      " coalesce((SELECT max(body) FROM objects INDEXED BY objects_composed WHERE segment = -1), "
      "0),"
      " coalesce((SELECT max(content) FROM parts INDEXED BY parts_in_files WHERE segment = 0), 0),"
      " coalesce((SELECT max(body) FROM uploads), 0),"
      " coalesce((SELECT max(body) FROM freed_bodies), 0))");
  body.step();
  tail.next_body = body.int64(0) + 1;
  // Of the last rows: those of unversioned buckets lie between.
  auto version = connection.prepare(
      "SELECT min(version) FROM (SELECT version FROM objects ORDER BY row DESC LIMIT 1000)"
      " WHERE version LIKE '7ff%'");
  if (version.step() && !version.is_null(0)) tail.newest = VersionId(version.text(0));
  return tail;
}

std::optional<std::string> stored_key_check(meta::Connection& connection) {
  auto statement = connection.prepare("SELECT value FROM store_settings WHERE name = 'key_check'");
  if (!statement.step()) return std::nullopt;
  return statement.blob(0);
}

void check_master_key(StoreParts& parts) {
  const std::string expected = parts.bodies.master_key().check_value();
  const auto stored = parts.database.read(stored_key_check);
  if (stored == expected) return;
  if (stored) {
    throw Error(ErrorKind::denied, "WrongMasterKey",
                fmt::format("the master key is not the one that {} was written with",
                            parts.options.directory));
  }
  parts.database.write([&](meta::Transaction& transaction) {
    auto statement = transaction.prepare(
        "INSERT OR REPLACE INTO store_settings(name, value) VALUES('key_check', ?1)");
    statement.bind_blob(1, bytes_of(expected)).run();
  });
}

void resume(StoreParts& parts) {
  const std::int64_t segment = parts.bodies.newest_segment();
  const Tail tail = parts.database.read(
      [&](meta::Connection& connection) { return tail_of(connection, segment); });
  parts.bodies.resume(tail.segment_end, tail.next_body);
  parts.writes.resume(tail.newest);
}

BodyKind body_kind(const StoreParts& parts, const BucketName& bucket, const StageOptions& how) {
  if (how.key) return BodyKind::sealed;
  if (how.kind) return *how.kind;
  // A bucket that is made in the transaction which adds the object is not there yet.
  const meta::Snapshot now = parts.database.snapshot();
  const auto known = parts.buckets.find(now, bucket);
  return known ? known->row.bucket.body_kind : BodyKind::sealed;
}

}  // namespace

Store::Store(meta::Database& database, Files& files, const Clock& clock, Random& random,
             const StoreOptions& options)
    : parts_(std::make_unique<StoreParts>(database, files, clock, random, options)) {
  check_master_key(*parts_);
  resume(*parts_);
}

Store::~Store() = default;

Uploads& Store::uploads() {
  return parts_->uploads;
}

Outbox& Store::outbox() {
  return parts_->outbox;
}

std::optional<Object> Store::find(const meta::Snapshot& snapshot, const BucketName& bucket,
                                  const ObjectKey& key) const {
  return parts_->look_up(
      snapshot, bucket,
      [&](meta::Connection& connection, const BucketRow& row) -> std::optional<Object> {
        auto found = find_current(connection, snapshot, row, key);
        if (!found) return std::nullopt;
        return std::move(found->object);
      });
}

Object Store::head(const meta::Snapshot& snapshot, const BucketName& bucket, const ObjectKey& key,
                   const std::optional<VersionId>& version) const {
  if (!version) {
    auto object = find(snapshot, bucket, key);
    if (!object) throw no_such_key(bucket, key);
    return *std::move(object);
  }
  auto row =
      parts_->look_up(snapshot, bucket, [&](meta::Connection& connection, const BucketRow& of) {
        return find_version(connection, snapshot, of, key, *version);
      });
  if (!row) {
    throw Error(ErrorKind::not_found, "NoSuchVersion",
                fmt::format("s3://{}/{} has no version {}", bucket, key, *version));
  }
  return std::move(row->object);
}

std::optional<Object> Store::newest(const meta::Snapshot& snapshot, const BucketName& bucket,
                                    const ObjectKey& key) const {
  return parts_->look_up(
      snapshot, bucket,
      [&](meta::Connection& connection, const BucketRow& row) -> std::optional<Object> {
        auto found = find_newest(connection, snapshot, row, key);
        if (!found) return std::nullopt;
        return std::move(found->object);
      });
}

std::optional<Object> Store::find_retired(const BucketName& bucket, const ObjectKey& key) const {
  const Timestamp since = parts_->clock.now() - parts_->options.grace;
  return parts_->look_up(
      parts_->database.snapshot(), bucket,
      [&](meta::Connection& connection, const BucketRow& row) -> std::optional<Object> {
        auto found = find_graced(connection, row, key, since);
        if (!found) return std::nullopt;
        return std::move(found->object);
      });
}

std::unique_ptr<ObjectReader> Store::open(const Object& object,
                                          const std::optional<DataKey>& key) const {
  if (object.is_delete_marker) throw no_such_key(object.bucket, object.key);
  check_readable(object, parts_->clock.now());
  return open_body(*parts_, object, key);
}

std::vector<ObjectPart> Store::parts(const Object& object) const {
  std::vector<ObjectPart> parts;
  if (object.place.segment != kComposedSegment) return parts;
  for (const PartSpan& span : composition_of(*parts_, object)) {
    parts.push_back({.number = span.number,
                     .offset = span.offset,
                     .size_bytes = span.size_bytes,
                     .checksum = {}});
  }
  const auto rows = parts_->database.read([&](meta::Connection& connection) {
    return part_rows(connection, object.body, 0, kPartNumberMax);
  });
  auto part = parts.begin();
  for (const PartRow& row : rows) {
    if (part == parts.end()) break;
    if (part->number == row.part.number) (part++)->checksum = row.part.checksum;
  }
  return parts;
}

ListPage Store::list(const meta::Snapshot& snapshot, const BucketName& bucket,
                     const ListOptions& options) const {
  return parts_->look_up(snapshot, bucket, [&](meta::Connection& connection, const BucketRow& row) {
    return list_objects(connection, snapshot, row, options);
  });
}

VersionPage Store::versions(const meta::Snapshot& snapshot, const BucketName& bucket,
                            const VersionListOptions& options) const {
  return parts_->look_up(snapshot, bucket, [&](meta::Connection& connection, const BucketRow& row) {
    return list_versions(connection, snapshot, row, options);
  });
}

std::unique_ptr<BodyWriter> Store::stage(const BucketName& bucket, const ObjectKey& key,
                                         const ObjectOptions& options, const StageOptions& how) {
  const BodyKind kind = body_kind(*parts_, bucket, how);
  StagedObject staged{.bucket = bucket, .key = key, .options = options};
  note_body_kind(kind, staged.options.properties.encryption);
  return parts_->bodies.writer(std::move(staged), how.key);
}

std::optional<StagedObject> Store::share(const Object& source, const BucketName& bucket,
                                         const ObjectKey& key, const ObjectOptions& options,
                                         const StageOptions& how) const {
  StagedObject staged{.bucket = bucket,
                      .key = key,
                      .options = options,
                      .size_bytes = source.size_bytes,
                      .etag = source.etag,
                      .sha256 = source.sha256,
                      .body = source.body,
                      .place = source.place,
                      .part_count = source.part_count,
                      .shared_row = source.place.row};
  Encryption& encryption = staged.options.properties.encryption;
  note_body_kind(body_kind(*parts_, bucket, how), encryption);
  if (source.is_delete_marker || !(encryption == source.properties.encryption)) return std::nullopt;
  check_readable(source, parts_->clock.now());
  return staged;
}

Object Store::add(meta::Transaction& transaction, const StagedObject& staged,
                  const AddOptions& options) {
  return parts_->writes.add(transaction, staged, options);
}

std::optional<Object> Store::remove(meta::Transaction& transaction, const BucketName& bucket,
                                    const ObjectKey& key, const RemoveOptions& options) {
  return parts_->writes.remove(transaction, bucket_row(transaction, transaction.now(), bucket), key,
                               options);
}

std::optional<Object> Store::remove_version(meta::Transaction& transaction,
                                            const BucketName& bucket, const ObjectKey& key,
                                            const VersionId& version,
                                            const RemoveOptions& options) {
  return parts_->writes.remove_version(
      transaction, bucket_row(transaction, transaction.now(), bucket), key, version, options);
}

void Store::retire(meta::Transaction& transaction, const BucketName& bucket, const ObjectKey& key) {
  parts_->writes.retire(transaction, bucket_row(transaction, transaction.now(), bucket), key);
}

Object Store::put(const BucketName& bucket, const ObjectKey& key, Reader& content,
                  const ObjectOptions& options) {
  const auto writer = stage(bucket, key, options);
  std::vector<std::byte> buffer(kCopyBytes);
  while (const std::size_t bytes = content.read(buffer)) {
    writer->write(std::span(buffer).first(bytes));
  }
  const StagedObject staged = writer->finish();
  Object object;
  parts_->database.write(
      [&](meta::Transaction& transaction) { object = add(transaction, staged); });
  return object;
}

Object Store::set_tags(meta::Transaction& transaction, const BucketName& bucket,
                       const ObjectKey& key, const std::optional<VersionId>& version,
                       const std::map<std::string, std::string>& tags, const Cause& cause) {
  return parts_->properties.set_tags(transaction, {bucket, key, version}, tags, cause);
}

Object Store::set_acl(meta::Transaction& transaction, const BucketName& bucket,
                      const ObjectKey& key, const std::optional<VersionId>& version,
                      const std::string& acl, const Cause& cause) {
  return parts_->properties.set_acl(transaction, {bucket, key, version}, acl, cause);
}

Object Store::set_retention(meta::Transaction& transaction, const BucketName& bucket,
                            const ObjectKey& key, const std::optional<VersionId>& version,
                            const std::optional<Retention>& retention, Bypass bypass) {
  return parts_->properties.set_retention(transaction, {bucket, key, version}, retention, bypass);
}

Object Store::set_legal_hold(meta::Transaction& transaction, const BucketName& bucket,
                             const ObjectKey& key, const std::optional<VersionId>& version,
                             bool is_held) {
  return parts_->properties.set_legal_hold(transaction, {bucket, key, version}, is_held);
}

Object Store::set_storage_class(meta::Transaction& transaction, const BucketName& bucket,
                                const ObjectKey& key, const std::optional<VersionId>& version,
                                const std::string& storage_class) {
  return parts_->properties.set_storage_class(transaction, {bucket, key, version}, storage_class);
}

RestoreStart Store::restore(meta::Transaction& transaction, const BucketName& bucket,
                            const ObjectKey& key, const std::optional<VersionId>& version,
                            const RestoreRequest& request) {
  return parts_->properties.restore(transaction, {bucket, key, version}, request,
                                    parts_->options.day);
}

ScrubResult Store::scrub(const ScrubOptions& options) const {
  return scrub_bodies(*parts_, options);
}

CollectResult Store::collect() {
  std::lock_guard lock(parts_->collecting);
  return parts_->collector.collect(parts_->is_backing_up ? Bodies::kept : Bodies::removable);
}

}  // namespace sluice::store
