#include "sql/functions/function.h"

namespace sluice::sql {

std::vector<std::span<const Function>> function_families() {
  return {
      operators(),
      math_functions(),
      bitwise_functions(),
      statistics_functions(),
      string_functions(),
      regex_functions(),
      date_functions(),
      conditional_functions(),
      array_functions(),
      map_functions(),
      json_functions(),
      binary_functions(),
      aggregate_functions(),
      aggregate_statistics(),
      sketch_functions(),
      window_functions(),
      geospatial_functions(),
      bing_tile_functions(),
      interval_operators(),
      date_field_functions(),
      network_functions(),
  };
}

}  // namespace sluice::sql
