// The Parquet files of a write, one open for each partition at a time, streamed into staged bodies.
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <unordered_map>

#include <duckdb.hpp>
#include <duckdb/function/copy_function.hpp>

#include "engine/query_state.h"
#include "engine/write/partition_ids.h"
#include "engine/write/write_plan.h"

namespace sluice::engine {

// Thread-safe. What was not finished is gone with it.
class PartitionFiles final : public Outputs {
 public:
  PartitionFiles(QueryState& query, const WriteRequest& request, const PartitionRegistry& registry);
  ~PartitionFiles() override;

  // Before anything else: sets DuckDB's Parquet writer up for the columns.
  void bind(duckdb::ClientContext& context, const WritePlan& plan);

  // One row group, encoded by the caller's thread. Opens the partition's file, or the next one past
  // the target size.
  void write(duckdb::ClientContext& context, std::uint32_t partition,
             duckdb::unique_ptr<duckdb::ColumnDataCollection> rows);
  // The partition has no more rows.
  void close(duckdb::ClientContext& context, std::uint32_t partition);
  // Whether a row group may be written now: too many open files would each hold their buffers.
  bool may_write(std::uint32_t partition) const;

  std::uint64_t rows() const { return rows_; }
  std::uint64_t bytes() const { return bytes_; }
  std::vector<WrittenFile> take_written();

  void append(std::uint64_t number, std::span<const std::byte> data) override;

 private:
  struct File;

  std::shared_ptr<File> acquire(duckdb::ClientContext& context, std::uint32_t partition);
  void release(duckdb::ClientContext& context, const std::shared_ptr<File>& file);
  void finish(duckdb::ClientContext& context, File& file);
  std::shared_ptr<File> open(duckdb::ClientContext& context, std::uint32_t partition,
                             std::uint32_t sequence);

  QueryState& query_;
  const WriteRequest& request_;
  const PartitionRegistry& registry_;
  duckdb::unique_ptr<duckdb::CopyFunction> parquet_;
  duckdb::unique_ptr<duckdb::FunctionData> parquet_data_;

  mutable std::mutex mutex_;
  struct Partition {
    std::shared_ptr<File> current;  // shared with the threads that write a row group to it
    std::uint32_t files = 0;
  };
  std::unordered_map<std::uint32_t, Partition> partitions_;
  std::size_t open_count_ = 0;
  std::unordered_map<std::uint64_t, store::BodyWriter*> bodies_;
  std::uint64_t next_body_ = 0;
  std::vector<WrittenFile> written_;
  std::atomic<std::uint64_t> rows_{0};
  std::atomic<std::uint64_t> bytes_{0};
};

}  // namespace sluice::engine
