// Sort items and windows.
#pragma once

#include "sql/syntax/expression.h"
#include "sql/syntax/row_pattern.h"

namespace sluice::sql {

enum class SortDirection : std::uint8_t { ascending, descending };
enum class NullOrder : std::uint8_t { unspecified, first, last };  // unspecified: last, in Trino

struct SortItem {
  Location location;
  ExpressionPtr expression;
  SortDirection direction = SortDirection::ascending;
  NullOrder nulls = NullOrder::unspecified;
};

enum class FrameUnit : std::uint8_t { range, rows, groups };

enum class FrameBoundKind : std::uint8_t {
  unbounded_preceding,
  preceding,
  current_row,
  following,
  unbounded_following,
};

struct FrameBound {
  Location location;
  FrameBoundKind kind = FrameBoundKind::current_row;
  ExpressionPtr offset;  // of preceding and following, else null
};

struct WindowFrame {
  Location location;
  FrameUnit unit = FrameUnit::range;
  FrameBound start;
  std::optional<FrameBound> end;  // absent: the current row
  // A frame with a row pattern; null for all others.
  std::unique_ptr<RowPatternClauses> pattern;
};

// [existing] [PARTITION BY …] [ORDER BY …] [frame]
struct WindowSpecification {
  Location location;
  std::optional<Identifier> existing;
  Expressions partition_by;
  std::vector<SortItem> order_by;
  std::optional<WindowFrame> frame;
};

// WINDOW name AS (specification)
struct WindowDefinition {
  Identifier name;
  WindowSpecification specification;
};

// OVER name, or OVER (specification): exactly one is there.
struct Over {
  std::optional<Identifier> name;
  std::unique_ptr<WindowSpecification> specification;
};

}  // namespace sluice::sql
