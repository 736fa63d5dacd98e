#include "access/policy/condition.h"

#include <algorithm>
#include <array>
#include <utility>

#include "access/policy/compare.h"
#include "access/policy/variables.h"
#include "base/text.h"

namespace sluice::access {
namespace {

struct NamedOperator {
  std::string_view name;
  Comparison comparison;
  bool negated = false;
};

constexpr auto kOperators = std::to_array<NamedOperator>({
    {"StringEquals", Comparison::string_equals},
    {"StringNotEquals", Comparison::string_equals, true},
    {"StringEqualsIgnoreCase", Comparison::string_equals_ignore_case},
    {"StringNotEqualsIgnoreCase", Comparison::string_equals_ignore_case, true},
    {"StringLike", Comparison::string_like},
    {"StringNotLike", Comparison::string_like, true},
    {"NumericEquals", Comparison::numeric_equals},
    {"NumericNotEquals", Comparison::numeric_equals, true},
    {"NumericLessThan", Comparison::numeric_less},
    {"NumericLessThanEquals", Comparison::numeric_less_equal},
    {"NumericGreaterThan", Comparison::numeric_greater},
    {"NumericGreaterThanEquals", Comparison::numeric_greater_equal},
    {"DateEquals", Comparison::date_equals},
    {"DateNotEquals", Comparison::date_equals, true},
    {"DateLessThan", Comparison::date_less},
    {"DateLessThanEquals", Comparison::date_less_equal},
    {"DateGreaterThan", Comparison::date_greater},
    {"DateGreaterThanEquals", Comparison::date_greater_equal},
    {"Bool", Comparison::boolean},
    {"BinaryEquals", Comparison::binary_equals},
    {"IpAddress", Comparison::ip_address},
    {"NotIpAddress", Comparison::ip_address, true},
    {"ArnEquals", Comparison::arn_like},
    {"ArnNotEquals", Comparison::arn_like, true},
    {"ArnLike", Comparison::arn_like},
    {"ArnNotLike", Comparison::arn_like, true},
    {"Null", Comparison::null},
});

bool remove_prefix(std::string_view& text, std::string_view prefix) {
  if (!equal_ignoring_case(text.substr(0, prefix.size()), prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

std::vector<Resolved> resolve_all(const Condition& condition, const Context& context,
                                  bool has_variables) {
  std::vector<Resolved> values;
  for (const std::string& value : condition.values) {
    if (!has_variables) {
      values.push_back({.text = value});
    } else if (auto resolved = resolve_variables(value, context)) {
      values.push_back(std::move(*resolved));
    }
  }
  return values;
}

bool is_null_as_asked(const Condition& condition, bool is_absent) {
  return std::any_of(condition.values.begin(), condition.values.end(),
                     [&](const std::string& value) {
                       return equal_ignoring_case(value, is_absent ? "true" : "false");
                     });
}

}  // namespace

std::optional<ConditionOperator> parse_condition_operator(std::string_view name) {
  ConditionOperator op;
  if (remove_prefix(name, "ForAllValues:")) {
    op.quantifier = Quantifier::for_all_values;
  } else if (remove_prefix(name, "ForAnyValue:")) {
    op.quantifier = Quantifier::for_any_value;
  }
  constexpr std::string_view kIfExists = "IfExists";
  if (name.size() > kIfExists.size() &&
      equal_ignoring_case(name.substr(name.size() - kIfExists.size()), kIfExists)) {
    op.if_exists = true;
    name.remove_suffix(kIfExists.size());
  }
  for (const NamedOperator& known : kOperators) {
    if (!equal_ignoring_case(known.name, name)) continue;
    op.comparison = known.comparison;
    op.negated = known.negated;
    const bool is_null = op.comparison == Comparison::null;
    if (is_null && (op.if_exists || op.quantifier != Quantifier::none)) return std::nullopt;
    return op;
  }
  return std::nullopt;
}

bool holds(const Condition& condition, const Context& context, bool has_variables) {
  const ConditionOperator& op = condition.op;
  const std::vector<std::string>* actual = context.find(condition.key);
  const bool is_absent = actual == nullptr || actual->empty();
  if (op.comparison == Comparison::null) return is_null_as_asked(condition, is_absent);
  if (is_absent) {
    if (op.if_exists) return true;
    if (op.quantifier == Quantifier::none) return op.negated;
    return op.quantifier == Quantifier::for_all_values;
  }
  const std::vector<Resolved> expected = resolve_all(condition, context, has_variables);
  // Values of the policy are alternatives; negated, none of them may match.
  const auto passes = [&](const std::string& value) {
    const bool matches = std::any_of(expected.begin(), expected.end(), [&](const auto& one) {
      return is_match(op.comparison, value, one);
    });
    return matches != op.negated;
  };
  const bool needs_all = op.quantifier == Quantifier::for_all_values ||
                         (op.quantifier == Quantifier::none && op.negated);
  return needs_all ? std::all_of(actual->begin(), actual->end(), passes)
                   : std::any_of(actual->begin(), actual->end(), passes);
}

}  // namespace sluice::access
