// One operator and key of a Condition block, with the values it compares to.
// (reference_policies_elements_condition_operators of the IAM User Guide).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/policy/context.h"

namespace sluice::access {

enum class Comparison : std::uint8_t {
  string_equals,
  string_equals_ignore_case,
  string_like,
  numeric_equals,
  numeric_less,
  numeric_less_equal,
  numeric_greater,
  numeric_greater_equal,
  date_equals,
  date_less,
  date_less_equal,
  date_greater,
  date_greater_equal,
  boolean,
  binary_equals,
  ip_address,
  arn_like,  // ArnEquals is the same
  null,
};

enum class Quantifier : std::uint8_t { none, for_all_values, for_any_value };

struct ConditionOperator {
  Comparison comparison = Comparison::string_equals;
  Quantifier quantifier = Quantifier::none;
  bool negated = false;    // …Not…
  bool if_exists = false;  // …IfExists
};

struct Condition {
  ConditionOperator op;
  std::string key;                  // as written; compared without regard to case
  std::vector<std::string> values;  // policy variables unresolved
};

// "ForAnyValue:StringNotLikeIfExists"; nothing for an unknown operator. In any case, as AWS does.
std::optional<ConditionOperator> parse_condition_operator(std::string_view name);

// Whether `value` can be compared at all: a number, a date, an address.
bool is_comparable(Comparison comparison, std::string_view value);

// Absent keys: false for plain operators, true for negated ones, …IfExists, ForAllValues and
// Null "true"; ForAnyValue is false, negated or not. `has_variables` resolves ${…} by `context`.
bool holds(const Condition& condition, const Context& context, bool has_variables);

}  // namespace sluice::access
