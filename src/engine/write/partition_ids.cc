#include "engine/write/partition_ids.h"

#include <duckdb/common/vector_operations/vector_operations.hpp>

namespace sluice::engine {

std::uint32_t PartitionRegistry::id_of(const PartitionValues& values) {
  std::string key;
  for (const auto& value : values) {
    key += value ? fmt::format("{}:{}", value->size(), *value) : std::string("-");
  }
  const std::lock_guard lock(mutex_);
  const auto [found, is_new] = ids_.emplace(key, static_cast<std::uint32_t>(values_.size()));
  if (is_new) values_.push_back(values);
  return found->second;
}

PartitionValues PartitionRegistry::values(std::uint32_t id) const {
  const std::lock_guard lock(mutex_);
  return values_[id];
}

std::uint32_t PartitionRegistry::count() const {
  const std::lock_guard lock(mutex_);
  return static_cast<std::uint32_t>(values_.size());
}

PartitionValues partition_values(duckdb::DataChunk& keys, std::size_t row) {
  PartitionValues values;
  for (std::size_t key = 0; key < keys.ColumnCount(); ++key) {
    const duckdb::Value value = keys.GetValue(key, row);
    std::string text = value.IsNull() ? std::string() : value.ToString();
    values.push_back(text.empty() ? std::nullopt : std::optional(std::move(text)));
  }
  return values;
}

PartitionLookup::PartitionLookup(PartitionRegistry& registry,
                                 const duckdb::vector<duckdb::LogicalType>& types)
    : registry_(registry), hashes_(duckdb::LogicalType::HASH), row_slots_(STANDARD_VECTOR_SIZE) {
  if (!types.empty()) first_rows_.Initialize(duckdb::Allocator::DefaultAllocator(), types);
}

void PartitionLookup::find(duckdb::DataChunk& keys, std::vector<std::uint32_t>& ids) {
  const std::size_t count = keys.size();
  ids.resize(count);
  keys.Hash(hashes_);
  hashes_.Flatten(count);
  const auto* hashes = duckdb::FlatVector::GetData<duckdb::hash_t>(hashes_);
  std::optional<duckdb::hash_t> last;
  std::uint32_t slot = 0;
  for (std::size_t row = 0; row < count; ++row) {
    if (last != hashes[row]) {
      last = hashes[row];
      slot = slot_of(hashes[row], keys, row);
    }
    row_slots_.set_index(row, slot);
    ids[row] = ids_[slot];
  }
  require_equal(keys);
}

std::uint32_t PartitionLookup::slot_of(duckdb::hash_t hash, duckdb::DataChunk& keys,
                                       std::size_t row) {
  const auto [found, is_new] = slots_.emplace(hash, static_cast<std::uint32_t>(ids_.size()));
  if (is_new) {
    ids_.push_back(registry_.id_of(partition_values(keys, row)));
    duckdb::SelectionVector only(1);
    only.set_index(0, row);
    first_rows_.Append(keys, true, &only, 1);
  }
  return found->second;
}

// 64 bits of hash meet by chance once in 10^19 pairs: failing then is right, and simpler than
// chains.
void PartitionLookup::require_equal(duckdb::DataChunk& keys) {
  const std::size_t count = keys.size();
  for (std::size_t key = 0; key < keys.ColumnCount(); ++key) {
    duckdb::Vector expected(first_rows_.data[key], row_slots_, count);
    duckdb::SelectionVector differing(count);
    if (duckdb::VectorOperations::DistinctFrom(keys.data[key], expected, nullptr, count, &differing,
                                               nullptr) > 0) {
      throw duckdb::InvalidInputException("two partitions have the same hash");
    }
  }
}

}  // namespace sluice::engine
