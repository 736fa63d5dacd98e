// Keys: made, shown, switched off and on, destroyed.
#include <fmt/format.h>

#include "api/kms/operations.h"
#include "api/tags.h"
#include "api/wire/protocol/scalars.h"

namespace sluice::api::kms {
namespace {

constexpr TagNames kTagNames{"TagKey", "TagValue"};
constexpr int kDeletionDaysDefault = 30;

std::string_view state_name(access::KeyState state) {
  switch (state) {
    case access::KeyState::enabled:
      return "Enabled";
    case access::KeyState::disabled:
      return "Disabled";
    case access::KeyState::pending_deletion:
      return "PendingDeletion";
  }
  return "Unavailable";
}

json::object metadata_of(const Kms& kms, const access::KmsKey& key) {
  json::object metadata{{"AWSAccountId", kms.authority().account().id()},
                        {"KeyId", key.id},
                        {"Arn", key.arn},
                        {"CreationDate", value_of(key.created)},
                        {"Enabled", key.state == access::KeyState::enabled},
                        {"Description", key.description},
                        {"KeyUsage", "ENCRYPT_DECRYPT"},
                        {"KeyState", state_name(key.state)},
                        {"Origin", "AWS_KMS"},
                        {"KeyManager", key.manager == access::KeyManager::aws ? "AWS" : "CUSTOMER"},
                        {"CustomerMasterKeySpec", "SYMMETRIC_DEFAULT"},
                        {"KeySpec", "SYMMETRIC_DEFAULT"},
                        {"EncryptionAlgorithms", json::array{"SYMMETRIC_DEFAULT"}},
                        {"MultiRegion", false}};
  if (key.deletion) metadata["DeletionDate"] = value_of(*key.deletion);
  return metadata;
}

void refuse_unsupported(const Call& call) {
  const auto is_other = [&](std::string_view member, std::string_view only) {
    return call.text_of(member, only) != only;
  };
  std::string_view what;
  if (is_other("KeySpec", "SYMMETRIC_DEFAULT")) what = "KeySpec";
  if (is_other("CustomerMasterKeySpec", "SYMMETRIC_DEFAULT")) what = "CustomerMasterKeySpec";
  if (is_other("KeyUsage", "ENCRYPT_DECRYPT")) what = "KeyUsage";
  if (is_other("Origin", "AWS_KMS")) what = "Origin";
  if (call.flag_of("MultiRegion")) what = "MultiRegion";
  if (call.input.contains("CustomKeyStoreId")) what = "CustomKeyStoreId";
  if (call.input.contains("XksKeyId")) what = "XksKeyId";
  if (what.empty()) return;
  throw Error(ErrorKind::unsupported, "UnsupportedOperationException",
              fmt::format("Keys with this {} are not supported: keys are symmetric, of one region,"
                          " and made here.",
                          what));
}

Answer create_key(Kms& kms, Call& call) {
  refuse_unsupported(call);
  const std::string policy(call.text_of("Policy"));
  const auto& account = kms.authority().account();
  const std::string arn = fmt::format("arn:aws:kms:{}:{}:key/*", account.region(), account.id());
  if (!policy.empty() && !call.flag_of("BypassPolicyLockoutSafetyCheck") &&
      !kms.permissions().keeps_control(call.arrival, arn, policy)) {
    throw Error(ErrorKind::invalid, "MalformedPolicyDocumentException",
                "The new key policy will not allow you to update the key policy in the future.");
  }
  const auto key = kms.keys().create({.description = std::string(call.text_of("Description")),
                                      .policy = policy,
                                      .tags = tags_of(call.input, "Tags", kTagNames)});
  return {.output = {{"KeyMetadata", metadata_of(kms, key)}}};
}

Answer describe_key(Kms& kms, Call& call) {
  const auto key = kms.find_key(call.text_of("KeyId"));
  return {.output = {{"KeyMetadata", metadata_of(kms, key)}}};
}

Answer list_keys(Kms& kms, Call& call) {
  const auto page = kms.keys().list({.marker = std::string(call.text_of("Marker")),
                                     .limit = static_cast<int>(call.number_of("Limit", 100))});
  json::array keys;
  for (const auto& key : page.items)
    keys.push_back(json::object{{"KeyId", key.id}, {"KeyArn", key.arn}});
  Answer answer{.output = {{"Keys", std::move(keys)}}};
  set_page_end(answer.output, page.next_marker);
  return answer;
}

Answer update_key_description(Kms& kms, Call& call) {
  kms.keys().set_description(std::string(call.text_of("KeyId")),
                             std::string(call.text_of("Description")));
  return {};
}

Answer enable_key(Kms& kms, Call& call) {
  kms.keys().set_enabled(std::string(call.text_of("KeyId")), true);
  return {};
}

Answer disable_key(Kms& kms, Call& call) {
  kms.keys().set_enabled(std::string(call.text_of("KeyId")), false);
  return {};
}

Answer schedule_key_deletion(Kms& kms, Call& call) {
  const int days = static_cast<int>(call.number_of("PendingWindowInDays", kDeletionDaysDefault));
  const auto key = kms.keys().schedule_deletion(std::string(call.text_of("KeyId")), days);
  Answer answer{.output = {{"KeyId", key.arn},
                           {"KeyState", state_name(key.state)},
                           {"PendingWindowInDays", days}}};
  if (key.deletion) answer.output["DeletionDate"] = value_of(*key.deletion);
  return answer;
}

Answer cancel_key_deletion(Kms& kms, Call& call) {
  const auto key = kms.keys().cancel_deletion(std::string(call.text_of("KeyId")));
  return {.output = {{"KeyId", key.arn}}};
}

}  // namespace

void add_key_operations(Operations& operations, Kms& kms) {
  operations.add("CreateKey", kms, create_key);
  operations.add("DescribeKey", kms, describe_key);
  operations.add("ListKeys", kms, list_keys);
  operations.add("UpdateKeyDescription", kms, update_key_description);
  operations.add("EnableKey", kms, enable_key);
  operations.add("DisableKey", kms, disable_key);
  operations.add("ScheduleKeyDeletion", kms, schedule_key_deletion);
  operations.add("CancelKeyDeletion", kms, cancel_key_deletion);
}

}  // namespace sluice::api::kms
