#include "api/s3/objects/read/describe.h"

#include "api/http/date.h"
#include "api/s3/objects/encryption/sse.h"
#include "api/s3/objects/header_text.h"
#include "api/wire/protocol/scalars.h"

namespace sluice::api::s3 {
namespace {

// The store's names of system headers, and the model's members.
constexpr std::pair<std::string_view, std::string_view> kHeaders[] = {
    {"cache-control", "CacheControl"},
    {"content-disposition", "ContentDisposition"},
    {"content-encoding", "ContentEncoding"},
    {"content-language", "ContentLanguage"},
    {"expires", "Expires"},
    {"website-redirect-location", "WebsiteRedirectLocation"}};

}  // namespace

std::string restore_text(const store::Restore& restore, Timestamp now) {
  if (restore.is_ongoing(now)) return "ongoing-request=\"true\"";
  return fmt::format("ongoing-request=\"false\", expiry-date=\"{}\"",
                     format_http_date(restore.expires_at));
}

void describe_object(json::object& output, const Found& found, Timestamp now) {
  const auto& object = found.object;
  output["AcceptRanges"] = "bytes";
  output["ETag"] = quoted_etag(object.etag);
  output["LastModified"] = value_of(object.last_modified);
  output["ContentType"] = header_text(object.content_type);
  for (const auto& [name, member] : kHeaders) {
    const auto value = object.properties.headers.find(std::string(name));
    if (value != object.properties.headers.end()) output[member] = header_text(value->second);
  }
  if (!object.metadata.empty()) {
    json::object metadata;
    for (const auto& [name, value] : object.metadata)
      metadata[name] = header_text(value);
    output["Metadata"] = std::move(metadata);
  }
  if (object.storage_class != store::kStandardClass) output["StorageClass"] = object.storage_class;
  const auto& restore = object.properties.restore;
  if (restore && (restore->is_ongoing(now) || restore->is_readable(now))) {
    output["Restore"] = restore_text(*restore, now);
  }
  put_version(output, found.bucket, object);
  put_encryption(output, object.properties.encryption);
}

void describe_guarded(json::object& output, S3& s3, const Call& call, const Found& found) {
  const auto& properties = found.object.properties;
  const auto version = version_of(call);
  const auto may = [&](std::string_view action) {
    return s3.permissions.allows(call.arrival, {.action = action,
                                                .bucket = found.bucket.name.text(),
                                                .key = found.object.key.text(),
                                                .version = version});
  };
  if (!properties.tags.empty() &&
      may(version ? "s3:GetObjectVersionTagging" : "s3:GetObjectTagging")) {
    output["TagCount"] = static_cast<std::int64_t>(properties.tags.size());
  }
  if (properties.retention && may("s3:GetObjectRetention")) {
    const bool is_governance = properties.retention->mode == store::LockMode::governance;
    output["ObjectLockMode"] = is_governance ? "GOVERNANCE" : "COMPLIANCE";
    output["ObjectLockRetainUntilDate"] = value_of(properties.retention->until);
  }
  if (found.bucket.lock && properties.has_legal_hold && may("s3:GetObjectLegalHold")) {
    output["ObjectLockLegalHoldStatus"] = "ON";
  }
}

}  // namespace sluice::api::s3
