// DuckDB's MultiFileReader for a scan: declared schema, columns by name, partition constants,
// counts.
#pragma once

#include <memory>

#include <duckdb.hpp>
#include <duckdb/common/multi_file/multi_file_reader.hpp>

#include "engine/query_state.h"
#include "engine/relation/object_list.h"

namespace sluice::engine {

// DuckDB's own parts of the table function that ours stand in front of.
struct InnerScan final : duckdb::TableFunctionInfo {
  duckdb::table_function_t scan = nullptr;
  duckdb::table_function_get_partition_stats_t partition_stats = nullptr;
};

class ScanReader final : public duckdb::MultiFileReader {
 public:
  explicit ScanReader(duckdb::shared_ptr<InnerScan> inner) : inner_(std::move(inner)) {}

  QueryState& query() const { return *query_; }
  const Scan& scan() const { return *scan_; }
  const InnerScan& inner() const { return *inner_; }

  duckdb::shared_ptr<duckdb::MultiFileList> CreateFileList(
      duckdb::ClientContext& context, const duckdb::vector<std::string>& paths,
      const duckdb::FileGlobInput& glob) override;

  bool Bind(duckdb::MultiFileOptions& options, duckdb::MultiFileList& files,
            duckdb::vector<duckdb::LogicalType>& types, duckdb::vector<std::string>& names,
            duckdb::MultiFileReaderBindData& bind_data) override;
  void BindOptions(duckdb::MultiFileOptions& options, duckdb::MultiFileList& files,
                   duckdb::vector<duckdb::LogicalType>& types, duckdb::vector<std::string>& names,
                   duckdb::MultiFileReaderBindData& bind_data) override;

  void FinalizeBind(duckdb::MultiFileReaderData& reader_data,
                    const duckdb::MultiFileOptions& file_options,
                    const duckdb::MultiFileReaderBindData& bind_data,
                    const duckdb::vector<duckdb::MultiFileColumnDefinition>& global_columns,
                    const duckdb::vector<duckdb::ColumnIndex>& global_column_ids,
                    duckdb::ClientContext& context,
                    duckdb::optional_ptr<duckdb::MultiFileReaderGlobalState> state) override;
  void FinalizeChunk(duckdb::ClientContext& context, const duckdb::MultiFileBindData& bind_data,
                     duckdb::BaseFileReader& reader, const duckdb::MultiFileReaderData& reader_data,
                     duckdb::DataChunk& input, duckdb::DataChunk& output,
                     duckdb::ExpressionExecutor& executor,
                     duckdb::optional_ptr<duckdb::MultiFileReaderGlobalState> state) override;

  duckdb::shared_ptr<duckdb::BaseFileReader> CreateReader(
      duckdb::ClientContext& context, duckdb::GlobalTableFunctionState& state,
      const duckdb::OpenFileInfo& file, duckdb::idx_t file_index,
      const duckdb::MultiFileBindData& bind_data) override;
  duckdb::shared_ptr<duckdb::BaseFileReader> CreateReader(
      duckdb::ClientContext& context, const duckdb::OpenFileInfo& file,
      duckdb::BaseFileReaderOptions& options, const duckdb::MultiFileOptions& file_options,
      duckdb::MultiFileReaderInterface& interface) override;

  duckdb::unique_ptr<duckdb::MultiFileReader> Copy() const override;

  // Throws what went wrong while reading a file as an Error that names the object, if the file can
  // be to blame; otherwise throws `error` on.
  [[noreturn]] void fail_reading(const std::string& path, const std::exception& error) const;

 private:
  template <class Open>
  duckdb::shared_ptr<duckdb::BaseFileReader> open(const duckdb::OpenFileInfo& file, Open&& create);
  void require_readable(const duckdb::BaseFileReader& reader, std::size_t column) const;

  duckdb::shared_ptr<InnerScan> inner_;  // shared with the table function
  QueryState* query_ = nullptr;
  const Scan* scan_ = nullptr;
  std::shared_ptr<const ScanTypes> types_;  // shared with the file list
};

}  // namespace sluice::engine
