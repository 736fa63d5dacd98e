// The functions that the dialect needs beyond DuckDB's own: "sluice_…" in lowered SQL.
//
// Every one declares whether it can fail. Failures carry Trino's code: "SLUICE:<CODE>:<message>".
#pragma once

#include <duckdb.hpp>
#include <duckdb/main/extension/extension_loader.hpp>

namespace sluice::engine {

// Once per database instance.
void register_functions(duckdb::ExtensionLoader& loader);

}  // namespace sluice::engine
