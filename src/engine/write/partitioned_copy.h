// The writer as a COPY format, so that DuckDB feeds it from all its threads.
#pragma once

#include <duckdb.hpp>
#include <duckdb/main/extension/extension_loader.hpp>

namespace sluice::engine {

inline constexpr const char* kPartitionedCopy = "sluice_partitioned";
// The same on one thread, in the order in which the rows come.
inline constexpr const char* kSortedCopy = "sluice_sorted";

void register_partitioned_copy(duckdb::ExtensionLoader& loader);

}  // namespace sluice::engine
