#include "api/s3/access/rules/facts.h"

#include <algorithm>
#include <array>
#include <chrono>

#include <fmt/format.h>

#include "api/s3/request/members.h"
#include "api/s3/request/source.h"
#include "api/s3/request/tags.h"
#include "api/wire/protocol/scalars.h"
#include "base/text.h"

namespace sluice::api::s3 {
namespace {

// Headers that are condition keys under their own name: "s3:x-amz-acl".
constexpr std::array<std::string_view, 15> kHeaders = {
    "x-amz-acl",
    "x-amz-grant-read",
    "x-amz-grant-write",
    "x-amz-grant-read-acp",
    "x-amz-grant-write-acp",
    "x-amz-grant-full-control",
    "x-amz-server-side-encryption",
    "x-amz-server-side-encryption-aws-kms-key-id",
    "x-amz-server-side-encryption-customer-algorithm",
    "x-amz-storage-class",
    "x-amz-metadata-directive",
    "x-amz-website-redirect-location",
    "x-amz-content-sha256",
    "x-amz-object-ownership",
    "x-amz-bypass-governance-retention"};

struct MemberKey {
  std::string_view member;
  std::string_view key;
};
constexpr std::array<MemberKey, 5> kListingKeys = {{{"Prefix", "s3:prefix"},
                                                    {"Delimiter", "s3:delimiter"},
                                                    {"MaxKeys", "s3:max-keys"},
                                                    {"MaxUploads", "s3:max-keys"},
                                                    {"VersionId", "s3:VersionId"}}};
constexpr std::array<MemberKey, 3> kLockKeys = {
    {{"ObjectLockMode", "s3:object-lock-mode"},
     {"ObjectLockLegalHoldStatus", "s3:object-lock-legal-hold"},
     {"BypassGovernanceRetention", "s3:object-lock-bypass-governance-retention"}}};

std::string text_of(const json::value& value) {
  return value.is_string() ? std::string(value.get_string()) : to_text(value);
}

void add_tags(std::string_view prefix, std::string_view keys_name, const TagList& tags,
              access::Context& context) {
  if (tags.empty()) return;
  std::vector<std::string> keys;
  for (const auto& [key, value] : tags) {
    context.set(std::string(prefix) + key, value);
    keys.push_back(key);
  }
  context.set(keys_name, std::move(keys));
}

// PutObjectTagging's document, or the header that writes share.
TagList tags_of(const json::value& tagging) {
  if (tagging.is_object()) return tags_in(array_in(tagging.get_object(), "TagSet"));
  const auto tags = tags_in_header(tagging.as_string());
  return {tags.begin(), tags.end()};
}

// Policies are written with "bucket/key", however it was encoded.
void add_copy_source(std::string_view header, access::Context& context) {
  if (header.empty()) return;
  const auto source = parse_copy_source(header);
  context.set("s3:x-amz-copy-source", fmt::format("{}/{}", source.bucket, source.key));
}

void add_lock_facts(const Call& call, const json::object& input, access::Context& context) {
  for (const auto& [member, key] : kLockKeys) {
    if (const auto* value = input.if_contains(member)) context.set(key, text_of(*value));
  }
  const auto* until = input.if_contains("ObjectLockRetainUntilDate");
  if (!until) until = input.if_contains("RetainUntilDate");
  if (!until) return;
  const auto time = timestamp_of(*until);
  context.set("s3:object-lock-retain-until-date", to_iso8601(time));
  const auto left = std::chrono::ceil<std::chrono::days>(time - call.now());
  context.set("s3:object-lock-remaining-retention-days", std::to_string(left.count()));
}

}  // namespace

void add_request_facts(const Arrival& arrival, access::Context& context) {
  const auto& request = arrival.request;
  const auto& headers = request.headers;
  context.set("aws:SourceIp", request.peer_address);
  context.set("aws:SecureTransport", request.is_tls ? "true" : "false");
  if (const auto agent = headers.find("User-Agent")) {
    context.set("aws:UserAgent", std::string(*agent));
  }
  if (const auto referer = headers.find("Referer")) {
    context.set("aws:Referer", std::string(*referer));
  }
  for (const auto& [key, value] : arrival.caller.conditions)
    context.set(key, value);
  for (const auto name : kHeaders) {
    if (const auto value = headers.find(name)) {
      context.set("s3:" + std::string(name), std::string(trim(*value)));
    }
  }
  if (const auto match = headers.find("If-Match")) context.set("s3:if-match", std::string(*match));
  if (const auto match = headers.find("If-None-Match")) {
    context.set("s3:if-none-match", std::string(*match));
  }
}

void add_call_facts(const Call& call, access::Context& context) {
  const auto& input = call.input;
  for (const auto& [member, key] : kListingKeys) {
    if (const auto* value = input.if_contains(member)) context.set(key, text_of(*value));
  }
  add_copy_source(text_in(input, "CopySource"), context);
  if (const auto* tagging = input.if_contains("Tagging")) {
    add_tags("s3:RequestObjectTag/", "s3:RequestObjectTagKeys", tags_of(*tagging), context);
  }
  add_lock_facts(call, input, context);
  if (const auto* retention = input.if_contains("Retention")) {
    const auto& object = retention->as_object();
    if (const auto* mode = object.if_contains("Mode")) {
      context.set("s3:object-lock-mode", text_of(*mode));
    }
    add_lock_facts(call, object, context);
  }
  if (const auto* hold = input.if_contains("LegalHold")) {
    if (const auto* status = hold->as_object().if_contains("Status")) {
      context.set("s3:object-lock-legal-hold", text_of(*status));
    }
  }
  const auto* made = input.if_contains("CreateBucketConfiguration");
  if (!made) return;
  if (const auto* place = made->as_object().if_contains("LocationConstraint")) {
    context.set("s3:LocationConstraint", text_of(*place));
  }
  add_tags("aws:RequestTag/", "aws:TagKeys", tags_in(array_in(made->as_object(), "Tags")), context);
}

void add_object_facts(const store::Object& object, access::Context& context) {
  for (const auto& [key, value] : object.properties.tags)
    context.set("s3:ExistingObjectTag/" + key, value);
}

}  // namespace sluice::api::s3
