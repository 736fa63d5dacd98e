#include "engine/relation/scan_reader.h"

#include <duckdb/common/multi_file/multi_file_function.hpp>
#include <duckdb/common/multi_file/multi_file_states.hpp>
#include <duckdb/parser/expression/constant_expression.hpp>

#include "engine/host/errors.h"
#include "engine/host/object_files.h"
#include "engine/relation/column_types.h"

namespace sluice::engine {

namespace {

duckdb::MultiFileColumnDefinition declared_column(const ScanColumn& column,
                                                  const duckdb::LogicalType& type) {
  auto definition = duckdb::MultiFileColumnDefinition::CreateFromNameAndType(column.name, type);
  // What a file does not have is NULL.
  definition.default_expression =
      duckdb::make_uniq<duckdb::ConstantExpression>(duckdb::Value(type));
  return definition;
}

// Errors that reading a damaged or foreign file gives; others are the query's own, met in a filter
// that was pushed into the scan.
bool is_of_file(duckdb::ExceptionType type) {
  switch (type) {
    case duckdb::ExceptionType::INVALID:
    case duckdb::ExceptionType::IO:
    case duckdb::ExceptionType::INVALID_INPUT:
    case duckdb::ExceptionType::SERIALIZATION:
    case duckdb::ExceptionType::NOT_IMPLEMENTED:
    case duckdb::ExceptionType::INTERNAL:
      return true;
    default:
      return false;
  }
}

}  // namespace

duckdb::shared_ptr<duckdb::MultiFileList> ScanReader::CreateFileList(
    duckdb::ClientContext& context, const duckdb::vector<std::string>& paths,
    const duckdb::FileGlobInput&) {
  query_ = &QueryState::of(context);
  scan_ = &query_->scan(paths[0]);
  types_ = std::make_shared<const ScanTypes>(parse_types(context, *scan_));
  return duckdb::make_shared_ptr<ObjectList>(*query_, *scan_, types_);
}

// Only a table without files is bound without looking at one: the first file's footer tells the
// optimizer how many rows to expect.
bool ScanReader::Bind(duckdb::MultiFileOptions&, duckdb::MultiFileList& files,
                      duckdb::vector<duckdb::LogicalType>&, duckdb::vector<std::string>&,
                      duckdb::MultiFileReaderBindData&) {
  return files.GetTotalFileCount() == 0;
}

void ScanReader::BindOptions(duckdb::MultiFileOptions&, duckdb::MultiFileList&,
                             duckdb::vector<duckdb::LogicalType>& types,
                             duckdb::vector<std::string>& names,
                             duckdb::MultiFileReaderBindData& bind_data) {
  types.clear();
  names.clear();
  bind_data.schema.clear();
  bind_data.mapping = duckdb::MultiFileColumnMappingMode::BY_NAME;
  const auto add = [&](const std::vector<ScanColumn>& columns,
                       const duckdb::vector<duckdb::LogicalType>& column_types) {
    for (std::size_t i = 0; i < columns.size(); ++i) {
      names.push_back(columns[i].name);
      types.push_back(column_types[i]);
      bind_data.schema.push_back(declared_column(columns[i], column_types[i]));
    }
  };
  add(scan_->columns, types_->columns);
  add(scan_->partition_keys, types_->partition_keys);
}

void ScanReader::FinalizeBind(
    duckdb::MultiFileReaderData& reader_data, const duckdb::MultiFileOptions& file_options,
    const duckdb::MultiFileReaderBindData& bind_data,
    const duckdb::vector<duckdb::MultiFileColumnDefinition>& global_columns,
    const duckdb::vector<duckdb::ColumnIndex>& global_column_ids, duckdb::ClientContext& context,
    duckdb::optional_ptr<duckdb::MultiFileReaderGlobalState> state) {
  MultiFileReader::FinalizeBind(reader_data, file_options, bind_data, global_columns,
                                global_column_ids, context, state);
  const auto position = find_position(*query_, reader_data.reader->GetFileName());
  for (std::size_t i = 0; i < global_column_ids.size(); ++i) {
    const auto column = global_column_ids[i].GetPrimaryIndex();
    if (duckdb::IsVirtualColumn(column)) continue;
    if (column < scan_->columns.size()) {
      require_readable(*reader_data.reader, column);
      continue;
    }
    const std::size_t key = column - scan_->columns.size();
    try {
      reader_data.constant_map.Add(
          duckdb::MultiFileGlobalIndex(i),
          partition_value(*scan_, position->file, key, types_->partition_keys[key]));
    } catch (const Error& error) {
      query_->fail(error);
    }
  }
}

void ScanReader::require_readable(const duckdb::BaseFileReader& reader, std::size_t column) const {
  const ScanColumn& declared = scan_->columns[column];
  for (const auto& stored : reader.GetColumns()) {
    if (!duckdb::StringUtil::CIEquals(stored.name, declared.name)) continue;
    if (is_readable_as(stored.type, types_->columns[column])) return;
    query_->fail(Error(ErrorKind::invalid, "HIVE_BAD_DATA",
                       fmt::format("{}: column {} is {} in the file, but {} in the table",
                                   object_name(*query_, reader.file.path), declared.name,
                                   stored.type.ToString(), declared.duckdb_type)));
  }
}

void ScanReader::FinalizeChunk(duckdb::ClientContext& context,
                               const duckdb::MultiFileBindData& bind_data,
                               duckdb::BaseFileReader& reader,
                               const duckdb::MultiFileReaderData& reader_data,
                               duckdb::DataChunk& input, duckdb::DataChunk& output,
                               duckdb::ExpressionExecutor& executor,
                               duckdb::optional_ptr<duckdb::MultiFileReaderGlobalState> state) {
  try {
    MultiFileReader::FinalizeChunk(context, bind_data, reader, reader_data, input, output, executor,
                                   state);
  } catch (const duckdb::ConversionException& error) {
    const std::string reason = first_line(duckdb::ErrorData(error).RawMessage());
    query_->fail(
        Error(ErrorKind::invalid, "HIVE_BAD_DATA",
              fmt::format("{}: a value does not fit the table's type: {}",
                          object_name(*query_, reader.file.path), without_paths(*query_, reason))));
  }
  if (const auto position = find_position(*query_, reader.file.path)) {
    FileCounter& counter = query_->counter(*scan_, position->file);
    counter.rows += output.size();
    if (scan_->format == ScanFormat::avro) counter.records += output.size();
  }
}

template <class Open>
duckdb::shared_ptr<duckdb::BaseFileReader> ScanReader::open(const duckdb::OpenFileInfo& file,
                                                            Open&& create) {
  try {
    auto reader = create();
    const auto position = find_position(*query_, file.path);
    // Only a Parquet footer tells how many records there are; Avro's are counted as they come.
    if (position && scan_->format == ScanFormat::parquet) {
      const auto rows = reader->GetUnionData(0)->TryGetCardinalityEstimate();
      if (rows.IsValid()) query_->counter(*scan_, position->file).records += rows.GetIndex();
    }
    return reader;
  } catch (const std::exception& error) {
    fail_reading(file.path, error);
  }
}

duckdb::shared_ptr<duckdb::BaseFileReader> ScanReader::CreateReader(
    duckdb::ClientContext& context, duckdb::GlobalTableFunctionState& state,
    const duckdb::OpenFileInfo& file, duckdb::idx_t file_index,
    const duckdb::MultiFileBindData& bind_data) {
  return open(file, [&] {
    return MultiFileReader::CreateReader(context, state, file, file_index, bind_data);
  });
}

duckdb::shared_ptr<duckdb::BaseFileReader> ScanReader::CreateReader(
    duckdb::ClientContext& context, const duckdb::OpenFileInfo& file,
    duckdb::BaseFileReaderOptions& options, const duckdb::MultiFileOptions& file_options,
    duckdb::MultiFileReaderInterface& interface) {
  return open(file, [&] {
    return MultiFileReader::CreateReader(context, file, options, file_options, interface);
  });
}

duckdb::unique_ptr<duckdb::MultiFileReader> ScanReader::Copy() const {
  auto copy = duckdb::make_uniq<ScanReader>(inner_);
  copy->query_ = query_;
  copy->scan_ = scan_;
  copy->types_ = types_;
  copy->function_name = function_name;
  return copy;
}

void ScanReader::fail_reading(const std::string& path, const std::exception& error) const {
  if (query_->first_error() || dynamic_cast<const Error*>(&error) != nullptr) throw;
  const duckdb::ErrorData data(error);
  const std::string reason = first_line(data.RawMessage());
  if (!is_of_file(data.Type()) || reason.starts_with(kCodedPrefix)) throw;
  query_->fail(Error(ErrorKind::corrupt, "HIVE_BAD_DATA",
                     fmt::format("{} cannot be read: {}", object_name(*query_, path),
                                 without_paths(*query_, reason))));
}

}  // namespace sluice::engine
