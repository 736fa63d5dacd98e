// Queries inside expressions: scalar, EXISTS, IN, quantified comparisons.
//
// Trino takes a subquery's row for one value; several columns are a ROW of them.
// https://trino.io/docs/current/sql/select.html#subqueries
#include "sql/analyze/expression.h"
#include "sql/analyze/operation.h"
#include "sql/analyze/query.h"
#include "sql/failure.h"
#include "sql/functions/cast.h"
#include "sql/types/coercion.h"
#include "sql/types/make.h"

namespace sluice::sql {

using typed::NodePtr;

namespace {

const Type kBoolean = make_type(TypeKind::boolean);

Type row_of(const std::vector<typed::Column>& columns) {
  Type row{.kind = TypeKind::row};
  for (const auto& column : columns) {
    row.children.push_back(column.type);
    row.names.push_back(column.is_anonymous ? std::nullopt : std::optional(column.name));
  }
  return row;
}

// SELECT value FROM (query) AS r<id>, perhaps with a condition.
typed::QueryPtr select_from(typed::QueryPtr query, int id, const NodePtr& value,
                            NodePtr where = nullptr) {
  typed::Query out{.columns = {{.name = "_col0", .type = value->type, .is_anonymous = true}}};
  typed::Select select{.items = {value}, .where = std::move(where)};
  select.from = typed::make_derived(id, std::move(query));
  out.body = std::move(select);
  return typed::share(std::move(out));
}

typed::QueryPtr as_rows(Context& context, typed::QueryPtr query) {
  const int id = context.new_relation();
  const Type type = row_of(query->columns);
  std::vector<NodePtr> fields;
  for (std::size_t i = 0; i < type.children.size(); ++i) {
    fields.push_back(typed::make_column(type.children[i], id, fmt::format("c{}", i)));
  }
  return select_from(std::move(query), id, make_row(type, std::move(fields)));
}

// The query with the one column that a value of this type is compared with.
typed::QueryPtr as_operands(Context& context, typed::QueryPtr query, const Type& value) {
  if (query->columns.size() != 1) return as_rows(context, std::move(query));
  const Type& column = query->columns[0].type;
  const bool wraps = value.kind == TypeKind::row && column.kind != TypeKind::row;
  return wraps ? as_rows(context, std::move(query)) : query;
}

// The types whose equality DuckDB's IN tells as Trino does.
bool is_plain_in_duckdb(const Type& type) {
  return type.children.empty() && !is_floating(type) && type.kind != TypeKind::timestamp_tz;
}

struct Operands {
  NodePtr value;
  typed::QueryPtr query;
};

// The value and the query's column in their common type.
Operands common_operands(Context& context, const NodePtr& value, typed::QueryPtr query,
                         std::string_view what, Location location) {
  query = as_operands(context, std::move(query), value->type);
  const Type& column = query->columns[0].type;
  const auto common = common_type(value->type, column);
  if (!common) {
    const Type row = column.kind == TypeKind::row ? column : row_of(query->columns);
    fail(location, "TYPE_MISMATCH",
         fmt::format("Value expression and result of subquery must be of the same type{}: {} vs {}",
                     what, to_text(value->type), to_text(row)));
  }
  return {coerce(value, *common), coerce_columns(context, std::move(query), {*common})};
}

// Both sides in a form whose equality is DuckDB's own; nothing where there is none.
std::optional<Operands> plain_operands(Context& context, const Operands& operands) {
  const Type& type = operands.value->type;
  if (is_plain_in_duckdb(type)) return operands;
  const int id = context.new_relation();
  const NodePtr column = typed::make_column(type, id, "c0");
  if (type.kind == TypeKind::timestamp_tz) {
    const Type utc = timestamp_type(type.precision);
    return Operands{typed::make_call(utc, "({0}).utc", {operands.value}),
                    select_from(operands.query, id, typed::make_call(utc, "({0}).utc", {column}))};
  }
  if (!is_floating(type)) return std::nullopt;
  // NaN equals nothing: what is not there cannot be found.
  return Operands{
      operands.value,
      select_from(operands.query, id, column,
                  typed::make_call(kBoolean, "({0} IS NULL OR NOT isnan({0}))", {column}))};
}

// Over all rows: ANY is an OR of the comparisons, ALL an AND, with NULL as Unknown.
NodePtr compare_each(Context& context, ComparisonOperator op, bool is_all, const Operands& operands,
                     Location location) {
  const int id = context.new_relation();
  const NodePtr column = typed::make_column(operands.query->columns[0].type, id, "c0");
  const NodePtr test = compare(op, operands.value, column, location);
  const char* result = is_all ? "CASE WHEN NOT coalesce(bool_and(t), true) THEN false"
                                " WHEN count(*) > count(t) THEN NULL ELSE true END"
                              : "CASE WHEN coalesce(bool_or(t), false) THEN true"
                                " WHEN count(*) > count(t) THEN NULL ELSE false END";
  return typed::make_subquery(
      kBoolean, {.lowering = fmt::format(
                     "(SELECT {} FROM (SELECT {{0}} AS t FROM {{q}} AS r{}(c0)))", result, id),
                 .arguments = {test},
                 .query = operands.query});
}

}  // namespace

NodePtr ExpressionAnalyzer::subquery(const Expression& expression) {
  switch (expression.kind) {
    case ExpressionKind::in_subquery:
      return in_subquery(expression_cast<InSubquery>(expression));
    case ExpressionKind::quantified_comparison:
      return quantified(expression_cast<QuantifiedComparison>(expression));
    case ExpressionKind::scalar_subquery:
      return scalar_subquery(expression_cast<ScalarSubquery>(expression));
    default: {
      const auto& exists = expression_cast<Exists>(expression);
      return typed::make_subquery(
          kBoolean, {.lowering = "EXISTS {q}",
                     .query = analyze_query(context_, *exists.query, &scope_, scope_.with)});
    }
  }
}

NodePtr ExpressionAnalyzer::scalar_subquery(const ScalarSubquery& subquery) {
  auto query = analyze_query(context_, *subquery.query, &scope_, scope_.with);
  if (query->columns.size() != 1) query = as_rows(context_, std::move(query));
  const Type type = query->columns[0].type;
  return typed::make_subquery(type, {.lowering = "{q}", .query = std::move(query)});
}

NodePtr ExpressionAnalyzer::in_subquery(const InSubquery& in) {
  const NodePtr value = analyze(*in.operand);
  auto query = analyze_query(context_, *in.query, &scope_, scope_.with);
  const Operands operands = common_operands(context_, value, std::move(query), "", in.location);
  if (const auto plain = plain_operands(context_, operands)) {
    return typed::make_subquery(kBoolean,
                                {.lowering = in.negated ? "({0} NOT IN {q})" : "({0} IN {q})",
                                 .arguments = {plain->value},
                                 .query = plain->query});
  }
  const NodePtr found =
      compare_each(context_, ComparisonOperator::equal, false, operands, in.location);
  return in.negated ? negate(found) : found;
}

NodePtr ExpressionAnalyzer::quantified(const QuantifiedComparison& comparison) {
  const NodePtr value = analyze(*comparison.left);
  auto query = analyze_query(context_, *comparison.query, &scope_, scope_.with);
  const Operands operands = common_operands(context_, value, std::move(query),
                                            " for quantified comparison", comparison.location);
  const Type& type = operands.value->type;
  const bool is_all = comparison.quantifier == Quantifier::all;
  const bool is_equality =
      comparison.op == ComparisonOperator::equal || comparison.op == ComparisonOperator::not_equal;
  if (is_equality ? !is_comparable(type) : !is_orderable(type)) {
    fail(comparison.location, "TYPE_MISMATCH",
         fmt::format("Type [{}] must be {} in order to be used in quantified comparison",
                     to_text(type), is_equality ? "comparable" : "orderable"));
  }
  if (!is_plain_in_duckdb(type) || type.kind == TypeKind::char_) {
    return compare_each(context_, comparison.op, is_all, operands, comparison.location);
  }
  return typed::make_subquery(
      kBoolean, {.lowering = fmt::format("({{0}} {} {} {{q}})", symbol_of(comparison.op),
                                         is_all ? "ALL" : "ANY"),
                 .arguments = {operands.value},
                 .query = operands.query});
}

}  // namespace sluice::sql
