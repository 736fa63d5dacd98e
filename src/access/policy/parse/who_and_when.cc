#include <algorithm>

#include "access/policy/compare.h"
#include "access/policy/parse/refusal.h"
#include "access/policy/parse/statement.h"
#include "base/text.h"

namespace sluice::access {
namespace {

bool is_account_id(std::string_view text) {
  return text.size() == 12 && std::all_of(text.begin(), text.end(), is_digit);
}

[[noreturn]] void refuse_principal(PolicyKind kind, std::string_view name, std::string_view value) {
  refuse_policy(kind, "Invalid principal in policy",
                fmt::format("Invalid principal in policy: \"{}\":\"{}\"", name, value));
}

// Wildcards name nobody in here, but for the one that is everybody.
bool is_principal_arn(std::string_view value) {
  if (value.find_first_of("*?") != std::string_view::npos) return false;
  const std::vector<std::string_view> parts = split(value, ':');
  return parts.size() == 6 && parts[0] == "arn" && parts[1].starts_with("aws") &&
         (parts[2] == "iam" || parts[2] == "sts") && parts[3].empty() &&
         (parts[4].empty() || is_account_id(parts[4])) && !parts[5].empty();
}

PolicyPrincipal parse_aws_principal(const std::string& value, PolicyKind kind) {
  using Kind = PolicyPrincipal::Kind;
  if (value == "*") return {.kind = Kind::everyone, .value = value};
  if (is_account_id(value)) return {.kind = Kind::aws, .value = "arn:aws:iam::" + value + ":root"};
  if (!is_principal_arn(value)) refuse_principal(kind, "AWS", value);
  return {.kind = Kind::aws, .value = value};
}

PolicyPrincipal parse_principal(std::string_view type, const std::string& value, PolicyKind kind) {
  using Kind = PolicyPrincipal::Kind;
  if (type == "AWS") return parse_aws_principal(value, kind);
  const bool is_empty = value.empty() || value.find_first_of("*?") != std::string::npos;
  if (is_empty) refuse_principal(kind, type, value);
  if (type == "Service") {
    if (value.find('.') == std::string::npos) refuse_principal(kind, type, value);
    return {.kind = Kind::service, .value = value};
  }
  if (type == "Federated") return {.kind = Kind::federated, .value = value};
  if (type == "CanonicalUser" && kind == PolicyKind::bucket)
    return {.kind = Kind::canonical_user, .value = value};
  refuse_principal(kind, type, value);
}

bool is_condition_key(std::string_view key, PolicyKind kind) {
  const std::size_t colon = key.find(':');
  if (colon == std::string_view::npos || colon == 0 || colon + 1 == key.size()) return false;
  if (kind != PolicyKind::bucket) return true;
  const std::string vendor = lower_ascii(key.substr(0, colon));
  return vendor == "aws" || vendor == "s3";
}

Condition parse_condition(const ConditionOperator& op, std::string_view op_name,
                          std::string_view key, const json::value& values, PolicyKind kind) {
  if (!is_condition_key(key, kind)) {
    refuse_policy(kind, "Policy has an invalid condition key",
                  "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.");
  }
  Condition condition{.op = op, .key = std::string(key), .values = parse_texts(values, kind)};
  for (const std::string& value : condition.values) {
    const bool has_variable = value.find("${") != std::string::npos;
    if (has_variable || is_comparable(op.comparison, value)) continue;
    refuse_policy(
        kind, fmt::format("Invalid value \"{}\" for condition {}", value, op_name),
        fmt::format("Syntax error in policy: invalid value \"{}\" for {}", value, op_name));
  }
  return condition;
}

}  // namespace

std::vector<PolicyPrincipal> parse_principals(const json::value& value, PolicyKind kind) {
  if (value.is_string()) {
    if (std::string_view(value.get_string()) == "*")
      return {{.kind = PolicyPrincipal::Kind::everyone, .value = "*"}};
    refuse_principal(kind, "AWS", value.get_string());
  }
  if (!value.is_object() || value.get_object().empty())
    refuse_policy(kind, "Invalid policy syntax.", "Syntax errors in policy.");
  std::vector<PolicyPrincipal> principals;
  for (const auto& member : value.get_object()) {
    for (const std::string& one : parse_texts(member.value(), kind))
      principals.push_back(parse_principal(member.key(), one, kind));
  }
  if (principals.empty()) refuse_principal(kind, "AWS", "");
  return principals;
}

std::vector<Condition> parse_conditions(const json::value& value, PolicyKind kind) {
  if (!value.is_object()) refuse_policy(kind, "Invalid policy syntax.", "Syntax errors in policy.");
  std::vector<Condition> conditions;
  for (const auto& block : value.get_object()) {
    const auto op = parse_condition_operator(block.key());
    if (!op) {
      refuse_policy(kind, fmt::format("Invalid Condition type : {}", std::string_view(block.key())),
                    "Syntax errors in policy.");
    }
    if (!block.value().is_object())
      refuse_policy(kind, "Invalid policy syntax.", "Syntax errors in policy.");
    for (const auto& pair : block.value().get_object())
      conditions.push_back(parse_condition(*op, block.key(), pair.key(), pair.value(), kind));
  }
  return conditions;
}

}  // namespace sluice::access
