// Tables for tests, fuzzers and benchmarks: one text a table, "orders(o_key bigint, o_day date)".
#pragma once

#include <map>

#include "sql/sql.h"
#include "sql/syntax/ast.h"
#include "sql/types/resolve.h"

namespace sluice::sql {

class FixedTables final : public Tables {
 public:
  explicit FixedTables(std::initializer_list<std::string_view> schemas = {}) {
    for (const auto& schema : schemas)
      add(schema);
  }

  void add(std::string_view schema) {
    const auto open = schema.find('(');
    TableSchema table;
    const Type row = resolve_type(parse_type_syntax("row" + std::string(schema.substr(open))));
    for (std::size_t i = 0; i < row.children.size(); ++i) {
      table.columns.push_back({.name = row.names[i].value(), .type = row.children[i]});
    }
    tables_[std::string(schema.substr(0, open))] = std::move(table);
  }

  std::optional<TableSchema> find(const catalog::TableName& name) override {
    const auto found = tables_.find(name.table);
    if (found == tables_.end()) return std::nullopt;
    TableSchema out = found->second;
    out.name = name;
    return out;
  }

  bool has_database(const std::string& database) override { return database == "default"; }

 private:
  std::map<std::string, TableSchema> tables_;
};

}  // namespace sluice::sql
