// EXPLAIN: what a query will read, and what it means to Sluice.
#pragma once

#include <string>
#include <vector>

#include "query/planner.h"
#include "sql/syntax/ast.h"

namespace sluice::cli {

struct Explanation {
  std::string column;  // "Query Plan", or "Valid" for TYPE VALIDATE
  std::vector<std::string> lines;
};

// Throws Error unsupported for the forms that Sluice has not: ANALYZE, GRAPHVIZ, JSON, IO.
Explanation explain(const sql::Explain& explain, const query::Plan& plan);

}  // namespace sluice::cli
