#include "access/policy/evaluate.h"

#include <algorithm>

#include "access/policy/pattern.h"
#include "access/policy/variables.h"
#include "base/text.h"

namespace sluice::access {
namespace {

// How a resource's policy came to allow, from the least to the most that it bypasses.
enum class Grant {
  none,
  account,  // the principal's account may decide by its own policies
  role,     // the role behind a session: boundary and session policies still limit it
  direct,   // this very principal
};

// In a Principal element. An account's root stands for everyone in the account.
Grant match_principal(const PolicyPrincipal& named, const Principal& principal) {
  using Kind = PolicyPrincipal::Kind;
  const bool is_session = principal.kind == Principal::Kind::role_session ||
                          principal.kind == Principal::Kind::federated_user;
  switch (named.kind) {
    case Kind::everyone:
      return is_session ? Grant::role : Grant::direct;
    case Kind::service:
      return principal.kind == Principal::Kind::service && named.value == principal.arn
                 ? Grant::direct
                 : Grant::none;
    case Kind::canonical_user:
      return named.value == canonical_user_id(principal.account_id) ? Grant::account : Grant::none;
    case Kind::federated:
      return Grant::none;
    case Kind::aws:
      break;
  }
  if (principal.arn.empty() || principal.kind == Principal::Kind::service) return Grant::none;
  if (named.value == principal.arn) return Grant::direct;
  if (is_session && named.value == principal.role_arn) return Grant::role;
  const bool is_account = !principal.account_id.empty() &&
                          named.value == "arn:aws:iam::" + principal.account_id + ":root";
  return is_account ? Grant::account : Grant::none;
}

// NotPrincipal names principals one by one: an account's root is only the root itself.
bool is_excluded(const Statement& statement, const Principal& principal) {
  return std::any_of(statement.principals.begin(), statement.principals.end(),
                     [&](const PolicyPrincipal& named) {
                       return match_principal(named, principal) >= Grant::role;
                     });
}

Grant match_who(const Statement& statement, const Principal& principal) {
  // An identity's policy names nobody.
  if (statement.principals.empty()) return Grant::direct;
  if (statement.excludes_principals)
    return is_excluded(statement, principal) ? Grant::none : Grant::direct;
  // To AWS's services nothing is given but by name; everyone is denied with them.
  const bool must_be_named =
      principal.kind == Principal::Kind::service && statement.effect == Effect::allow;
  Grant most = Grant::none;
  for (const PolicyPrincipal& named : statement.principals) {
    if (must_be_named && named.kind != PolicyPrincipal::Kind::service) continue;
    most = std::max(most, match_principal(named, principal));
  }
  return most;
}

bool matches_action(const Statement& statement, std::string_view action) {
  const bool is_named = std::any_of(
      statement.actions.begin(), statement.actions.end(),
      [&](const std::string& pattern) { return matches_pattern(action, pattern, Case::ignored); });
  return is_named != statement.excludes_actions;
}

bool matches_resource(const Policy& policy, const Statement& statement,
                      const AccessRequest& request) {
  if (statement.resources.empty()) return true;  // trust policies
  const auto matches = [&](const std::string& pattern) {
    if (!policy.has_variables || pattern.find("${") == std::string::npos)
      return matches_pattern(request.resource, pattern);
    const auto resolved = resolve_variables(pattern, request.context);
    return resolved &&
           matches_pattern(request.resource, resolved->text, Case::matters, resolved->is_literal);
  };
  const bool is_named =
      std::any_of(statement.resources.begin(), statement.resources.end(), matches);
  return is_named != statement.excludes_resources;
}

Grant match_statement(const Policy& policy, const Statement& statement,
                      const AccessRequest& request) {
  if (!matches_action(statement, request.action)) return Grant::none;
  const Grant grant = match_who(statement, request.principal);
  if (grant == Grant::none || !matches_resource(policy, statement, request)) return Grant::none;
  const bool conditions_hold = std::all_of(
      statement.conditions.begin(), statement.conditions.end(), [&](const Condition& condition) {
        return holds(condition, request.context, policy.has_variables);
      });
  return conditions_hold ? grant : Grant::none;
}

Grant best_grant(const Policy& policy, Effect effect, const AccessRequest& request) {
  Grant most = Grant::none;
  for (const Statement& statement : policy.statements) {
    if (statement.effect == effect)
      most = std::max(most, match_statement(policy, statement, request));
  }
  return most;
}

bool says(const SharedPolicy& policy, Effect effect, const AccessRequest& request) {
  return policy != nullptr && best_grant(*policy, effect, request) != Grant::none;
}

bool any_says(const std::vector<SharedPolicy>& policies, Effect effect,
              const AccessRequest& request) {
  return std::any_of(policies.begin(), policies.end(),
                     [&](const auto& policy) { return says(policy, effect, request); });
}

Decision denied(Decision::By by) {
  return {.outcome = Decision::Outcome::explicit_deny, .by = by};
}
Decision not_allowed(Decision::By by) {
  return {.outcome = Decision::Outcome::no_allow, .by = by};
}
constexpr Decision kAllowed{.outcome = Decision::Outcome::allowed};

// What the principal's own side says; explicit denials are behind us.
struct IdentityView {
  bool allows = false;
  bool boundary_allows = true;
  bool session_allows = true;

  Decision decide() const {
    if (!allows) return not_allowed(Decision::By::identity);
    return decide_limits();
  }
  Decision decide_limits() const {
    if (!boundary_allows) return not_allowed(Decision::By::boundary);
    if (!session_allows) return not_allowed(Decision::By::session);
    return kAllowed;
  }
};

IdentityView view_of(const IdentityPolicies& identity, const AccessRequest& request) {
  const bool is_root = request.principal.kind == Principal::Kind::root;
  return {.allows = is_root || any_says(identity.policies, Effect::allow, request),
          .boundary_allows =
              identity.boundary == nullptr || says(identity.boundary, Effect::allow, request),
          .session_allows = !identity.is_limited_by_session ||
                            any_says(identity.session, Effect::allow, request)};
}

}  // namespace

Decision evaluate(const AccessRequest& request, const IdentityPolicies& identity,
                  const ResourceRules& resource) {
  using By = Decision::By;
  if (any_says(identity.policies, Effect::deny, request)) return denied(By::identity);
  if (says(identity.boundary, Effect::deny, request)) return denied(By::boundary);
  if (any_says(identity.session, Effect::deny, request)) return denied(By::session);
  const Principal& principal = request.principal;
  Grant grant = Grant::none;
  const bool is_own =
      !principal.account_id.empty() && principal.account_id == request.resource_account;
  const bool is_service = principal.kind == Principal::Kind::service;
  if (resource.policy != nullptr) {
    if (best_grant(*resource.policy, Effect::deny, request) != Grant::none)
      return denied(By::resource);
    const bool is_ignored =
        resource.restrict_public && !is_own && !is_service && is_public(*resource.policy);
    if (!is_ignored) grant = best_grant(*resource.policy, Effect::allow, request);
  }
  if (principal.account_id.empty())
    return grant == Grant::direct ? kAllowed : not_allowed(By::resource);
  const IdentityView view = view_of(identity, request);
  if (!is_own) {
    const Decision own_side = view.decide();
    if (!own_side.is_allowed()) return own_side;
    return grant == Grant::none ? not_allowed(By::resource) : kAllowed;
  }
  if (grant == Grant::direct) return kAllowed;
  if (grant == Grant::role && view.decide_limits().is_allowed()) return kAllowed;
  if (resource.must_allow && grant == Grant::none) return not_allowed(By::resource);
  return view.decide();
}

PolicyAnswer ask(const Policy& policy, const AccessRequest& request) {
  if (best_grant(policy, Effect::deny, request) != Grant::none) return PolicyAnswer::denies;
  if (best_grant(policy, Effect::allow, request) != Grant::none) return PolicyAnswer::allows;
  return PolicyAnswer::silent;
}

std::string denial_message(const AccessRequest& request, const Decision& decision) {
  using By = Decision::By;
  if (request.principal.kind == Principal::Kind::anonymous) return "Access Denied";
  const std::string_view kind = decision.by == By::boundary   ? "permissions boundary"
                                : decision.by == By::session  ? "session policy"
                                : decision.by == By::resource ? "resource-based policy"
                                                              : "identity-based policy";
  const std::string start =
      fmt::format("User: {} is not authorized to perform: {} on resource: \"{}\"",
                  request.principal.arn, request.action, request.resource);
  if (decision.outcome == Decision::Outcome::explicit_deny) {
    return fmt::format("{} with an explicit deny in {} {}", start,
                       decision.by == By::identity || decision.by == By::none ? "an" : "a", kind);
  }
  return fmt::format("{} because no {} allows the {} action", start, kind, request.action);
}

}  // namespace sluice::access
