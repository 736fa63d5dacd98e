// Row patterns, as MATCH_RECOGNIZE and window frames have them.
#pragma once

#include "sql/syntax/expression.h"

namespace sluice::sql {

enum class RowPatternKind : std::uint8_t {
  variable,       // a name
  empty,          // ()
  start_anchor,   // ^
  end_anchor,     // $
  permutation,    // PERMUTE(parts)
  exclusion,      // {- part -}
  concatenation,  // parts side by side
  alternation,    // parts between |
  quantified,     // part, repeated
};

struct RowPattern;
using RowPatternPtr = std::unique_ptr<RowPattern>;

// Grouping parentheses leave no node.
struct RowPattern {
  RowPatternKind kind = RowPatternKind::empty;
  Location location;
  std::optional<Identifier> variable;
  std::vector<RowPatternPtr> parts;
  // quantified
  std::int64_t at_least = 0;
  std::optional<std::int64_t> at_most;
  bool greedy = true;
};

struct MeasureDefinition {
  ExpressionPtr expression;
  Identifier name;
};

struct SubsetDefinition {
  Identifier name;
  std::vector<Identifier> members;
};

struct VariableDefinition {
  Identifier name;
  ExpressionPtr condition;
};

enum class SkipTo : std::uint8_t { past_last_row, next_row, first, last, variable };

struct AfterMatch {
  SkipTo where = SkipTo::past_last_row;
  std::optional<Identifier> variable;  // of first, last, variable
};

enum class PatternSearch : std::uint8_t { unspecified, initial, seek };

// What both homes of a row pattern share.
struct RowPatternClauses {
  std::vector<MeasureDefinition> measures;
  std::optional<AfterMatch> after_match;
  PatternSearch search = PatternSearch::unspecified;
  RowPatternPtr pattern;  // may be null in a window frame
  std::vector<SubsetDefinition> subsets;
  std::vector<VariableDefinition> definitions;
};

}  // namespace sluice::sql
