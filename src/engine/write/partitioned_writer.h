// Splits a query's rows by partition and writes each partition's Parquet files.
//
// Why not DuckDB's own COPY … PARTITION_BY, with figures: README.md.
#pragma once

#include <map>
#include <mutex>
#include <vector>

#include <duckdb.hpp>

#include "engine/query_state.h"
#include "engine/write/partition_buffers.h"
#include "engine/write/partition_files.h"
#include "engine/write/partition_ids.h"
#include "engine/write/row_checks.h"
#include "engine/write/write_plan.h"

namespace sluice::engine {

// Thread-safe but for bind() and finish(), which come first and last.
class PartitionedWriter {
 public:
  // One thread's part.
  struct Local {
    Local(PartitionedWriter& writer, duckdb::ClientContext& context);
    PartitionLookup lookup;
    PartitionBuffers buffers;
    std::vector<std::uint32_t> ids;
    duckdb::DataChunk columns;
    duckdb::DataChunk keys;
  };

  PartitionedWriter(QueryState& query, const WriteRequest& request);

  Outputs& outputs() { return files_; }

  void bind(duckdb::ClientContext& context, const std::vector<std::string>& names,
            const std::vector<duckdb::LogicalType>& types);
  void add(duckdb::ClientContext& context, Local& local, duckdb::DataChunk& chunk);
  // The thread has no more rows.
  void combine(duckdb::ClientContext& context, Local& local);
  // No thread has: writes what is left, on all of DuckDB's threads.
  void finish(duckdb::ClientContext& context);

  bool is_sorted() const { return !request_.sort.empty(); }
  WriteResult result();

 private:
  class Task;

  void write_own(duckdb::ClientContext& context, std::uint32_t partition, std::vector<Rows> parts);
  void write_shared(duckdb::ClientContext& context, std::vector<Rows> parts, bool is_last);
  void flush_full(duckdb::ClientContext& context, Local& local,
                  const std::vector<std::uint32_t>& touched);
  void write(duckdb::ClientContext& context, std::uint32_t partition, Rows rows);
  void report_progress() const;

  QueryState& query_;
  const WriteRequest& request_;
  WritePlan plan_;
  RowChecks checks_;
  PartitionRegistry registry_;
  PartitionFiles files_;
  std::size_t buffer_count_ = 0;
  std::atomic<std::uint64_t> produced_{0};
  std::mutex mutex_;
  std::map<std::uint32_t, std::vector<Rows>> own_;     // left by finished threads
  std::map<std::uint32_t, std::vector<Rows>> shared_;  // the same, by shared buffer
};

}  // namespace sluice::engine
