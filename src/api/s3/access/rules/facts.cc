#include "api/s3/access/rules/facts.h"

#include <algorithm>
#include <array>
#include <chrono>

#include "api/http/uri.h"
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

void add_tags(std::string_view prefix, std::string_view keys_name,
              const std::vector<std::pair<std::string, std::string>>& tags,
              access::Context& context) {
  if (tags.empty()) return;
  std::vector<std::string> keys;
  for (const auto& [key, value] : tags) {
    context.set(std::string(prefix) + key, value);
    keys.push_back(key);
  }
  if (!keys_name.empty()) context.set(keys_name, std::move(keys));
}

void add_request_tags(const std::vector<std::pair<std::string, std::string>>& tags,
                      access::Context& context) {
  add_tags("s3:RequestObjectTag/", "s3:RequestObjectTagKeys", tags, context);
}

// "/bucket/key?versionId=…" as clients may write it: policies are written with "bucket/key".
std::string copy_source(std::string_view header) {
  auto path = header.substr(0, header.find('?'));
  if (path.starts_with('/')) path.remove_prefix(1);
  return percent_decode(path).value_or(std::string(path));
}

std::vector<std::pair<std::string, std::string>> tags_in(const json::value& tagging) {
  std::vector<std::pair<std::string, std::string>> tags;
  const auto* set = tagging.as_object().if_contains("TagSet");
  if (!set) return tags;
  for (const auto& tag : set->as_array()) {
    tags.emplace_back(tag.at("Key").as_string(), tag.at("Value").as_string());
  }
  return tags;
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
  if (const auto source = headers.find("x-amz-copy-source")) {
    context.set("s3:x-amz-copy-source", copy_source(trim(*source)));
  }
  if (const auto match = headers.find("If-Match")) context.set("s3:if-match", std::string(*match));
  if (const auto match = headers.find("If-None-Match")) {
    context.set("s3:if-none-match", std::string(*match));
  }
  if (const auto tagging = headers.find("x-amz-tagging")) {
    std::vector<std::pair<std::string, std::string>> tags;
    for (const auto& tag : QueryParameters(trim(*tagging)))
      tags.emplace_back(tag.name, tag.value);
    add_request_tags(tags, context);
  }
}

void add_call_facts(const Call& call, access::Context& context) {
  const auto& input = call.input;
  for (const auto& [member, key] : kListingKeys) {
    if (const auto* value = input.if_contains(member)) context.set(key, text_of(*value));
  }
  const auto* tagging = input.if_contains("Tagging");
  if (tagging && tagging->is_object()) add_request_tags(tags_in(*tagging), context);
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
  if (const auto* tags = made->as_object().if_contains("Tags")) {
    add_tags("aws:RequestTag/", "aws:TagKeys", tags_in(json::object{{"TagSet", *tags}}), context);
  }
}

void add_object_facts(const store::Object& object, access::Context& context) {
  for (const auto& [key, value] : object.properties.tags)
    context.set("s3:ExistingObjectTag/" + key, value);
}

}  // namespace sluice::api::s3
