// One statement of a policy. Internal to policy.
#pragma once

#include "access/policy/policy.h"
#include "base/json.h"

namespace sluice::access {

// Throws as parse_policy.
Statement parse_statement(const json::object& members, const PolicyRules& rules);

// One text or a list of texts. Throws refuse_policy.
std::vector<std::string> parse_texts(const json::value& value, PolicyKind kind);

std::vector<Condition> parse_conditions(const json::value& value, PolicyKind kind);

std::vector<PolicyPrincipal> parse_principals(const json::value& value, PolicyKind kind);

}  // namespace sluice::access
