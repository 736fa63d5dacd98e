// What one analysis carries along.
#pragma once

#include <vector>

#include "sql/sql.h"
#include "sql/syntax/query.h"

namespace sluice::sql {

// What a table's use gives, for the predicates on its partition keys.
struct ScannedTable {
  int relation = 0;
  std::vector<SchemaColumn> columns;
};

struct Context {
  static constexpr int kViewDepthMax = 32;

  Tables& tables;
  const AnalyzeOptions& options;
  std::string database;  // of tables that are named without one; a view's own inside it
  std::vector<ExpressionPtr> parameters;  // parsed from the options' texts
  std::vector<TableUse> uses;
  std::vector<ScannedTable> scans;  // one a use
  int relations = 0;                // how many ids have been given
  int withs = 0;
  int lambdas = 0;
  int view_depth = 0;
  bool is_in_parameter = false;  // while a parameter's value is analyzed

  int new_relation() { return relations++; }
};

}  // namespace sluice::sql
