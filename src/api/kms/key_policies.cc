// What hangs on a key: its policy and its tags.
#include <fmt/format.h>

#include "api/kms/operations.h"
#include "api/paging.h"
#include "api/tags.h"

namespace sluice::api::kms {
namespace {

constexpr TagNames kTagNames{"TagKey", "TagValue"};
constexpr std::string_view kPolicyName = "default";  // the only one there is
constexpr std::int64_t kTagsShown = 50;

void require_policy_name(const Call& call) {
  if (call.text_of("PolicyName", kPolicyName) == kPolicyName) return;
  throw Error(ErrorKind::not_found, "NotFoundException", "No such policy exists");
}

// The key policies' operations take no alias, and say so before anything is shown.
access::KmsKey key_without_alias(Kms& kms, const Call& call) {
  const auto name = call.text_of("KeyId");
  if (name.find("alias/") != std::string_view::npos) {
    throw Error(ErrorKind::invalid, "InvalidArnException",
                fmt::format("Invalid keyId '{}': an alias names no key here", name));
  }
  return kms.keys().describe(std::string(name));
}

Answer get_key_policy(Kms& kms, Call& call) {
  const auto key = key_without_alias(kms, call);
  require_policy_name(call);
  return {.output = {{"Policy", key.policy}, {"PolicyName", kPolicyName}}};
}

Answer put_key_policy(Kms& kms, Call& call) {
  const auto key = key_without_alias(kms, call);
  require_policy_name(call);
  const std::string policy(call.text_of("Policy"));
  if (!call.flag_of("BypassPolicyLockoutSafetyCheck") &&
      !kms.permissions().keeps_control(call.arrival, key.arn, policy)) {
    throw Error(ErrorKind::invalid, "MalformedPolicyDocumentException",
                "The new key policy will not allow you to update the key policy in the future.");
  }
  kms.keys().set_policy(key.id, policy);
  return {};
}

Answer list_key_policies(Kms& kms, Call& call) {
  key_without_alias(kms, call);
  Answer answer{.output = {{"PolicyNames", json::array{kPolicyName}}}};
  set_page_end(answer.output, "");
  return answer;
}

Answer tag_resource(Kms& kms, Call& call) {
  kms.keys().tag(std::string(call.text_of("KeyId")), tags_of(call.input, "Tags", kTagNames));
  return {};
}

Answer untag_resource(Kms& kms, Call& call) {
  kms.keys().untag(std::string(call.text_of("KeyId")), texts_of(call.input, "TagKeys"));
  return {};
}

Answer list_resource_tags(Kms& kms, Call& call) {
  const auto page = page_of(key_without_alias(kms, call).tags, call.text_of("Marker"),
                            static_cast<std::size_t>(call.number_of("Limit", kTagsShown)),
                            [](const access::Tag& tag) -> const std::string& { return tag.key; });
  Answer answer{.output = {{"Tags", tags_to_wire(page.items, kTagNames)}}};
  set_page_end(answer.output, page.next_marker);
  return answer;
}

}  // namespace

void add_key_policy_operations(Operations& operations, Kms& kms) {
  operations.add("GetKeyPolicy", kms, get_key_policy);
  operations.add("PutKeyPolicy", kms, put_key_policy);
  operations.add("ListKeyPolicies", kms, list_key_policies);
  operations.add("TagResource", kms, tag_resource);
  operations.add("UntagResource", kms, untag_resource);
  operations.add("ListResourceTags", kms, list_resource_tags);
}

}  // namespace sluice::api::kms
