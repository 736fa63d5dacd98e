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

[[noreturn]] void fail_subquery_width(const typed::Query& query, Location location) {
  fail(location, "NOT_SUPPORTED",
       fmt::format("Multiple columns returned by subquery are not yet supported. Found {}",
                   query.columns.size()));
}

// The types for which DuckDB's = is Trino's.
bool is_plainly_comparable(const Type& type) {
  return type.children.empty() && !is_floating(type) && type.kind != TypeKind::json &&
         type.kind != TypeKind::timestamp_tz;
}

}  // namespace

NodePtr ExpressionAnalyzer::between(const Between& between) {
  if (between.symmetric) fail_unsupported(between.location, "BETWEEN SYMMETRIC is");
  const NodePtr value = analyze(*between.operand);
  const NodePtr low = analyze(*between.low);
  const NodePtr high = analyze(*between.high);
  const auto bounds = common_type(low->type, high->type);
  const auto common = bounds ? common_type(value->type, *bounds) : std::nullopt;
  if (!common || !is_orderable(*common)) {
    fail(between.location, "TYPE_MISMATCH",
         fmt::format("Cannot check if {} is BETWEEN {} and {}", to_text(value->type),
                     to_text(low->type), to_text(high->type)));
  }
  const NodePtr typed_value = coerce(value, *common);
  const NodePtr both = all_of({compare(ComparisonOperator::greater_or_equal, typed_value,
                                       coerce(low, *common), between.location),
                               compare(ComparisonOperator::less_or_equal, typed_value,
                                       coerce(high, *common), between.location)});
  return between.negated ? negate(both) : both;
}

NodePtr ExpressionAnalyzer::in_list(const InList& in) {
  Nodes nodes = {analyze(*in.operand)};
  Type common = nodes[0]->type;
  for (const auto& item : in.items) {
    nodes.push_back(analyze(*item));
    const auto wider = common_type(common, nodes.back()->type);
    if (!wider) {
      fail(item->location, "TYPE_MISMATCH",
           fmt::format("IN value and list items must be the same type: {}, {}", to_text(common),
                       to_text(nodes.back()->type)));
    }
    common = *wider;
  }
  for (auto& node : nodes)
    node = coerce(node, common);
  if (is_plainly_comparable(common)) {
    return typed::make_call(kBoolean, in.negated ? "({0} NOT IN ({1*}))" : "({0} IN ({1*}))",
                            std::move(nodes));
  }
  Nodes terms;
  std::string lowering = "(";
  for (std::size_t i = 1; i < nodes.size(); ++i) {
    lowering += fmt::format("{}{{{}}}", i > 1 ? " OR " : "", i - 1);
    terms.push_back(compare(ComparisonOperator::equal, nodes[0], nodes[i], in.location));
  }
  const NodePtr any = typed::make_call(kBoolean, lowering + ")", std::move(terms));
  return in.negated ? negate(any) : any;
}

NodePtr ExpressionAnalyzer::like(const Like& like) {
  NodePtr value = analyze(*like.operand);
  const NodePtr pattern = analyze(*like.pattern);
  if (value->type.kind == TypeKind::char_) value = *cast(value, varchar_type(), CastMode::strict);
  const auto is_varchar = [](const NodePtr& node) {
    return node->type.kind == TypeKind::varchar || is_unknown(node->type);
  };
  if (!is_varchar(value)) {
    fail(like.operand->location, "TYPE_MISMATCH",
         fmt::format("Left side of LIKE expression must evaluate to a varchar (actual: {})",
                     to_text(value->type)));
  }
  if (!is_varchar(pattern)) {
    fail(like.pattern->location, "TYPE_MISMATCH",
         fmt::format("Pattern for LIKE expression must evaluate to a varchar (actual: {})",
                     to_text(pattern->type)));
  }
  const Type text = varchar_type();
  Nodes nodes = {coerce(value, text), coerce(pattern, text)};
  if (like.escape) {
    nodes.push_back(coerce(analyze(*like.escape), text));
    return typed::make_call(
        kBoolean, like.negated ? "(NOT sluice_like({0}, {1}, {2}))" : "sluice_like({0}, {1}, {2})",
        std::move(nodes));
  }
  return typed::make_call(kBoolean, like.negated ? "({0} NOT LIKE {1})" : "({0} LIKE {1})",
                          std::move(nodes));
}

NodePtr ExpressionAnalyzer::is_distinct(const IsDistinct& distinct) {
  const NodePtr left = analyze(*distinct.left);
  const NodePtr right = analyze(*distinct.right);
  const auto common = common_type(left->type, right->type);
  if (!common) {
    fail(distinct.location, "TYPE_MISMATCH",
         fmt::format("Cannot apply operator: {} IS DISTINCT FROM {}", to_text(left->type),
                     to_text(right->type)));
  }
  const char* plain =
      distinct.negated ? "({0} IS NOT DISTINCT FROM {1})" : "({0} IS DISTINCT FROM {1})";
  const char* zoned = distinct.negated ? "(({0}).utc IS NOT DISTINCT FROM ({1}).utc)"
                                       : "(({0}).utc IS DISTINCT FROM ({1}).utc)";
  return typed::make_call(kBoolean, common->kind == TypeKind::timestamp_tz ? zoned : plain,
                          {coerce(left, *common), coerce(right, *common)});
}

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
  if (query->columns.size() != 1) fail_subquery_width(*query, subquery.location);
  const Type type = query->columns[0].type;
  return typed::make_subquery(type, {.lowering = "{q}", .query = std::move(query)});
}

NodePtr ExpressionAnalyzer::in_subquery(const InSubquery& in) {
  const NodePtr value = analyze(*in.operand);
  auto query = analyze_query(context_, *in.query, &scope_, scope_.with);
  if (query->columns.size() != 1) fail_subquery_width(*query, in.location);
  const auto common = common_type(value->type, query->columns[0].type);
  if (!common) {
    fail(in.location, "TYPE_MISMATCH",
         fmt::format("Value expression and result of subquery must be of the same type: {} vs {}",
                     to_text(value->type), to_text(query->columns[0].type)));
  }
  if (!is_plainly_comparable(*common)) {
    fail_unsupported(in.location, "IN (subquery) over " + to_text(*common) + " is");
  }
  return typed::make_subquery(kBoolean,
                              {.lowering = in.negated ? "({0} NOT IN {q})" : "({0} IN {q})",
                               .arguments = {coerce(value, *common)},
                               .query = coerce_columns(context_, std::move(query), {*common})});
}

NodePtr ExpressionAnalyzer::quantified(const QuantifiedComparison& comparison) {
  const NodePtr value = analyze(*comparison.left);
  auto query = analyze_query(context_, *comparison.query, &scope_, scope_.with);
  if (query->columns.size() != 1) fail_subquery_width(*query, comparison.location);
  const auto common = common_type(value->type, query->columns[0].type);
  if (!common) {
    fail(comparison.location, "TYPE_MISMATCH",
         fmt::format("Value expression and result of subquery must be of the same type for "
                     "quantified comparison: {} vs {}",
                     to_text(value->type), to_text(query->columns[0].type)));
  }
  if (!is_plainly_comparable(*common)) {
    fail_unsupported(comparison.location, "quantified comparison over " + to_text(*common) + " is");
  }
  const char* quantifier = comparison.quantifier == Quantifier::all ? "ALL" : "ANY";
  return typed::make_subquery(
      kBoolean,
      {.lowering = fmt::format("({{0}} {} {} {{q}})", symbol_of(comparison.op), quantifier),
       .arguments = {coerce(value, *common)},
       .query = coerce_columns(context_, std::move(query), {*common})});
}

}  // namespace sluice::sql
