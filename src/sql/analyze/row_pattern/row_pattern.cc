#include "sql/analyze/row_pattern/row_pattern.h"

#include "sql/analyze/expression.h"
#include "sql/analyze/row_pattern/program.h"
#include "sql/failure.h"
#include "sql/functions/cast.h"
#include "sql/lower/print.h"
#include "sql/types/make.h"

namespace sluice::sql {

namespace {

using typed::NodePtr;

// The numbers of engine/match/specification.h.
enum class Skip { past_last_row, next_row, first, last };

}  // namespace

RowPatternAnalyzer::RowPatternAnalyzer(Context& context, const Scope& scope,
                                       const RowPatternClauses& clauses, Home home)
    : context_(context),
      clauses_(clauses),
      home_(home),
      scope_(scope),
      labels_(analyze_labels(clauses)),
      expressions_(labels_, context.options.time_zone),
      conditions_(labels_.variables.size()) {
  expressions_.is_in_window = home == Home::window;
  scope_.for_inner = [](const NodePtr&, const QualifiedName& name) -> NodePtr {
    fail(name.location, "NOT_SUPPORTED",
         "Reference to column from outer scope not allowed in this context");
  };
}

NodePtr RowPatternAnalyzer::analyze(const Expression& expression) {
  return ExpressionAnalyzer(context_, scope_, nullptr, &expressions_).analyze(expression);
}

void RowPatternAnalyzer::analyze_definitions() {
  expressions_.is_in_definition = true;
  for (const auto& definition : clauses_.definitions) {
    const NodePtr condition = analyze(*definition.condition);
    if (condition->type.kind != TypeKind::boolean) {
      fail(definition.condition->location, "TYPE_MISMATCH",
           fmt::format("Expression defining a label must be boolean (actual type: {})",
                       to_text(condition->type)));
    }
    const auto* literal = typed::node_if<typed::Literal>(condition);
    if (literal != nullptr && literal->sql == "true") continue;
    conditions_[labels_.number(canonical_name(definition.name))] =
        print_duckdb(*condition, context_.options.time_zone);
  }
  expressions_.is_in_definition = false;
}

Type RowPatternAnalyzer::add_measure(const Expression& expression) {
  const NodePtr value = analyze(expression);
  add_measure(value);
  return value->type;
}

void RowPatternAnalyzer::add_measure(const NodePtr& value) {
  measures_.push_back(json::value(print_duckdb(*value, context_.options.time_zone)));
}

json::object RowPatternAnalyzer::skip() {
  const AfterMatch after = clauses_.after_match.value_or(AfterMatch{});
  const auto to = [&](Skip skip) {
    const std::size_t set =
        after.variable ? expressions_.set_of(canonical_name(*after.variable)) : 0;
    return json::object{{"skip", static_cast<int>(skip)}, {"skip_set", set}};
  };
  switch (after.where) {
    case SkipTo::past_last_row:
      return to(Skip::past_last_row);
    case SkipTo::next_row:
      return to(Skip::next_row);
    case SkipTo::first:
      return to(Skip::first);
    case SkipTo::last:
    case SkipTo::variable:
      break;
  }
  return to(Skip::last);
}

NodePtr RowPatternAnalyzer::call(Type result, typed::Window window, json::object output) {
  json::object specification = skip();
  for (auto& part : expressions_.specification())
    specification.insert_or_assign(part.key(), part.value());
  for (auto& part : output)
    specification.insert_or_assign(part.key(), part.value());
  json::array conditions;
  for (const auto& condition : conditions_) {
    conditions.push_back(condition.empty() ? json::value(nullptr) : json::value(condition));
  }
  specification["conditions"] = std::move(conditions);
  specification["measures"] = std::move(measures_);
  specification["program"] = pattern_program(*clauses_.pattern, labels_);
  specification["seeks"] = home_ == Home::window && clauses_.search == PatternSearch::seek;
  const std::string text = sluice::to_text(json::value(specification));
  std::vector<NodePtr> arguments = {typed::make_literal(varchar_type(), quote_literal(text))};
  const auto& columns = expressions_.columns();
  arguments.insert(arguments.end(), columns.begin(), columns.end());
  // The engine reads from the two parts of this frame which row of the partition it is asked for.
  window.frame = typed::Frame{.unit = "ROWS",
                              .start = "UNBOUNDED PRECEDING",
                              .end = "UNBOUNDED FOLLOWING EXCLUDE CURRENT ROW"};
  return typed::make_aggregate(std::move(result), {.lowering = "sluice_match({*}){f}",
                                                   .arguments = std::move(arguments),
                                                   .window = std::move(window)});
}

}  // namespace sluice::sql
