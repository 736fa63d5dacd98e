// Which key, alias or nothing at all an operation of KMS is about.
// The Service Authorization Reference lists them: list_awskeymanagementservice.html
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "api/kms/operations.h"
#include "api/tags.h"

namespace sluice::api::kms {
namespace {

constexpr TagNames kTagNames{"TagKey", "TagValue"};

// Those that no key's policy can be asked about.
constexpr std::array<std::string_view, 5> kOfTheAccount{
    "CreateKey", "GenerateRandom", "ListAliases", "ListKeys", "ListRetirableGrants"};

bool is_of_account(std::string_view operation) {
  return std::find(kOfTheAccount.begin(), kOfTheAccount.end(), operation) != kOfTheAccount.end();
}

void set_number(access::Context& context, const Call& call, std::string_view member,
                std::string_view key) {
  if (call.input.contains(member)) context.set(key, std::to_string(call.number_of(member)));
}

// What the request itself says.
access::Context context_of(const Kms& kms, const Call& call) {
  auto context = kms.authority().context_of(call.arrival);
  add_request_tags(context, tags_of(call.input, "Tags", kTagNames));
  add_tag_keys(context, texts_of(call.input, "TagKeys"));
  set_number(context, call, "PendingWindowInDays", "kms:ScheduleKeyDeletionPendingWindowInDays");
  set_number(context, call, "RotationPeriodInDays", "kms:RotationPeriodInDays");
  context.set("kms:BypassPolicyLockoutSafetyCheck",
              call.flag_of("BypassPolicyLockoutSafetyCheck") ? "true" : "false");
  if (const auto name = call.text_of("KeyId"); name.find("alias/") != std::string_view::npos) {
    context.set("kms:RequestAlias", std::string(name.substr(name.find("alias/"))));
  }
  if (call.input.contains("EncryptionAlgorithm")) {
    context.set("kms:EncryptionAlgorithm", std::string(call.text_of("EncryptionAlgorithm")));
  }
  return context;
}

void require_account(const Kms& kms, const Call& call) {
  auto context = context_of(kms, call);
  if (call.operation.name == "CreateKey") {
    context.set("kms:KeyOrigin", "AWS_KMS");
    context.set("kms:KeySpec", std::string(call.text_of("KeySpec", "SYMMETRIC_DEFAULT")));
    context.set("kms:KeyUsage", std::string(call.text_of("KeyUsage", "ENCRYPT_DECRYPT")));
    context.set("kms:MultiRegion", call.flag_of("MultiRegion") ? "true" : "false");
  }
  kms.authority().require(call.caller(), {"kms:" + call.operation.name, "*", std::move(context)});
}

void require_key(const Kms& kms, const Call& call, const access::KmsKey& key, KeyUse use) {
  auto context = context_of(kms, call);
  if (use.operation == "CreateGrant") {
    context.set("kms:GrantOperations", texts_of(call.input, "Operations"));
    context.set("kms:GranteePrincipal", std::string(call.text_of("GranteePrincipal")));
    if (call.input.contains("RetiringPrincipal")) {
      context.set("kms:RetiringPrincipal", std::string(call.text_of("RetiringPrincipal")));
    }
    context.set("kms:GrantIsForAWSResource", "false");
    use.grant = grant_of(call);
    if (!use.grant->context_equals.empty()) {
      context.set("kms:GrantConstraintType", "EncryptionContextEquals");
    } else if (!use.grant->context_subset.empty()) {
      context.set("kms:GrantConstraintType", "EncryptionContextSubset");
    }
  }
  kms.permissions().require(call.arrival, key, use, std::move(context));
}

// Both the alias, which has no policy, and the keys behind it.
void require_alias(Kms& kms, const Call& call) {
  const auto& operation = call.operation.name;
  const auto alias = call.text_of("AliasName");
  kms.authority().require(
      call.caller(),
      {"kms:" + operation, alias_arn(kms.authority().account(), alias), context_of(kms, call)});
  if (operation != "CreateAlias") {
    require_key(kms, call, kms.find_key(alias), {.operation = operation});
  }
  if (operation != "DeleteAlias") {
    require_key(kms, call, kms.find_key(call.text_of("TargetKeyId")), {.operation = operation});
  }
}

access::KmsKey key_to_decrypt_with(Kms& kms, const Call& call, std::string_view member) {
  if (call.input.contains(member)) return kms.find_key(call.text_of(member));
  return kms.keys().key_of(call.text_of("CiphertextBlob"));
}

void require_reencryption(Kms& kms, const Call& call) {
  const auto source = key_to_decrypt_with(kms, call, "SourceKeyId");
  const auto destination = kms.find_key(call.text_of("DestinationKeyId"));
  auto context = context_of(kms, call);
  context.set("kms:ReEncryptOnSameKey", source.id == destination.id ? "true" : "false");
  kms.permissions().require(
      call.arrival, source,
      {"ReEncryptFrom", encryption_context_of(call, "SourceEncryptionContext"), {}}, context);
  kms.permissions().require(
      call.arrival, destination,
      {"ReEncryptTo", encryption_context_of(call, "DestinationEncryptionContext"), {}}, context);
}

bool names_grant(const Call& call, const access::KeyGrant& grant) {
  if (call.input.contains("GrantToken")) return grant.token == call.text_of("GrantToken");
  return grant.id == call.text_of("GrantId");
}

// Whom the grant says, without any policy; others by the key's policy.
void require_retirement(Kms& kms, const Call& call) {
  const auto& principal = Authority::principal_of(call.caller());
  for (const auto& arn : {principal.arn, principal.role_arn}) {
    if (arn.empty()) continue;
    const auto retirable = kms.keys().grants_retirable_by(arn);
    const auto names = [&](const access::KeyGrant& grant) { return names_grant(call, grant); };
    if (std::any_of(retirable.begin(), retirable.end(), names)) return;
  }
  if (!call.input.contains("KeyId")) return require_account(kms, call);
  require_key(kms, call, kms.find_key(call.text_of("KeyId")), {.operation = "RetireGrant"});
}

}  // namespace

void authorise_kms(Kms& kms, Call& call) {
  require_signature(call.caller());
  const auto& operation = call.operation.name;
  if (is_of_account(operation)) return require_account(kms, call);
  if (operation.ends_with("Alias")) return require_alias(kms, call);
  if (operation == "ReEncrypt") return require_reencryption(kms, call);
  if (operation == "RetireGrant") return require_retirement(kms, call);
  const auto key = operation == "Decrypt" ? key_to_decrypt_with(kms, call, "KeyId")
                                          : kms.find_key(call.text_of("KeyId"));
  require_key(kms, call, key, {operation, encryption_context_of(call, "EncryptionContext"), {}});
}

}  // namespace sluice::api::kms
