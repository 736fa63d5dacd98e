#include "engine/write/partition_buffers.h"

#include <bit>

#include <duckdb/parallel/task_scheduler.hpp>
#include <duckdb/storage/buffer_manager.hpp>

namespace sluice::engine {

namespace {

constexpr std::size_t kBuffersMax = 1024;
constexpr std::size_t kBuffersMin = 8;
constexpr std::size_t kBlockBytes = 256 << 10;  // DuckDB allocates no less
constexpr std::size_t kStagedBytes = 4 << 20;
constexpr std::size_t kStagedRowsMax = 32'768;

std::size_t row_bytes(const duckdb::vector<duckdb::LogicalType>& types) {
  std::size_t bytes = 0;
  for (const auto& type : types)
    bytes += duckdb::GetTypeIdSize(type.InternalType()) + 1;
  return bytes;
}

}  // namespace

// All buffers of both kinds and all threads may take a quarter of the memory before their first
// spill.
std::size_t buffer_count(duckdb::ClientContext& context,
                         const duckdb::vector<duckdb::LogicalType>& types) {
  std::size_t row_bytes = 0;
  for (const auto& type : types)
    row_bytes += duckdb::GetTypeIdSize(type.InternalType()) + 1;
  const std::size_t buffer_bytes = row_bytes * STANDARD_VECTOR_SIZE + kBlockBytes;
  const auto threads = duckdb::TaskScheduler::GetScheduler(context).NumberOfThreads();
  const std::size_t memory = duckdb::BufferManager::GetBufferManager(context).GetMaxMemory();
  const std::size_t count = memory / 8 / buffer_bytes / std::max<std::size_t>(1, threads);
  return std::clamp(std::bit_floor(std::max<std::size_t>(1, count)), kBuffersMin, kBuffersMax);
}

void PartitionBuffer::append(duckdb::ClientContext& context,
                             const duckdb::vector<duckdb::LogicalType>& types,
                             duckdb::DataChunk& chunk) {
  if (!rows) {
    rows = duckdb::make_uniq<duckdb::ColumnDataCollection>(
        context, types, duckdb::ColumnDataAllocatorType::BUFFER_MANAGER_ALLOCATOR);
    rows->InitializeAppend(state);
  }
  rows->Append(state, chunk);
}

Rows PartitionBuffer::take() {
  state = duckdb::ColumnDataAppendState();
  partitions.clear();
  return std::move(rows);
}

PartitionBuffers::PartitionBuffers(const WritePlan& plan, std::size_t count)
    : plan_(plan), shared_types_(plan.file_types), own_(count), shared_(count), rows_(2 * count) {
  shared_types_.push_back(duckdb::LogicalType::UINTEGER);
  const std::size_t rows = kStagedBytes / row_bytes(plan.file_types);
  staged_max_ = std::clamp<std::size_t>(rows, STANDARD_VECTOR_SIZE, kStagedRowsMax);
  staged_.Initialize(duckdb::Allocator::DefaultAllocator(), plan.file_types,
                     staged_max_ + STANDARD_VECTOR_SIZE);
}

// A chunk's rows spread over some hundred partitions come to each in dozens: appending those costs
// more than copying the rows once.
const std::vector<std::uint32_t>& PartitionBuffers::add(duckdb::ClientContext& context,
                                                        duckdb::DataChunk& chunk,
                                                        const std::vector<std::uint32_t>& ids) {
  staged_.Append(chunk);
  staged_ids_.insert(staged_ids_.end(), ids.begin(), ids.end());
  if (staged_ids_.size() >= staged_max_) {
    flush(context);
  } else {
    touched_.clear();
  }
  return touched_;
}

void PartitionBuffers::flush(duckdb::ClientContext& context) {
  touched_.clear();
  sort_rows();
  for (const std::uint32_t buffer : touched_) {
    auto& rows = rows_[buffer];
    for (std::size_t begin = 0; begin < rows.size(); begin += STANDARD_VECTOR_SIZE) {
      append(context, buffer, rows.data() + begin,
             std::min<std::size_t>(STANDARD_VECTOR_SIZE, rows.size() - begin));
    }
    rows.clear();
  }
  staged_.Reset();
  staged_ids_.clear();
}

void PartitionBuffers::sort_rows() {
  const auto count = static_cast<std::uint32_t>(own_.size());
  for (std::size_t row = 0; row < staged_ids_.size(); ++row) {
    const std::uint32_t id = staged_ids_[row];
    const std::uint32_t buffer = id < count ? id : count + id % count;
    if (rows_[buffer].empty()) touched_.push_back(buffer);
    rows_[buffer].push_back(static_cast<duckdb::sel_t>(row));
  }
}

void PartitionBuffers::append(duckdb::ClientContext& context, std::uint32_t buffer,
                              duckdb::sel_t* rows, std::size_t count) {
  const duckdb::SelectionVector selection(rows);
  const bool is_shared = buffer >= own_.size();
  duckdb::DataChunk part;
  part.InitializeEmpty(is_shared ? shared_types_ : plan_.file_types);
  for (std::size_t column = 0; column < plan_.file_types.size(); ++column) {
    part.data[column].Slice(staged_.data[column], selection, count);
  }
  part.SetCardinality(count);
  if (!is_shared) {
    own_[buffer].append(context, plan_.file_types, part);
    return;
  }
  PartitionBuffer& target = shared_[buffer - own_.size()];
  duckdb::Vector numbers(duckdb::LogicalType::UINTEGER, count);
  auto* data = duckdb::FlatVector::GetData<std::uint32_t>(numbers);
  for (std::size_t i = 0; i < count; ++i) {
    data[i] = staged_ids_[rows[i]];
    target.partitions.insert(data[i]);
  }
  part.data.back().Reference(numbers);
  target.append(context, shared_types_, part);
}

}  // namespace sluice::engine
