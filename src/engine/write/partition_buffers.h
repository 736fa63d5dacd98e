// Rows on their way to their partitions, in memory that DuckDB may spill.
//
// A buffer costs a vector's width for every column (some 400 KB), whatever it holds. So only the
// first partitions to appear get buffers of their own; later ones share, told apart by a hidden
// last column, and are separated when they are written.
#pragma once

#include <memory>
#include <unordered_set>
#include <vector>

#include <duckdb.hpp>
#include <duckdb/common/types/column/column_data_collection.hpp>

#include "engine/write/write_plan.h"

namespace sluice::engine {

using Rows = duckdb::unique_ptr<duckdb::ColumnDataCollection>;

// How many buffers one thread may have of each kind, by memory limit and width of a row.
std::size_t buffer_count(duckdb::ClientContext& context,
                         const duckdb::vector<duckdb::LogicalType>& types);

struct PartitionBuffer {
  Rows rows;  // null until a row comes
  duckdb::ColumnDataAppendState state;
  std::unordered_set<std::uint32_t> partitions;  // of a shared buffer

  void append(duckdb::ClientContext& context, const duckdb::vector<duckdb::LogicalType>& types,
              duckdb::DataChunk& chunk);
  Rows take();
};

// One thread's.
class PartitionBuffers {
 public:
  PartitionBuffers(const WritePlan& plan, std::size_t count);

  // Partitions below it have a buffer of their own: own(id).
  std::size_t own_count() const { return own_.size(); }
  PartitionBuffer& own(std::uint32_t partition) { return own_[partition]; }
  PartitionBuffer& shared(std::size_t index) { return shared_[index]; }
  static bool is_own(std::uint32_t partition, std::size_t count) { return partition < count; }

  // Takes the chunk's rows. Some are kept back, so that each partition gets many at a time.
  // Answers the buffers that got rows and may be full: own first, shared from own_count() on.
  const std::vector<std::uint32_t>& add(duckdb::ClientContext& context, duckdb::DataChunk& chunk,
                                        const std::vector<std::uint32_t>& ids);
  // Puts what was kept back into the buffers.
  void flush(duckdb::ClientContext& context);

 private:
  void sort_rows();
  void append(duckdb::ClientContext& context, std::uint32_t buffer, duckdb::sel_t* rows,
              std::size_t count);

  const WritePlan& plan_;
  duckdb::vector<duckdb::LogicalType> shared_types_;
  std::vector<PartitionBuffer> own_;
  std::vector<PartitionBuffer> shared_;
  std::vector<std::vector<duckdb::sel_t>> rows_;  // of the staged ones, by buffer
  duckdb::DataChunk staged_;
  std::vector<std::uint32_t> staged_ids_;
  std::size_t staged_max_ = 0;
  std::vector<std::uint32_t> touched_;
};

}  // namespace sluice::engine
