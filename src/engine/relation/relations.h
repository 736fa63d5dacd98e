// Makes FROM "scan_0" mean the query's own scan of that name, and nothing else mean anything.
#pragma once

#include <duckdb.hpp>
#include <duckdb/main/extension/extension_loader.hpp>

namespace sluice::engine {

// Registers the scans' table functions, and replaces every other way of resolving an unknown table.
void register_relations(duckdb::ExtensionLoader& loader);

}  // namespace sluice::engine
