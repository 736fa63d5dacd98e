#include "engine/relation/object_scan.h"

#include <duckdb/catalog/catalog_entry/table_function_catalog_entry.hpp>
#include <duckdb/common/multi_file/multi_file_function.hpp>

#include "engine/host/object_files.h"
#include "engine/relation/scan_reader.h"

namespace sluice::engine {

namespace {

const ScanReader& reader_of(const duckdb::FunctionData& bind_data) {
  const auto& files = bind_data.Cast<duckdb::MultiFileBindData>();
  return static_cast<const ScanReader&>(*files.multi_file_reader);
}

duckdb::unique_ptr<duckdb::MultiFileReader> make_reader(const duckdb::TableFunction& function) {
  return duckdb::make_uniq<ScanReader>(
      duckdb::shared_ptr_cast<duckdb::TableFunctionInfo, InnerScan>(function.function_info));
}

// A file whose last part has been handed out is read whole once the query comes to its end: rows
// that were not handed over, the filters had excluded by then, if the scan has any.
void count_complete(const ScanReader& reader, duckdb::MultiFileGlobalState& state) {
  const std::lock_guard lock(state.lock);
  for (const auto& file : state.readers) {
    const bool is_done = file->file_state == duckdb::MultiFileFileState::CLOSED ||
                         file->file_state == duckdb::MultiFileFileState::SKIPPED;
    if (!is_done) continue;
    // The file that the binder had opened has no path here; it is the first one.
    const std::string& path = file->file_to_be_opened.path;
    const auto position =
        find_position(reader.query(), path.empty() ? state.file_list.GetFirstFile().path : path);
    if (!position) continue;
    FileCounter& counter = reader.query().counter(reader.scan(), position->file);
    const bool has_filters = reader.scan().bad_records != BadRecords::reject;
    if (has_filters && counter.records > 0) counter.rows = counter.records.load();
    counter.is_complete = true;
  }
}

void scan(duckdb::ClientContext& context, duckdb::TableFunctionInput& input,
          duckdb::DataChunk& output) {
  const ScanReader& reader = reader_of(*input.bind_data);
  try {
    reader.inner().scan(context, input, output);
  } catch (const std::exception& error) {
    if (!input.local_state) throw;
    const auto& local = input.local_state->Cast<duckdb::MultiFileLocalState>();
    reader.fail_reading(local.reader ? local.reader->file.path : std::string(), error);
  }
  const bool is_at_end = input.async_result.GetResultType() == duckdb::AsyncResultType::FINISHED;
  if (is_at_end || output.size() == 0) {
    count_complete(reader, input.global_state->Cast<duckdb::MultiFileGlobalState>());
  }
}

// A column's range is the file's own only where the types are equal and there is one file.
duckdb::unique_ptr<duckdb::BaseStatistics> statistics(duckdb::ClientContext& context,
                                                      const duckdb::FunctionData* bind_data,
                                                      duckdb::column_t column) {
  const auto& files = bind_data->Cast<duckdb::MultiFileBindData>();
  const ScanReader& reader = reader_of(*bind_data);
  if (!files.initial_reader || duckdb::IsVirtualColumn(column) ||
      column >= reader.scan().columns.size() ||
      files.file_list->GetExpandResult() != duckdb::FileExpandResult::SINGLE_FILE) {
    return nullptr;
  }
  for (const auto& stored : files.initial_reader->GetColumns()) {
    if (!duckdb::StringUtil::CIEquals(stored.name, files.names[column])) continue;
    if (stored.type != files.types[column]) return nullptr;
    return files.initial_reader->GetStatistics(context, stored.name);
  }
  return nullptr;
}

// The row counts are right; the columns' ranges are by the file's order of columns, not the
// table's.
duckdb::vector<duckdb::PartitionStatistics> partition_stats(duckdb::ClientContext& context,
                                                            duckdb::GetPartitionStatsInput& input) {
  auto result = reader_of(*input.bind_data).inner().partition_stats(context, input);
  for (auto& partition : result)
    partition.partition_row_group = nullptr;
  return result;
}

// Leaves nothing in the scan that would pass a record over.
void hand_everything_on(duckdb::TableFunction& function) {
  function.filter_pushdown = false;
  function.filter_prune = false;
  function.late_materialization = false;
  function.sampling_pushdown = false;
  function.pushdown_complex_filter = nullptr;
  function.pushdown_expression = nullptr;
  function.get_partition_stats = nullptr;
}

enum class Filters { inside, above };

void install(duckdb::ExtensionLoader& loader, const char* from, const char* name, Filters filters) {
  const auto found = loader.TryGetTableFunction(from);
  if (!found) return;
  auto overloads = found->Cast<duckdb::TableFunctionCatalogEntry>().functions;
  duckdb::TableFunction function = overloads.GetFunctionByOffset(0);
  function.name = name;
  function.arguments = {duckdb::LogicalType::VARCHAR};
  auto inner = duckdb::make_shared_ptr<InnerScan>();
  inner->scan = function.function;
  inner->partition_stats = function.get_partition_stats;
  function.function_info = std::move(inner);
  function.function = scan;
  function.get_multi_file_reader = make_reader;
  function.statistics = function.statistics ? statistics : nullptr;
  if (function.get_partition_stats) function.get_partition_stats = partition_stats;
  // Without these a plan is not copied (a CTE that is used twice is then computed once).
  function.serialize = nullptr;
  function.deserialize = nullptr;
  if (filters == Filters::above) hand_everything_on(function);
  loader.RegisterFunction(std::move(function));
}

}  // namespace

void register_object_scans(duckdb::ExtensionLoader& loader) {
  install(loader, "parquet_scan", kParquetScan, Filters::inside);
  install(loader, "parquet_scan", kCountedParquetScan, Filters::above);
  install(loader, "read_avro", kAvroScan, Filters::above);
}

}  // namespace sluice::engine
