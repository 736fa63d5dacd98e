// Temporary credentials. A session has no row: its token is a sealed text that holds who it is,
// its secret, its policies and when it ends. Policies of its role are looked up at each request,
// so that changing or deleting the role takes effect at once.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/identity/account.h"
#include "access/policy/context.h"
#include "access/policy/evaluate.h"
#include "access/principal.h"

namespace sluice::access {

// What a session token says.
struct Session {
  std::string access_key_id;  // ASIA…
  std::string secret;
  Principal principal;
  std::string source_id;  // of the role, or of the user whose session it is; "" for root
  Timestamp issued;
  Timestamp expires;
  std::vector<std::string> policy_documents;  // session policies
  std::vector<std::string> policy_arns;       // managed policies used as session policies
  std::string source_identity;
};

struct TemporaryCredentials {
  std::string access_key_id;
  std::string secret;
  std::string token;
  Timestamp expires;
  Principal principal;
};

struct SessionLimits {
  std::string policy_document;  // "" for none
  std::vector<std::string> policy_arns;
  std::vector<Tag> tags;
};

// Transitive tags are not served.
struct AssumeRoleRequest {
  std::string role_arn;
  std::string session_name;
  std::optional<std::chrono::seconds> duration;  // 900 s to the role's maximum
  std::string external_id;
  std::string source_identity;
  SessionLimits limits;
};

// Thread-safe.
class Sessions {
 public:
  // `master_key` is the lake's: 32 bytes.
  Sessions(Account& account, std::string_view master_key);

  // The trust policy decides, with `caller`'s own policies where it lets the account decide:
  // sts:AssumeRole, sts:TagSession when tags are given, sts:SetSourceIdentity when a source
  // identity is. `context` has the facts of the caller's request. Throws Error denied AccessDenied,
  // invalid ValidationError, MalformedPolicyDocument, limit PackedPolicyTooLarge.
  TemporaryCredentials assume_role(const Principal& caller, const IdentityPolicies& caller_policies,
                                   const AssumeRoleRequest& request, const Context& context);
  // For users and root; 900 s to 36 h (root: 1 h), 12 h unless asked.
  TemporaryCredentials session_token(const Principal& caller,
                                     std::optional<std::chrono::seconds> duration);
  // For users; policies limit it.
  TemporaryCredentials federation_token(const Principal& caller, const std::string& name,
                                        std::optional<std::chrono::seconds> duration,
                                        const SessionLimits& limits);

  // Nothing for a token that was not made here or was changed. Expiry is the caller's to check.
  std::optional<Session> open(std::string_view token) const;

 private:
  TemporaryCredentials issue(Session session, std::chrono::seconds duration);
  void limit(Session& session, const SessionLimits& limits) const;

  Account& account_;
  Sealer sealer_;
};

}  // namespace sluice::access
