#include "query/information_schema.h"

#include "base/json.h"
#include "base/text.h"

namespace sluice::query {
namespace {

constexpr const char* kCatalog = "awsdatacatalog";

using Rows = json::array;  // of arrays, a value each column
using Make = Rows (*)(const catalog::Catalog&, const meta::Snapshot&);

std::vector<catalog::Table> all_tables(const catalog::Catalog& catalog, const meta::Snapshot& now) {
  std::vector<catalog::Table> tables;
  for (const auto& database : catalog.databases(now)) {
    for (auto& table : catalog.tables(now, database.name))
      tables.push_back(std::move(table));
  }
  return tables;
}

Rows schemata(const catalog::Catalog& catalog, const meta::Snapshot& now) {
  Rows rows;
  for (const auto& database : catalog.databases(now))
    rows.push_back(json::array{kCatalog, database.name.text()});
  rows.push_back(json::array{kCatalog, kInformationSchema});
  return rows;
}

Rows tables(const catalog::Catalog& catalog, const meta::Snapshot& now) {
  Rows rows;
  for (const auto& table : all_tables(catalog, now)) {
    rows.push_back(json::array{kCatalog, table.name.database.text(), table.name.table,
                               catalog::is_view(table) ? "VIEW" : "BASE TABLE"});
  }
  return rows;
}

Rows views(const catalog::Catalog& catalog, const meta::Snapshot& now) {
  Rows rows;
  for (const auto& table : all_tables(catalog, now)) {
    if (!catalog::is_view(table)) continue;
    rows.push_back(json::array{kCatalog, table.name.database.text(), table.name.table,
                               table.view_original_text});
  }
  return rows;
}

Rows columns(const catalog::Catalog& catalog, const meta::Snapshot& now) {
  Rows rows;
  for (const auto& table : all_tables(catalog, now)) {
    int position = 0;
    const auto add = [&](const catalog::Column& column, const char* extra) {
      rows.push_back(json::array{
          kCatalog, table.name.database.text(), table.name.table, column.name, ++position, nullptr,
          "YES", sql::to_text(sql::from_catalog(column.type)), column.comment, extra});
    };
    for (const auto& column : table.storage.columns)
      add(column, "");
    for (const auto& key : table.partition_keys)
      add(key, "partition key");
  }
  return rows;
}

struct View {
  const char* name;
  std::vector<const char*> columns;
  Make rows;
};

const std::vector<View>& all_views() {
  static const std::vector<View> kViews = {
      {"columns",
       {"table_catalog", "table_schema", "table_name", "column_name", "ordinal_position",
        "column_default", "is_nullable", "data_type", "comment", "extra_info"},
       columns},
      {"schemata", {"catalog_name", "schema_name"}, schemata},
      {"tables", {"table_catalog", "table_schema", "table_name", "table_type"}, tables},
      {"views", {"table_catalog", "table_schema", "table_name", "view_definition"}, views}};
  return kViews;
}

catalog::Table table_of(const View& view) {
  catalog::Table table{.name = {catalog::DatabaseName(std::string(kInformationSchema)), view.name}};
  for (const std::string name : view.columns) {
    const auto* type = name == "ordinal_position" ? "bigint" : "string";
    table.storage.columns.push_back({.name = name, .type = catalog::parse_type(type)});
  }
  return table;
}

// One literal, however many rows: a tree of an expression each value took a second to plan for the
// columns of a few hundred tables.
std::string query_of(const sql::TableSchema& schema, const json::value& rows) {
  std::vector<std::string> names;
  std::vector<std::string> fields;
  for (const auto& column : schema.columns) {
    names.push_back(column.name);
    fields.push_back(column.name + " " + sql::to_text(column.type));
  }
  return fmt::format("SELECT * FROM UNNEST(CAST(json_parse({}) AS array(row({})))) AS t({})",
                     quote_text(sluice::to_text(rows), '\''), join(fields, ", "),
                     join(names, ", "));
}

}  // namespace

std::vector<catalog::Table> information_schema_tables() {
  std::vector<catalog::Table> tables;
  for (const auto& view : all_views())
    tables.push_back(table_of(view));
  return tables;
}

std::optional<sql::TableSchema> information_schema(const catalog::Catalog& catalog,
                                                   const meta::Snapshot& now,
                                                   const catalog::TableName& name) {
  if (name.database.text() != kInformationSchema) return std::nullopt;
  for (const auto& view : all_views()) {
    if (view.name != name.table) continue;
    sql::TableSchema schema{.name = name};
    for (const auto& column : table_of(view).storage.columns)
      schema.columns.push_back({.name = column.name, .type = sql::from_catalog(column.type)});
    schema.view_sql = query_of(schema, view.rows(catalog, now));
    return schema;
  }
  return std::nullopt;
}

}  // namespace sluice::query
