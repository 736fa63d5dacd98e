// DeleteObjects.
#include <algorithm>

#include "api/s3/objects/groups.h"
#include "api/s3/objects/target.h"
#include "api/s3/objects/write/removal.h"
#include "api/s3/request/members.h"
#include "api/s3/request/version.h"
#include "api/wire/protocol/scalars.h"

namespace sluice::api::s3 {
namespace {

constexpr std::size_t kObjectsMax = 1000;
// Of one transaction: other writers wait meanwhile.
constexpr std::size_t kSlice = 200;

struct Outcome {
  Removal removal;
  Removed removed;
  std::optional<std::pair<std::string, std::string>> fault;  // code and message
};

Outcome read_one(const json::object& entry) {
  Outcome outcome;
  auto& removal = outcome.removal;
  const auto key = text_in(entry, "Key");
  if (key.empty()) throw malformed_xml("an object has no key");
  removal.key = store::ObjectKey(std::string(key));
  try {
    store::object_key(key);
  } catch (const Error& error) {
    outcome.fault.emplace(error.code(), error.message());
  }
  if (const auto version = text_in(entry, "VersionId"); !version.empty()) {
    removal.version = store::VersionId(std::string(version));
    if (!is_version_id(version)) {
      outcome.fault.emplace("NoSuchVersion", "The specified version does not exist.");
    }
  }
  if (const auto* etag = entry.if_contains("ETag")) {
    removal.conditions.if_match = unquoted_etag(etag->as_string());
  }
  if (const auto* time = entry.if_contains("LastModifiedTime")) {
    removal.conditions.if_last_modified = timestamp_of(*time);
  }
  if (const auto* size = entry.if_contains("Size")) {
    removal.conditions.if_size_bytes = static_cast<std::uint64_t>(size->as_int64());
  }
  return outcome;
}

std::vector<Outcome> read_all(const Call& call) {
  const auto& asked = call.input.at("Delete").as_object();
  const auto& objects = array_in(asked, "Objects");
  if (objects.empty() || objects.size() > kObjectsMax) throw malformed_xml();
  std::vector<Outcome> all;
  all.reserve(objects.size());
  for (const auto& entry : objects)
    all.push_back(read_one(entry.as_object()));
  return all;
}

// Who may delete some of them deletes those.
void check_permissions(S3& s3, const Call& call, std::vector<Outcome>& all) {
  const auto bucket = call.text_of("Bucket");
  const bool bypasses = call.flag_of("BypassGovernanceRetention");
  for (auto& outcome : all) {
    if (outcome.fault) continue;
    const auto& removal = outcome.removal;
    const Ask ask{.action = removal.version ? "s3:DeleteObjectVersion" : "s3:DeleteObject",
                  .bucket = bucket,
                  .key = removal.key.text(),
                  .version = removal.version};
    bool may = s3.permissions.allows(call.arrival, ask);
    if (may && bypasses) {
      may = s3.permissions.allows(
          call.arrival,
          {.action = "s3:BypassGovernanceRetention", .bucket = bucket, .key = removal.key.text()});
    }
    if (!may) outcome.fault.emplace("AccessDenied", "Access Denied");
  }
}

void remove_slice(S3& s3, meta::Transaction& transaction, const Call& call,
                  const store::Bucket& bucket, std::span<Outcome> slice) {
  const auto bypass =
      call.flag_of("BypassGovernanceRetention") ? store::Bypass::governance : store::Bypass::none;
  const auto context = cause_context(call.arrival);
  for (auto& outcome : slice) {
    if (outcome.fault) continue;
    // The store checks before it changes a row: a refusal leaves the others of the slice whole.
    try {
      outcome.removed = remove(s3, transaction, bucket, outcome.removal, bypass, context);
    } catch (const Error& error) {
      if (error.kind() == ErrorKind::io || error.kind() == ErrorKind::corrupt) throw;
      outcome.fault.emplace(error.code(), error.message());
    }
  }
}

json::object describe_deleted(const Outcome& outcome, const store::Bucket& bucket) {
  json::object entry{{"Key", outcome.removal.key.text()}};
  if (outcome.removal.version) entry["VersionId"] = outcome.removal.version->text();
  const auto& object = outcome.removed.object;
  if (object && object->is_delete_marker && bucket.versioning != store::Versioning::never) {
    entry["DeleteMarker"] = true;
    entry["DeleteMarkerVersionId"] = object->version.text();
  }
  return entry;
}

json::object describe_fault(const Outcome& outcome) {
  json::object entry{{"Key", outcome.removal.key.text()}};
  if (outcome.removal.version) entry["VersionId"] = outcome.removal.version->text();
  entry["Code"] = outcome.fault->first;
  entry["Message"] = outcome.fault->second;
  return entry;
}

Answer delete_objects(S3& s3, Call& call) {
  auto all = read_all(call);
  const auto bucket = find_bucket(s3, s3.database().snapshot(), bucket_of(call));
  check_permissions(s3, call, all);
  for (std::size_t at = 0; at < all.size(); at += kSlice) {
    const auto slice = std::span(all).subspan(at, std::min(kSlice, all.size() - at));
    s3.database().write([&](meta::Transaction& transaction) {
      remove_slice(s3, transaction, call, bucket, slice);
    });
  }
  const bool is_quiet = flag_in(call.input.at("Delete").as_object(), "Quiet");
  json::array deleted;
  json::array errors;
  for (const auto& outcome : all) {
    if (outcome.fault) {
      errors.push_back(describe_fault(outcome));
    } else if (!is_quiet) {
      deleted.push_back(describe_deleted(outcome, bucket));
    }
  }
  Answer answer;
  if (!deleted.empty()) answer.output["Deleted"] = std::move(deleted);
  if (!errors.empty()) answer.output["Errors"] = std::move(errors);
  return answer;
}

}  // namespace

void add_multi_delete_operations(Operations& operations, S3& s3) {
  operations.add("DeleteObjects", s3, delete_objects);
}

}  // namespace sluice::api::s3
