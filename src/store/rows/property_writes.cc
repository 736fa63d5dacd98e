#include "store/rows/property_writes.h"

#include "base/error.h"
#include "store/events/event_rows.h"
#include "store/rows/guards.h"

namespace sluice::store {
namespace {

// S3 keeps a restored copy to the first midnight UTC once the days are over.
Timestamp end_of_restore(Timestamp ready, int days, std::chrono::microseconds day) {
  const Timestamp end = ready + days * day;
  if (day != std::chrono::days(1)) return end;
  return std::chrono::ceil<std::chrono::days>(end);
}

// What collect() notes later, once it is true: S3 tells of a restore's end, too.
void expect_event(meta::Transaction& transaction, const Object& object, const char* event,
                  Timestamp due) {
  auto statement =
      transaction.prepare("INSERT OR REPLACE INTO restores(row, event, due) VALUES(?1, ?2, ?3)");
  statement.bind(1, object.place.row).bind(2, event);
  statement.bind(3, std::int64_t{due.time_since_epoch().count()}).run();
}

}  // namespace

template <class Change>
Object PropertyWrites::change(meta::Transaction& transaction, const VersionName& name,
                              const Cause& cause, Change&& change) {
  writes_.require_published_at_once(transaction, "a change of an object's properties");
  const BucketRow bucket = bucket_row(transaction, transaction.now(), name.bucket);
  ObjectRow row = writes_.row_to_change(transaction, bucket, name.key, name.version);
  change(bucket.bucket, row.object);
  writes_.save_properties(transaction, row);
  note_event(transaction, bucket, row.object, cause, clock_.now());
  return std::move(row.object);
}

Object PropertyWrites::set_tags(meta::Transaction& transaction, const VersionName& name,
                                const std::map<std::string, std::string>& tags,
                                const Cause& cause) {
  return change(transaction, name, cause,
                [&](const Bucket&, Object& object) { object.properties.tags = tags; });
}

Object PropertyWrites::set_acl(meta::Transaction& transaction, const VersionName& name,
                               const std::string& acl, const Cause& cause) {
  return change(transaction, name, cause,
                [&](const Bucket&, Object& object) { object.properties.acl = acl; });
}

Object PropertyWrites::set_retention(meta::Transaction& transaction, const VersionName& name,
                                     const std::optional<Retention>& retention, Bypass bypass) {
  return change(transaction, name, {}, [&](const Bucket& bucket, Object& object) {
    check_retention_change(bucket, object, retention, bypass, clock_.now());
    object.properties.retention = retention;
  });
}

Object PropertyWrites::set_legal_hold(meta::Transaction& transaction, const VersionName& name,
                                      bool is_held) {
  return change(transaction, name, {}, [&](const Bucket& bucket, Object& object) {
    check_has_lock(bucket);
    object.properties.has_legal_hold = is_held;
  });
}

Object PropertyWrites::set_storage_class(meta::Transaction& transaction, const VersionName& name,
                                         const std::string& storage_class) {
  return change(transaction, name, {}, [&](const Bucket&, Object& object) {
    object.storage_class = storage_class;
    object.properties.restore.reset();
  });
}

RestoreStart PropertyWrites::restore(meta::Transaction& transaction, const VersionName& name,
                                     const RestoreRequest& request, std::chrono::microseconds day) {
  RestoreStart start = RestoreStart::begun;
  const Cause cause{.event = "ObjectRestore:Post", .context = request.context};
  change(transaction, name, cause, [&](const Bucket& bucket, Object& object) {
    const Timestamp now = clock_.now();
    auto& restore = object.properties.restore;
    if (!is_archived(object.storage_class)) {
      throw Error(ErrorKind::denied, "InvalidObjectState",
                  fmt::format("s3://{}/{} is in {}: there is nothing to restore", object.bucket,
                              object.key, object.storage_class));
    }
    if (restore && restore->is_ongoing(now)) {
      throw Error(ErrorKind::conflict, "RestoreAlreadyInProgress",
                  fmt::format("s3://{}/{} is being restored already", object.bucket, object.key));
    }
    if (restore && restore->is_readable(now)) {
      start = RestoreStart::extended;
      restore->expires_at = end_of_restore(now, request.days, day);
    } else {
      const Timestamp ready = now + request.takes;
      restore = Restore{.ready_at = ready, .expires_at = end_of_restore(ready, request.days, day)};
    }
    if (!bucket.has_notifications) return;
    if (start == RestoreStart::begun) {
      expect_event(transaction, object, "ObjectRestore:Completed", restore->ready_at);
    }
    expect_event(transaction, object, "ObjectRestore:Delete", restore->expires_at);
  });
  return start;
}

}  // namespace sluice::store
