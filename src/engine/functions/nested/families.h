// The functions over arrays, maps and rows, one file each.
#pragma once

namespace duckdb {
class ExtensionLoader;
}

namespace sluice::engine {

void register_nested_comparisons(duckdb::ExtensionLoader& loader);
void register_array_search(duckdb::ExtensionLoader& loader);
void register_array_sets(duckdb::ExtensionLoader& loader);
void register_array_shapes(duckdb::ExtensionLoader& loader);
void register_array_groups(duckdb::ExtensionLoader& loader);
void register_array_sort(duckdb::ExtensionLoader& loader);
void register_comparator_sort(duckdb::ExtensionLoader& loader);
void register_array_join(duckdb::ExtensionLoader& loader);
void register_sequences(duckdb::ExtensionLoader& loader);
void register_maps(duckdb::ExtensionLoader& loader);
void register_multimaps(duckdb::ExtensionLoader& loader);
void register_lambdas(duckdb::ExtensionLoader& loader);

}  // namespace sluice::engine
