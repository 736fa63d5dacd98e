#include "store/rows/guards.h"

#include "base/error.h"

namespace sluice::store {
namespace {

// As S3 counts them.
constexpr int kDaysOfAYear = 365;

Error locked(const Object& object) {
  return Error(ErrorKind::denied, "AccessDenied",
               fmt::format("version {} of s3://{}/{} is protected by object lock", object.version,
                           object.bucket, object.key));
}

bool is_etag_of(const std::string& wanted, const Object* current) {
  return current && (wanted == "*" || wanted == current->etag);
}

std::int64_t seconds_of(Timestamp time) {
  return std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
}

}  // namespace

void check_conditions(const Conditions& conditions, const Object* current, const BucketName& bucket,
                      const ObjectKey& key) {
  if (!conditions.is_any()) return;
  const bool needs_object = conditions.if_match || conditions.if_last_modified ||
                            conditions.if_size_bytes || conditions.if_version;
  if (needs_object && !current) {
    throw Error(ErrorKind::not_found, "NoSuchKey",
                fmt::format("there is no object s3://{}/{}", bucket, key));
  }
  const auto fail = [&](std::string_view what) {
    throw Error(ErrorKind::conflict, "PreconditionFailed",
                fmt::format("s3://{}/{}: the condition {} does not hold", bucket, key, what));
  };
  if (conditions.if_match && !is_etag_of(*conditions.if_match, current)) fail("If-Match");
  if (conditions.if_none_match && is_etag_of(*conditions.if_none_match, current)) {
    fail("If-None-Match");
  }
  if (conditions.if_last_modified &&
      seconds_of(*conditions.if_last_modified) != seconds_of(current->last_modified)) {
    fail("on the last modification");
  }
  if (conditions.if_size_bytes && *conditions.if_size_bytes != current->size_bytes) {
    fail("on the size");
  }
  if (conditions.if_version && *conditions.if_version != current->version) fail("on the version");
}

void check_has_lock(const Bucket& bucket) {
  if (bucket.lock) return;
  throw Error(ErrorKind::invalid, "InvalidRequest",
              fmt::format("bucket {} is missing an object lock configuration", bucket.name));
}

std::optional<Retention> retention_for(const Bucket& bucket, const ObjectProperties& properties,
                                       Timestamp now) {
  if (properties.retention || properties.has_legal_hold) check_has_lock(bucket);
  if (properties.retention) return properties.retention;
  if (!bucket.lock || !bucket.lock->retention) return std::nullopt;
  const DefaultRetention& retention = *bucket.lock->retention;
  const std::chrono::days days(retention.days + retention.years * kDaysOfAYear);
  return Retention{.mode = retention.mode, .until = now + days};
}

bool is_locked(const Object& object, Bypass bypass, Timestamp now) {
  const ObjectProperties& properties = object.properties;
  if (properties.has_legal_hold) return true;
  if (!properties.retention || properties.retention->until <= now) return false;
  return properties.retention->mode == LockMode::compliance || bypass == Bypass::none;
}

void check_removable(const Object& object, Bypass bypass, Timestamp now) {
  if (is_locked(object, bypass, now)) throw locked(object);
}

void check_retention_change(const Bucket& bucket, const Object& object,
                            const std::optional<Retention>& wanted, Bypass bypass, Timestamp now) {
  check_has_lock(bucket);
  const auto& held = object.properties.retention;
  if (!held || held->until <= now) return;
  const bool is_kept = wanted && wanted->mode == held->mode && wanted->until >= held->until;
  if (is_kept) return;
  if (held->mode == LockMode::compliance || bypass == Bypass::none) throw locked(object);
}

void check_readable(const Object& object, Timestamp now) {
  if (!needs_restore(object, now)) return;
  throw Error(ErrorKind::denied, "InvalidObjectState",
              fmt::format("s3://{}/{} is archived in {}: restore it before reading", object.bucket,
                          object.key, object.storage_class));
}

}  // namespace sluice::store
