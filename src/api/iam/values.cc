// Inputs that many operations have, and entities as answers show them.
#include "api/iam/operations.h"
#include "api/tags.h"
#include "api/wire/protocol/scalars.h"
#include "base/text.h"

namespace sluice::api::iam {
namespace {

constexpr int kItemsShown = 100;
constexpr int kItemsMax = 1'000;

void add_boundary(json::object& shown, const access::Entity& entity) {
  if (entity.boundary_arn.empty()) return;
  shown["PermissionsBoundary"] = json::object{{"PermissionsBoundaryType", "Policy"},
                                              {"PermissionsBoundaryArn", entity.boundary_arn}};
}

void add_tags(json::object& shown, const access::Entity& entity) {
  if (!entity.tags.empty()) shown["Tags"] = tags_to_wire(entity.tags);
}

}  // namespace

access::EntityName name_of(const Call& call, const Kind& kind) {
  return {.kind = kind.kind, .name = std::string(call.text_of(kind.member))};
}

std::string user_or_caller(const Call& call) {
  if (call.input.contains("UserName")) return std::string(call.text_of("UserName"));
  const auto& principal = Authority::principal_of(call.caller());
  if (principal.kind == access::Principal::Kind::root) return "";
  if (principal.kind == access::Principal::Kind::user) return principal.name;
  throw Error(ErrorKind::invalid, "ValidationError",
              "Must specify userName when calling with non-User credentials");
}

std::optional<std::string> optional_text(const Call& call, std::string_view member) {
  if (!call.input.contains(member)) return std::nullopt;
  return std::string(call.text_of(member));
}

access::EntityListing listing_of(const Call& call) {
  return {.path_prefix = std::string(call.text_of("PathPrefix", "/")),
          .marker = std::string(call.text_of("Marker")),
          .max_items = static_cast<int>(call.number_of("MaxItems", kItemsShown))};
}

std::size_t items_max_of(const Call& call) {
  return static_cast<std::size_t>(call.number_of("MaxItems", kItemsShown));
}

access::NewEntity new_entity_of(const Call& call, const Kind& kind) {
  return {.name = std::string(call.text_of(kind.member)),
          .path = std::string(call.text_of("Path", "/")),
          .description = std::string(call.text_of("Description")),
          .tags = tags_of(call.input, "Tags"),
          .boundary_arn = std::string(call.text_of("PermissionsBoundary"))};
}

void set_truncation(json::object& output, const std::string& next_marker) {
  output["IsTruncated"] = !next_marker.empty();
  if (!next_marker.empty()) output["Marker"] = next_marker;
}

std::vector<access::Entity> all_of(Iam& iam, access::EntityKind kind) {
  std::vector<access::Entity> all;
  access::EntityListing how{.max_items = kItemsMax};
  do {
    auto page = kind == access::EntityKind::policy
                    ? iam.policies().list(access::Policies::Scope::local, how)
                    : iam.entities().list(kind, how);
    std::move(page.entities.begin(), page.entities.end(), std::back_inserter(all));
    how.marker = page.next_marker;
  } while (!how.marker.empty());
  return all;
}

json::object user_to_wire(const access::Entity& user, Detail detail) {
  json::object shown{{"Path", user.path},
                     {"UserName", user.name},
                     {"UserId", user.id},
                     {"Arn", user.arn},
                     {"CreateDate", value_of(user.created)}};
  if (detail == Detail::full) {
    add_boundary(shown, user);
    add_tags(shown, user);
  }
  return shown;
}

json::object group_to_wire(const access::Entity& group) {
  return {{"Path", group.path},
          {"GroupName", group.name},
          {"GroupId", group.id},
          {"Arn", group.arn},
          {"CreateDate", value_of(group.created)}};
}

json::object role_to_wire(const access::Entity& role, Detail detail) {
  json::object shown{{"Path", role.path},
                     {"RoleName", role.name},
                     {"RoleId", role.id},
                     {"Arn", role.arn},
                     {"CreateDate", value_of(role.created)},
                     {"AssumeRolePolicyDocument", document_to_wire(role.trust_document)},
                     {"MaxSessionDuration", std::int64_t{role.max_session.count()}}};
  if (!role.description.empty()) shown["Description"] = role.description;
  if (detail == Detail::full) {
    add_boundary(shown, role);
    add_tags(shown, role);
    shown["RoleLastUsed"] = json::object();  // which AWS follows, and we do not
  }
  return shown;
}

json::object instance_profile_to_wire(Iam& iam, const access::Entity& profile, Detail detail) {
  json::array roles;
  for (const auto& role : iam.entities().roles_of(profile.name))
    roles.push_back(role_to_wire(role, Detail::brief));
  json::object shown{{"Path", profile.path},
                     {"InstanceProfileName", profile.name},
                     {"InstanceProfileId", profile.id},
                     {"Arn", profile.arn},
                     {"CreateDate", value_of(profile.created)},
                     {"Roles", std::move(roles)}};
  if (detail == Detail::full) add_tags(shown, profile);
  return shown;
}

std::string document_to_wire(std::string_view document) {
  return percent_encode(document, Slash::encoded);
}

}  // namespace sluice::api::iam
