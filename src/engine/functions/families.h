// The families of functions, one file each.
#pragma once

#include <duckdb.hpp>
#include <duckdb/main/extension/extension_loader.hpp>

namespace sluice::engine {

void register_casts(duckdb::ExtensionLoader& loader);
void register_texts(duckdb::ExtensionLoader& loader);
void register_numbers(duckdb::ExtensionLoader& loader);
void register_decimals(duckdb::ExtensionLoader& loader);
void register_dates(duckdb::ExtensionLoader& loader);
void register_date_formats(duckdb::ExtensionLoader& loader);
void register_zones(duckdb::ExtensionLoader& loader);
void register_strings(duckdb::ExtensionLoader& loader);
void register_regexes(duckdb::ExtensionLoader& loader);
void register_json(duckdb::ExtensionLoader& loader);
void register_lists(duckdb::ExtensionLoader& loader);

}  // namespace sluice::engine
