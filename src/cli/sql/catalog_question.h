// SHOW and DESCRIBE: questions that the catalog answers.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/catalog.h"
#include "sql/syntax/ast.h"

namespace sluice::cli {

enum class QuestionKind {
  databases,
  tables,
  views,
  columns,
  partitions,
  properties,
  create_table,
  create_view,
};

struct CatalogQuestion {
  QuestionKind kind = QuestionKind::tables;
  catalog::TableName table;         // of tables and views: the database alone
  std::optional<std::string> like;  // a pattern of LIKE, without escapes
};

struct CatalogAnswer {
  std::vector<std::string> names;  // of its columns
  std::vector<std::vector<std::string>> rows;
};

// Hive's that Trino's grammar does not have: SHOW DATABASES, SHOW VIEWS, SHOW PARTITIONS table,
// SHOW TBLPROPERTIES table. Absent for any other statement.
std::optional<CatalogQuestion> hive_question(std::string_view text, const std::string& database);

// Throws Error unsupported for what the catalog cannot answer (SHOW FUNCTIONS …).
CatalogQuestion catalog_question(const sql::Show& show, const std::string& database);

// Throws Error not_found, TABLE_NOT_FOUND or SCHEMA_NOT_FOUND.
CatalogAnswer answer(const CatalogQuestion& question, const catalog::Catalog& catalog,
                     const meta::Snapshot& now);

}  // namespace sluice::cli
