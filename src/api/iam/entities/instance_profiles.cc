// Instance profiles: roles as machines carry them.
#include "api/iam/operations.h"

namespace sluice::api::iam {
namespace {

Answer create_instance_profile(Iam& iam, Call& call) {
  const auto profile =
      iam.entities().create(kInstanceProfile.kind, new_entity_of(call, kInstanceProfile));
  return {.output = {{"InstanceProfile", instance_profile_to_wire(iam, profile, Detail::full)}}};
}

Answer get_instance_profile(Iam& iam, Call& call) {
  const auto profile = iam.entities().get(name_of(call, kInstanceProfile));
  return {.output = {{"InstanceProfile", instance_profile_to_wire(iam, profile, Detail::full)}}};
}

Answer profiles_answer(Iam& iam, const std::vector<access::Entity>& profiles,
                       const std::string& next_marker) {
  json::array shown;
  for (const auto& profile : profiles)
    shown.push_back(instance_profile_to_wire(iam, profile, Detail::brief));
  Answer answer{.output = {{"InstanceProfiles", std::move(shown)}}};
  set_truncation(answer.output, next_marker);
  return answer;
}

Answer list_instance_profiles(Iam& iam, Call& call) {
  const auto page = iam.entities().list(kInstanceProfile.kind, listing_of(call));
  return profiles_answer(iam, page.entities, page.next_marker);
}

Answer list_instance_profiles_for_role(Iam& iam, Call& call) {
  const auto role = iam.entities().get(name_of(call, kRole));
  const auto page =
      page_of(iam.entities().profiles_of(role.name), call.text_of("Marker"), items_max_of(call),
              [](const access::Entity& profile) -> const std::string& { return profile.name; });
  return profiles_answer(iam, page.items, page.next_marker);
}

Answer delete_instance_profile(Iam& iam, Call& call) {
  iam.entities().remove(name_of(call, kInstanceProfile));
  return {};
}

Answer add_role_to_instance_profile(Iam& iam, Call& call) {
  iam.entities().add_to_profile(std::string(call.text_of("RoleName")),
                                std::string(call.text_of("InstanceProfileName")));
  return {};
}

Answer remove_role_from_instance_profile(Iam& iam, Call& call) {
  iam.entities().remove_from_profile(std::string(call.text_of("RoleName")),
                                     std::string(call.text_of("InstanceProfileName")));
  return {};
}

}  // namespace

void add_instance_profile_operations(Operations& operations, Iam& iam) {
  operations.add("CreateInstanceProfile", iam, create_instance_profile);
  operations.add("GetInstanceProfile", iam, get_instance_profile);
  operations.add("ListInstanceProfiles", iam, list_instance_profiles);
  operations.add("ListInstanceProfilesForRole", iam, list_instance_profiles_for_role);
  operations.add("DeleteInstanceProfile", iam, delete_instance_profile);
  operations.add("AddRoleToInstanceProfile", iam, add_role_to_instance_profile);
  operations.add("RemoveRoleFromInstanceProfile", iam, remove_role_from_instance_profile);
}

}  // namespace sluice::api::iam
