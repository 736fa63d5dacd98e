// Aggregates that end as maps and short lists: functions over the list of a group's values.
#include "engine/functions/families.h"
#include "engine/functions/nested/compare.h"
#include "engine/functions/nested/loops.h"

namespace sluice::engine {

namespace {

using duckdb::idx_t;
using duckdb::list_entry_t;
using duckdb::ListVector;
using duckdb::Vector;
using nested::Arguments;
using nested::Cell;
using nested::Picks;
using Bound = duckdb::unique_ptr<duckdb::FunctionData>;

constexpr std::int64_t kRowsMax = 10'000;

struct Group {
  Cell key;
  std::vector<Cell> values;
};

// Each key with its values, in the order that the keys came; a pair without a key is none.
std::vector<Group> groups_of(const Cell& pairs) {
  std::vector<Group> groups;
  nested::CellMap<std::size_t> places;
  for (idx_t i = 0; i < pairs.length(); ++i) {
    const Cell key = pairs.element(i).field(0);
    if (key.is_null()) continue;
    const auto [place, is_new] = places.emplace(key, groups.size());
    if (is_new) groups.push_back({.key = key, .values = {}});
    groups[place->second].values.push_back(pairs.element(i).field(1));
  }
  return groups;
}

// Calls add(group) for the groups of every row, and writes the rows' map entries; NULL for a list
// without a key.
template <class Add>
void each_group(const Arguments& lists, Vector& result, const Add& add) {
  result.SetVectorType(duckdb::VectorType::FLAT_VECTOR);
  auto* entries = duckdb::FlatVector::GetData<list_entry_t>(result);
  idx_t total = 0;
  for (idx_t row = 0; row < lists.count(); ++row) {
    std::vector<Group> groups;
    if (!lists.has_null(row)) groups = groups_of(lists.at(0, row));
    for (const auto& group : groups)
      add(group);
    if (groups.empty()) duckdb::FlatVector::SetNull(result, row, true);
    entries[row] = {total, groups.size()};
    total += groups.size();
  }
  ListVector::Reserve(result, total);
  ListVector::SetListSize(result, total);
}

// The first value of each key.
void map_of_pairs(duckdb::DataChunk& rows, duckdb::ExpressionState&, Vector& result) {
  const Arguments lists(rows);
  Picks keys;
  Picks values;
  each_group(lists, result, [&](const Group& group) {
    keys.add(group.key);
    values.add(group.values.front());
  });
  keys.copy_to(duckdb::MapVector::GetKeys(result));
  values.copy_to(duckdb::MapVector::GetValues(result));
  lists.finish(result);
}

// All values of each key.
void multimap_of_pairs(duckdb::DataChunk& rows, duckdb::ExpressionState&, Vector& result) {
  const Arguments lists(rows);
  Picks keys;
  Picks values;
  std::vector<list_entry_t> children;
  each_group(lists, result, [&](const Group& group) {
    keys.add(group.key);
    children.emplace_back(values.size(), group.values.size());
    for (const Cell& value : group.values)
      values.add(value);
  });
  keys.copy_to(duckdb::MapVector::GetKeys(result));
  auto& mapped = duckdb::MapVector::GetValues(result);
  std::copy(children.begin(), children.end(), duckdb::FlatVector::GetData<list_entry_t>(mapped));
  ListVector::Reserve(mapped, values.size());
  values.copy_to(ListVector::GetEntry(mapped));
  ListVector::SetListSize(mapped, values.size());
  lists.finish(result);
}

template <bool IsMulti>
LogicalType map_type(const duckdb::vector<LogicalType>& arguments) {
  const auto& pair = duckdb::ListType::GetChildType(arguments[0]);
  const auto& value = duckdb::StructType::GetChildType(pair, 1);
  return LogicalType::MAP(duckdb::StructType::GetChildType(pair, 0),
                          IsMulti ? LogicalType::LIST(value) : value);
}

// sluice_take(list, n, what n is): its first n, nothing of an empty one.
void take(duckdb::DataChunk& rows, duckdb::ExpressionState&, Vector& result) {
  ListVector::ReferenceEntry(result, rows.data[0]);
  duckdb::TernaryExecutor::ExecuteWithNulls<list_entry_t, std::int64_t, duckdb::string_t,
                                            list_entry_t>(
      rows.data[0], rows.data[1], rows.data[2], result, rows.size(),
      [](list_entry_t list, std::int64_t count, duckdb::string_t what, duckdb::ValidityMask& valid,
         idx_t row) {
        if (count <= 0) raise(kInvalidArgument, fmt::format("{} must be positive", view(what)));
        if (count > kRowsMax) {
          raise(kInvalidArgument, fmt::format("{} must be less than or equal to {}; found {}",
                                              view(what), kRowsMax, count));
        }
        if (list.length == 0) valid.SetInvalid(row);
        return list_entry_t{list.offset, std::min<idx_t>(list.length, count)};
      });
}

Bound bind_take(duckdb::ClientContext&, duckdb::ScalarFunction& function,
                duckdb::vector<duckdb::unique_ptr<duckdb::Expression>>& arguments) {
  function.arguments[0] = arguments[0]->return_type;
  function.SetReturnType(arguments[0]->return_type);
  return nullptr;
}

}  // namespace

void register_pairs(duckdb::ExtensionLoader& loader) {
  const auto any = LogicalType::LIST(LogicalType::ANY);
  nested::add_nested(loader, {.name = "sluice_map_of_pairs",
                              .loop = map_of_pairs,
                              .bind = nested::bind_result<map_type<false>>});
  nested::add_nested(loader, {.name = "sluice_multimap_of_pairs",
                              .loop = multimap_of_pairs,
                              .bind = nested::bind_result<map_type<true>>});
  add_function(loader, "sluice_take", {any, LogicalType::BIGINT, LogicalType::VARCHAR},
               LogicalType::ANY, Fails::on_values, take, bind_take);
}

}  // namespace sluice::engine
