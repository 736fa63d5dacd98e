// Row patterns in windows: https://trino.io/docs/current/sql/pattern-recognition-in-window.html
#include "sql/analyze/expression.h"
#include "sql/analyze/row_pattern/row_pattern.h"
#include "sql/failure.h"
#include "sql/functions/cast.h"
#include "sql/types/make.h"

namespace sluice::sql {

using typed::NodePtr;

namespace {

constexpr int kWindowRows = 4;  // of engine/match/specification.h

void require_pattern(const WindowFrame& frame) {
  const auto& clauses = *frame.pattern;
  if (clauses.pattern) return;
  const auto missing = [&](const std::string& what) {
    fail(frame.location, "MISSING_ROW_PATTERN", what + " PATTERN clause");
  };
  if (!clauses.measures.empty()) missing("Row pattern measures require");
  if (clauses.after_match) missing("AFTER MATCH SKIP clause requires");
  if (clauses.search == PatternSearch::seek) missing("SEEK modifier requires");
  if (clauses.search == PatternSearch::initial) missing("INITIAL modifier requires");
  if (!clauses.subsets.empty()) missing("Union variable definitions require");
  missing("Primary pattern variable definitions require");
}

void check_pattern_frame(const WindowFrame& frame) {
  require_pattern(frame);
  const auto& clauses = *frame.pattern;
  if (clauses.definitions.empty()) {
    fail(frame.location, "MISSING_VARIABLE_DEFINITIONS",
         "Pattern recognition requires DEFINE clause");
  }
  const auto invalid = [&](const char* message) {
    fail(frame.location, "INVALID_WINDOW_FRAME", message);
  };
  if (frame.unit != FrameUnit::rows) invalid("Pattern recognition requires ROWS frame type");
  if (frame.start.kind != FrameBoundKind::current_row || !frame.end) {
    invalid("Pattern recognition requires frame specified as BETWEEN CURRENT ROW AND ...");
  }
  if (frame.end->kind == FrameBoundKind::unbounded_preceding) {
    invalid("Window frame end cannot be UNBOUNDED PRECEDING");
  }
  if (frame.end->kind == FrameBoundKind::preceding) {
    invalid("Window frame starting from CURRENT ROW cannot end with PRECEDING");
  }
  for (const auto kind : {RowPatternKind::start_anchor, RowPatternKind::end_anchor}) {
    if (const auto* part = find_part(*clauses.pattern, kind)) {
      fail(part->location, "INVALID_ROW_PATTERN", "Anchor pattern syntax is not allowed in window");
    }
  }
  if (const auto* part = find_part(*clauses.pattern, RowPatternKind::exclusion)) {
    fail(part->location, "INVALID_ROW_PATTERN",
         "Pattern exclusion syntax is not allowed in window");
  }
}

bool ignores_frames(std::string_view name) {
  return !(name == "first_value" || name == "last_value" || name == "nth_value");
}

// Constants and lambdas stand in the text as they are.
bool is_inline(const NodePtr& argument) {
  const auto* call = typed::node_if<typed::Call>(argument);
  return typed::node_if<typed::Literal>(argument) != nullptr ||
         (call != nullptr && call->lowering.starts_with("lambda "));
}

}  // namespace

// The value that `add` makes a measure of, at the match that begins at each row.
template <class Add>
NodePtr ExpressionAnalyzer::over_pattern(const Over& over, bool measures_unmatched,
                                         const Add& add) {
  const WindowFrame& frame = *resolved(over).frame;
  check_pattern_frame(frame);
  RowPatternAnalyzer pattern(context_, scope_, *frame.pattern, RowPatternAnalyzer::Home::window);
  pattern.analyze_definitions();
  Type type = add(pattern);
  json::object output = {
      {"rows", kWindowRows}, {"measures_unmatched", measures_unmatched}, {"output", json::array()}};
  if (frame.end->kind != FrameBoundKind::unbounded_following) {
    const Type bigint = make_type(TypeKind::bigint);
    NodePtr rows = typed::make_literal(bigint, "CAST(0 AS BIGINT)", "0");
    if (frame.end->offset) rows = analyze(*frame.end->offset);
    if (!is_integer(rows->type)) {
      fail(frame.end->location, "TYPE_MISMATCH",
           fmt::format("Window frame ROWS end value type must be exact numeric type with scale 0 "
                       "(actual {})",
                       to_text(rows->type)));
    }
    output["frame_end"] = pattern.expressions().add_column(coerce(rows, bigint));
  }
  return pattern.call(std::move(type), window_keys(over), std::move(output));
}

NodePtr ExpressionAnalyzer::measure(const Measure& measure) {
  if (pattern_ != nullptr) {
    fail(measure.location, "NESTED_WINDOW",
         "Cannot nest window functions or row pattern measures inside pattern recognition "
         "expressions");
  }
  const WindowFrame* frame = resolved(measure.over).frame;
  const MeasureDefinition* found = nullptr;
  const bool has_measures = frame != nullptr && frame->pattern;
  for (std::size_t i = 0; has_measures && i < frame->pattern->measures.size(); ++i) {
    const auto& candidate = frame->pattern->measures[i];
    if (candidate.name.name != measure.name.name) continue;
    if (found != nullptr) {
      fail(measure.location, "AMBIGUOUS_NAME",
           fmt::format("Measure {} is defined more than once", measure.name.text));
    }
    found = &candidate;
  }
  if (found == nullptr) {
    fail(measure.location, "INVALID_WINDOW_MEASURE",
         fmt::format("Measure {} is not defined in the corresponding window", measure.name.text));
  }
  return over_pattern(measure.over, false, [&](RowPatternAnalyzer& pattern) {
    return pattern.add_measure(*found->expression);
  });
}

bool ExpressionAnalyzer::has_pattern(const Over& over) const {
  const WindowFrame* frame = resolved(over).frame;
  return frame != nullptr && frame->pattern;
}

// A function over such a window sees the rows of the match.
NodePtr ExpressionAnalyzer::call_over_pattern(const FunctionCall& call) {
  const std::string& name = call.name.last().name;
  auto [found, nodes] = resolve_call(name, call.arguments, call.location);
  const bool is_window_function = found.function->kind == FunctionKind::window;
  if (is_window_function && ignores_frames(name)) {
    check_pattern_frame(*resolved(*call.over).frame);
    return typed::make_aggregate(found.result(), {.lowering = found.lowering(),
                                                  .arguments = std::move(nodes),
                                                  .window = window_keys(*call.over)});
  }
  if (call.filter || call.distinct || !call.order_by.empty() ||
      call.nulls == NullTreatment::ignore) {
    fail_unsupported(call.location,
                     "FILTER, DISTINCT, ORDER BY or IGNORE NULLS over a row pattern is");
  }
  return over_pattern(
      *call.over, true, [&, &found = found, &nodes = nodes](RowPatternAnalyzer& pattern) {
        auto& expressions = pattern.expressions();
        NodePtr value;
        if (is_window_function) {
          expressions.navigation = {.from_first = name != "last_value", .is_final = true};
          if (name == "nth_value") {
            const auto* nth = expression_if<IntegerLiteral>(*call.arguments[1]);
            if (nth == nullptr || nth->value < 1) {
              fail_unsupported(call.location,
                               "a computed offset of nth_value over a row pattern is");
            }
            expressions.navigation.logical = nth->value - 1;
          }
          value = expressions.hoisted(nodes[0]);
        } else {
          expressions.begin_aggregate();
          for (auto& node : nodes) {
            if (!is_inline(node)) node = expressions.hoisted(node);
          }
          const NodePtr aggregate = typed::make_aggregate(
              found.result(), {.lowering = found.lowering(), .arguments = nodes});
          value = expressions.end_aggregate(aggregate, std::nullopt, true);
        }
        pattern.add_measure(value);
        return value->type;
      });
}

}  // namespace sluice::sql
