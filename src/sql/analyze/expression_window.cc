// OVER: partitions, order and frames.
#include "sql/analyze/expression.h"
#include "sql/failure.h"
#include "sql/functions/key.h"
#include "sql/types/make.h"

namespace sluice::sql {

using typed::NodePtr;

namespace {

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

const char* word_of(FrameBoundKind kind) {
  switch (kind) {
    case FrameBoundKind::unbounded_preceding:
      return "UNBOUNDED PRECEDING";
    case FrameBoundKind::preceding:
      return "PRECEDING";
    case FrameBoundKind::current_row:
      return "CURRENT ROW";
    case FrameBoundKind::following:
      return "FOLLOWING";
    case FrameBoundKind::unbounded_following:
      return "UNBOUNDED FOLLOWING";
  }
  return "CURRENT ROW";
}

bool is_interval(const Type& type) {
  return type.kind == TypeKind::interval_day_second || type.kind == TypeKind::interval_year_month;
}

bool is_datetime(const Type& type) {
  return type.kind == TypeKind::date || type.kind == TypeKind::timestamp ||
         type.kind == TypeKind::timestamp_tz;
}

// The offset in DuckDB's terms; `key` is what a RANGE goes by, null in the other units.
std::string offset_lowering(const Type& type, const Type* key) {
  if (key == nullptr) {
    const bool is_decimal = type.kind == TypeKind::decimal;
    return is_decimal ? "CAST(least({0}, 9223372036854775807) AS BIGINT)" : "{0}";
  }
  if (!is_datetime(*key)) return "{0}";
  // 280,000 years reach beyond all dates of four digits, and stay within the engine's timestamps.
  if (type.kind == TypeKind::interval_year_month) return "to_months(least({0}, 3360000))";
  return "to_microseconds(least({0}, 8800000000000000) * 1000)";
}

// A frame's offset as DuckDB takes it. One that is NULL or negative fails on whatever row it
// stands.
NodePtr checked_offset(const NodePtr& offset, const Type* key) {
  const auto* literal = typed::node_if<typed::Literal>(offset);
  const Type& type = offset->type;
  const std::string value = offset_lowering(type, key);
  const bool is_sound = literal != nullptr && literal->text && (*literal->text)[0] != '-';
  if (is_sound) return typed::make_call(type, value, {offset});
  return typed::make_call(type,
                          fmt::format("CASE WHEN {{0}} >= 0 THEN {} ELSE "
                                      "error('SLUICE:INVALID_WINDOW_FRAME:Window frame offset "
                                      "value must not be negative or null') END",
                                      value),
                          {offset});
}

void refuse_window(const NodePtr& node, Location location) {
  if (!typed::has_window(node)) return;
  fail(location, "NESTED_WINDOW",
       "Cannot nest window functions or row pattern measures inside window specification");
}

ResolvedWindow named_window(const Identifier& name, const NamedWindows* named) {
  const auto found = named == nullptr ? NamedWindows::const_iterator{} : named->find(name.name);
  if (named == nullptr || found == named->end()) {
    fail(name.location, "INVALID_WINDOW_REFERENCE",
         fmt::format("Cannot resolve WINDOW name {}", name.text));
  }
  return found->second;
}

void check_bounds(const WindowFrame& frame) {
  const auto start = frame.start.kind;
  const auto end = frame.end ? frame.end->kind : FrameBoundKind::current_row;
  if (start == FrameBoundKind::unbounded_following) {
    fail(frame.location, "INVALID_WINDOW_FRAME",
         "Window frame start cannot be UNBOUNDED FOLLOWING");
  }
  if (end == FrameBoundKind::unbounded_preceding) {
    fail(frame.location, "INVALID_WINDOW_FRAME", "Window frame end cannot be UNBOUNDED PRECEDING");
  }
  if (end < start) {
    fail(frame.location, "INVALID_WINDOW_FRAME",
         fmt::format("Window frame starting from {} cannot end with {}", word_of(start),
                     word_of(end)));
  }
}

}  // namespace

ResolvedWindow resolve_window(const WindowSpecification& specification, const NamedWindows* named) {
  ResolvedWindow window{.location = specification.location,
                        .partition_by = &specification.partition_by,
                        .order_by = &specification.order_by,
                        .frame = specification.frame ? &*specification.frame : nullptr};
  if (!specification.existing) return window;
  const ResolvedWindow base = named_window(*specification.existing, named);
  if (!specification.partition_by.empty()) {
    fail(specification.partition_by[0]->location, "INVALID_PARTITION_BY",
         "WINDOW specification with named WINDOW reference cannot specify PARTITION BY");
  }
  if (!specification.order_by.empty() && !base.order_by->empty()) {
    fail(specification.order_by[0].location, "INVALID_ORDER_BY",
         "Cannot specify ORDER BY if referenced named WINDOW specifies ORDER BY");
  }
  if (base.frame != nullptr) {
    fail(specification.existing->location, "INVALID_WINDOW_REFERENCE",
         "Cannot reference named WINDOW containing frame specification");
  }
  window.partition_by = base.partition_by;
  if (specification.order_by.empty()) window.order_by = base.order_by;
  return window;
}

ResolvedWindow ExpressionAnalyzer::resolved(const Over& over) const {
  return over.name ? named_window(*over.name, windows_)
                   : resolve_window(*over.specification, windows_);
}

typed::Window ExpressionAnalyzer::window_keys(const Over& over) {
  const ResolvedWindow resolved = this->resolved(over);
  typed::Window window;
  for (const auto& expression : *resolved.partition_by) {
    window.partition_by.push_back(analyze(*expression));
    refuse_window(window.partition_by.back(), resolved.location);
    const Type& type = window.partition_by.back()->type;
    if (is_comparable(type)) continue;
    fail(expression->location, "TYPE_MISMATCH",
         fmt::format("{} is not comparable, and therefore cannot be used in window function "
                     "PARTITION BY",
                     to_text(type)));
  }
  window.order_by = analyze_sort(*resolved.order_by);
  for (const auto& key : window.order_by)
    refuse_window(key.value, resolved.location);
  return window;
}

typed::Window ExpressionAnalyzer::window(const Over& over) {
  typed::Window window = window_keys(over);
  const WindowFrame* written = resolved(over).frame;
  if (written == nullptr) return window;
  window.frame = frame(*written, window);
  const bool has_offset = window.frame->start_offset || window.frame->end_offset;
  if (written->unit == FrameUnit::range && has_offset) {
    NodePtr& key = window.order_by[0].value;
    key = key_of(key);
  }
  return window;
}

typed::Frame ExpressionAnalyzer::frame(const WindowFrame& frame, const typed::Window& window) {
  if (frame.unit == FrameUnit::groups && window.order_by.empty()) {
    fail(frame.location, "MISSING_ORDER_BY", "Window frame of type GROUPS requires ORDER BY");
  }
  check_bounds(frame);
  typed::Frame out{.unit = word_of(frame.unit)};
  out.start = frame_bound(frame.start, window, frame.unit, out.start_offset);
  out.end = "CURRENT ROW";
  if (frame.end) out.end = frame_bound(*frame.end, window, frame.unit, out.end_offset);
  return out;
}

std::string ExpressionAnalyzer::frame_bound(const FrameBound& bound, const typed::Window& window,
                                            FrameUnit unit, NodePtr& offset) {
  if (!bound.offset) return word_of(bound.kind);
  const NodePtr value = analyze(*bound.offset);
  refuse_window(value, bound.offset->location);
  if (unit == FrameUnit::range) {
    check_range(*bound.offset, window, value->type);
  } else if (!is_integer(value->type) &&
             (value->type.kind != TypeKind::decimal || value->type.scale != 0)) {
    fail(bound.offset->location, "TYPE_MISMATCH",
         fmt::format(
             "Window frame {} value type must be exact numeric type with scale 0 (actual {})",
             word_of(unit), to_text(value->type)));
  }
  const bool is_range = unit == FrameUnit::range;
  offset = checked_offset(value, is_range ? &window.order_by[0].value->type : nullptr);
  return fmt::format(" {}", word_of(bound.kind));
}

// https://trino.io/docs/current/functions/window.html: RANGE looks for key - offset and key +
// offset.
void ExpressionAnalyzer::check_range(const Expression& written, const typed::Window& window,
                                     const Type& offset) {
  constexpr std::string_view kFrame = "Window frame of type RANGE PRECEDING or FOLLOWING requires";
  if (window.order_by.empty()) {
    fail(written.location, "MISSING_ORDER_BY", fmt::format("{} ORDER BY", kFrame));
  }
  if (window.order_by.size() != 1) {
    fail(written.location, "INVALID_ORDER_BY",
         fmt::format("{} single sort item in ORDER BY (actual: {})", kFrame,
                     window.order_by.size()));
  }
  const Type& key = window.order_by[0].value->type;
  if (!is_numeric(key) && !is_datetime(key) && !is_interval(key) && key.kind != TypeKind::time) {
    fail(written.location, "TYPE_MISMATCH",
         fmt::format("{} that sort item type be numeric, datetime or interval (actual: {})", kFrame,
                     to_text(key)));
  }
  const bool fits = (is_numeric(key) && is_numeric(offset)) ||
                    (is_datetime(key) && is_interval(offset)) ||
                    (is_interval(key) && key == offset);
  if (!fits && key.kind == TypeKind::time) {
    fail_unsupported(written.location, "a RANGE frame over time is");
  }
  if (!fits) {
    fail(written.location, "TYPE_MISMATCH",
         fmt::format("Window frame range value type ({}) not compatible with sort item type ({})",
                     to_text(offset), to_text(key)));
  }
}

}  // namespace sluice::sql
