// Users.
#include "api/iam/operations.h"
#include "api/wire/protocol/scalars.h"

namespace sluice::api::iam {
namespace {

Answer create_user(Iam& iam, Call& call) {
  const auto user = iam.entities().create(kUser.kind, new_entity_of(call, kUser));
  return {.output = {{"User", user_to_wire(user, Detail::full)}}};
}

// The root has no name; its id is the account's.
json::object root_to_wire(const Iam& iam) {
  const auto& account = iam.account();
  return {{"Path", "/"},
          {"UserName", "root"},
          {"UserId", account.id()},
          {"Arn", account.root_arn()},
          {"CreateDate", value_of(Timestamp())}};
}

Answer get_user(Iam& iam, Call& call) {
  const auto name = user_or_caller(call);
  if (name.empty()) return {.output = {{"User", root_to_wire(iam)}}};
  const auto user = iam.entities().get({kUser.kind, name});
  return {.output = {{"User", user_to_wire(user, Detail::full)}}};
}

Answer list_users(Iam& iam, Call& call) {
  const auto page = iam.entities().list(kUser.kind, listing_of(call));
  json::array users;
  for (const auto& user : page.entities)
    users.push_back(user_to_wire(user, Detail::brief));
  Answer answer{.output = {{"Users", std::move(users)}}};
  set_truncation(answer.output, page.next_marker);
  return answer;
}

Answer update_user(Iam& iam, Call& call) {
  iam.entities().update(name_of(call, kUser), optional_text(call, "NewUserName"),
                        optional_text(call, "NewPath"));
  return {};
}

Answer delete_user(Iam& iam, Call& call) {
  iam.entities().remove(name_of(call, kUser));
  return {};
}

}  // namespace

void add_user_operations(Operations& operations, Iam& iam) {
  operations.add("CreateUser", iam, create_user);
  operations.add("GetUser", iam, get_user);
  operations.add("ListUsers", iam, list_users);
  operations.add("UpdateUser", iam, update_user);
  operations.add("DeleteUser", iam, delete_user);
}

}  // namespace sluice::api::iam
