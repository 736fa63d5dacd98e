// From a request's caller to what policies are evaluated with.
#pragma once

#include <memory>

#include "access/signature/fault.h"

#include "access/identity/credentials.h"
#include "access/policy/evaluate.h"
#include "api/wire/call.h"

namespace sluice::api::s3 {

struct Asker {
  access::Principal principal;
  std::shared_ptr<const access::IdentityPolicies> policies;  // never null
};

// Thread-safe.
class Callers {
 public:
  virtual ~Callers() = default;
  // Of an authenticated request; anonymous ones have no policies.
  virtual Asker find(const Arrival& arrival) const = 0;
};

// By the credentials that signed the request.
class CredentialCallers final : public Callers {
 public:
  explicit CredentialCallers(const access::Credentials& credentials) : credentials_(credentials) {}

  Asker find(const Arrival& arrival) const override;

 private:
  const access::Credentials& credentials_;
};

}  // namespace sluice::api::s3
