#include "query/information_schema.h"

#include <array>

#include "base/text.h"
#include "sql/syntax/token.h"
#include "sql/types/make.h"

namespace sluice::query {
namespace {

constexpr std::string_view kCatalog = "awsdatacatalog";
constexpr std::string_view kView = "VIRTUAL_VIEW";

// The rows of one view, as literals' texts.
class Rows {
 public:
  explicit Rows(std::vector<std::string> names) : names_(std::move(names)) {}

  void add(const std::vector<std::string>& values) {
    std::vector<std::string> row;
    for (const auto& value : values)
      row.push_back(sql::quote(value, '\''));
    rows_.push_back("(" + join(row, ", ") + ")");
  }

  sql::TableSchema schema(const catalog::TableName& name) const {
    sql::TableSchema schema{.name = name};
    for (const auto& column : names_) {
      const auto kind =
          column == "ordinal_position" ? sql::TypeKind::bigint : sql::TypeKind::varchar;
      schema.columns.push_back({.name = column, .type = sql::make_type(kind)});
    }
    schema.view_sql = text();
    return schema;
  }

 private:
  std::string text() const {
    std::vector<std::string> items;
    for (const auto& column : names_) {
      items.push_back(column == "ordinal_position" ? "CAST(ordinal_position AS bigint)"
                      : column == "column_default" ? "CAST(NULL AS varchar)"
                                                   : column);
    }
    const std::vector<std::string> nothing(names_.size(), "''");
    const std::string rows = rows_.empty() ? "(" + join(nothing, ", ") + ")" : join(rows_, ", ");
    return fmt::format("SELECT {} FROM (VALUES {}) AS t({}){}", join(items, ", "), rows,
                       join(names_, ", "), rows_.empty() ? " WHERE false" : "");
  }

  std::vector<std::string> names_;
  std::vector<std::string> rows_;
};

std::vector<catalog::Table> all_tables(const catalog::Catalog& catalog, const meta::Snapshot& now) {
  std::vector<catalog::Table> tables;
  for (const auto& database : catalog.databases(now)) {
    for (auto& table : catalog.tables(now, database.name))
      tables.push_back(std::move(table));
  }
  return tables;
}

Rows schemata(const catalog::Catalog& catalog, const meta::Snapshot& now) {
  Rows rows({"catalog_name", "schema_name"});
  for (const auto& database : catalog.databases(now))
    rows.add({std::string(kCatalog), database.name.text()});
  rows.add({std::string(kCatalog), std::string(kInformationSchema)});
  return rows;
}

Rows tables(const catalog::Catalog& catalog, const meta::Snapshot& now) {
  Rows rows({"table_catalog", "table_schema", "table_name", "table_type"});
  for (const auto& table : all_tables(catalog, now)) {
    rows.add({std::string(kCatalog), table.name.database.text(), table.name.table,
              table.type == kView ? "VIEW" : "BASE TABLE"});
  }
  return rows;
}

Rows views(const catalog::Catalog& catalog, const meta::Snapshot& now) {
  Rows rows({"table_catalog", "table_schema", "table_name", "view_definition"});
  for (const auto& table : all_tables(catalog, now)) {
    if (table.type != kView) continue;
    rows.add({std::string(kCatalog), table.name.database.text(), table.name.table,
              table.view_original_text});
  }
  return rows;
}

Rows columns(const catalog::Catalog& catalog, const meta::Snapshot& now) {
  Rows rows({"table_catalog", "table_schema", "table_name", "column_name", "ordinal_position",
             "column_default", "is_nullable", "data_type", "comment", "extra_info"});
  for (const auto& table : all_tables(catalog, now)) {
    int position = 0;
    const auto add = [&](const catalog::Column& column, const char* extra) {
      rows.add({std::string(kCatalog), table.name.database.text(), table.name.table, column.name,
                std::to_string(++position), "", "YES", sql::to_text(sql::from_catalog(column.type)),
                column.comment, extra});
    };
    for (const auto& column : table.storage.columns)
      add(column, "");
    for (const auto& key : table.partition_keys)
      add(key, "partition key");
  }
  return rows;
}

}  // namespace

std::optional<sql::TableSchema> information_schema(const catalog::Catalog& catalog,
                                                   const meta::Snapshot& now,
                                                   const catalog::TableName& name) {
  using Make = Rows (*)(const catalog::Catalog&, const meta::Snapshot&);
  static constexpr std::array<std::pair<std::string_view, Make>, 4> kViews = {
      {{"schemata", schemata}, {"tables", tables}, {"views", views}, {"columns", columns}}};
  if (name.database.text() != kInformationSchema) return std::nullopt;
  for (const auto& [view, rows] : kViews) {
    if (view == name.table) return rows(catalog, now).schema(name);
  }
  return std::nullopt;
}

}  // namespace sluice::query
