// Sort items, windows and frames.
#include "sql/syntax/parser.h"

namespace sluice::sql {

namespace {

bool at_frame_unit(const Cursor& cursor) {
  const bool unit = cursor.at("RANGE") || cursor.at("ROWS") || cursor.at("GROUPS");
  // Alone, they name a window.
  const bool alone = cursor.at(")", 1) || cursor.at("ORDER", 1) ||
                     (cursor.at("PARTITION", 1) && cursor.at("BY", 2));
  return unit && !alone;
}

bool at_existing_name(const Cursor& cursor) {
  if (!cursor.at_identifier()) return false;
  if (cursor.at("PARTITION") && cursor.at("BY", 1)) return false;
  if (cursor.at("MEASURES") && !cursor.at(")", 1)) return false;
  return !at_frame_unit(cursor);
}

FrameUnit frame_unit(Cursor& cursor) {
  if (cursor.accept("RANGE")) return FrameUnit::range;
  if (cursor.accept("ROWS")) return FrameUnit::rows;
  cursor.expect("GROUPS");
  return FrameUnit::groups;
}

FrameBound frame_bound(Cursor& cursor) {
  FrameBound bound;
  bound.location = cursor.location();
  if (cursor.accept("UNBOUNDED", "PRECEDING")) {
    bound.kind = FrameBoundKind::unbounded_preceding;
  } else if (cursor.accept("UNBOUNDED", "FOLLOWING")) {
    bound.kind = FrameBoundKind::unbounded_following;
  } else if (!cursor.accept("CURRENT", "ROW")) {
    bound.offset = expression(cursor);
    bound.kind = cursor.accept("PRECEDING") ? FrameBoundKind::preceding : FrameBoundKind::following;
    if (bound.kind == FrameBoundKind::following) cursor.expect("FOLLOWING");
  }
  return bound;
}

WindowFrame window_frame(Cursor& cursor) {
  WindowFrame frame;
  frame.location = cursor.location();
  RowPatternClauses clauses;
  bool has_pattern = false;
  if (cursor.accept("MEASURES")) {
    clauses.measures = measure_definitions(cursor);
    has_pattern = true;
  }
  frame.unit = frame_unit(cursor);
  if (cursor.accept("BETWEEN")) {
    frame.start = frame_bound(cursor);
    cursor.expect("AND");
    frame.end = frame_bound(cursor);
  } else {
    frame.start = frame_bound(cursor);
  }
  if (!cursor.at(")")) {
    pattern_clauses(cursor, clauses);
    has_pattern = true;
  }
  if (has_pattern) frame.pattern = std::make_unique<RowPatternClauses>(std::move(clauses));
  return frame;
}

}  // namespace

SortItem sort_item(Cursor& cursor) {
  SortItem item{.location = cursor.location(), .expression = expression(cursor)};
  if (cursor.accept("DESC")) {
    item.direction = SortDirection::descending;
  } else {
    cursor.accept("ASC");
  }
  if (!cursor.accept("NULLS")) return item;
  item.nulls = cursor.accept("FIRST") ? NullOrder::first : NullOrder::last;
  if (item.nulls == NullOrder::last) cursor.expect("LAST");
  return item;
}

std::vector<SortItem> sort_items(Cursor& cursor) {
  return comma_list(cursor, sort_item);
}

WindowSpecification window_specification(Cursor& cursor) {
  WindowSpecification window;
  window.location = cursor.location();
  if (at_existing_name(cursor)) window.existing = cursor.identifier();
  if (cursor.accept("PARTITION")) {
    cursor.expect("BY");
    window.partition_by = expressions(cursor);
  }
  if (cursor.accept("ORDER")) {
    cursor.expect("BY");
    window.order_by = sort_items(cursor);
  }
  if (!cursor.at(")")) window.frame = window_frame(cursor);
  return window;
}

}  // namespace sluice::sql
