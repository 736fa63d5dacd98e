#include "engine/write/partitioned_writer.h"

#include <algorithm>
#include <set>

#include <duckdb/parallel/task_executor.hpp>

#include "engine/write/shared_pass.h"

namespace sluice::engine {

namespace {

constexpr std::size_t kRowGroupRows = 122'880;
constexpr std::size_t kRowGroupBytes = 256 << 20;  // wide rows make shorter row groups
// Partitions of a shared buffer that are separated in one pass over it.
constexpr std::size_t kPassPartitions = 64;

bool is_row_group(const duckdb::ColumnDataCollection& rows) {
  return rows.Count() >= kRowGroupRows || rows.AllocationSize() >= kRowGroupBytes;
}

std::set<std::uint32_t> partitions_in(const std::vector<Rows>& parts) {
  std::set<std::uint32_t> found;
  for (const Rows& part : parts) {
    const auto last = static_cast<duckdb::column_t>(part->ColumnCount() - 1);
    for (auto& chunk : part->Chunks({last})) {
      const auto* ids = duckdb::FlatVector::GetData<std::uint32_t>(chunk.data[0]);
      found.insert(ids, ids + chunk.size());
    }
  }
  return found;
}

}  // namespace

PartitionedWriter::Local::Local(PartitionedWriter& writer, duckdb::ClientContext&)
    : lookup(writer.registry_, writer.plan_.key_types),
      buffers(writer.plan_, writer.buffer_count_) {
  columns.InitializeEmpty(writer.plan_.file_types);
  if (!writer.plan_.key_types.empty()) keys.InitializeEmpty(writer.plan_.key_types);
}

PartitionedWriter::PartitionedWriter(QueryState& query, const WriteRequest& request)
    : query_(query),
      request_(request),
      checks_(query, request),
      files_(query, request, registry_) {}

void PartitionedWriter::bind(duckdb::ClientContext& context, const std::vector<std::string>& names,
                             const std::vector<duckdb::LogicalType>& types) {
  try {
    plan_ = plan_write(request_, names, types);
  } catch (const Error& error) {
    query_.fail(error);
  }
  buffer_count_ = plan_.key_columns.empty() ? 1 : buffer_count(context, plan_.file_types);
  files_.bind(context, plan_);
}

void PartitionedWriter::add(duckdb::ClientContext& context, Local& local,
                            duckdb::DataChunk& chunk) {
  const std::uint64_t before = produced_.fetch_add(chunk.size());
  if (before / kRowGroupRows != (before + chunk.size()) / kRowGroupRows) report_progress();
  checks_.apply(plan_, chunk);
  if (chunk.size() == 0) return;
  local.columns.ReferenceColumns(chunk, plan_.file_columns);
  if (plan_.key_columns.empty()) {
    local.ids.assign(chunk.size(), registry_.id_of({}));
  } else {
    local.keys.ReferenceColumns(chunk, plan_.key_columns);
    local.lookup.find(local.keys, local.ids);
  }
  flush_full(context, local, local.buffers.add(context, local.columns, local.ids));
}

void PartitionedWriter::flush_full(duckdb::ClientContext& context, Local& local,
                                   const std::vector<std::uint32_t>& touched) {
  const auto own_count = static_cast<std::uint32_t>(local.buffers.own_count());
  for (const std::uint32_t index : touched) {
    if (index < own_count) {
      PartitionBuffer& buffer = local.buffers.own(index);
      if (is_row_group(*buffer.rows) && files_.may_write(index)) {
        write(context, index, buffer.take());
      }
      continue;
    }
    PartitionBuffer& buffer = local.buffers.shared(index - own_count);
    if (buffer.rows->Count() < kRowGroupRows * buffer.partitions.size()) continue;
    if (!files_.may_write(*buffer.partitions.begin())) continue;
    std::vector<Rows> parts;
    parts.push_back(buffer.take());
    write_shared(context, std::move(parts), false);
  }
}

void PartitionedWriter::write(duckdb::ClientContext& context, std::uint32_t partition, Rows rows) {
  files_.write(context, partition, std::move(rows));
  report_progress();
}

void PartitionedWriter::report_progress() const {
  if (!request_.progress) return;
  WriteProgress progress{.rows = files_.rows(), .bytes = files_.bytes()};
  const auto over = static_cast<double>(progress.rows + checks_.rejected());
  const double share_written = over / static_cast<double>(std::max<std::uint64_t>(produced_, 1));
  progress.share_done = query_.share_read() * (1 + std::min(share_written, 1.0)) / 2;
  request_.progress(progress);
}

void PartitionedWriter::combine(duckdb::ClientContext& context, Local& local) {
  local.buffers.flush(context);
  const std::lock_guard lock(mutex_);
  for (std::uint32_t index = 0; index < local.buffers.own_count(); ++index) {
    if (auto rows = local.buffers.own(index).take()) own_[index].push_back(std::move(rows));
    if (auto rows = local.buffers.shared(index).take()) shared_[index].push_back(std::move(rows));
  }
}

// Row groups of the threads' leftovers; a partition that fits one row group gets one.
void PartitionedWriter::write_own(duckdb::ClientContext& context, std::uint32_t partition,
                                  std::vector<Rows> parts) {
  Rows group;
  for (Rows& part : parts) {
    if (group && group->Count() + part->Count() > kRowGroupRows) {
      write(context, partition, std::move(group));
    }
    if (!group) {
      group = std::move(part);
    } else {
      group->Combine(*part);
    }
  }
  if (group) write(context, partition, std::move(group));
  files_.close(context, partition);
}

// Passes over the rows, each taking up to kPassPartitions apart: memory stays bounded whatever the
// number of partitions.
void PartitionedWriter::write_shared(duckdb::ClientContext& context, std::vector<Rows> parts,
                                     bool is_last) {
  const std::set<std::uint32_t> found = partitions_in(parts);
  const std::vector<std::uint32_t> partitions(found.begin(), found.end());
  for (std::size_t begin = 0; begin < partitions.size(); begin += kPassPartitions) {
    const std::size_t end = std::min(begin + kPassPartitions, partitions.size());
    SharedPass pass(context, plan_,
                    {partitions.begin() + static_cast<std::ptrdiff_t>(begin),
                     partitions.begin() + static_cast<std::ptrdiff_t>(end)});
    for (Rows& part : parts)
      pass.add(*part);
    for (auto& [partition, rows] : pass.take()) {
      write(context, partition, std::move(rows));
      if (is_last) files_.close(context, partition);
    }
  }
}

class PartitionedWriter::Task final : public duckdb::BaseExecutorTask {
 public:
  Task(duckdb::TaskExecutor& tasks, std::function<void()> work)
      : BaseExecutorTask(tasks), work_(std::move(work)) {}
  void ExecuteTask() override { work_(); }

 private:
  std::function<void()> work_;
};

void PartitionedWriter::finish(duckdb::ClientContext& context) {
  duckdb::TaskExecutor tasks(context);
  for (auto& [partition, parts] : own_) {
    tasks.ScheduleTask(
        duckdb::make_uniq<Task>(tasks, [this, &context, id = partition, rows = &parts] {
          write_own(context, id, std::move(*rows));
        }));
  }
  for (auto& [index, parts] : shared_) {
    tasks.ScheduleTask(duckdb::make_uniq<Task>(
        tasks, [this, &context, rows = &parts] { write_shared(context, std::move(*rows), true); }));
  }
  tasks.WorkOnTasks();
  // Partitions whose last row group had been written before.
  for (std::uint32_t partition = 0; partition < registry_.count(); ++partition) {
    files_.close(context, partition);
  }
}

WriteResult PartitionedWriter::result() {
  WriteResult result;
  result.files = files_.take_written();
  std::sort(result.files.begin(), result.files.end(),
            [](const WrittenFile& left, const WrittenFile& right) {
              return left.object.key < right.object.key;
            });
  for (const WrittenFile& file : result.files)
    result.rows += file.rows;
  result.rows_produced = produced_;
  result.rows_rejected = checks_.rejected();
  result.check_failures = checks_.failures();
  return result;
}

}  // namespace sluice::engine
