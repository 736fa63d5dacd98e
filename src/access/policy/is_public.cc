#include <algorithm>
#include <array>

#include "access/policy/compare.h"
#include "access/policy/evaluate.h"
#include "base/text.h"

namespace sluice::access {
namespace {

bool is_fixed(std::string_view value) {
  return value.find_first_of("*?") == std::string_view::npos &&
         value.find("${") == std::string_view::npos;
}

bool is_private_network(const AddressRange& range) {
  const auto is_in = [&](unsigned char first, unsigned char second, int second_bits) {
    return range.bytes[0] == first &&
           (range.bytes[1] >> (8 - second_bits)) == (second >> (8 - second_bits));
  };
  if (range.is_version_6) return false;
  return (range.bytes[0] == 10 && range.prefix_bits >= 8) ||
         (is_in(172, 16, 4) && range.prefix_bits >= 12) ||
         (is_in(192, 168, 8) && range.prefix_bits >= 16);
}

// Broader than /8 (or /32 of version 6) is as good as everywhere.
bool is_narrow_range(std::string_view value) {
  const auto range = parse_address_range(value);
  if (!range) return false;
  return is_private_network(*range) || range->prefix_bits >= (range->is_version_6 ? 32 : 8);
}

// "AROA…:*" is a role's every session: the role is fixed.
bool is_fixed_user_id(std::string_view value) {
  if (value.ends_with(":*")) value.remove_suffix(2);
  return !value.empty() && is_fixed(value);
}

// Account and access point's owner are fixed, whatever its name.
bool is_fixed_access_point(std::string_view value) {
  const std::vector<std::string_view> parts = split(value, ':');
  return parts.size() >= 6 && is_fixed(parts[3]) && is_fixed(parts[4]) && parts[4].size() == 12;
}

bool is_fixed_arn(std::string_view value) {
  return is_fixed(value) && value.starts_with("arn:");
}

using IsFixed = bool (*)(std::string_view);

IsFixed rule_of(std::string_view key) {
  struct Rule {
    std::string_view key;
    IsFixed is_fixed_value;
  };
  static constexpr auto kRules = std::to_array<Rule>({
      {"aws:sourceip", is_narrow_range},
      {"aws:sourcearn", is_fixed_arn},
      {"aws:sourcevpc", is_fixed},
      {"aws:sourcevpce", is_fixed},
      {"aws:sourceowner", is_fixed},
      {"aws:sourceaccount", is_fixed},
      {"aws:userid", is_fixed_user_id},
      {"aws:principalorgid", is_fixed},
      {"aws:principalaccount", is_fixed},
      {"aws:principalarn", is_fixed},
      {"s3:dataaccesspointarn", is_fixed_access_point},
      {"s3:dataaccesspointaccount", is_fixed},
      {"s3:x-amz-server-side-encryption-aws-kms-key-id", is_fixed},
  });
  const std::string lower = lower_ascii(key);
  const auto rule =
      std::find_if(kRules.begin(), kRules.end(), [&](const Rule& one) { return one.key == lower; });
  return rule == kRules.end() ? nullptr : rule->is_fixed_value;
}

bool narrows(const Condition& condition) {
  using enum Comparison;
  const ConditionOperator& op = condition.op;
  const bool is_comparison =
      op.comparison == string_equals || op.comparison == string_equals_ignore_case ||
      op.comparison == string_like || op.comparison == arn_like || op.comparison == ip_address;
  // What holds when the key is absent narrows nothing.
  if (!is_comparison || op.negated || op.if_exists || op.quantifier == Quantifier::for_all_values) {
    return false;
  }
  const IsFixed is_fixed_value = rule_of(condition.key);
  return is_fixed_value != nullptr && !condition.values.empty() &&
         std::all_of(condition.values.begin(), condition.values.end(), is_fixed_value);
}

bool is_open_to_everyone(const Statement& statement) {
  if (statement.excludes_principals) return true;
  return std::any_of(statement.principals.begin(), statement.principals.end(),
                     [](const PolicyPrincipal& principal) {
                       return principal.kind == PolicyPrincipal::Kind::everyone;
                     });
}

}  // namespace

bool is_public(const Policy& policy) {
  return std::any_of(
      policy.statements.begin(), policy.statements.end(), [](const Statement& statement) {
        return statement.effect == Effect::allow && is_open_to_everyone(statement) &&
               std::none_of(statement.conditions.begin(), statement.conditions.end(), narrows);
      });
}

}  // namespace sluice::access
