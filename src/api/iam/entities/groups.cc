// Groups and their members.
#include "api/iam/operations.h"

namespace sluice::api::iam {
namespace {

const std::string& entity_name(const access::Entity& entity) {
  return entity.name;
}

Answer create_group(Iam& iam, Call& call) {
  const auto group = iam.entities().create(kGroup.kind, new_entity_of(call, kGroup));
  return {.output = {{"Group", group_to_wire(group)}}};
}

Answer get_group(Iam& iam, Call& call) {
  const auto group = iam.entities().get(name_of(call, kGroup));
  const auto page = page_of(iam.entities().members_of(group.name), call.text_of("Marker"),
                            items_max_of(call), entity_name);
  json::array users;
  for (const auto& user : page.items)
    users.push_back(user_to_wire(user, Detail::brief));
  Answer answer{.output = {{"Group", group_to_wire(group)}, {"Users", std::move(users)}}};
  set_truncation(answer.output, page.next_marker);
  return answer;
}

Answer groups_answer(const std::vector<access::Entity>& groups, const std::string& next_marker) {
  json::array shown;
  for (const auto& group : groups)
    shown.push_back(group_to_wire(group));
  Answer answer{.output = {{"Groups", std::move(shown)}}};
  set_truncation(answer.output, next_marker);
  return answer;
}

Answer list_groups(Iam& iam, Call& call) {
  const auto page = iam.entities().list(kGroup.kind, listing_of(call));
  return groups_answer(page.entities, page.next_marker);
}

Answer list_groups_for_user(Iam& iam, Call& call) {
  const auto user = iam.entities().get(name_of(call, kUser));
  const auto page = page_of(iam.entities().groups_of(user.name), call.text_of("Marker"),
                            items_max_of(call), entity_name);
  return groups_answer(page.items, page.next_marker);
}

Answer update_group(Iam& iam, Call& call) {
  iam.entities().update(name_of(call, kGroup), optional_text(call, "NewGroupName"),
                        optional_text(call, "NewPath"));
  return {};
}

Answer delete_group(Iam& iam, Call& call) {
  iam.entities().remove(name_of(call, kGroup));
  return {};
}

Answer add_user_to_group(Iam& iam, Call& call) {
  iam.entities().add_to_group(std::string(call.text_of("UserName")),
                              std::string(call.text_of("GroupName")));
  return {};
}

Answer remove_user_from_group(Iam& iam, Call& call) {
  iam.entities().remove_from_group(std::string(call.text_of("UserName")),
                                   std::string(call.text_of("GroupName")));
  return {};
}

}  // namespace

void add_group_operations(Operations& operations, Iam& iam) {
  operations.add("CreateGroup", iam, create_group);
  operations.add("GetGroup", iam, get_group);
  operations.add("ListGroups", iam, list_groups);
  operations.add("ListGroupsForUser", iam, list_groups_for_user);
  operations.add("UpdateGroup", iam, update_group);
  operations.add("DeleteGroup", iam, delete_group);
  operations.add("AddUserToGroup", iam, add_user_to_group);
  operations.add("RemoveUserFromGroup", iam, remove_user_from_group);
}

}  // namespace sluice::api::iam
