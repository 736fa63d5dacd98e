// Who asks: what a verified signature, or its absence, stands for.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sluice::access {

struct Tag {
  std::string key;
  std::string value;
  bool operator==(const Tag&) const = default;
};

struct Principal {
  enum class Kind { anonymous, root, user, role_session, federated_user, service };

  Kind kind = Kind::anonymous;
  std::string account_id;  // twelve digits; "" for anonymous callers and services
  // arn:aws:iam::ACCOUNT:root, …:user/path/name, arn:aws:sts::ACCOUNT:assumed-role/role/session,
  // arn:aws:sts::ACCOUNT:federated-user/name, a service's "s3.amazonaws.com", "" for anonymous.
  std::string arn;
  std::string id;    // aws:userid: AIDA…, AROA…:session, the account id of root
  std::string name;  // aws:username; of users only
  // Of role sessions: the role behind it, with its path. Of federated users: the user.
  std::string role_arn;
  std::vector<Tag> tags;  // aws:PrincipalTag/…: the user's or role's, and over them the session's
};

// What services that the process itself performs act as (log delivery, lifecycle, inventory).
inline Principal service_principal(std::string_view name) {
  return {.kind = Principal::Kind::service, .arn = std::string(name)};
}

// S3's name of an account: 64 hexadecimal digits. "" for "".
std::string canonical_user_id(std::string_view account_id);

}  // namespace sluice::access
