// DeleteObject, and what DeleteObjects shares with it.
#include "api/s3/objects/groups.h"
#include "api/s3/objects/read/conditions.h"
#include "api/s3/objects/target.h"
#include "api/s3/objects/write/removal.h"
#include "api/wire/protocol/scalars.h"

namespace sluice::api::s3 {
namespace {

// Nothing where conditions meet no object, which is success; a delete marker satisfies "*" alone.
enum class Absent { done, go_on };

Absent judge_absent(S3& s3, meta::Transaction& transaction, const store::Bucket& bucket,
                    const Removal& removal) {
  if (bucket.versioning == store::Versioning::never) return Absent::done;
  if (!s3.store().newest(transaction.now(), bucket.name, removal.key)) return Absent::done;
  const auto& conditions = removal.conditions;
  const bool is_any_version =
      conditions.if_match == "*" && !conditions.if_last_modified && !conditions.if_size_bytes;
  if (!is_any_version) throw_precondition_failed("If-Match");
  return Absent::go_on;
}

Removed remove_one(S3& s3, meta::Transaction& transaction, const store::Bucket& bucket,
                   const Removal& removal, const store::RemoveOptions& how) {
  Removed removed;
  if (removal.version) {
    removed.object =
        s3.store().remove_version(transaction, bucket.name, removal.key, *removal.version, how);
    return removed;
  }
  removed.object = s3.store().remove(transaction, bucket.name, removal.key, how);
  removed.made_marker = removed.object && removed.object->is_delete_marker;
  return removed;
}

Answer delete_object(S3& s3, Call& call) {
  const auto bucket = find_bucket(s3, s3.database().snapshot(), bucket_of(call));
  Removal removal{.key = key_of(call), .version = version_of(call)};
  auto& conditions = removal.conditions;
  if (const auto* etag = call.input.if_contains("IfMatch")) {
    conditions.if_match = unquoted_etag(etag->as_string());
  }
  if (const auto* time = call.input.if_contains("IfMatchLastModifiedTime")) {
    conditions.if_last_modified = timestamp_of(*time);
  }
  if (const auto* size = call.input.if_contains("IfMatchSize")) {
    conditions.if_size_bytes = static_cast<std::uint64_t>(size->as_int64());
  }
  const auto bypass = read_bypass(s3, call, removal.key.text());
  Removed removed;
  s3.database().write([&](meta::Transaction& transaction) {
    removed = remove(s3, transaction, bucket, removal, bypass, cause_context(call.arrival));
  });
  Answer answer;
  if (bucket.versioning != store::Versioning::never) {
    if (removed.object) answer.output["VersionId"] = removed.object->version.text();
    if (!removed.object && removal.version) answer.output["VersionId"] = removal.version->text();
    if (removed.object && removed.object->is_delete_marker) answer.output["DeleteMarker"] = true;
  }
  return answer;
}

}  // namespace

Removed remove(S3& s3, meta::Transaction& transaction, const store::Bucket& bucket,
               const Removal& removal, store::Bypass bypass, const std::string& context) {
  store::RemoveOptions how{.conditions = removal.conditions,
                           .bypass = bypass,
                           .absence = store::Absence::ignored,
                           .context = context};
  const bool is_of_current = removal.conditions.is_any() && !removal.version;
  if (is_of_current && !s3.store().find(transaction.now(), bucket.name, removal.key)) {
    if (judge_absent(s3, transaction, bucket, removal) == Absent::done) return {};
    how.conditions = {};
  }
  return remove_one(s3, transaction, bucket, removal, how);
}

store::Bypass read_bypass(S3& s3, const Call& call, std::string_view key) {
  if (!call.flag_of("BypassGovernanceRetention")) return store::Bypass::none;
  s3.permissions.require(
      call.arrival,
      {.action = "s3:BypassGovernanceRetention", .bucket = call.text_of("Bucket"), .key = key});
  return store::Bypass::governance;
}

void add_delete_operations(Operations& operations, S3& s3) {
  operations.add("DeleteObject", s3, delete_object);
}

}  // namespace sluice::api::s3
