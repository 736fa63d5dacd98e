// Tables as people name them on the command line.
#pragma once

#include <string>

#include "catalog/catalog.h"

namespace sluice::cli {

// "database.table", or a table's name where only one database has it. Throws Error not_found
// (TABLE_NOT_FOUND), conflict (AmbiguousTable).
catalog::Table table_called(const catalog::Catalog& catalog, const meta::Snapshot& now,
                            const std::string& text);

}  // namespace sluice::cli
