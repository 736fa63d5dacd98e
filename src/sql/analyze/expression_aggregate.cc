#include "sql/analyze/expression.h"
#include "sql/analyze/literal.h"
#include "sql/failure.h"
#include "sql/functions/cast.h"
#include "sql/functions/key.h"
#include "sql/types/make.h"

namespace sluice::sql {

using typed::NodePtr;

namespace {

// In the arguments, ORDER BY and FILTER; the window's own parts come later.
void refuse_nested(const typed::Aggregate& aggregate, std::string_view name, bool is_window,
                   Location location) {
  const auto refuse = [&](const NodePtr& node) {
    if (!is_window && typed::has_aggregate(node)) {
      fail(location, "NESTED_AGGREGATION",
           fmt::format("Cannot nest aggregations inside aggregation '{}'", name));
    }
    if (typed::has_window(node)) {
      fail(location, "NESTED_WINDOW",
           fmt::format("Cannot nest window functions or row pattern measures inside {} '{}'",
                       is_window ? "window function" : "aggregation", name));
    }
  };
  std::for_each(aggregate.arguments.begin(), aggregate.arguments.end(), refuse);
  for (const auto& key : aggregate.order_by)
    refuse(key.value);
  if (aggregate.filter) refuse(aggregate.filter);
}

void require_in_arguments(const std::vector<NodePtr>& arguments,
                          const std::vector<typed::SortKey>& order_by, Location location) {
  for (const auto& key : order_by) {
    const bool is_argument =
        std::any_of(arguments.begin(), arguments.end(),
                    [&](const NodePtr& node) { return typed::is_same(*node, *key.value); });
    if (is_argument) continue;
    fail(location, "EXPRESSION_NOT_IN_DISTINCT",
         "For aggregate function with DISTINCT, ORDER BY expressions must appear in arguments");
  }
}

// DISTINCT goes by the values' keys: count takes them, min and max do not mind, and array_agg's
// array is made distinct behind it. What else shows its values cannot go by their keys alone.
void make_distinct(typed::Aggregate& aggregate, std::string_view name, Location location) {
  for (const auto& node : aggregate.arguments) {
    if (is_comparable(node->type)) continue;
    fail(location, "TYPE_MISMATCH",
         fmt::format("DISTINCT can only be applied to comparable types (actual: {})",
                     to_text(node->type)));
  }
  aggregate.is_distinct = true;
  const bool minds = name != "min" && name != "max" && name != "approx_distinct";
  for (auto& node : aggregate.arguments) {
    if (!minds || !has_key(node->type)) continue;
    if (name == "count") {
      node = key_of(node);
    } else if (name == "array_agg") {
      aggregate.is_distinct = false;
      aggregate.lowering = fmt::format("sluice_array_distinct({})", aggregate.lowering);
    } else {
      fail_unsupported(location, fmt::format("{}(DISTINCT {}) is", name, to_text(node->type)));
    }
  }
}

// Only these look at NULLs: https://trino.io/docs/current/functions/window.html#value-functions
bool takes_null_treatment(std::string_view name) {
  return name == "first_value" || name == "last_value" || name == "nth_value" || name == "lead" ||
         name == "lag";
}

void treat_nulls(typed::Aggregate& aggregate, const FunctionCall& call) {
  if (call.nulls == NullTreatment::unspecified) return;
  const std::string& name = call.name.last().name;
  if (!takes_null_treatment(name)) {
    fail(call.location, "NULL_TREATMENT_NOT_ALLOWED",
         fmt::format("Cannot specify null treatment clause for {} function", name));
  }
  if (call.nulls == NullTreatment::respect) return;
  aggregate.lowering.insert(aggregate.lowering.rfind("){f}"), " IGNORE NULLS");
}

bool is_instant(const Type& type) {
  return type.kind == TypeKind::timestamp || type.kind == TypeKind::timestamp_tz;
}

}  // namespace

NodePtr ExpressionAnalyzer::aggregate_call(const FunctionCall& call) {
  if (!call.over && scope_.for_inner && pattern_ == nullptr) {
    // Queries inside an aggregate see the rows before grouping.
    Scope ungrouped = scope_;
    ungrouped.for_inner = nullptr;
    return ExpressionAnalyzer(context_, ungrouped, windows_).aggregate_call(call);
  }
  const std::string& name = call.name.last().name;
  if (call.over && has_pattern(*call.over)) return call_over_pattern(call);
  auto [found, nodes] = resolve_call(name, call.arguments, call.location);
  if (call.star && name != "count") {
    fail(call.location, "FUNCTION_NOT_FOUND",
         fmt::format("Unexpected parameters (*) for function {}", name));
  }
  const bool is_window_function = found.function->kind == FunctionKind::window;
  if (is_window_function && !call.over) {
    fail(call.location, "MISSING_OVER",
         fmt::format("Window function {} requires an OVER clause", name));
  }
  if (name == "approx_distinct" && nodes[0]->type.precision > 6 && is_instant(nodes[0]->type)) {
    fail_unsupported(call.location, "approx_distinct over " + to_text(nodes[0]->type) + " is");
  }
  typed::Aggregate aggregate{.lowering = found.lowering(), .arguments = std::move(nodes)};
  if (call.distinct) {
    if (call.over) {
      fail(call.location, "NOT_SUPPORTED",
           "DISTINCT in window function parameters not yet supported: " + to_text(call));
    }
    make_distinct(aggregate, name, call.location);
  }
  aggregate.order_by = analyze_sort(call.order_by);
  if (call.distinct) {
    require_in_arguments(aggregate.arguments, aggregate.order_by, call.location);
  }
  if (call.filter) aggregate.filter = analyze_condition(*call.filter, "FILTER clause");
  refuse_nested(aggregate, name, call.over.has_value(), call.location);
  treat_nulls(aggregate, call);
  if (call.over) {
    if (!call.order_by.empty()) {
      fail(call.location, "NOT_SUPPORTED", "Window function with ORDER BY is not supported");
    }
    aggregate.window = window(*call.over);
  }
  return typed::make_aggregate(found.result(), std::move(aggregate));
}

NodePtr ExpressionAnalyzer::listagg(const Listagg& listagg) {
  if (listagg.over) fail_unsupported(listagg.location, "LISTAGG as a window function is");
  if (pattern_ != nullptr) {
    fail(listagg.location, "NOT_SUPPORTED",
         "Cannot use ORDER BY with listagg aggregate function in pattern recognition context");
  }
  const NodePtr value = analyze(*listagg.operand);
  if (value->type.kind != TypeKind::varchar && !is_unknown(value->type)) {
    std::string text = to_text(*listagg.operand);
    std::erase(text, '"');
    fail(listagg.location, "TYPE_MISMATCH",
         fmt::format("Expected expression of varchar, but '{}' has {} type", text,
                     to_text(value->type)));
  }
  const bool cuts = listagg.overflow == OverflowKind::truncate;
  typed::Aggregate aggregate{
      .lowering = fmt::format("sluice_joined(list({{d}}{{0}}{{o}}){{f}}, {{1}}, {}, {{2}}, {})",
                              cuts, listagg.with_count),
      .arguments = {coerce(value, varchar_type()), varchar_constant(listagg.separator.value_or("")),
                    varchar_constant(listagg.filler.value_or("..."))},
      .is_distinct = listagg.distinct};
  aggregate.order_by = analyze_sort(listagg.order_by);
  if (listagg.distinct) require_in_arguments({value}, aggregate.order_by, listagg.location);
  if (listagg.filter) aggregate.filter = analyze_condition(*listagg.filter, "FILTER clause");
  refuse_nested(aggregate, "listagg", false, listagg.location);
  return typed::make_aggregate(varchar_type(), std::move(aggregate));
}

NodePtr ExpressionAnalyzer::grouping(const Grouping& grouping) {
  constexpr std::size_t kColumnsMax = 63;
  constexpr std::size_t kIntegerBits = 31;
  if (pattern_ != nullptr) {
    fail_unsupported(grouping.location, "GROUPING in pattern recognition expressions is");
  }
  if (grouping.columns.size() > kColumnsMax) {
    fail(grouping.location, "INVALID_ARGUMENTS",
         fmt::format("GROUPING supports up to {} column arguments", kColumnsMax));
  }
  const bool is_integer = grouping.columns.size() <= kIntegerBits;
  const Type type = make_type(is_integer ? TypeKind::integer : TypeKind::bigint);
  typed::Aggregate aggregate{
      .lowering = fmt::format("CAST({}{{*}}) AS {})", typed::kGrouping, duckdb_type(type))};
  for (const auto& name : grouping.columns) {
    aggregate.arguments.push_back(resolve_name(scope_, name));
  }
  return typed::make_aggregate(type, std::move(aggregate));
}

}  // namespace sluice::sql
