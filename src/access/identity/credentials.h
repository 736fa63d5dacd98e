// From an access key id to its secret and its owner, for every request: answered from memory, and
// never older than the last change.
#pragma once

#include <memory>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "access/identity/sessions.h"
#include "access/policy/evaluate.h"

#include "access/principal.h"
#include "access/signature/fault.h"

namespace sluice::access {

struct Credential {
  std::string access_key_id;
  std::string secret;
  Principal principal;
  std::optional<Session> session;  // of temporary credentials
};

// Thread-safe.
class Credentials {
 public:
  Credentials(Account& account, const Sessions& sessions)
      : account_(account), sessions_(sessions) {}

  // The root of another account, whom the operator lets in: it has no identities here, only what
  // resource policies and ACLs give it. Before the first request.
  void add_guest(Credential guest);

  // Throws signature_error: unknown_key (no such key, inactive, or a token that is not its own),
  // invalid_token, expired_token.
  std::shared_ptr<const Credential> get(std::string_view access_key_id,
                                        std::string_view session_token, ErrorDialect dialect) const;

  // What evaluate() takes; parsed once and shared. A role or user that is gone has none.
  std::shared_ptr<const IdentityPolicies> policies_of(const Credential& credential) const;
  // The same for a principal that the process acts as: a role's ARN or a user's.
  std::shared_ptr<const IdentityPolicies> policies_of_arn(const std::string& arn) const;

 private:
  template <class Value>
  struct Cache {
    std::uint64_t generation = 0;
    std::unordered_map<std::string, std::shared_ptr<const Value>> entries;
  };
  template <class Value, class Load>
  std::shared_ptr<const Value> find_or_load(Cache<Value>& cache, const std::string& name,
                                            const Load& load) const;

  Account& account_;
  const Sessions& sessions_;
  std::unordered_map<std::string, std::shared_ptr<const Credential>> guests_;  // by access key id
  mutable std::shared_mutex mutex_;
  mutable Cache<Credential> keys_;           // by access key id
  mutable Cache<Credential> sessions_open_;  // by token; never asked for an id, which has no expiry
  mutable Cache<IdentityPolicies> policies_;
};

}  // namespace sluice::access
