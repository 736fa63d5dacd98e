// May this principal do this? AWS's evaluation: an explicit deny anywhere ends it.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/policy/context.h"
#include "access/policy/policy.h"
#include "access/principal.h"

namespace sluice::access {

struct AccessRequest {
  const Principal& principal;
  std::string_view action;            // "s3:GetObject"
  std::string_view resource;          // "arn:aws:s3:::bucket/key"
  std::string_view resource_account;  // who owns it
  const Context& context;
};

// What limits and allows the principal itself.
struct IdentityPolicies {
  std::vector<SharedPolicy> policies;
  SharedPolicy boundary;               // null: none
  std::vector<SharedPolicy> session;   // several allow what any of them does
  bool is_limited_by_session = false;  // false: no session policies were given
};

struct ResourceRules {
  const Policy* policy = nullptr;  // null: the resource has none
  // Keys and roles: the identity's own policies count only as far as the resource's policy lets
  // its account decide. Buckets: either is enough within one account.
  bool must_allow = false;
  // RestrictPublicBuckets: a public policy counts for the owner's account and services only.
  bool restrict_public = false;
};

struct Decision {
  enum class Outcome { allowed, no_allow, explicit_deny };
  enum class By { none, identity, resource, boundary, session };
  Outcome outcome = Outcome::no_allow;
  By by = By::none;  // which kind of policy denied or did not allow
  bool is_allowed() const { return outcome == Outcome::allowed; }
};

Decision evaluate(const AccessRequest& request, const IdentityPolicies& identity,
                  const ResourceRules& resource = {});

// "User: arn:… is not authorized to perform: s3:GetObject on resource: "…" because no
// identity-based policy allows the s3:GetObject action"
std::string denial_message(const AccessRequest& request, const Decision& decision);

// What a policy alone says of a request, for those who combine it in another way (ACLs).
enum class PolicyAnswer { silent, allows, denies };
PolicyAnswer ask(const Policy& policy, const AccessRequest& request);

// AWS's definition: some Allow statement is open to everyone, or to more than fixed values of
// aws:SourceIp, aws:SourceArn, aws:SourceVpc, … can hold.
// ("The meaning of public", on the page of the User Guide about blocking public access).
bool is_public(const Policy& policy);

}  // namespace sluice::access
