// Access control lists of buckets and objects.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sluice::api::s3 {

enum class AclPermission : std::uint8_t { read, write, read_acp, write_acp, full_control };

std::string_view name_of(AclPermission permission);  // "READ_ACP"
std::optional<AclPermission> parse_acl_permission(std::string_view text);

inline constexpr std::string_view kAllUsers = "http://acs.amazonaws.com/groups/global/AllUsers";
inline constexpr std::string_view kAuthenticatedUsers =
    "http://acs.amazonaws.com/groups/global/AuthenticatedUsers";
inline constexpr std::string_view kLogDelivery = "http://acs.amazonaws.com/groups/s3/LogDelivery";

struct Grantee {
  enum class Kind : std::uint8_t { user, group };
  Kind kind = Kind::user;
  std::string id;  // a canonical user id, or the group's URI

  bool operator==(const Grantee&) const = default;
};

struct Grant {
  Grantee grantee;
  AclPermission permission = AclPermission::read;

  bool operator==(const Grant&) const = default;
};

struct Acl {
  std::string owner;  // a canonical user id
  std::vector<Grant> grants;

  bool operator==(const Acl&) const = default;
};

// The owner alone, with everything.
Acl private_acl(std::string_view owner);
bool is_private(const Acl& acl);
// Something is granted to everyone, or to every AWS account.
bool is_public(const Acl& acl);

// As the store keeps it, without the owner; "" for a private one.
std::string acl_text(const Acl& acl);
// Throws Error corrupt.
Acl parse_acl(std::string_view owner, std::string_view text);

// Which accounts and groups a caller is.
struct AclCaller {
  std::string canonical_id;  // "" for anonymous
  bool is_anonymous = true;
  bool is_log_delivery = false;  // the service that writes access logs
};

enum class PublicGrants : std::uint8_t { count, ignored };

struct AclAnswer {
  bool by_group = false;    // to everyone, to every account, to log delivery
  bool by_account = false;  // to the caller's account: whether its users may, the account says
};

// Who grants `permission`, or all of them.
AclAnswer ask_acl(const Acl& acl, AclPermission permission, const AclCaller& caller,
                  PublicGrants public_grants);

}  // namespace sluice::api::s3
