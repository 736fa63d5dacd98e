#include "api/s3/access/callers.h"

namespace sluice::api::s3 {

Asker CredentialCallers::find(const Arrival& arrival) const {
  static const auto kNone = std::make_shared<const access::IdentityPolicies>();
  const auto& credential = arrival.caller.credential;
  if (credential == nullptr) return {.principal = {}, .policies = kNone};
  auto policies = credentials_.policies_of(*credential);
  return {.principal = credential->principal, .policies = policies ? std::move(policies) : kNone};
}

}  // namespace sluice::api::s3
