// May the caller do this? Services say what is asked; the policies of access/ decide.
#pragma once

#include <memory>
#include <string>

#include "access/identity/account.h"
#include "access/identity/credentials.h"
#include "access/policy/evaluate.h"
#include "api/wire/call.h"

namespace sluice::api {

// One thing that a request needs to be allowed.
struct Question {
  std::string action;    // "kms:Decrypt"
  std::string resource;  // an ARN, or "*"
  access::Context context;
};

// Thread-safe. What it is given outlives it.
class Authority {
 public:
  Authority(const access::Account& account, const access::Credentials& credentials)
      : account_(account), credentials_(credentials) {}

  const access::Account& account() const { return account_; }

  static const access::Principal& principal_of(const Caller& caller);
  // Never null; of anonymous callers empty.
  std::shared_ptr<const access::IdentityPolicies> policies_of(const Caller& caller) const;

  // The facts that policies for any service may ask about: the caller, its session, the moment, the
  // connection. Services add their own.
  access::Context context_of(const Arrival& arrival) const;

  access::Decision decide(const Caller& caller, const Question& question,
                          const access::ResourceRules& rules = {}) const;
  // Throws Error denied: AccessDenied; MissingAuthenticationToken for anonymous callers.
  void require(const Caller& caller, const Question& question,
               const access::ResourceRules& rules = {}) const;
  [[noreturn]] void refuse(const Caller& caller, const Question& question,
                           const access::Decision& decision) const;

 private:
  access::AccessRequest request_of(const Caller& caller, const Question& question) const;

  const access::Account& account_;
  const access::Credentials& credentials_;
};

// Throws Error denied (MissingAuthenticationToken) for anonymous callers.
void require_signature(const Caller& caller);

}  // namespace sluice::api
