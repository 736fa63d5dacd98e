#include "engine/functions/families.h"
#include "engine/functions/nested/families.h"

namespace sluice::engine {

void register_nested(duckdb::ExtensionLoader& loader) {
  register_nested_comparisons(loader);
  register_array_search(loader);
  register_array_sets(loader);
  register_array_shapes(loader);
  register_array_groups(loader);
  register_array_sort(loader);
  register_comparator_sort(loader);
  register_array_join(loader);
  register_sequences(loader);
  register_maps(loader);
  register_multimaps(loader);
  register_lambdas(loader);
}

}  // namespace sluice::engine
