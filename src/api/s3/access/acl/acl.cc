#include "api/s3/access/acl/acl.h"

#include <algorithm>
#include <array>

#include "base/error.h"
#include "base/json.h"

namespace sluice::api::s3 {
namespace {

constexpr std::array<std::string_view, 5> kPermissions = {"READ", "WRITE", "READ_ACP", "WRITE_ACP",
                                                          "FULL_CONTROL"};

bool is_public_group(const Grantee& grantee) {
  return grantee.kind == Grantee::Kind::group &&
         (grantee.id == kAllUsers || grantee.id == kAuthenticatedUsers);
}

bool is_in_group(std::string_view group, const AclCaller& caller) {
  if (group == kAllUsers) return true;
  if (group == kAuthenticatedUsers) return !caller.is_anonymous;
  return group == kLogDelivery && caller.is_log_delivery;
}

}  // namespace

std::string_view name_of(AclPermission permission) {
  return kPermissions[static_cast<std::size_t>(permission)];
}

std::optional<AclPermission> parse_acl_permission(std::string_view text) {
  const auto* found = std::find(kPermissions.begin(), kPermissions.end(), text);
  if (found == kPermissions.end()) return std::nullopt;
  return static_cast<AclPermission>(found - kPermissions.begin());
}

Acl private_acl(std::string_view owner) {
  return {.owner = std::string(owner),
          .grants = {
              {.grantee = {.id = std::string(owner)}, .permission = AclPermission::full_control}}};
}

bool is_private(const Acl& acl) {
  return acl == private_acl(acl.owner);
}

bool is_public(const Acl& acl) {
  return std::any_of(acl.grants.begin(), acl.grants.end(),
                     [](const auto& grant) { return is_public_group(grant.grantee); });
}

std::string acl_text(const Acl& acl) {
  if (is_private(acl)) return "";
  json::array grants;
  for (const auto& grant : acl.grants) {
    const bool is_group = grant.grantee.kind == Grantee::Kind::group;
    grants.push_back(json::array{is_group ? "group" : "user", json::string(grant.grantee.id),
                                 json::string(name_of(grant.permission))});
  }
  return to_text(json::value(std::move(grants)));
}

Acl parse_acl(std::string_view owner, std::string_view text) {
  if (text.empty()) return private_acl(owner);
  Acl acl{.owner = std::string(owner), .grants = {}};
  const auto parsed = parse_json(text);
  for (const auto& value : parsed.as_array()) {
    const auto& parts = value.as_array();
    const auto permission = parse_acl_permission(parts.at(2).as_string());
    if (!permission) throw Error(ErrorKind::corrupt, "CorruptAcl", "an ACL grants nothing known");
    acl.grants.push_back(
        {.grantee = {.kind = parts.at(0).as_string() == "group" ? Grantee::Kind::group
                                                                : Grantee::Kind::user,
                     .id = std::string(parts.at(1).as_string())},
         .permission = *permission});
  }
  return acl;
}

AclAnswer ask_acl(const Acl& acl, AclPermission permission, const AclCaller& caller,
                  PublicGrants public_grants) {
  AclAnswer answer;
  for (const auto& grant : acl.grants) {
    if (grant.permission != permission && grant.permission != AclPermission::full_control) continue;
    const auto& grantee = grant.grantee;
    if (grantee.kind == Grantee::Kind::user) {
      answer.by_account |= !caller.canonical_id.empty() && grantee.id == caller.canonical_id;
    } else if (public_grants == PublicGrants::count || !is_public_group(grantee)) {
      answer.by_group |= is_in_group(grantee.id, caller);
    }
  }
  return answer;
}

}  // namespace sluice::api::s3
