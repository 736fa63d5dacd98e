// Object Lock of a bucket.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObjectLockConfiguration.html
#include "api/s3/buckets/configuration.h"
#include "api/wire/errors.h"

namespace sluice::api::s3 {
namespace {

constexpr std::int64_t kDaysMax = 36'500;
constexpr std::int64_t kYearsMax = 100;

[[noreturn]] void refuse_period(std::string message) {
  throw Error(ErrorKind::invalid, "InvalidRetentionPeriod", std::move(message));
}

store::DefaultRetention read_retention(const json::object& retention) {
  if (retention.contains("DefaultEventHold")) refuse_unserved("Event holds are");
  const auto mode = text_in(retention, "Mode");
  const auto days = number_in(retention, "Days");
  const auto years = number_in(retention, "Years");
  if (mode.empty() || days.has_value() == years.has_value()) throw malformed_xml();
  const auto period = days ? *days : *years;
  if (period <= 0) refuse_period("Default retention period must be a positive integer value.");
  if (period > (days ? kDaysMax : kYearsMax)) {
    refuse_period("Default retention period is too large.");
  }
  return {.mode = mode == "COMPLIANCE" ? store::LockMode::compliance : store::LockMode::governance,
          .days = static_cast<int>(days.value_or(0)),
          .years = static_cast<int>(years.value_or(0))};
}

Answer put_lock(Buckets& buckets, Call& call) {
  const auto* document = object_in(call.input, "ObjectLockConfiguration");
  if (!document || text_in(*document, "ObjectLockEnabled") != "Enabled") throw malformed_xml();
  store::BucketLock lock;
  if (const auto* rule = object_in(*document, "Rule")) {
    const auto* retention = object_in(*rule, "DefaultRetention");
    if (!retention) throw malformed_xml();
    lock.retention = read_retention(*retention);
  }
  const auto name = named_bucket(call);
  buckets.s3.database().write([&](meta::Transaction& now) {
    const auto bucket = buckets.s3.store().find_bucket(now.now(), name);
    if (bucket && bucket->versioning != store::Versioning::enabled) {
      throw Error(ErrorKind::conflict, "InvalidBucketState",
                  "Versioning must be 'Enabled' on the bucket to apply a Object Lock "
                  "configuration");
    }
    buckets.s3.store().set_lock(now, name, lock);
  });
  return {};
}

Answer get_lock(Buckets& buckets, Call& call) {
  const auto bucket = existing_bucket(buckets, call);
  if (!bucket.lock) {
    throw Error(ErrorKind::not_found, "ObjectLockConfigurationNotFoundError",
                "Object Lock configuration does not exist for this bucket");
  }
  json::object document{{"ObjectLockEnabled", "Enabled"}};
  if (const auto& retention = bucket.lock->retention) {
    json::object shown{
        {"Mode", retention->mode == store::LockMode::compliance ? "COMPLIANCE" : "GOVERNANCE"}};
    if (retention->days > 0) shown["Days"] = std::int64_t{retention->days};
    if (retention->years > 0) shown["Years"] = std::int64_t{retention->years};
    document["Rule"] = json::object{{"DefaultRetention", std::move(shown)}};
  }
  return {.output = {{"ObjectLockConfiguration", std::move(document)}}};
}

}  // namespace

void add_lock_operations(Operations& operations, Buckets& buckets) {
  operations.add("GetObjectLockConfiguration", buckets, get_lock);
  operations.add("PutObjectLockConfiguration", buckets, put_lock);
}

}  // namespace sluice::api::s3
