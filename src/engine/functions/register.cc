#include "engine/functions/register.h"

#include "engine/functions/families.h"

namespace sluice::engine {

void register_functions(duckdb::ExtensionLoader& loader) {
  register_casts(loader);
  register_texts(loader);
  register_numbers(loader);
  register_decimals(loader);
  register_dates(loader);
  register_date_formats(loader);
  register_zones(loader);
  register_time_casts(loader);
  register_offset_times(loader);
  register_intervals(loader);
  register_iso_dates(loader);
  register_strings(loader);
  register_trims(loader);
  register_unicode(loader);
  register_words(loader);
  register_splits(loader);
  register_like(loader);
  register_formats(loader);
  register_encodings(loader);
  register_hashes(loader);
  register_urls(loader);
  register_addresses(loader);
  register_uuids(loader);
  register_regexes(loader);
  register_json(loader);
  register_json_casts(loader);
  register_json_paths(loader);
  register_json_tables(loader);
  register_json_makers(loader);
  register_row_patterns(loader);
  register_number_casts(loader);
  register_bits(loader);
  register_buckets(loader);
  register_distributions(loader);
  register_vectors(loader);
  register_geospatial(loader);
  register_nested(loader);
  register_moments(loader);
  register_value_hashes(loader);
  register_sketches(loader);
  register_digests(loader);
  register_pairs(loader);
  register_window_arguments(loader);
  register_joined(loader);
  register_set_digests(loader);
  register_classifications(loader);
  register_histograms(loader);
  register_quantiles(loader);
}

}  // namespace sluice::engine
