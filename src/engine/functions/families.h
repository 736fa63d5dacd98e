// The families of functions, one file each.
#pragma once

namespace duckdb {
class ExtensionLoader;
}

namespace sluice::engine {

void register_casts(duckdb::ExtensionLoader& loader);
void register_texts(duckdb::ExtensionLoader& loader);
void register_numbers(duckdb::ExtensionLoader& loader);
void register_decimals(duckdb::ExtensionLoader& loader);
void register_dates(duckdb::ExtensionLoader& loader);
void register_date_formats(duckdb::ExtensionLoader& loader);
void register_zones(duckdb::ExtensionLoader& loader);
void register_time_casts(duckdb::ExtensionLoader& loader);
void register_offset_times(duckdb::ExtensionLoader& loader);
void register_intervals(duckdb::ExtensionLoader& loader);
void register_iso_dates(duckdb::ExtensionLoader& loader);
void register_strings(duckdb::ExtensionLoader& loader);
void register_trims(duckdb::ExtensionLoader& loader);
void register_unicode(duckdb::ExtensionLoader& loader);
void register_words(duckdb::ExtensionLoader& loader);
void register_splits(duckdb::ExtensionLoader& loader);
void register_like(duckdb::ExtensionLoader& loader);
void register_formats(duckdb::ExtensionLoader& loader);
void register_encodings(duckdb::ExtensionLoader& loader);
void register_hashes(duckdb::ExtensionLoader& loader);
void register_urls(duckdb::ExtensionLoader& loader);
void register_addresses(duckdb::ExtensionLoader& loader);
void register_uuids(duckdb::ExtensionLoader& loader);
void register_regexes(duckdb::ExtensionLoader& loader);
void register_json(duckdb::ExtensionLoader& loader);
void register_json_casts(duckdb::ExtensionLoader& loader);
void register_json_paths(duckdb::ExtensionLoader& loader);
void register_json_tables(duckdb::ExtensionLoader& loader);
void register_json_makers(duckdb::ExtensionLoader& loader);
void register_row_patterns(duckdb::ExtensionLoader& loader);
// math/
void register_number_casts(duckdb::ExtensionLoader& loader);
void register_bits(duckdb::ExtensionLoader& loader);
void register_buckets(duckdb::ExtensionLoader& loader);
void register_distributions(duckdb::ExtensionLoader& loader);
void register_vectors(duckdb::ExtensionLoader& loader);
// geo/
void register_geospatial(duckdb::ExtensionLoader& loader);
// nested/
void register_nested(duckdb::ExtensionLoader& loader);
// aggregates/
void register_moments(duckdb::ExtensionLoader& loader);
void register_value_hashes(duckdb::ExtensionLoader& loader);
void register_sketches(duckdb::ExtensionLoader& loader);
void register_digests(duckdb::ExtensionLoader& loader);
void register_pairs(duckdb::ExtensionLoader& loader);
void register_window_arguments(duckdb::ExtensionLoader& loader);
void register_joined(duckdb::ExtensionLoader& loader);
void register_set_digests(duckdb::ExtensionLoader& loader);
void register_classifications(duckdb::ExtensionLoader& loader);
void register_histograms(duckdb::ExtensionLoader& loader);
void register_quantiles(duckdb::ExtensionLoader& loader);

}  // namespace sluice::engine
