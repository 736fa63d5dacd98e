// The door of the dialect: Athena's SQL in, typed and lowered DuckDB SQL out.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/catalog.h"
#include "sql/types/type.h"

namespace sluice::sql {

struct SchemaColumn {
  std::string name;
  Type type;
  bool is_partition_key = false;
};

// A relation that queries may name.
struct TableSchema {
  catalog::TableName name;
  std::vector<SchemaColumn> columns;  // partition keys last
  std::optional<std::string> view_sql;
};

// Where the analyzer looks tables up. Names come lower-cased.
class Tables {
 public:
  virtual ~Tables() = default;
  // Absence is TABLE_NOT_FOUND to the user; `database` is the session's where the query named none.
  virtual std::optional<TableSchema> find(const catalog::TableName& name) = 0;
  virtual bool has_database(const std::string& database) = 0;
};

struct OutputColumn {
  std::string name;
  Type type;
};

// One use of a table in the query's text; a table that is named twice has two.
struct TableUse {
  std::string handle;  // the relation in duckdb_sql: "scan_0"
  catalog::TableName table;
  std::vector<std::string> columns;  // those the query names, partition keys included
  // Conditions on partition keys that every row it can use satisfies; the full condition is still
  // in the query.
  std::vector<catalog::PartitionPredicate> partitions;
};

struct LoweredQuery {
  std::string duckdb_sql;
  std::vector<OutputColumn> output;
  std::vector<std::string> duckdb_types;  // of the output, as DuckDB must bind them
  std::vector<TableUse> tables;
};

struct AnalyzeOptions {
  std::string database = "default";
  std::string time_zone = "UTC";
  std::vector<std::string> parameters;  // for ?: literals' texts, in order
};

// Parses, analyzes and lowers one query (SELECT, VALUES, TABLE, WITH). Throws Error with Trino's
// code (SYNTAX_ERROR, TABLE_NOT_FOUND, TYPE_MISMATCH, FUNCTION_NOT_FOUND …) and "line L:C: " in
// front.
LoweredQuery lower_query(std::string_view text, Tables& tables, const AnalyzeOptions& options);

// The tables that a query's text names (not its WITH names), with the position of each first use;
// no catalog needed: dependencies of models come from here.
struct NamedTable {
  catalog::TableName table;  // database empty where the text names none
  int line = 0;
  int column = 0;
};
std::vector<NamedTable> table_references(std::string_view text);

// The statement in one spelling: comments, white space and the case of words left out, so that
// equal texts mean the same query. Throws Error SYNTAX_ERROR.
std::string canonical_text(std::string_view text);

}  // namespace sluice::sql
