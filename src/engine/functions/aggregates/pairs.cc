// Aggregates that end as maps and short lists: functions over the list of a group's values.
#include <unordered_map>

#include <duckdb/common/vector_operations/vector_operations.hpp>
#include <duckdb/planner/expression.hpp>

#include "engine/functions/define.h"
#include "engine/functions/families.h"

namespace sluice::engine {

namespace {

using duckdb::idx_t;
using duckdb::list_entry_t;
using duckdb::ListVector;
using duckdb::Value;
using duckdb::Vector;
using Arguments = duckdb::vector<duckdb::unique_ptr<duckdb::Expression>>;
using Bound = duckdb::unique_ptr<duckdb::FunctionData>;

constexpr std::int64_t kRowsMax = 10'000;

// A list of structs (k, v), its pairs' keys told apart.
class Pairs {
 public:
  Pairs(Vector& list, idx_t count)
      : pairs_(ListVector::GetEntry(list)),
        size_(ListVector::GetListSize(list)),
        hashes_(LogicalType::HASH) {
    list.ToUnifiedFormat(count, rows_);
    pairs_.Flatten(size_);
    duckdb::VectorOperations::Hash(keys(), hashes_, size_);
    hashes_.Flatten(size_);
  }

  Vector& keys() { return *duckdb::StructVector::GetEntries(pairs_)[0]; }
  Vector& values() { return *duckdb::StructVector::GetEntries(pairs_)[1]; }

  // Each key's pairs, in the order that the keys came; nothing for NULL, or no pair with a key.
  std::optional<std::vector<std::vector<idx_t>>> groups(idx_t row) {
    const auto place = rows_.sel->get_index(row);
    if (!rows_.validity.RowIsValid(place)) return std::nullopt;
    const auto list = duckdb::UnifiedVectorFormat::GetData<list_entry_t>(rows_)[place];
    std::vector<std::vector<idx_t>> groups;
    std::unordered_multimap<duckdb::hash_t, std::size_t> known;
    for (idx_t i = list.offset; i < list.offset + list.length; ++i) {
      if (duckdb::FlatVector::IsNull(keys(), i)) continue;
      const auto hash = duckdb::FlatVector::GetData<duckdb::hash_t>(hashes_)[i];
      const auto found = find(known, groups, hash, i);
      if (found) {
        groups[*found].push_back(i);
        continue;
      }
      known.emplace(hash, groups.size());
      groups.push_back({i});
    }
    if (groups.empty()) return std::nullopt;
    return groups;
  }

 private:
  std::optional<std::size_t> find(const std::unordered_multimap<duckdb::hash_t, std::size_t>& known,
                                  const std::vector<std::vector<idx_t>>& groups,
                                  duckdb::hash_t hash, idx_t pair) {
    const auto [first, last] = known.equal_range(hash);
    for (auto at = first; at != last; ++at) {
      const idx_t other = groups[at->second].front();
      if (Value::NotDistinctFrom(keys().GetValue(pair), keys().GetValue(other))) return at->second;
    }
    return std::nullopt;
  }

  Vector pairs_;
  idx_t size_;
  Vector hashes_;
  duckdb::UnifiedVectorFormat rows_;
};

void copy_chosen(Vector& from, Vector& to, const std::vector<idx_t>& chosen) {
  duckdb::SelectionVector selection(chosen.size());
  for (idx_t i = 0; i < chosen.size(); ++i)
    selection.set_index(i, chosen[i]);
  duckdb::VectorOperations::Copy(from, to, selection, chosen.size(), 0, 0);
}

void settle(Vector& result, const duckdb::DataChunk& rows) {
  if (rows.AllConstant()) result.SetVectorType(duckdb::VectorType::CONSTANT_VECTOR);
}

// Starts the result's list of this row; false for NULL.
template <class Groups>
bool begin_row(Vector& result, idx_t row, idx_t offset, const Groups& groups) {
  auto& entry = duckdb::FlatVector::GetData<list_entry_t>(result)[row];
  entry = {offset, groups ? groups->size() : 0};
  if (!groups) duckdb::FlatVector::SetNull(result, row, true);
  return groups.has_value();
}

// The first value of each key.
void map_of_pairs(duckdb::DataChunk& rows, duckdb::ExpressionState&, Vector& result) {
  Pairs pairs(rows.data[0], rows.size());
  std::vector<idx_t> chosen;
  for (idx_t row = 0; row < rows.size(); ++row) {
    const auto groups = pairs.groups(row);
    if (!begin_row(result, row, chosen.size(), groups)) continue;
    for (const auto& group : *groups)
      chosen.push_back(group.front());
  }
  ListVector::Reserve(result, chosen.size());
  copy_chosen(pairs.keys(), duckdb::MapVector::GetKeys(result), chosen);
  copy_chosen(pairs.values(), duckdb::MapVector::GetValues(result), chosen);
  ListVector::SetListSize(result, chosen.size());
  settle(result, rows);
}

// All values of each key.
void multimap_of_pairs(duckdb::DataChunk& rows, duckdb::ExpressionState&, Vector& result) {
  Pairs pairs(rows.data[0], rows.size());
  std::vector<idx_t> keys;
  std::vector<idx_t> values;
  std::vector<list_entry_t> lists;
  for (idx_t row = 0; row < rows.size(); ++row) {
    const auto groups = pairs.groups(row);
    if (!begin_row(result, row, keys.size(), groups)) continue;
    for (const auto& group : *groups) {
      keys.push_back(group.front());
      lists.push_back({values.size(), group.size()});
      values.insert(values.end(), group.begin(), group.end());
    }
  }
  ListVector::Reserve(result, keys.size());
  copy_chosen(pairs.keys(), duckdb::MapVector::GetKeys(result), keys);
  auto& children = duckdb::MapVector::GetValues(result);
  std::copy(lists.begin(), lists.end(), duckdb::FlatVector::GetData<list_entry_t>(children));
  ListVector::Reserve(children, values.size());
  copy_chosen(pairs.values(), ListVector::GetEntry(children), values);
  ListVector::SetListSize(children, values.size());
  ListVector::SetListSize(result, keys.size());
  settle(result, rows);
}

template <bool IsMulti>
Bound bind_map(duckdb::ClientContext&, duckdb::ScalarFunction& function, Arguments& arguments) {
  const LogicalType list = arguments[0]->return_type;
  const auto& pair = duckdb::ListType::GetChildType(list);
  const auto& key = duckdb::StructType::GetChildType(pair, 0);
  const auto& value = duckdb::StructType::GetChildType(pair, 1);
  function.arguments[0] = list;
  function.SetReturnType(LogicalType::MAP(key, IsMulti ? LogicalType::LIST(value) : value));
  return nullptr;
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

Bound bind_take(duckdb::ClientContext&, duckdb::ScalarFunction& function, Arguments& arguments) {
  function.arguments[0] = arguments[0]->return_type;
  function.SetReturnType(arguments[0]->return_type);
  return nullptr;
}

}  // namespace

void register_pairs(duckdb::ExtensionLoader& loader) {
  const auto any = LogicalType::LIST(LogicalType::ANY);
  add_function(loader, "sluice_map_of_pairs", {any}, LogicalType::ANY, Fails::never, map_of_pairs,
               bind_map<false>);
  add_function(loader, "sluice_multimap_of_pairs", {any}, LogicalType::ANY, Fails::never,
               multimap_of_pairs, bind_map<true>);
  add_function(loader, "sluice_take", {any, LogicalType::BIGINT, LogicalType::VARCHAR},
               LogicalType::ANY, Fails::on_values, take, bind_take);
}

}  // namespace sluice::engine
