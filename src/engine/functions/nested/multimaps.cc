// multimap_from_entries(): every key with the array of its values.
#include "engine/functions/nested/entries.h"
#include "engine/functions/nested/families.h"
#include "engine/functions/nested/loops.h"

namespace sluice::engine {

namespace {

using nested::Arguments;
using nested::Cell;
using nested::idx_t;

struct Group {
  Cell key;
  std::vector<Cell> values;
};

// In the order in which the keys first come.
std::vector<Group> groups_of(const Cell& entries) {
  std::vector<Group> groups;
  nested::CellMap<std::size_t> places;
  for (idx_t i = 0; i < entries.length(); ++i) {
    const Cell entry = nested::entry_of(entries, i);
    const Cell key = entry.field(0);
    nested::check_key(key);
    const auto [place, is_new] = places.emplace(key, groups.size());
    if (is_new) groups.push_back({.key = key, .values = {}});
    groups[place->second].values.push_back(entry.field(1));
  }
  return groups;
}

void multimap(duckdb::DataChunk& rows, duckdb::ExpressionState&, duckdb::Vector& result) {
  using duckdb::ListVector;
  const Arguments arguments(rows);
  result.SetVectorType(duckdb::VectorType::FLAT_VECTOR);
  auto* entries = duckdb::FlatVector::GetData<duckdb::list_entry_t>(result);
  nested::Picks keys;
  nested::Picks values;
  std::vector<duckdb::list_entry_t> lists;
  for (idx_t row = 0; row < arguments.count(); ++row) {
    entries[row] = {lists.size(), 0};
    if (arguments.has_null(row)) {
      duckdb::FlatVector::SetNull(result, row, true);
      continue;
    }
    for (const Group& group : groups_of(arguments.at(0, row))) {
      keys.add(group.key);
      lists.emplace_back(values.size(), group.values.size());
      for (const Cell& value : group.values)
        values.add(value);
      ++entries[row].length;
    }
  }
  ListVector::Reserve(result, lists.size());
  keys.copy_to(duckdb::MapVector::GetKeys(result));
  auto& mapped = duckdb::MapVector::GetValues(result);
  std::copy(lists.begin(), lists.end(), duckdb::FlatVector::GetData<duckdb::list_entry_t>(mapped));
  ListVector::SetListSize(result, lists.size());
  ListVector::Reserve(mapped, values.size());
  values.copy_to(ListVector::GetEntry(mapped));
  ListVector::SetListSize(mapped, values.size());
  arguments.finish(result);
}

LogicalType multimap_type(const duckdb::vector<LogicalType>& arguments) {
  const auto& entry = duckdb::ListType::GetChildType(arguments[0]);
  return LogicalType::MAP(duckdb::StructType::GetChildType(entry, 0),
                          LogicalType::LIST(duckdb::StructType::GetChildType(entry, 1)));
}

}  // namespace

void register_multimaps(duckdb::ExtensionLoader& loader) {
  nested::add_nested(loader, {.name = "sluice_multimap",
                              .fails = Fails::on_values,
                              .loop = multimap,
                              .bind = nested::bind_result<multimap_type>});
}

}  // namespace sluice::engine
