#include "sql/analyze/expression.h"
#include "sql/analyze/literal.h"
#include "sql/failure.h"
#include "sql/functions/cast.h"
#include "sql/types/make.h"

namespace sluice::sql {

using typed::NodePtr;

namespace {

void refuse_nested(const std::vector<NodePtr>& nodes, std::string_view name, bool is_window,
                   Location location) {
  for (const auto& node : nodes) {
    if (!is_window && typed::has_aggregate(node)) {
      fail(location, "NESTED_AGGREGATION",
           fmt::format("Cannot nest aggregations inside aggregation '{}'", name));
    }
    if (typed::has_window(node)) {
      fail(location, "NESTED_WINDOW",
           fmt::format("Cannot nest window functions or row pattern measures inside {} '{}'",
                       is_window ? "window function" : "aggregation", name));
    }
  }
}

bool is_interval(const Type& type) {
  return type.kind == TypeKind::interval_day_second || type.kind == TypeKind::interval_year_month;
}

const char* word_of(FrameUnit unit) {
  switch (unit) {
    case FrameUnit::range:
      return "RANGE";
    case FrameUnit::rows:
      return "ROWS";
    case FrameUnit::groups:
      return "GROUPS";
  }
  return "RANGE";
}

}  // namespace

NodePtr ExpressionAnalyzer::aggregate_call(const FunctionCall& call) {
  const std::string& name = call.name.last().name;
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
  typed::Aggregate aggregate{.lowering = found.lowering(), .arguments = std::move(nodes)};
  if (call.distinct) {
    if (call.over) fail_unsupported(call.location, "DISTINCT in window function parameters is");
    aggregate.is_distinct = true;
  }
  aggregate.order_by = analyze_sort(call.order_by);
  if (call.filter) aggregate.filter = analyze_condition(*call.filter, "FILTER clause");
  refuse_nested(aggregate.arguments, name, call.over.has_value(), call.location);
  if (call.nulls == NullTreatment::ignore) {
    if (!is_window_function) fail_unsupported(call.location, "IGNORE NULLS here is");
    const auto close = aggregate.lowering.find("){f}");
    aggregate.lowering.insert(close, " IGNORE NULLS");
  }
  if (call.over) {
    if (!call.order_by.empty()) fail_unsupported(call.location, "ORDER BY in a window function is");
    aggregate.window = window(*call.over);
  }
  return typed::make_aggregate(found.result(), std::move(aggregate));
}

NodePtr ExpressionAnalyzer::listagg(const Listagg& listagg) {
  if (listagg.overflow == OverflowKind::truncate) {
    fail_unsupported(listagg.location, "ON OVERFLOW TRUNCATE is");
  }
  if (listagg.over) fail_unsupported(listagg.location, "LISTAGG as a window function is");
  const NodePtr value = analyze(*listagg.operand);
  if (value->type.kind != TypeKind::varchar && !is_unknown(value->type)) {
    fail(listagg.location, "TYPE_MISMATCH",
         fmt::format("Expected expression of varchar, but '{}' has {} type",
                     to_text(*listagg.operand), to_text(value->type)));
  }
  typed::Aggregate aggregate{.lowering = "string_agg({d}{0}, {1}{o}){f}",
                             .arguments = {coerce(value, varchar_type()),
                                           varchar_constant(listagg.separator.value_or(""))},
                             .is_distinct = listagg.distinct};
  refuse_nested(aggregate.arguments, "listagg", false, listagg.location);
  aggregate.order_by = analyze_sort(listagg.order_by);
  if (listagg.filter) aggregate.filter = analyze_condition(*listagg.filter, "FILTER clause");
  return typed::make_aggregate(varchar_type(), std::move(aggregate));
}

NodePtr ExpressionAnalyzer::grouping(const Grouping& grouping) {
  typed::Aggregate aggregate{.lowering = "CAST(GROUPING({*}) AS INTEGER)"};
  for (const auto& name : grouping.columns) {
    aggregate.arguments.push_back(resolve_name(scope_, name));
  }
  return typed::make_aggregate(make_type(TypeKind::integer), std::move(aggregate));
}

typed::Window ExpressionAnalyzer::window(const Over& over) {
  const WindowSpecification* specification = over.specification.get();
  const auto named = [&](const Identifier& name) {
    const auto found =
        windows_ == nullptr ? NamedWindows::const_iterator{} : windows_->find(name.name);
    if (windows_ == nullptr || found == windows_->end()) {
      fail(name.location, "INVALID_WINDOW_REFERENCE",
           fmt::format("Cannot resolve WINDOW name {}", name.text));
    }
    return found->second;
  };
  if (over.name) specification = named(*over.name);
  typed::Window window;
  const WindowSpecification* base = specification;
  if (specification->existing) {
    base = named(*specification->existing);
    if (base->existing) fail_unsupported(base->location, "a chain of named windows is");
  }
  window.partition_by = analyze_all(base->partition_by);
  const auto& order = specification->order_by.empty() ? base->order_by : specification->order_by;
  window.order_by = analyze_sort(order);
  refuse_nested(window.partition_by, "OVER", true, specification->location);
  if (specification->frame) window.frame = frame(*specification->frame, window);
  return window;
}

typed::Frame ExpressionAnalyzer::frame(const WindowFrame& frame, const typed::Window& window) {
  if (frame.pattern) fail_unsupported(frame.location, "a row pattern in a window is");
  typed::Frame out{.unit = word_of(frame.unit)};
  if (frame.unit == FrameUnit::groups && window.order_by.empty()) {
    fail(frame.location, "MISSING_ORDER_BY", "Window frame of type GROUPS requires ORDER BY");
  }
  if (frame.start.kind == FrameBoundKind::unbounded_following) {
    fail(frame.location, "INVALID_WINDOW_FRAME",
         "Window frame start cannot be UNBOUNDED FOLLOWING");
  }
  out.start = frame_bound(frame.start, window, frame.unit, out.start_offset);
  out.end = "CURRENT ROW";
  if (!frame.end) return out;
  if (frame.end->kind == FrameBoundKind::unbounded_preceding) {
    fail(frame.location, "INVALID_WINDOW_FRAME", "Window frame end cannot be UNBOUNDED PRECEDING");
  }
  if (frame.end->kind < frame.start.kind) {
    fail(frame.location, "INVALID_WINDOW_FRAME",
         "Window frame starting from a later bound cannot end with an earlier one");
  }
  out.end = frame_bound(*frame.end, window, frame.unit, out.end_offset);
  return out;
}

std::string ExpressionAnalyzer::frame_bound(const FrameBound& bound, const typed::Window& window,
                                            FrameUnit unit, NodePtr& offset) {
  switch (bound.kind) {
    case FrameBoundKind::unbounded_preceding:
      return "UNBOUNDED PRECEDING";
    case FrameBoundKind::unbounded_following:
      return "UNBOUNDED FOLLOWING";
    case FrameBoundKind::current_row:
      return "CURRENT ROW";
    default:
      break;
  }
  offset = analyze(*bound.offset);
  if (unit == FrameUnit::range) {
    if (window.order_by.size() != 1) {
      fail(bound.location, "MISSING_ORDER_BY",
           "Window frame of type RANGE PRECEDING or FOLLOWING requires single sort item in ORDER "
           "BY");
    }
    const Type& key = window.order_by[0].value->type;
    if (!is_numeric(key) || !is_numeric(offset->type) || is_interval(offset->type)) {
      fail_unsupported(bound.location, fmt::format("a RANGE frame over {} is", to_text(key)));
    }
  } else if (!is_integer(offset->type)) {
    fail(bound.location, "TYPE_MISMATCH",
         fmt::format(
             "Window frame {} value type must be exact numeric type with scale 0 (actual {})",
             unit == FrameUnit::rows ? "ROWS" : "GROUPS", to_text(offset->type)));
  }
  return bound.kind == FrameBoundKind::preceding ? " PRECEDING" : " FOLLOWING";
}

}  // namespace sluice::sql
