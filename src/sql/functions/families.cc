#include "sql/functions/function.h"

namespace sluice::sql {

std::vector<std::span<const Function>> function_families() {
  return {operators(),      math_functions(),        string_functions(),    regex_functions(),
          date_functions(), conditional_functions(), array_functions(),     map_functions(),
          json_functions(), binary_functions(),      aggregate_functions(), window_functions()};
}

}  // namespace sluice::sql
