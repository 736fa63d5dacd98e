// What SHOW CREATE prints: the statement that would make a table or view again.
#pragma once

#include <string>
#include <vector>

#include "catalog/catalog.h"

namespace sluice::cli {

// CREATE EXTERNAL TABLE in Hive's layout, a line each.
std::vector<std::string> create_table_lines(const catalog::Table& table);

// CREATE VIEW; throws Error invalid when the table is no view.
std::vector<std::string> create_view_lines(const catalog::Table& table);

}  // namespace sluice::cli
