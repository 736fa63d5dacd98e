#include "sql/analyze/operation.h"

#include "sql/failure.h"
#include "sql/functions/cast.h"
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

std::string padded_comparison(ComparisonOperator op, const Type& type) {
  return fmt::format("(rpad({{0}}, {0}, ' ') {1} rpad({{1}}, {0}, ' '))", type.length,
                     symbol_of(op));
}

NodePtr row_field(const NodePtr& row, std::size_t field) {
  return typed::make_call(row->type.children[field],
                          fmt::format("struct_extract_at({{0}}, {})", field + 1), {row});
}

// Field by field, so that a NULL inside makes NULL of what it decides.
NodePtr compare_rows(ComparisonOperator op, const NodePtr& left, const NodePtr& right,
                     Location location) {
  if (!is_equality(op)) fail_unsupported(location, "ordering rows is");
  std::vector<NodePtr> fields;
  for (std::size_t i = 0; i < left->type.children.size(); ++i) {
    fields.push_back(
        compare(ComparisonOperator::equal, row_field(left, i), row_field(right, i), location));
  }
  NodePtr equal = all_of(fields);
  return op == ComparisonOperator::equal ? equal : negate(equal);
}

[[noreturn]] void fail_operands(std::string_view op, const Type& left, const Type& right,
                                Location location) {
  fail(location, "TYPE_MISMATCH",
       fmt::format("Cannot apply operator: {} {} {}", to_text(left), op, to_text(right)));
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

std::string comparison_lowering(ComparisonOperator op, const Type& type) {
  if (is_floating(type)) return floating_lowering(op, false, false);
  return fmt::format("({{0}} {} {{1}})", symbol_of(op));
}

NodePtr compare(ComparisonOperator op, const NodePtr& left, const NodePtr& right,
                Location location) {
  const auto common = common_type(left->type, right->type);
  if (!common || !(is_equality(op) ? is_comparable(*common) : is_orderable(*common))) {
    fail_operands(symbol_of(op), left->type, right->type, location);
  }
  const NodePtr a = coerce(left, *common);
  const NodePtr b = coerce(right, *common);
  switch (common->kind) {
    case TypeKind::row:
      return compare_rows(op, a, b, location);
    case TypeKind::char_:
      // Ordered as padded: "a" is "a ", which comes after "a" with a zero byte.
      return typed::make_call(
          kBoolean,
          is_equality(op) ? comparison_lowering(op, *common) : padded_comparison(op, *common),
          {a, b});
    case TypeKind::array:
      if (!is_equality(op)) fail_unsupported(location, "ordering arrays is");
      return typed::make_call(kBoolean,
                              op == ComparisonOperator::equal ? "sluice_equal({0}, {1})"
                                                              : "(NOT sluice_equal({0}, {1}))",
                              {a, b});
    case TypeKind::map:
    case TypeKind::json:
      fail_unsupported(location, "comparing " + to_text(*common) + " is");
    case TypeKind::timestamp_tz:
      return typed::make_call(kBoolean, fmt::format("(({{0}}).utc {} ({{1}}).utc)", symbol_of(op)),
                              {a, b});
    case TypeKind::real:
    case TypeKind::double_:
      return typed::make_call(
          kBoolean, floating_lowering(op, is_literal_number(a), is_literal_number(b)), {a, b});
    default:
      return typed::make_call(kBoolean, comparison_lowering(op, *common), {a, b});
  }
}

NodePtr operate(BinaryOperator op, const NodePtr& left, const NodePtr& right, Location location) {
  const auto found = find_function(symbol_of(op), {left->type, right->type});
  if (!found) fail_operands(symbol_of(op), left->type, right->type, location);
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
