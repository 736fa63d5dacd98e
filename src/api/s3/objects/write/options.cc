#include "api/s3/objects/write/options.h"

#include <algorithm>
#include <array>

#include "api/s3/objects/header_text.h"
#include "api/s3/objects/target.h"
#include "api/s3/request/members.h"
#include "api/s3/request/tags.h"
#include "api/wire/protocol/scalars.h"
#include "base/text.h"
#include "base/utf8.h"

namespace sluice::api::s3 {
namespace {

constexpr std::size_t kMetadataBytesMax = 2048;

constexpr std::array<std::string_view, 8> kStorageClasses = {
    "STANDARD",   "REDUCED_REDUNDANCY",  "STANDARD_IA",
    "ONEZONE_IA", "INTELLIGENT_TIERING", "GLACIER_IR",
    "GLACIER",    "DEEP_ARCHIVE"};

constexpr std::pair<std::string_view, std::string_view> kHeaders[] = {
    {"CacheControl", "cache-control"},
    {"ContentDisposition", "content-disposition"},
    {"ContentEncoding", "content-encoding"},
    {"ContentLanguage", "content-language"},
    {"Expires", "expires"}};

std::string storage_class_in(const json::object& input) {
  const std::string name(text_in(input, "StorageClass"));
  if (name.empty()) return std::string(store::kStandardClass);
  if (std::find(kStorageClasses.begin(), kStorageClasses.end(), name) == kStorageClasses.end()) {
    throw DetailedError(ErrorKind::invalid, "InvalidStorageClass",
                        "The storage class you specified is not valid",
                        {.members = {{"StorageClassRequested", name}}});
  }
  return name;
}

void take_redirect(const json::object& input, store::ObjectOptions& options) {
  const auto location = text_in(input, "WebsiteRedirectLocation");
  if (location.empty()) return;
  const bool is_valid = location.starts_with('/') || location.starts_with("http://") ||
                        location.starts_with("https://");
  if (!is_valid || location.size() > kMetadataBytesMax) {
    throw Error(ErrorKind::invalid, "InvalidRedirectLocation",
                "The website redirect location must have a prefix of 'http://' or 'https://' or "
                "'/'.");
  }
  options.properties.headers["website-redirect-location"] = stored_text(location);
}

void take_lock(const json::object& input, Timestamp now, store::ObjectProperties& properties) {
  const auto mode = text_in(input, "ObjectLockMode");
  const auto* until = input.if_contains("ObjectLockRetainUntilDate");
  if (mode.empty() != (until == nullptr)) {
    throw invalid_argument(
        "x-amz-object-lock-retain-until-date and x-amz-object-lock-mode must both be supplied",
        mode.empty() ? "x-amz-object-lock-mode" : "x-amz-object-lock-retain-until-date", "null");
  }
  if (until) {
    const auto date = timestamp_of(*until);
    if (date <= now) {
      throw invalid_argument("The retain until date must be in the future!",
                             "x-amz-object-lock-retain-until-date", to_iso8601(date));
    }
    properties.retention = {
        .mode = mode == "COMPLIANCE" ? store::LockMode::compliance : store::LockMode::governance,
        .until = date};
  }
  const auto hold = text_in(input, "ObjectLockLegalHoldStatus");
  if (!hold.empty() && hold != "ON" && hold != "OFF") {
    throw invalid_argument("Legal Hold must be either of 'ON' or 'OFF'",
                           "x-amz-object-lock-legal-hold", hold);
  }
  properties.has_legal_hold = hold == "ON";
}

}  // namespace

void take_metadata(const json::object& input, store::ObjectOptions& options) {
  if (const auto type = text_in(input, "ContentType"); !type.empty()) {
    options.content_type = stored_text(type);
  }
  for (const auto& [member, name] : kHeaders) {
    std::string value(text_in(input, member));
    if (name == "content-encoding") value = without_aws_chunked(value);
    if (!value.empty()) options.properties.headers[std::string(name)] = stored_text(value);
  }
  const auto* metadata = input.if_contains("Metadata");
  if (!metadata) return;
  std::size_t bytes = 0;
  for (const auto& [name, value] : metadata->as_object()) {
    bytes += name.size() + value.as_string().size();
    options.metadata.emplace(lower_ascii(name), stored_text(value.as_string()));
  }
  if (bytes <= kMetadataBytesMax) return;
  throw DetailedError(ErrorKind::limit, "MetadataTooLarge",
                      "Your metadata headers exceed the maximum allowed metadata size",
                      {.members = {{"Size", std::to_string(bytes)},
                                   {"MaxSizeAllowed", std::to_string(kMetadataBytesMax)}}});
}

store::ObjectOptions object_options(S3& s3, const Arrival& arrival, const json::object& input,
                                    const store::Bucket& bucket) {
  store::ObjectOptions options;
  take_metadata(input, options);
  take_redirect(input, options);
  options.storage_class = storage_class_in(input);
  auto& properties = options.properties;
  if (const auto tagging = text_in(input, "Tagging"); !tagging.empty()) {
    properties.tags = tags_in_header(tagging);
  }
  take_lock(input, arrival.now, properties);
  properties.acl = s3.permissions.new_object_acl(arrival, input, bucket);
  properties.owner = s3.permissions.new_object_owner(arrival, input, bucket);
  return options;
}

store::Conditions write_conditions(const json::object& input) {
  store::Conditions conditions;
  if (const auto* value = input.if_contains("IfMatch")) {
    conditions.if_match = unquoted_etag(value->as_string());
  }
  if (const auto* value = input.if_contains("IfNoneMatch")) {
    conditions.if_none_match = unquoted_etag(value->as_string());
  }
  return conditions;
}

}  // namespace sluice::api::s3
