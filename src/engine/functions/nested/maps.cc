// Maps: made from keys and values, joined, looked up, taken apart.
// https://trino.io/docs/current/functions/map.html
#include <numeric>

#include "engine/functions/nested/compare.h"
#include "engine/functions/nested/entries.h"
#include "engine/functions/nested/families.h"
#include "engine/functions/nested/loops.h"
#include "engine/functions/texts.h"

namespace sluice::engine {

namespace {

using nested::Arguments;
using nested::Cell;
using nested::CellMap;
using nested::CellSet;
using nested::idx_t;
using nested::PickedLists;

// The keys of one map, each once.
class Keys {
 public:
  void add(const Cell& key) {
    nested::check_key(key);
    if (seen_.insert(key).second) return;
    raise(kInvalidArgument, fmt::format("Duplicate map keys ({}) are not allowed", key.text()));
  }

 private:
  CellSet seen_;
};

void add_entry(const Cell& key, const Cell& value, PickedLists& out) {
  out.picks(0).add(key);
  out.picks(1).add(value);
}

// map(keys, values)
void from_arrays(const Arguments& arguments, idx_t row, PickedLists& out) {
  const Cell keys = arguments.at(0, row);
  const Cell values = arguments.at(1, row);
  if (keys.length() != values.length()) {
    raise(kInvalidArgument, "Key and value arrays must be the same length");
  }
  Keys checked;
  for (idx_t i = 0; i < keys.length(); ++i) {
    checked.add(keys.element(i));
    add_entry(keys.element(i), values.element(i), out);
  }
}

void from_entries(const Arguments& arguments, idx_t row, PickedLists& out) {
  const Cell entries = arguments.at(0, row);
  Keys checked;
  for (idx_t i = 0; i < entries.length(); ++i) {
    const Cell entry = nested::entry_of(entries, i);
    checked.add(entry.field(0));
    add_entry(entry.field(0), entry.field(1), out);
  }
}

// The same for entries whose keys come from a map as they are.
void from_known_entries(const Arguments& arguments, idx_t row, PickedLists& out) {
  const Cell entries = arguments.at(0, row);
  for (idx_t i = 0; i < entries.length(); ++i) {
    add_entry(entries.element(i).field(0), entries.element(i).field(1), out);
  }
}

// The same for entries that a cast has made; the errors are the cast's.
void from_cast_entries(const Arguments& arguments, idx_t row, PickedLists& out) {
  const Cell entries = arguments.at(0, row);
  CellSet seen;
  for (idx_t i = 0; i < entries.length(); ++i) {
    const Cell key = entries.element(i).field(0);
    if (key.is_null()) raise("INVALID_CAST_ARGUMENT", "map key is null");
    if (!seen.insert(key).second) raise("INVALID_CAST_ARGUMENT", "duplicate keys");
    add_entry(key, entries.element(i).field(1), out);
  }
}

void to_entries(const Arguments& arguments, idx_t row, PickedLists& out) {
  const Cell map = arguments.at(0, row);
  for (idx_t i = 0; i < map.length(); ++i)
    add_entry(map.key(i), map.mapped(i), out);
}

// By key: the same for maps that are not distinct.
void to_sorted_entries(const Arguments& arguments, idx_t row, PickedLists& out) {
  const Cell map = arguments.at(0, row);
  std::vector<idx_t> places(map.length());
  std::iota(places.begin(), places.end(), idx_t{0});
  std::sort(places.begin(), places.end(), [&](idx_t left, idx_t right) {
    return nested::order(map.key(left), map.key(right)) < 0;
  });
  for (const idx_t place : places)
    add_entry(map.key(place), map.mapped(place), out);
}

// The last map's value stands.
void concat(const Arguments& arguments, idx_t row, PickedLists& out) {
  CellMap<std::size_t> places;
  std::vector<std::pair<Cell, Cell>> entries;
  for (std::size_t i = 0; i < arguments.width(); ++i) {
    const Cell map = arguments.at(i, row);
    for (idx_t at = 0; at < map.length(); ++at) {
      const auto [place, is_new] = places.emplace(map.key(at), entries.size());
      if (is_new) {
        entries.emplace_back(map.key(at), map.mapped(at));
      } else {
        entries[place->second].second = map.mapped(at);
      }
    }
  }
  for (const auto& [key, value] : entries)
    add_entry(key, value, out);
}

std::optional<Cell> find(const Cell& map, const Cell& key) {
  for (idx_t i = 0; i < map.length(); ++i) {
    if (nested::is_identical(map.key(i), key)) return map.mapped(i);
  }
  return std::nullopt;
}

// (key, value here, value there) for every key of either.
void zip(const Arguments& arguments, idx_t row, PickedLists& out) {
  const Cell left = arguments.at(0, row);
  const Cell right = arguments.at(1, row);
  CellMap<Cell> others;
  for (idx_t i = 0; i < right.length(); ++i)
    others.emplace(right.key(i), right.mapped(i));
  for (idx_t i = 0; i < left.length(); ++i) {
    add_entry(left.key(i), left.mapped(i), out);
    const auto other = others.find(left.key(i));
    if (other == others.end()) {
      out.picks(2).add_null();
      continue;
    }
    out.picks(2).add(other->second);
    others.erase(other);
  }
  for (idx_t i = 0; i < right.length(); ++i) {
    if (!others.contains(right.key(i))) continue;
    out.picks(0).add(right.key(i));
    out.picks(1).add_null();
    out.picks(2).add(right.mapped(i));
  }
}

std::optional<Cell> element_at(const Arguments& arguments, idx_t row) {
  return find(arguments.at(0, row), arguments.at(1, row));
}

// Trino shows a key as its cast to varchar, where there is one.
[[noreturn]] void fail_absent(const Cell& key) {
  const bool is_bytes = key.column->vector().GetType().id() == duckdb::LogicalTypeId::BLOB;
  switch (key.kind()) {
    case nested::Kind::list:
    case nested::Kind::map:
    case nested::Kind::row:
      raise(kInvalidArgument, "Key not present in map");
    case nested::Kind::double_:
      raise(kInvalidArgument, "Key not present in map: " + double_text(key.value<double>()));
    default:
      raise(kInvalidArgument,
            is_bytes ? "Key not present in map" : "Key not present in map: " + key.text());
  }
}

std::optional<Cell> subscript(const Arguments& arguments, idx_t row) {
  const Cell key = arguments.at(1, row);
  auto found = find(arguments.at(0, row), key);
  if (!found) fail_absent(key);
  return found;
}

// --- types

LogicalType map_of_arrays(const duckdb::vector<LogicalType>& arguments) {
  return LogicalType::MAP(duckdb::ListType::GetChildType(arguments[0]),
                          duckdb::ListType::GetChildType(arguments[1]));
}

LogicalType map_of_entries(const duckdb::vector<LogicalType>& arguments) {
  const auto& entry = duckdb::ListType::GetChildType(arguments[0]);
  return LogicalType::MAP(duckdb::StructType::GetChildType(entry, 0),
                          duckdb::StructType::GetChildType(entry, 1));
}

LogicalType entries_of_map(const duckdb::vector<LogicalType>& arguments) {
  return nested::list_of_rows(
      {duckdb::MapType::KeyType(arguments[0]), duckdb::MapType::ValueType(arguments[0])});
}

LogicalType zipped_entries(const duckdb::vector<LogicalType>& arguments) {
  return nested::list_of_rows({duckdb::MapType::KeyType(arguments[0]),
                               duckdb::MapType::ValueType(arguments[0]),
                               duckdb::MapType::ValueType(arguments[1])});
}

LogicalType value_of_map(const duckdb::vector<LogicalType>& arguments) {
  return duckdb::MapType::ValueType(arguments[0]);
}

}  // namespace

void register_maps(duckdb::ExtensionLoader& loader) {
  using nested::bind_result;
  const auto add = [&](const char* name, std::size_t width, Fails fails, nested::RecordsBody body,
                       std::size_t fields, duckdb::bind_scalar_function_t bind) {
    nested::add_nested(loader, {.name = name,
                                .width = width,
                                .fails = fails,
                                .loop = nested::records_loop(body, fields),
                                .bind = bind});
  };
  add("sluice_map", 2, Fails::on_values, from_arrays, 2, bind_result<map_of_arrays>);
  add("sluice_map_of", 1, Fails::on_values, from_entries, 2, bind_result<map_of_entries>);
  add("sluice_map_of_known", 1, Fails::never, from_known_entries, 2, bind_result<map_of_entries>);
  add("sluice_map_of_cast", 1, Fails::on_values, from_cast_entries, 2, bind_result<map_of_entries>);
  add("sluice_map_entries", 1, Fails::never, to_entries, 2, bind_result<entries_of_map>);
  add("sluice_map_sorted", 1, Fails::on_values, to_sorted_entries, 2, bind_result<entries_of_map>);
  add("sluice_zip_maps", 2, Fails::never, zip, 3, bind_result<zipped_entries>);
  nested::add_nested(loader, {.name = "sluice_map_concat",
                              .loop = nested::records_loop(concat, 2),
                              .bind = bind_result<nested::type_of_first>,
                              .is_variadic = true});
  nested::add_nested(loader, {.name = "sluice_map_element_at",
                              .width = 2,
                              .loop = nested::cell_loop(element_at),
                              .bind = bind_result<value_of_map>});
  nested::add_nested(loader, {.name = "sluice_map_subscript",
                              .width = 2,
                              .fails = Fails::on_values,
                              .loop = nested::cell_loop(subscript),
                              .bind = bind_result<value_of_map>});
}

}  // namespace sluice::engine
