// Sorted arrays, by the elements' order or by a lambda's.
#include <numeric>

#include "engine/functions/nested/compare.h"
#include "engine/functions/nested/families.h"
#include "engine/functions/nested/loops.h"

namespace sluice::engine {

namespace {

using nested::Arguments;
using nested::Cell;
using nested::idx_t;
using nested::ListWriter;
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

// Every pair of elements, row by row of a square: what a comparator is asked once for all.
void pairs(const Arguments& arguments, idx_t row, ListWriter& out) {
  constexpr idx_t kLengthMax = 2'000;
  const Cell list = arguments.at(0, row);
  if (list.length() > kLengthMax) {
    raise("NOT_SUPPORTED", fmt::format("array_sort with a comparator sorts arrays of at most {} "
                                       "elements here",
                                       kLengthMax));
  }
  for (idx_t left = 0; left < list.length(); ++left) {
    for (idx_t right = 0; right < list.length(); ++right) {
      out.picks(0).add(list.element(left));
      out.picks(1).add(list.element(right));
    }
  }
}

std::int64_t verdict(const Cell& cell) {
  if (!cell.is_null()) {
    const auto value = cell.value<std::int32_t>();
    if (value >= -1 && value <= 1) return value;
  }
  raise(kInvalidArgument, "Lambda comparator must return either -1, 0, or 1");
}

// By the square of verdicts. A merge sort asks only for pairs it needs, and survives a comparator
// that contradicts itself.
class BySquare {
 public:
  BySquare(const Cell& verdicts, idx_t length) : verdicts_(verdicts), length_(length) {}

  void sort(std::vector<idx_t>& places) const {
    std::vector<idx_t> spare(places.size());
    sort(places, spare, 0, places.size());
  }

 private:
  bool goes_before(idx_t left, idx_t right) const {
    return verdict(verdicts_.element(left * length_ + right)) < 0;
  }

  void sort(std::vector<idx_t>& places, std::vector<idx_t>& spare, idx_t first, idx_t last) const {
    if (last - first < 2) return;
    const idx_t middle = first + (last - first) / 2;
    sort(places, spare, first, middle);
    sort(places, spare, middle, last);
    idx_t left = first;
    idx_t right = middle;
    for (idx_t at = first; at < last; ++at) {
      const bool takes_right =
          left == middle || (right < last && goes_before(places[right], places[left]));
      spare[at] = takes_right ? places[right++] : places[left++];
    }
    std::copy(spare.begin() + static_cast<std::ptrdiff_t>(first),
              spare.begin() + static_cast<std::ptrdiff_t>(last),
              places.begin() + static_cast<std::ptrdiff_t>(first));
  }

  Cell verdicts_;
  idx_t length_;
};

// sluice_sort_by(array, verdicts over sluice_pairs(array))
void sort_by(const Arguments& arguments, idx_t row, Picks& out) {
  const Cell list = arguments.at(0, row);
  auto places = places_of(list);
  BySquare(arguments.at(1, row), list.length()).sort(places);
  for (const idx_t place : places)
    out.add(list.element(place));
}

LogicalType pairs_type(const duckdb::vector<LogicalType>& arguments) {
  const auto& element = duckdb::ListType::GetChildType(arguments[0]);
  duckdb::child_list_t<LogicalType> fields;
  fields.emplace_back("field0", element);
  fields.emplace_back("field1", element);
  return LogicalType::LIST(LogicalType::STRUCT(std::move(fields)));
}

}  // namespace

void register_array_sort(duckdb::ExtensionLoader& loader) {
  nested::add_nested(loader, {.name = "sluice_array_sort",
                              .fails = Fails::on_values,
                              .loop = nested::list_loop(sort),
                              .bind = nested::bind_result<nested::type_of_first>});
  nested::add_nested(loader, {.name = "sluice_pairs",
                              .fails = Fails::on_values,
                              .loop = nested::records_loop(pairs, 2),
                              .bind = nested::bind_result<pairs_type>});
  nested::add_nested(loader, {.name = "sluice_sort_by",
                              .width = 2,
                              .fails = Fails::on_values,
                              .loop = nested::list_loop(sort_by),
                              .bind = nested::bind_result<nested::type_of_first>});
}

}  // namespace sluice::engine
