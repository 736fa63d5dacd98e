#include "sql/analyze/expression.h"

#include "sql/analyze/literal.h"
#include "sql/analyze/operation.h"
#include "sql/failure.h"
#include "sql/functions/cast.h"
#include "sql/types/coercion.h"
#include "sql/types/make.h"
#include "sql/types/resolve.h"

namespace sluice::sql {

using typed::NodePtr;

namespace {

const Type kBoolean = make_type(TypeKind::boolean);

// The constant that names a row's field, from 1.
int row_index(const Expression& written, const NodePtr& index) {
  const auto* literal = typed::node_if<typed::Literal>(index);
  if (literal == nullptr || !literal->text || !is_integer(index->type)) {
    fail(written.location, "EXPRESSION_NOT_CONSTANT",
         "Subscript expression on ROW requires a constant index");
  }
  if (index->type.kind != TypeKind::integer) {
    fail(written.location, "TYPE_MISMATCH",
         fmt::format("Subscript expression on ROW requires integer index, found {}",
                     to_text(index->type)));
  }
  const int field = std::stoi(*literal->text);
  if (field <= 0) {
    fail(written.location, "INVALID_FUNCTION_ARGUMENT",
         fmt::format("Invalid subscript index: {}. ROW indices start at 1", field));
  }
  return field;
}

}  // namespace

void require_scalar(const NodePtr& node, std::string_view clause, Location location) {
  if (!typed::has_aggregate(node) && !typed::has_window(node)) return;
  fail(location, "EXPRESSION_NOT_SCALAR",
       fmt::format("{} cannot contain aggregations, window functions or grouping operations",
                   clause));
}

NodePtr ExpressionAnalyzer::analyze(const Expression& expression) {
  if (expression.kind <= ExpressionKind::interval_literal) return literal(expression);
  if (expression.kind >= ExpressionKind::case_) return keyword(expression);
  if (expression.kind >= ExpressionKind::comparison) return predicate(expression);
  switch (expression.kind) {
    case ExpressionKind::parameter:
      return parameter(expression_cast<Parameter>(expression));
    case ExpressionKind::column:
      return named(*as_qualified_name(expression));
    case ExpressionKind::dereference:
      return dereference(expression_cast<Dereference>(expression));
    case ExpressionKind::subscript:
      return subscript(expression_cast<Subscript>(expression));
    case ExpressionKind::row:
      return row(expression_cast<RowConstructor>(expression));
    case ExpressionKind::array:
      return array(expression_cast<ArrayConstructor>(expression));
    case ExpressionKind::unary:
      return unary(expression_cast<Unary>(expression));
    case ExpressionKind::binary:
      return binary(expression_cast<Binary>(expression));
    default:
      break;
  }
  fail_unsupported(expression.location, "a lambda here is");
}

// Comparisons, logic and subqueries.
NodePtr ExpressionAnalyzer::predicate(const Expression& expression) {
  switch (expression.kind) {
    case ExpressionKind::comparison: {
      const auto& comparison = expression_cast<Comparison>(expression);
      const NodePtr left = analyze(*comparison.left);
      return compare(comparison.op, left, analyze(*comparison.right), comparison.location);
    }
    case ExpressionKind::logical:
      return logical(expression_cast<Logical>(expression));
    case ExpressionKind::not_:
      return negate(analyze_condition(*expression_cast<Not>(expression).operand,
                                      "Value of logical NOT expression"));
    case ExpressionKind::between:
      return between(expression_cast<Between>(expression));
    case ExpressionKind::in_list:
      return in_list(expression_cast<InList>(expression));
    case ExpressionKind::like:
      return like(expression_cast<Like>(expression));
    case ExpressionKind::is_null: {
      const auto& test = expression_cast<IsNull>(expression);
      return typed::make_call(kBoolean, test.negated ? "({0} IS NOT NULL)" : "({0} IS NULL)",
                              {analyze(*test.operand)});
    }
    case ExpressionKind::is_distinct:
      return is_distinct(expression_cast<IsDistinct>(expression));
    case ExpressionKind::unique:
      fail_unsupported(expression.location, "UNIQUE is");
    default:
      return pattern_ == nullptr ? subquery(expression) : pattern_subquery(expression);
  }
}

// Calls, and what looks like them.
NodePtr ExpressionAnalyzer::keyword(const Expression& expression) {
  switch (expression.kind) {
    case ExpressionKind::case_:
      return case_expression(expression_cast<Case>(expression));
    case ExpressionKind::cast:
      return written_cast(expression_cast<Cast>(expression));
    case ExpressionKind::at_time_zone:
      return at_time_zone(expression_cast<AtTimeZone>(expression));
    case ExpressionKind::extract:
      return extract(expression_cast<Extract>(expression));
    case ExpressionKind::current:
      return current(expression_cast<Current>(expression));
    case ExpressionKind::trim:
      return trim(expression_cast<Trim>(expression));
    case ExpressionKind::function_call:
      return call(expression_cast<FunctionCall>(expression));
    case ExpressionKind::listagg:
      return listagg(expression_cast<Listagg>(expression));
    case ExpressionKind::grouping:
      return grouping(expression_cast<Grouping>(expression));
    case ExpressionKind::json_exists:
    case ExpressionKind::json_value:
    case ExpressionKind::json_query:
    case ExpressionKind::json_object:
    case ExpressionKind::json_array:
      return json(expression);
    case ExpressionKind::measure:
      return measure(expression_cast<Measure>(expression));
    default:
      break;
  }
  fail_unsupported(expression.location, fmt::format("'{}' is", to_text(expression)));
}

NodePtr ExpressionAnalyzer::literal(const Expression& expression) {
  switch (expression.kind) {
    case ExpressionKind::null_literal:
      return null_of({});
    case ExpressionKind::boolean_literal:
      return boolean_constant(expression_cast<BooleanLiteral>(expression).value);
    case ExpressionKind::integer_literal:
      return integer_constant(expression_cast<IntegerLiteral>(expression).value);
    case ExpressionKind::decimal_literal:
      return decimal_constant(expression_cast<DecimalLiteral>(expression).text,
                              expression.location);
    case ExpressionKind::double_literal:
      return double_constant(expression_cast<DoubleLiteral>(expression).value);
    case ExpressionKind::string_literal:
      return varchar_constant(expression_cast<StringLiteral>(expression).value);
    case ExpressionKind::binary_literal:
      return binary_constant(expression_cast<BinaryLiteral>(expression).bytes);
    case ExpressionKind::interval_literal:
      return interval_constant(expression_cast<IntervalLiteral>(expression));
    default:
      return typed_constant(expression_cast<TypedLiteral>(expression));
  }
}

NodePtr ExpressionAnalyzer::parameter(const Parameter& parameter) {
  const auto index = static_cast<std::size_t>(parameter.index);
  if (index >= context_.parameters.size()) {
    fail(parameter.location, "INVALID_PARAMETER_USAGE",
         fmt::format("Incorrect number of parameters: expected at least {} but found {}", index + 1,
                     context_.parameters.size()));
  }
  if (context_.is_in_parameter) {
    fail(parameter.location, "INVALID_PARAMETER_USAGE",
         "The value of a parameter cannot have parameters of its own");
  }
  // A constant: it sees none of the query's names.
  const Expression& written = *context_.parameters[index];
  const Scope nothing;
  context_.is_in_parameter = true;
  const NodePtr value = ExpressionAnalyzer(context_, nothing).analyze(written);
  context_.is_in_parameter = false;
  require_scalar(value, "The value of a parameter", parameter.location);
  return value;
}

// A name when the scope knows it as one, else the field of a row.
NodePtr ExpressionAnalyzer::dereference(const Dereference& dereference) {
  if (const auto name = as_qualified_name(dereference)) return named(*name);
  const NodePtr base = analyze(*dereference.base);
  if (base->type.kind != TypeKind::row) {
    fail(dereference.location, "TYPE_MISMATCH",
         fmt::format("Expression {} is not of type ROW", to_text(*dereference.base)));
  }
  auto field = field_of(base, dereference.field);
  if (!field) {
    fail(dereference.location, "COLUMN_NOT_FOUND",
         fmt::format("Column '{}' cannot be resolved", to_text(dereference)));
  }
  return *field;
}

NodePtr ExpressionAnalyzer::subscript(const Subscript& subscript) {
  const NodePtr base = analyze(*subscript.base);
  const NodePtr index = analyze(*subscript.index);
  if (base->type.kind == TypeKind::row) {
    const int field = row_index(*subscript.index, index);
    const int count = static_cast<int>(base->type.children.size());
    if (field > count) {
      fail(subscript.index->location, "INVALID_FUNCTION_ARGUMENT",
           fmt::format("Subscript index out of bounds: {}. Max value is {}", field, count));
    }
    return typed::row_field(base, static_cast<std::size_t>(field) - 1);
  }
  const auto found = find_function("[]", {base->type, index->type});
  if (!found) {
    fail(subscript.location, "TYPE_MISMATCH",
         fmt::format("Cannot use {} for subscript of {}", to_text(index->type),
                     to_text(base->type)));
  }
  return typed::make_call(
      found->result(), found->lowering(),
      {coerce(base, found->parameters[0]), coerce(index, found->parameters[1])});
}

ExpressionAnalyzer::Nodes ExpressionAnalyzer::analyze_all(const Expressions& expressions) {
  Nodes nodes;
  for (const auto& expression : expressions)
    nodes.push_back(analyze(*expression));
  return nodes;
}

NodePtr ExpressionAnalyzer::row(const RowConstructor& row) {
  Nodes items = analyze_all(row.items);
  Type type{.kind = TypeKind::row};
  type.names.resize(items.size());
  for (const auto& item : items)
    type.children.push_back(item->type);
  return make_row(std::move(type), std::move(items));
}

NodePtr ExpressionAnalyzer::array(const ArrayConstructor& array) {
  Nodes items = analyze_all(array.items);
  common_all(items, array.items, "All ARRAY elements");
  const Type element = items.empty() ? Type{} : items[0]->type;
  const Type type = array_type(element);
  if (items.empty()) return typed::make_call(type, "CAST([] AS " + duckdb_type(type) + ")", {});
  return typed::make_call(type, "[{*}]", std::move(items));
}

// Gives all nodes their common type.
void ExpressionAnalyzer::common_all(Nodes& nodes, const Expressions& expressions,
                                    std::string_view what) {
  Type common;
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    const auto wider = common_type(common, nodes[i]->type);
    if (!wider) {
      fail(expressions[i]->location, "TYPE_MISMATCH",
           no_common_type(what, nodes, common, nodes[i]->type));
    }
    common = *wider;
  }
  for (auto& node : nodes)
    node = coerce(node, common);
}

NodePtr ExpressionAnalyzer::unary(const Unary& unary) {
  const NodePtr operand = analyze(*unary.operand);
  const auto found = find_function("negate", {operand->type});
  if (!found) {
    fail(unary.location, "TYPE_MISMATCH", fmt::format("Cannot negate {}", to_text(operand->type)));
  }
  const NodePtr value = coerce(operand, found->parameters[0]);
  if (unary.op == UnaryOperator::plus) return value;
  return typed::make_call(found->result(), found->lowering(), {value});
}

NodePtr ExpressionAnalyzer::binary(const Binary& binary) {
  const NodePtr left = analyze(*binary.left);
  const NodePtr right = analyze(*binary.right);
  return operate(binary.op, left, right, binary.location);
}

NodePtr ExpressionAnalyzer::analyze_condition(const Expression& expression,
                                              std::string_view clause) {
  const NodePtr condition = analyze(expression);
  if (condition->type.kind != TypeKind::boolean && !is_unknown(condition->type)) {
    fail(expression.location, "TYPE_MISMATCH",
         fmt::format("{} must evaluate to a boolean: actual type {}", clause,
                     to_text(condition->type)));
  }
  return coerce(condition, kBoolean);
}

NodePtr ExpressionAnalyzer::logical(const Logical& logical) {
  const bool is_and = logical.op == LogicalOperator::and_;
  Nodes terms;
  std::string lowering = "(";
  for (const auto& term : logical.terms) {
    lowering += fmt::format("{}{{{}}}",
                            terms.empty() ? ""
                            : is_and      ? " AND "
                                          : " OR ",
                            terms.size());
    terms.push_back(analyze_condition(*term, "Logical expression term"));
  }
  return typed::make_call(kBoolean, lowering + ")", std::move(terms));
}

void require_orderable(const Type& type, const SortItem& item) {
  if (is_orderable(type)) return;
  fail(item.location, "TYPE_MISMATCH",
       fmt::format("Type {} is not orderable, and therefore cannot be used in ORDER BY: {}",
                   to_text(type), to_text(*item.expression)));
}

typed::OrderKey begin_order_key(const SortItem& item, std::size_t columns) {
  typed::OrderKey key;
  key.key.is_descending = item.direction == SortDirection::descending;
  key.key.nulls_first = item.nulls == NullOrder::first;
  const auto* ordinal = expression_if<IntegerLiteral>(*item.expression);
  if (ordinal == nullptr) return key;
  if (ordinal->value < 1 || ordinal->value > static_cast<std::int64_t>(columns)) {
    fail(item.location, "INVALID_COLUMN_REFERENCE",
         fmt::format("ORDER BY position {} is not in select list", ordinal->value));
  }
  key.column = static_cast<std::size_t>(ordinal->value) - 1;
  return key;
}

std::vector<typed::SortKey> ExpressionAnalyzer::analyze_sort(const std::vector<SortItem>& items) {
  std::vector<typed::SortKey> keys;
  for (const auto& item : items) {
    typed::SortKey key{.value = analyze(*item.expression),
                       .is_descending = item.direction == SortDirection::descending,
                       .nulls_first = item.nulls == NullOrder::first};
    require_orderable(key.value->type, item);
    keys.push_back(std::move(key));
  }
  return keys;
}

}  // namespace sluice::sql
