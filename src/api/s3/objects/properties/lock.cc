// Object lock of a version: retention and legal hold.
#include "api/s3/objects/groups.h"
#include "api/s3/objects/target.h"
#include "api/s3/objects/write/removal.h"
#include "api/wire/protocol/scalars.h"

namespace sluice::api::s3 {
namespace {

void check_bucket_has_lock(const store::Bucket& bucket) {
  if (bucket.lock) return;
  throw invalid_request("Bucket is missing Object Lock Configuration");
}

DetailedError no_lock_configuration() {
  return DetailedError(ErrorKind::not_found, "NoSuchObjectLockConfiguration",
                       "The specified object does not have a ObjectLock configuration", {});
}

// An empty document takes the retention away.
std::optional<store::Retention> read_retention(const Call& call) {
  const auto* given = call.input.if_contains("Retention");
  if (!given) throw malformed_xml();
  const auto* mode = given->as_object().if_contains("Mode");
  const auto* until = given->as_object().if_contains("RetainUntilDate");
  if (!mode && !until) return std::nullopt;
  if (!mode || !until) throw malformed_xml();
  const auto date = timestamp_of(*until);
  if (date <= call.now()) {
    throw invalid_argument("The retain until date must be in the future!", "RetainUntilDate",
                           to_iso8601(date));
  }
  const bool is_compliance = mode->as_string() == "COMPLIANCE";
  return store::Retention{
      .mode = is_compliance ? store::LockMode::compliance : store::LockMode::governance,
      .until = date};
}

Answer put_object_retention(S3& s3, Call& call) {
  const auto version = version_of(call);
  const auto key = key_of(call);
  const auto bucket = find_bucket(s3, s3.database().snapshot(), bucket_of(call));
  check_bucket_has_lock(bucket);
  const auto retention = read_retention(call);
  const auto bypass = read_bypass(s3, call, key.text());
  s3.database().write([&](meta::Transaction& transaction) {
    s3.store().set_retention(transaction, bucket.name, key, version, retention, bypass);
  });
  return {};
}

Answer get_object_retention(S3& s3, Call& call) {
  const auto found = find_version(s3, call);
  check_bucket_has_lock(found.bucket);
  const auto& retention = found.object.properties.retention;
  if (!retention) throw no_lock_configuration();
  const bool is_compliance = retention->mode == store::LockMode::compliance;
  Answer answer;
  answer.output["Retention"] = json::object{{"Mode", is_compliance ? "COMPLIANCE" : "GOVERNANCE"},
                                            {"RetainUntilDate", value_of(retention->until)}};
  return answer;
}

Answer put_object_legal_hold(S3& s3, Call& call) {
  const auto version = version_of(call);
  const auto bucket = find_bucket(s3, s3.database().snapshot(), bucket_of(call));
  check_bucket_has_lock(bucket);
  const auto* given = call.input.if_contains("LegalHold");
  const auto* status = given ? given->as_object().if_contains("Status") : nullptr;
  if (!status) throw malformed_xml();
  const bool is_held = status->as_string() == "ON";
  s3.database().write([&](meta::Transaction& transaction) {
    s3.store().set_legal_hold(transaction, bucket.name, key_of(call), version, is_held);
  });
  return {};
}

Answer get_object_legal_hold(S3& s3, Call& call) {
  const auto found = find_version(s3, call);
  check_bucket_has_lock(found.bucket);
  Answer answer;
  answer.output["LegalHold"] =
      json::object{{"Status", found.object.properties.has_legal_hold ? "ON" : "OFF"}};
  return answer;
}

}  // namespace

void add_lock_operations(Operations& operations, S3& s3) {
  operations.add("PutObjectRetention", s3, put_object_retention);
  operations.add("GetObjectRetention", s3, get_object_retention);
  operations.add("PutObjectLegalHold", s3, put_object_legal_hold);
  operations.add("GetObjectLegalHold", s3, get_object_legal_hold);
}

}  // namespace sluice::api::s3
