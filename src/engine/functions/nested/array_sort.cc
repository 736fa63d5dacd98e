// Sorted arrays, by the elements' order.
#include <numeric>

#include "engine/functions/nested/compare.h"
#include "engine/functions/nested/families.h"
#include "engine/functions/nested/loops.h"

namespace sluice::engine {

namespace {

using nested::Arguments;
using nested::Cell;
using nested::idx_t;
using nested::Picks;

std::vector<idx_t> places_of(const Cell& list) {
  std::vector<idx_t> places(list.length());
  std::iota(places.begin(), places.end(), idx_t{0});
  return places;
}

// NULLs last.
void sort(const Arguments& arguments, idx_t row, Picks& out) {
  const Cell list = arguments.at(0, row);
  auto places = places_of(list);
  const auto nulls = std::stable_partition(
      places.begin(), places.end(), [&](idx_t place) { return !list.element(place).is_null(); });
  std::stable_sort(places.begin(), nulls, [&](idx_t left, idx_t right) {
    return nested::order(list.element(left), list.element(right)) < 0;
  });
  for (const idx_t place : places)
    out.add(list.element(place));
}

}  // namespace

void register_array_sort(duckdb::ExtensionLoader& loader) {
  nested::add_nested(loader, {.name = "sluice_array_sort",
                              .fails = Fails::on_values,
                              .loop = nested::list_loop(sort),
                              .bind = nested::bind_result<nested::type_of_first>});
}

}  // namespace sluice::engine
