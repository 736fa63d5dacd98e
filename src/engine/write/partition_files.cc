#include "engine/write/partition_files.h"

#include <duckdb/catalog/catalog_entry/copy_function_catalog_entry.hpp>
#include <duckdb/common/types/column/column_data_collection.hpp>
#include <duckdb/main/client_data.hpp>

#include "engine/host/object_files.h"
#include "engine/write/hive_path.h"

namespace sluice::engine {

namespace {

// Each open file holds the store's buffers and a footer; the rows of further partitions wait in
// spillable memory.
constexpr std::size_t kOpenFilesMax = 256;

}  // namespace

struct PartitionFiles::File {
  std::uint32_t partition = 0;
  std::uint64_t body_number = 0;
  std::unique_ptr<store::BodyWriter> body;
  duckdb::unique_ptr<duckdb::GlobalFunctionData> writer;
  duckdb::CopyFunctionFileStatistics footer;  // filled by the writer's end
  int users = 0;
  bool is_full = false;
};

PartitionFiles::PartitionFiles(QueryState& query, const WriteRequest& request,
                               const PartitionRegistry& registry)
    : query_(query), request_(request), registry_(registry) {}

PartitionFiles::~PartitionFiles() = default;

void PartitionFiles::bind(duckdb::ClientContext& context, const WritePlan& plan) {
  auto& catalog = duckdb::Catalog::GetSystemCatalog(context);
  auto& entry =
      catalog.GetEntry<duckdb::CopyFunctionCatalogEntry>(context, DEFAULT_SCHEMA, "parquet");
  parquet_ = duckdb::make_uniq<duckdb::CopyFunction>(entry.function);
  duckdb::CopyInfo info;
  info.format = "parquet";
  info.options["compression"] = {duckdb::Value("zstd")};
  info.options["compression_level"] = {duckdb::Value::BIGINT(request_.compression_level)};
  duckdb::CopyFunctionBindInput input(info, parquet_->function_info);
  input.file_extension = "parquet";
  parquet_data_ = parquet_->copy_to_bind(context, input, plan.file_names, plan.file_types);
}

void PartitionFiles::append(std::uint64_t number, std::span<const std::byte> data) {
  store::BodyWriter* body = nullptr;
  {
    const std::lock_guard lock(mutex_);
    body = bodies_.at(number);
  }
  body->write(data);
  bytes_ += data.size();
}

bool PartitionFiles::may_write(std::uint32_t partition) const {
  const std::lock_guard lock(mutex_);
  const auto found = partitions_.find(partition);
  return open_count_ < kOpenFilesMax || (found != partitions_.end() && found->second.current);
}

void PartitionFiles::write(duckdb::ClientContext& context, std::uint32_t partition,
                           duckdb::unique_ptr<duckdb::ColumnDataCollection> rows) {
  if (rows->Count() == 0) return;
  if (query_.cancelled()) throw duckdb::InterruptException();
  const std::uint64_t count = rows->Count();
  const auto file = acquire(context, partition);
  auto batch = parquet_->prepare_batch(context, *parquet_data_, *file->writer, std::move(rows));
  parquet_->flush_batch(context, *parquet_data_, *file->writer, *batch);
  batch.reset();
  release(context, file);
  rows_ += count;
}

void PartitionFiles::close(duckdb::ClientContext& context, std::uint32_t partition) {
  std::shared_ptr<File> file;
  {
    const std::lock_guard lock(mutex_);
    const auto found = partitions_.find(partition);
    if (found != partitions_.end()) file = std::move(found->second.current);
  }
  if (file) finish(context, *file);
}

std::shared_ptr<PartitionFiles::File> PartitionFiles::acquire(duckdb::ClientContext& context,
                                                              std::uint32_t partition) {
  const std::lock_guard lock(mutex_);
  Partition& state = partitions_[partition];
  if (!state.current) state.current = open(context, partition, state.files++);
  ++state.current->users;
  return state.current;
}

// A full file takes no more row groups, and ends when the last one under way has come in.
void PartitionFiles::release(duckdb::ClientContext& context, const std::shared_ptr<File>& file) {
  const bool is_full = parquet_->rotate_next_file(*file->writer, *parquet_data_,
                                                  duckdb::optional_idx(request_.target_file_bytes));
  bool is_last = false;
  {
    const std::lock_guard lock(mutex_);
    Partition& state = partitions_[file->partition];
    if (is_full) {
      file->is_full = true;
      if (state.current == file) state.current.reset();
    }
    --file->users;
    is_last = file->is_full && file->users == 0;
  }
  if (is_last) finish(context, *file);
}

// Called with the lock held: DuckDB's writer puts the file's first bytes in at once.
std::shared_ptr<PartitionFiles::File> PartitionFiles::open(duckdb::ClientContext& context,
                                                           std::uint32_t partition,
                                                           std::uint32_t sequence) {
  auto file = std::make_shared<File>();
  file->partition = partition;
  file->body_number = next_body_++;
  const std::string folder = partition_folder(request_.partition_keys, registry_.values(partition));
  const store::ObjectKey key(
      fmt::format("{}{}{}-{}.parquet", request_.prefix, folder, request_.file_stem, sequence));
  try {
    file->body = query_.objects().stage(request_.bucket, key);
  } catch (const Error& error) {
    query_.fail(error);
  }
  bodies_.emplace(file->body_number, file->body.get());
  ++open_count_;
  file->writer = parquet_->copy_to_initialize_global(context, *parquet_data_,
                                                     write_path(query_, file->body_number));
  parquet_->copy_to_get_written_statistics(context, *parquet_data_, *file->writer, file->footer);
  return file;
}

void PartitionFiles::finish(duckdb::ClientContext& context, File& file) {
  parquet_->copy_to_finalize(context, *parquet_data_, *file.writer);
  file.writer.reset();
  WrittenFile result;
  try {
    result.object = file.body->finish();
  } catch (const Error& error) {
    query_.fail(error);
  }
  result.partition_values = registry_.values(file.partition);
  result.rows = file.footer.row_count;
  const std::lock_guard lock(mutex_);
  bodies_.erase(file.body_number);
  file.body.reset();
  --open_count_;
  written_.push_back(std::move(result));
}

std::vector<WrittenFile> PartitionFiles::take_written() {
  const std::lock_guard lock(mutex_);
  return std::move(written_);
}

}  // namespace sluice::engine
