// Operators on typed nodes, as predicates and functions share them.
#pragma once

#include "sql/analyze/typed.h"
#include "sql/syntax/expression.h"

namespace sluice::sql {

// left op right with Trino's rules for NaN, padding and nested NULLs. Throws TYPE_MISMATCH.
typed::NodePtr compare(ComparisonOperator op, const typed::NodePtr& left,
                       const typed::NodePtr& right, Location location);

const char* symbol_of(ComparisonOperator op);
const char* symbol_of(BinaryOperator op);

// + - * / % and ||.
typed::NodePtr operate(BinaryOperator op, const typed::NodePtr& left, const typed::NodePtr& right,
                       Location location);

// The types for which DuckDB's = is Trino's.
bool is_plainly_comparable(const Type& type);

// What Trino says where values should have a common type: of the types before, and of this one.
std::string no_common_type(std::string_view what, const std::vector<typed::NodePtr>& nodes,
                           const Type& before, const Type& type);

typed::NodePtr all_of(const std::vector<typed::NodePtr>& conditions);
typed::NodePtr negate(const typed::NodePtr& condition);

}  // namespace sluice::sql
