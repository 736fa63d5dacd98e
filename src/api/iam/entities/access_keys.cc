// Access keys of users, and of the root.
#include "api/iam/operations.h"
#include "api/wire/protocol/scalars.h"

namespace sluice::api::iam {
namespace {

json::object to_wire(const access::AccessKey& key) {
  json::object shown{{"AccessKeyId", key.id},
                     {"Status", key.is_active ? "Active" : "Inactive"},
                     {"CreateDate", value_of(key.created)}};
  if (!key.user.empty()) shown["UserName"] = key.user;
  return shown;
}

Answer create_access_key(Iam& iam, Call& call) {
  const auto made = iam.access_keys().create(user_or_caller(call));
  auto shown = to_wire(made.key);
  shown["SecretAccessKey"] = made.secret;
  return {.output = {{"AccessKey", std::move(shown)}}};
}

Answer list_access_keys(Iam& iam, Call& call) {
  const auto page = page_of(
      iam.access_keys().list(user_or_caller(call)), call.text_of("Marker"), items_max_of(call),
      [](const access::AccessKey& key) -> const std::string& { return key.id; });
  json::array keys;
  for (const auto& key : page.items)
    keys.push_back(to_wire(key));
  Answer answer{.output = {{"AccessKeyMetadata", std::move(keys)}}};
  set_truncation(answer.output, page.next_marker);
  return answer;
}

Answer update_access_key(Iam& iam, Call& call) {
  const auto status = call.text_of("Status");
  if (status != "Active" && status != "Inactive") {
    throw Error(ErrorKind::invalid, "ValidationError",
                "A key's status can be set to Active or Inactive.");
  }
  iam.access_keys().set_active(user_or_caller(call), std::string(call.text_of("AccessKeyId")),
                               status == "Active");
  return {};
}

Answer delete_access_key(Iam& iam, Call& call) {
  iam.access_keys().remove(user_or_caller(call), std::string(call.text_of("AccessKeyId")));
  return {};
}

Answer get_access_key_last_used(Iam& iam, Call& call) {
  const auto use = iam.access_keys().last_use(std::string(call.text_of("AccessKeyId")));
  json::object shown{{"ServiceName", use.at ? use.service : "N/A"},
                     {"Region", use.at ? use.region : "N/A"}};
  if (use.at) shown["LastUsedDate"] = value_of(*use.at);
  Answer answer{.output = {{"AccessKeyLastUsed", std::move(shown)}}};
  if (!use.user.empty()) answer.output["UserName"] = use.user;
  return answer;
}

}  // namespace

void add_access_key_operations(Operations& operations, Iam& iam) {
  operations.add("CreateAccessKey", iam, create_access_key);
  operations.add("ListAccessKeys", iam, list_access_keys);
  operations.add("UpdateAccessKey", iam, update_access_key);
  operations.add("DeleteAccessKey", iam, delete_access_key);
  operations.add("GetAccessKeyLastUsed", iam, get_access_key_last_used);
}

}  // namespace sluice::api::iam
