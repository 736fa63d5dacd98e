// The operations of IAM, and what they have in common. Internal to iam/.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/iam/iam.h"
#include "api/paging.h"
#include "api/wire/call.h"

namespace sluice::api::iam {

// Asks whether the caller may do what the call says.
void authorise_iam(Iam& iam, Call& call);

void add_user_operations(Operations& operations, Iam& iam);
void add_group_operations(Operations& operations, Iam& iam);
void add_role_operations(Operations& operations, Iam& iam);
void add_instance_profile_operations(Operations& operations, Iam& iam);
void add_access_key_operations(Operations& operations, Iam& iam);
void add_tag_operations(Operations& operations, Iam& iam);
void add_managed_policy_operations(Operations& operations, Iam& iam);
void add_attachment_operations(Operations& operations, Iam& iam);
void add_inline_policy_operations(Operations& operations, Iam& iam);
void add_simulation_operations(Operations& operations, Iam& iam);
void add_account_operations(Operations& operations, Iam& iam);

// Many operations are the same for several kinds: "AttachUserPolicy", "AttachRolePolicy".
struct Kind {
  access::EntityKind kind;
  std::string_view word;    // "User": in operations' names
  std::string_view member;  // "UserName": of the input
};

inline constexpr Kind kUser{access::EntityKind::user, "User", "UserName"};
inline constexpr Kind kGroup{access::EntityKind::group, "Group", "GroupName"};
inline constexpr Kind kRole{access::EntityKind::role, "Role", "RoleName"};
inline constexpr Kind kInstanceProfile{access::EntityKind::instance_profile, "InstanceProfile",
                                       "InstanceProfileName"};
inline constexpr std::array<Kind, 3> kPolicyOwners{kUser, kGroup, kRole};

// The one whom the call names.
access::EntityName name_of(const Call& call, const Kind& kind);
// The user named, or else the caller's own: "" for root. Throws Error invalid (ValidationError) for
// callers that are no user.
std::string user_or_caller(const Call& call);

// The member, when it is there.
std::optional<std::string> optional_text(const Call& call, std::string_view member);

// As the call asks for it: PathPrefix, Marker, MaxItems.
access::EntityListing listing_of(const Call& call);
std::size_t items_max_of(const Call& call);
access::NewEntity new_entity_of(const Call& call, const Kind& kind);

// "IsTruncated" and "Marker".
void set_truncation(json::object& output, const std::string& next_marker);
// All of a kind: for counts and for what has no index.
std::vector<access::Entity> all_of(Iam& iam, access::EntityKind kind);

// Whether an answer shows one thing (Get…, Create…), or many, of which AWS leaves out tags and
// boundaries.
enum class Detail { brief, full };

json::object user_to_wire(const access::Entity& user, Detail detail);
json::object group_to_wire(const access::Entity& group);
json::object role_to_wire(const access::Entity& role, Detail detail);
json::object instance_profile_to_wire(Iam& iam, const access::Entity& profile, Detail detail);

// IAM's answers have documents encoded as in URLs (RFC 3986).
std::string document_to_wire(std::string_view document);

}  // namespace sluice::api::iam
