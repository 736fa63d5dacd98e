#include "sql/analyze/operation.h"

#include "sql/failure.h"
#include "sql/functions/cast.h"
#include "sql/functions/key.h"
#include "sql/functions/resolve.h"
#include "sql/types/coercion.h"
#include "sql/types/make.h"

namespace sluice::sql {

namespace {

using typed::NodePtr;

const Type kBoolean = make_type(TypeKind::boolean);

bool is_literal_number(const NodePtr& node) {
  const auto* literal = typed::node_if<typed::Literal>(node);
  return literal != nullptr && literal->text && *literal->text != "NaN";
}

// NaN equals nothing and is in no order with anything; DuckDB takes it for the greatest value.
// A literal that is not NaN saves half of the guard, so that zone maps still prune.
std::string floating_lowering(ComparisonOperator op, bool left_is_number, bool right_is_number) {
  const std::string plain = fmt::format("({{0}} {} {{1}})", symbol_of(op));
  const auto guarded = [&](const char* side) {
    return fmt::format("({{0}} {} {{1}} AND NOT isnan({}))", symbol_of(op), side);
  };
  switch (op) {
    case ComparisonOperator::equal:
      return left_is_number || right_is_number ? plain : guarded("{0}");
    case ComparisonOperator::not_equal:
      return left_is_number || right_is_number ? plain : "({0} <> {1} OR isnan({0}))";
    case ComparisonOperator::less:
      return right_is_number ? plain : guarded("{1}");
    case ComparisonOperator::greater:
      return left_is_number ? plain : guarded("{0}");
    case ComparisonOperator::less_or_equal:
      return right_is_number ? plain : guarded("{1}");
    case ComparisonOperator::greater_or_equal:
      return left_is_number ? plain : guarded("{0}");
  }
  return plain;
}

bool is_equality(ComparisonOperator op) {
  return op == ComparisonOperator::equal || op == ComparisonOperator::not_equal;
}

std::string padded_comparison(ComparisonOperator op) {
  return fmt::format("(sluice_compare_padded({{0}}, {{1}}) {} 0)", symbol_of(op));
}

// Rows that are written out compare field by field: DuckDB can use each, and a NULL inside makes
// NULL of what it decides.
std::optional<NodePtr> compare_written_rows(ComparisonOperator op, const NodePtr& left,
                                            const NodePtr& right, Location location) {
  if (!is_equality(op) || !is_row_constructor(left) || !is_row_constructor(right)) {
    return std::nullopt;
  }
  const auto& ours = std::get<typed::Call>(left->value).arguments;
  const auto& theirs = std::get<typed::Call>(right->value).arguments;
  std::vector<NodePtr> fields;
  for (std::size_t i = 0; i < ours.size(); ++i) {
    fields.push_back(compare(ComparisonOperator::equal, ours[i], theirs[i], location));
  }
  NodePtr equal = all_of(fields);
  return op == ComparisonOperator::equal ? equal : negate(equal);
}

// Arrays, maps and rows.
NodePtr compare_nested(ComparisonOperator op, const NodePtr& left, const NodePtr& right,
                       Location location) {
  if (auto compared = compare_written_rows(op, left, right, location)) return *compared;
  if (op == ComparisonOperator::equal) {
    return typed::make_call(kBoolean, "sluice_equal({0}, {1})", {left, right});
  }
  if (op == ComparisonOperator::not_equal) {
    return typed::make_call(kBoolean, "(NOT sluice_equal({0}, {1}))", {left, right});
  }
  const std::string ordered = fmt::format("(sluice_order({{0}}, {{1}}) {} 0)", symbol_of(op));
  return typed::make_call(kBoolean, ordered, {left, right});
}

[[noreturn]] void fail_operands(std::string_view op, const Type& left, const Type& right,
                                Location location) {
  fail(location, "TYPE_MISMATCH",
       fmt::format("Cannot apply operator: {} {} {}", to_text(left), op, to_text(right)));
}

// || is the function concat in Trino.
[[noreturn]] void fail_operator(BinaryOperator op, const Type& left, const Type& right,
                                Location location) {
  if (op == BinaryOperator::concat) fail_parameters("concat", {left, right}, location);
  fail_operands(symbol_of(op), left, right, location);
}

// NULL || array and array || NULL: is NULL an array or an element?
bool is_ambiguous(BinaryOperator op, const Type& left, const Type& right) {
  if (op != BinaryOperator::concat) return false;
  const auto holds = [](const Type& array, const Type& other) {
    return array.kind == TypeKind::array && array != other && can_coerce(other, array) &&
           can_coerce(other, array.children[0]);
  };
  return holds(left, right) || holds(right, left);
}

// Trino has three comparisons, whatever is written.
const char* name_of(ComparisonOperator op) {
  switch (op) {
    case ComparisonOperator::greater:
      return "<";
    case ComparisonOperator::greater_or_equal:
      return "<=";
    case ComparisonOperator::not_equal:
      return "=";
    default:
      return symbol_of(op);
  }
}

}  // namespace

const char* symbol_of(ComparisonOperator op) {
  switch (op) {
    case ComparisonOperator::equal:
      return "=";
    case ComparisonOperator::not_equal:
      return "<>";
    case ComparisonOperator::less:
      return "<";
    case ComparisonOperator::less_or_equal:
      return "<=";
    case ComparisonOperator::greater:
      return ">";
    case ComparisonOperator::greater_or_equal:
      return ">=";
  }
  return "=";
}

const char* symbol_of(BinaryOperator op) {
  switch (op) {
    case BinaryOperator::add:
      return "+";
    case BinaryOperator::subtract:
      return "-";
    case BinaryOperator::multiply:
      return "*";
    case BinaryOperator::divide:
      return "/";
    case BinaryOperator::modulus:
      return "%";
    case BinaryOperator::concat:
      return "||";
  }
  return "+";
}

NodePtr compare(ComparisonOperator op, const NodePtr& left, const NodePtr& right,
                Location location) {
  auto common = common_type(left->type, right->type);
  if (!common || !(is_equality(op) ? is_comparable(*common) : is_orderable(*common))) {
    fail_operands(name_of(op), left->type, right->type, location);
  }
  if (!common->children.empty()) {
    return compare_nested(op, coerce(left, *common), coerce(right, *common), location);
  }
  const NodePtr a = key_of(coerce(left, *common));
  const NodePtr b = key_of(coerce(right, *common));
  common = key_type(*common);
  const std::string plain = fmt::format("({{0}} {} {{1}})", symbol_of(op));
  switch (common->kind) {
    case TypeKind::char_:
      // Ordered as padded: "a" is "a ", which comes after "a" with a zero byte.
      return typed::make_call(kBoolean, is_equality(op) ? plain : padded_comparison(op), {a, b});
    case TypeKind::real:
    case TypeKind::double_:
      return typed::make_call(
          kBoolean, floating_lowering(op, is_literal_number(a), is_literal_number(b)), {a, b});
    default:
      return typed::make_call(kBoolean, plain, {a, b});
  }
}

NodePtr operate(BinaryOperator op, const NodePtr& left, const NodePtr& right, Location location) {
  const auto found = find_function(symbol_of(op), {left->type, right->type});
  if (is_ambiguous(op, left->type, right->type)) {
    fail(location, "AMBIGUOUS_FUNCTION_CALL",
         "Could not choose a best candidate operator. Explicit type casts must be added.");
  }
  if (!found) fail_operator(op, left->type, right->type, location);
  const NodePtr a = coerce(left, found->parameters[0]);
  const NodePtr b = coerce(right, found->parameters[1]);
  const bool divides = op == BinaryOperator::divide || op == BinaryOperator::modulus;
  const auto* divisor = typed::node_if<typed::Literal>(b);
  if (divides && is_integer(b->type) && divisor != nullptr && divisor->text &&
      divisor->text->find_first_not_of("-0") != std::string::npos) {
    const char* plain = op == BinaryOperator::divide ? "({0} // {1})" : "({0} % {1})";
    return typed::make_call(found->result(), plain, {a, b});
  }
  return typed::make_call(found->result(), found->lowering(), {a, b});
}

bool is_plainly_comparable(const Type& type) {
  return type.children.empty() && !is_floating(type);
}

std::string no_common_type(std::string_view what, const std::vector<NodePtr>& nodes,
                           const Type& before, const Type& type) {
  std::vector<std::string> types;
  for (const auto& node : nodes) {
    const std::string name = to_text(node->type);
    if (std::find(types.begin(), types.end(), name) == types.end()) types.push_back(name);
  }
  return fmt::format(
      "{} must be the same type or coercible to a common type. Cannot find common type between {} "
      "and {}, all types (without duplicates): [{}]",
      what, to_text(before), to_text(type), fmt::join(types, ", "));
}

NodePtr all_of(const std::vector<NodePtr>& conditions) {
  if (conditions.empty()) return typed::make_literal(kBoolean, "true", "true");
  if (conditions.size() == 1) return conditions[0];
  std::string lowering = "(";
  for (std::size_t i = 0; i < conditions.size(); ++i) {
    lowering += fmt::format("{}{{{}}}", i > 0 ? " AND " : "", i);
  }
  return typed::make_call(kBoolean, lowering + ")", conditions);
}

NodePtr negate(const NodePtr& condition) {
  return typed::make_call(kBoolean, "(NOT {0})", {condition});
}

}  // namespace sluice::sql
