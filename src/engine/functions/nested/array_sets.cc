// Arrays as sets: elements are the same when they are not distinct, NULL and NaN included.
#include "engine/functions/nested/compare.h"
#include "engine/functions/nested/families.h"
#include "engine/functions/nested/loops.h"

namespace sluice::engine {

namespace {

using nested::Arguments;
using nested::Cell;
using nested::CellSet;
using nested::idx_t;
using nested::Picks;

CellSet elements_of(const Cell& list) {
  CellSet found;
  for (idx_t i = 0; i < list.length(); ++i)
    found.insert(list.element(i));
  return found;
}

void add_new(const Cell& list, CellSet& seen, Picks& out) {
  for (idx_t i = 0; i < list.length(); ++i) {
    if (seen.insert(list.element(i)).second) out.add(list.element(i));
  }
}

void distinct(const Arguments& arguments, idx_t row, Picks& out) {
  CellSet seen;
  add_new(arguments.at(0, row), seen, out);
}

void unite(const Arguments& arguments, idx_t row, Picks& out) {
  CellSet seen;
  add_new(arguments.at(0, row), seen, out);
  add_new(arguments.at(1, row), seen, out);
}

void subtract(const Arguments& arguments, idx_t row, Picks& out) {
  CellSet seen = elements_of(arguments.at(1, row));
  add_new(arguments.at(0, row), seen, out);
}

// In the order of the longer array, as Trino.
void intersect(const Arguments& arguments, idx_t row, Picks& out) {
  Cell walked = arguments.at(0, row);
  Cell other = arguments.at(1, row);
  if (walked.length() < other.length()) std::swap(walked, other);
  const CellSet wanted = elements_of(other);
  CellSet seen;
  for (idx_t i = 0; i < walked.length(); ++i) {
    const Cell element = walked.element(i);
    if (wanted.contains(element) && seen.insert(element).second) out.add(element);
  }
}

// NULLs stay.
void remove_value(const Arguments& arguments, idx_t row, Picks& out) {
  const Cell list = arguments.at(0, row);
  const Cell unwanted = arguments.at(1, row);
  for (idx_t i = 0; i < list.length(); ++i) {
    const Cell element = list.element(i);
    const auto same = element.is_null() ? std::optional(false) : nested::equal(element, unwanted);
    if (!same) {
      raise("NOT_SUPPORTED",
            "array_remove does not support arrays with elements that are null or contain null");
    }
    if (!*same) out.add(element);
  }
}

// The distinct elements without NULL, and how often each is there.
struct Histogram {
  std::vector<Cell> values;
  std::vector<std::int64_t> counts;
};

Histogram histogram_of(const Cell& list) {
  Histogram out;
  nested::CellMap<std::size_t> places;
  for (idx_t i = 0; i < list.length(); ++i) {
    const Cell element = list.element(i);
    if (element.is_null()) continue;
    const auto [place, is_new] = places.emplace(element, out.values.size());
    if (is_new) {
      out.values.push_back(element);
      out.counts.push_back(0);
    }
    ++out.counts[place->second];
  }
  return out;
}

void histogram(duckdb::DataChunk& rows, duckdb::ExpressionState&, duckdb::Vector& result) {
  const Arguments arguments(rows);
  result.SetVectorType(duckdb::VectorType::FLAT_VECTOR);
  auto* entries = duckdb::FlatVector::GetData<duckdb::list_entry_t>(result);
  Picks values;
  std::vector<std::int64_t> counts;
  for (idx_t row = 0; row < arguments.count(); ++row) {
    entries[row] = {counts.size(), 0};
    if (arguments.has_null(row)) {
      duckdb::FlatVector::SetNull(result, row, true);
      continue;
    }
    const Histogram found = histogram_of(arguments.at(0, row));
    for (const Cell& value : found.values)
      values.add(value);
    counts.insert(counts.end(), found.counts.begin(), found.counts.end());
    entries[row].length = found.counts.size();
  }
  duckdb::ListVector::Reserve(result, counts.size());
  values.copy_to(duckdb::MapVector::GetKeys(result));
  auto* out = duckdb::FlatVector::GetData<std::int64_t>(duckdb::MapVector::GetValues(result));
  std::copy(counts.begin(), counts.end(), out);
  duckdb::ListVector::SetListSize(result, counts.size());
  arguments.finish(result);
}

LogicalType counts_by_element(const duckdb::vector<LogicalType>& arguments) {
  return LogicalType::MAP(duckdb::ListType::GetChildType(arguments[0]), LogicalType::BIGINT);
}

}  // namespace

void register_array_sets(duckdb::ExtensionLoader& loader) {
  const auto add = [&](const char* name, std::size_t width, Fails fails, nested::ListBody body) {
    nested::add_nested(loader, {.name = name,
                                .width = width,
                                .fails = fails,
                                .loop = nested::list_loop(body),
                                .bind = nested::bind_result<nested::type_of_first>});
  };
  add("sluice_array_distinct", 1, Fails::never, distinct);
  add("sluice_array_union", 2, Fails::never, unite);
  add("sluice_array_except", 2, Fails::never, subtract);
  add("sluice_array_intersect", 2, Fails::never, intersect);
  add("sluice_array_remove", 2, Fails::on_values, remove_value);
  nested::add_nested(loader, {.name = "sluice_array_histogram",
                              .loop = histogram,
                              .bind = nested::bind_result<counts_by_element>});
}

}  // namespace sluice::engine
