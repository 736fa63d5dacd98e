// Roles: who may take them, and for how long.
#include "api/iam/operations.h"

namespace sluice::api::iam {
namespace {

constexpr std::int64_t kSessionSecondsDefault = 3'600;

Answer create_role(Iam& iam, Call& call) {
  const std::chrono::seconds max_session(
      call.number_of("MaxSessionDuration", kSessionSecondsDefault));
  const auto role = iam.entities().create_role(
      new_entity_of(call, kRole), std::string(call.text_of("AssumeRolePolicyDocument")),
      max_session);
  return {.output = {{"Role", role_to_wire(role, Detail::full)}}};
}

Answer get_role(Iam& iam, Call& call) {
  const auto role = iam.entities().get(name_of(call, kRole));
  return {.output = {{"Role", role_to_wire(role, Detail::full)}}};
}

Answer list_roles(Iam& iam, Call& call) {
  const auto page = iam.entities().list(kRole.kind, listing_of(call));
  json::array roles;
  for (const auto& role : page.entities)
    roles.push_back(role_to_wire(role, Detail::brief));
  Answer answer{.output = {{"Roles", std::move(roles)}}};
  set_truncation(answer.output, page.next_marker);
  return answer;
}

Answer update_role(Iam& iam, Call& call) {
  std::optional<std::chrono::seconds> max_session;
  if (call.input.contains("MaxSessionDuration")) {
    max_session = std::chrono::seconds(call.number_of("MaxSessionDuration"));
  }
  iam.entities().update_role(std::string(call.text_of("RoleName")),
                             optional_text(call, "Description"), max_session);
  return {};
}

Answer update_role_description(Iam& iam, Call& call) {
  iam.entities().update_role(std::string(call.text_of("RoleName")),
                             std::string(call.text_of("Description")), std::nullopt);
  return get_role(iam, call);
}

Answer update_assume_role_policy(Iam& iam, Call& call) {
  iam.entities().update_trust(std::string(call.text_of("RoleName")),
                              std::string(call.text_of("PolicyDocument")));
  return {};
}

Answer delete_role(Iam& iam, Call& call) {
  iam.entities().remove(name_of(call, kRole));
  return {};
}

}  // namespace

void add_role_operations(Operations& operations, Iam& iam) {
  operations.add("CreateRole", iam, create_role);
  operations.add("GetRole", iam, get_role);
  operations.add("ListRoles", iam, list_roles);
  operations.add("UpdateRole", iam, update_role);
  operations.add("UpdateRoleDescription", iam, update_role_description);
  operations.add("UpdateAssumeRolePolicy", iam, update_assume_role_policy);
  operations.add("DeleteRole", iam, delete_role);
}

}  // namespace sluice::api::iam
