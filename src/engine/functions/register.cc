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
  register_strings(loader);
  register_regexes(loader);
  register_json(loader);
  register_lists(loader);
}

}  // namespace sluice::engine
