// Numbers for partitions, in the order in which their first rows come.
#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include <duckdb.hpp>

namespace sluice::engine {

using PartitionValues = std::vector<std::optional<std::string>>;

// All threads' partitions. Thread-safe.
class PartitionRegistry {
 public:
  std::uint32_t id_of(const PartitionValues& values);
  PartitionValues values(std::uint32_t id) const;
  std::uint32_t count() const;

 private:
  mutable std::mutex mutex_;
  std::unordered_map<std::string, std::uint32_t> ids_;  // by the values, length-prefixed
  std::vector<PartitionValues> values_;
};

// One thread's way to the ids of a chunk's rows: by hash, verified against the partition's first
// row.
class PartitionLookup {
 public:
  PartitionLookup(PartitionRegistry& registry, const duckdb::vector<duckdb::LogicalType>& types);

  // `keys` are the partition columns only. Writes an id for each row.
  void find(duckdb::DataChunk& keys, std::vector<std::uint32_t>& ids);

 private:
  std::uint32_t slot_of(duckdb::hash_t hash, duckdb::DataChunk& keys, std::size_t row);
  void require_equal(duckdb::DataChunk& keys);

  PartitionRegistry& registry_;
  std::unordered_map<duckdb::hash_t, std::uint32_t> slots_;
  std::vector<std::uint32_t> ids_;  // by slot
  duckdb::DataChunk first_rows_;    // by slot
  duckdb::Vector hashes_;
  duckdb::SelectionVector row_slots_;
};

// As in the path: NULL and the empty text are both Hive's default partition.
PartitionValues partition_values(duckdb::DataChunk& keys, std::size_t row);

}  // namespace sluice::engine
