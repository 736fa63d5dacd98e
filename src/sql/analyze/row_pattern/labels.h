// The labels of a row pattern: its variables, and SUBSET's names for several of them.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "sql/syntax/row_pattern.h"

namespace sluice::sql {

struct PatternLabels {
  std::vector<std::string> variables;             // a label's number is its place here
  std::map<std::string, std::vector<bool>> sets;  // by name: which variables it stands for

  std::size_t number(const std::string& variable) const;
  bool contains(const std::string& name) const { return sets.contains(name); }
  // All of them, for rows without label.
  std::vector<bool> every() const { return std::vector<bool>(variables.size(), true); }
};

// Checks PATTERN, SUBSET, DEFINE and AFTER MATCH against each other. Throws Error invalid
// INVALID_LABEL, INVALID_RANGE, NUMERIC_VALUE_OUT_OF_RANGE.
PatternLabels analyze_labels(const RowPatternClauses& clauses);

// The first part of that kind in the pattern; null when there is none.
const RowPattern* find_part(const RowPattern& pattern, RowPatternKind kind);

}  // namespace sluice::sql
