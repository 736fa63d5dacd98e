// =, IS DISTINCT FROM and < over arrays, maps and rows.
#include "engine/functions/nested/compare.h"
#include "engine/functions/nested/families.h"
#include "engine/functions/nested/loops.h"

namespace sluice::engine {

namespace {

using nested::Arguments;
using nested::idx_t;

std::optional<bool> are_equal(const Arguments& arguments, idx_t row) {
  return nested::equal(arguments.at(0, row), arguments.at(1, row));
}

std::optional<bool> are_identical(const Arguments& arguments, idx_t row) {
  return nested::is_identical(arguments.at(0, row), arguments.at(1, row));
}

std::optional<std::int32_t> ordered(const Arguments& arguments, idx_t row) {
  return nested::order(arguments.at(0, row), arguments.at(1, row));
}

}  // namespace

void register_nested_comparisons(duckdb::ExtensionLoader& loader) {
  nested::add_nested(loader, {.name = "sluice_equal",
                              .width = 2,
                              .loop = nested::value_loop(are_equal),
                              .result = LogicalType::BOOLEAN});
  nested::add_nested(loader, {.name = "sluice_identical",
                              .width = 2,
                              .loop = nested::value_loop(are_identical, nested::Nulls::are_values),
                              .result = LogicalType::BOOLEAN});
  // Below 0, 0 or above.
  nested::add_nested(loader, {.name = "sluice_order",
                              .width = 2,
                              .fails = Fails::on_values,
                              .loop = nested::value_loop(ordered),
                              .result = LogicalType::INTEGER});
}

}  // namespace sluice::engine
