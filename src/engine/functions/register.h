// The functions that the dialect needs beyond DuckDB's own: "sluice_…" in lowered SQL.
//
// Every one declares whether it can fail. Failures carry Trino's code: "SLUICE:<CODE>:<message>".
#pragma once

namespace duckdb {
class ExtensionLoader;
}

namespace sluice::engine {

// Once per database instance.
void register_functions(duckdb::ExtensionLoader& loader);

}  // namespace sluice::engine
