#include "engine/match/bound_text.h"

#include <algorithm>
#include <stdexcept>

#include <duckdb/parser/expression/constant_expression.hpp>
#include <duckdb/parser/parser.hpp>
#include <duckdb/parser/query_node/select_node.hpp>
#include <duckdb/parser/statement/select_statement.hpp>
#include <duckdb/parser/tableref/emptytableref.hpp>
#include <duckdb/parser/tableref/subqueryref.hpp>
#include <duckdb/planner/binder.hpp>
#include <duckdb/planner/expression/bound_aggregate_expression.hpp>
#include <duckdb/planner/expression/bound_columnref_expression.hpp>
#include <duckdb/planner/expression/bound_reference_expression.hpp>
#include <duckdb/planner/expression_iterator.hpp>
#include <duckdb/planner/operator/logical_aggregate.hpp>

namespace sluice::engine::match {

namespace {

using duckdb::ExpressionClass;
using ExpressionPtr = duckdb::unique_ptr<duckdb::Expression>;

// (SELECT NULL AS n0, …), with the inputs' types.
duckdb::unique_ptr<duckdb::TableRef> input_table(char prefix,
                                                 const std::vector<duckdb::LogicalType>& types) {
  auto node = duckdb::make_uniq<duckdb::SelectNode>();
  node->from_table = duckdb::make_uniq<duckdb::EmptyTableRef>();
  for (std::size_t i = 0; i < types.size(); ++i) {
    auto null = duckdb::make_uniq<duckdb::ConstantExpression>(duckdb::Value(types[i]));
    null->SetAlias(fmt::format("{}{}", prefix, i));
    node->select_list.push_back(std::move(null));
  }
  if (types.empty()) {
    node->select_list.push_back(
        duckdb::make_uniq<duckdb::ConstantExpression>(duckdb::Value::BOOLEAN(true)));
  }
  auto statement = duckdb::make_uniq<duckdb::SelectStatement>();
  statement->node = std::move(node);
  return duckdb::make_uniq<duckdb::SubqueryRef>(std::move(statement), "inputs");
}

duckdb::LogicalAggregate* find_aggregate(duckdb::LogicalOperator& plan) {
  for (auto& child : plan.children) {
    if (child->type == duckdb::LogicalOperatorType::LOGICAL_AGGREGATE_AND_GROUP_BY) {
      return &child->Cast<duckdb::LogicalAggregate>();
    }
    if (auto* found = find_aggregate(*child)) return found;
  }
  return nullptr;
}

// References instead of columns.
void refer(ExpressionPtr& expression, std::optional<duckdb::idx_t> aggregates, BoundText& out) {
  if (expression->GetExpressionClass() != ExpressionClass::BOUND_COLUMN_REF) {
    duckdb::ExpressionIterator::EnumerateChildren(
        *expression, [&](ExpressionPtr& child) { refer(child, aggregates, out); });
    return;
  }
  const auto& column = expression->Cast<duckdb::BoundColumnRefExpression>();
  duckdb::idx_t index = column.binding.column_index;
  if (aggregates != std::optional(column.binding.table_index)) {
    const auto found = std::find(out.inputs.begin(), out.inputs.end(), index);
    const auto place = static_cast<duckdb::idx_t>(found - out.inputs.begin());
    if (found == out.inputs.end()) out.inputs.push_back(index);
    index = place;
  }
  expression = duckdb::make_uniq<duckdb::BoundReferenceExpression>(column.return_type, index);
}

}  // namespace

BoundText bind_text(duckdb::ClientContext& context, const std::string& text, char prefix,
                    const std::vector<duckdb::LogicalType>& types) {
  duckdb::Parser parser(context.GetParserOptions());
  parser.ParseQuery("SELECT " + text);
  auto& statement = parser.statements.at(0)->Cast<duckdb::SelectStatement>();
  statement.node->Cast<duckdb::SelectNode>().from_table = input_table(prefix, types);
  auto bound = duckdb::Binder::CreateBinder(context)->Bind(*parser.statements[0]);
  if (bound.plan->type != duckdb::LogicalOperatorType::LOGICAL_PROJECTION) {
    throw std::logic_error("a row pattern's expression did not bind as a plain SELECT");
  }
  BoundText out;
  out.expression = std::move(bound.plan->expressions.at(0));
  auto* aggregate = find_aggregate(*bound.plan);
  if (aggregate == nullptr) {
    refer(out.expression, std::nullopt, out);
    return out;
  }
  refer(out.expression, aggregate->aggregate_index, out);
  for (auto& expression : aggregate->expressions) {
    refer(expression, std::nullopt, out);
    out.aggregates.push_back(std::move(expression));
  }
  return out;
}

}  // namespace sluice::engine::match
