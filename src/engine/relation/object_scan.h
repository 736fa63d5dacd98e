// Parquet and Avro: DuckDB's own readers over a scan's files, told which files, columns, types and
// partition constants there are.
#pragma once

#include <duckdb.hpp>
#include <duckdb/main/extension/extension_loader.hpp>

namespace sluice::engine {

inline constexpr const char* kParquetScan = "sluice_parquet_scan";
// The same, but every record is handed on: filters stand above the scan. For scans that keep a row
// ledger, whose records (the footers') and rows (counted here) are then independent counts.
inline constexpr const char* kCountedParquetScan = "sluice_counted_parquet_scan";
inline constexpr const char* kAvroScan = "sluice_avro_scan";

// Avro's only where its extension has been loaded.
void register_object_scans(duckdb::ExtensionLoader& loader);

}  // namespace sluice::engine
