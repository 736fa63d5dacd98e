// New key material under the same key: every so often, or now.
#include "api/kms/operations.h"
#include "api/paging.h"
#include "api/wire/protocol/scalars.h"

namespace sluice::api::kms {
namespace {

constexpr std::int64_t kRotationDaysDefault = 365;

Answer enable_key_rotation(Kms& kms, Call& call) {
  const auto days = call.number_of("RotationPeriodInDays", kRotationDaysDefault);
  kms.keys().set_rotation(std::string(call.text_of("KeyId")), true, static_cast<int>(days));
  return {};
}

Answer disable_key_rotation(Kms& kms, Call& call) {
  kms.keys().set_rotation(std::string(call.text_of("KeyId")), false);
  return {};
}

Answer get_key_rotation_status(Kms& kms, Call& call) {
  const auto key = kms.keys().describe(std::string(call.text_of("KeyId")));
  Answer answer{.output = {{"KeyId", key.arn}, {"KeyRotationEnabled", key.rotates}}};
  if (key.rotates) answer.output["RotationPeriodInDays"] = key.rotation_days;
  if (key.next_rotation) answer.output["NextRotationDate"] = value_of(*key.next_rotation);
  return answer;
}

Answer rotate_key_on_demand(Kms& kms, Call& call) {
  const std::string name(call.text_of("KeyId"));
  kms.keys().rotate_now(name);
  return {.output = {{"KeyId", kms.keys().describe(name).arn}}};
}

Answer list_key_rotations(Kms& kms, Call& call) {
  if (call.text_of("IncludeKeyMaterial", "ROTATIONS_ONLY") != "ROTATIONS_ONLY") {
    throw Error(ErrorKind::unsupported, "UnsupportedOperationException",
                "Only rotations are listed, not key material.");
  }
  const auto key = kms.keys().describe(std::string(call.text_of("KeyId")));
  struct Rotation {
    std::string moment;
    access::KeyRotation rotation;
  };
  std::vector<Rotation> rotations;
  for (const auto& rotation : kms.keys().rotations(key.id))
    rotations.push_back({to_iso8601(rotation.at), rotation});
  const auto page = page_of(std::move(rotations), call.text_of("Marker"),
                            static_cast<std::size_t>(call.number_of("Limit", 100)),
                            [](const Rotation& each) -> const std::string& { return each.moment; });
  json::array shown;
  for (const auto& [moment, rotation] : page.items) {
    shown.push_back(json::object{{"KeyId", key.arn},
                                 {"RotationDate", value_of(rotation.at)},
                                 {"RotationType", rotation.on_demand ? "ON_DEMAND" : "AUTOMATIC"}});
  }
  Answer answer{.output = {{"Rotations", std::move(shown)}}};
  set_page_end(answer.output, page.next_marker);
  return answer;
}

}  // namespace

void add_rotation_operations(Operations& operations, Kms& kms) {
  operations.add("EnableKeyRotation", kms, enable_key_rotation);
  operations.add("DisableKeyRotation", kms, disable_key_rotation);
  operations.add("GetKeyRotationStatus", kms, get_key_rotation_status);
  operations.add("RotateKeyOnDemand", kms, rotate_key_on_demand);
  operations.add("ListKeyRotations", kms, list_key_rotations);
}

}  // namespace sluice::api::kms
