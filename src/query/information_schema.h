// information_schema: the catalog as tables that queries may name.
#pragma once

#include <optional>
#include <vector>

#include "catalog/catalog.h"
#include "sql/sql.h"

namespace sluice::query {

inline constexpr std::string_view kInformationSchema = "information_schema";

// How its four tables look, in the order of their names.
std::vector<catalog::Table> information_schema_tables();

// schemata, tables, views and columns, each a view over constant rows; nothing for another name.
std::optional<sql::TableSchema> information_schema(const catalog::Catalog& catalog,
                                                   const meta::Snapshot& now,
                                                   const catalog::TableName& name);

}  // namespace sluice::query
