#include "engine/text/text_scan.h"

#include "base/text.h"
#include "base/utf8.h"
#include "engine/text/faults.h"
#include "engine/text/text_source.h"

namespace sluice::engine {

namespace {

using duckdb::idx_t;

// What the binder finds out.
struct TextBindData final : duckdb::TableFunctionData {
  QueryState* query = nullptr;
  const Scan* scan = nullptr;
  TextTable table;
  std::vector<CellType> key_types;            // of the partition keys
  duckdb::vector<duckdb::LogicalType> types;  // of the scan's columns, partition keys last

  duckdb::unique_ptr<duckdb::FunctionData> Copy() const override {
    return duckdb::make_uniq<TextBindData>(*this);
  }
  bool Equals(const duckdb::FunctionData& other) const override {
    return scan == other.Cast<TextBindData>().scan;
  }
};

// Where the values of the columns that are cast go, and what else the plan wants.
struct Projection {
  static constexpr std::size_t kScratch = ~std::size_t{0};

  std::vector<std::size_t> outputs;  // of each of the table's read columns, or kScratch
  struct Constant {
    std::size_t output = 0;
    std::size_t key = 0;  // index of the partition key
  };
  std::vector<Constant> constants;
  std::vector<std::size_t> unused;  // virtual columns: only their number of rows counts
};

// Threads share it.
struct TextGlobalState final : duckdb::GlobalTableFunctionState {
  TextGlobalState(const TextBindData& data, TextTable cast_table, Projection where)
      : table(std::move(cast_table)),
        projection(std::move(where)),
        source(*data.query, *data.scan, table) {
    std::uint64_t bytes = 0;
    for (const ScanFile& file : data.scan->files)
      bytes += file.object.size_bytes;
    const std::uint64_t blocks = bytes / (2 * table.limits.block_bytes);
    threads = std::max<idx_t>({1, data.scan->files.size(), blocks});
  }

  idx_t MaxThreads() const override { return threads; }

  const TextTable table;
  const Projection projection;
  TextSource source;
  idx_t threads = 1;
};

// Keeps a block alive for the vectors whose text lies in it.
class BlockBuffer final : public duckdb::VectorBuffer {
 public:
  explicit BlockBuffer(std::shared_ptr<const TextBlock> block)
      : VectorBuffer(duckdb::VectorBufferType::OPAQUE_BUFFER), block_(std::move(block)) {}

 private:
  std::shared_ptr<const TextBlock> block_;  // shared with the thread and other vectors
};

// One thread's part of the work.
class TextLocalState final : public duckdb::LocalTableFunctionState {
 public:
  TextLocalState(duckdb::ClientContext& context, const TextBindData& data, TextGlobalState& global);

  void scan(duckdb::ClientContext& context, duckdb::DataChunk& output);

 private:
  bool next_piece();
  std::vector<CellTarget> targets(duckdb::DataChunk& output);
  idx_t convert(std::vector<CellTarget>& targets);
  void finish(duckdb::DataChunk& output, idx_t rows);
  void write_constant(duckdb::DataChunk& output, const Projection::Constant& constant);
  void take_bad(const TextRecord& record, BadRecord bad);
  bool is_bad_text(const TextRecord& record) const;

  const TextBindData& data_;
  TextGlobalState& global_;
  std::unique_ptr<TextRows> rows_;
  duckdb::DataChunk scratch_;  // values that are cast only to be checked
  TextSource::Piece piece_;
  std::size_t next_record_ = 0;
  bool is_piece_utf8_ = true;
};

TextLocalState::TextLocalState(duckdb::ClientContext& context, const TextBindData& data,
                               TextGlobalState& global)
    : data_(data), global_(global), rows_(make_text_rows(global.table)) {
  duckdb::vector<duckdb::LogicalType> types;
  for (std::size_t i = 0; i < global.table.columns.size(); ++i) {
    if (global.projection.outputs[i] != Projection::kScratch) continue;
    types.push_back(data.types[global.table.columns[i].index]);
  }
  if (!types.empty()) scratch_.Initialize(context, types);
}

void TextLocalState::scan(duckdb::ClientContext& context, duckdb::DataChunk& output) {
  while (true) {
    if (context.interrupted) throw duckdb::InterruptException();
    if (data_.query->cancelled()) {
      data_.query->fail(Error(ErrorKind::cancelled, "USER_CANCELED", "the query was cancelled"));
    }
    const bool has_records = piece_.block != nullptr && next_record_ < piece_.block->records.size();
    if (!has_records && !next_piece()) return;
    auto cells = targets(output);
    const idx_t rows = convert(cells);
    if (rows == 0) continue;
    finish(output, rows);
    return;
  }
}

bool TextLocalState::next_piece() {
  piece_ = global_.source.next(std::move(piece_));
  next_record_ = 0;
  if (piece_.block == nullptr) return false;
  is_piece_utf8_ = is_utf8(piece_.block->text());
  return true;
}

std::vector<CellTarget> TextLocalState::targets(duckdb::DataChunk& output) {
  if (scratch_.ColumnCount() > 0) scratch_.Reset();
  std::vector<CellTarget> cells;
  std::size_t scratch = 0;
  for (std::size_t i = 0; i < global_.table.columns.size(); ++i) {
    const std::size_t to = global_.projection.outputs[i];
    auto& vector = to == Projection::kScratch ? scratch_.data[scratch++] : output.data[to];
    cells.emplace_back(global_.table.columns[i].type, vector);
  }
  return cells;
}

idx_t TextLocalState::convert(std::vector<CellTarget>& cells) {
  const TextBlock& block = *piece_.block;
  const std::size_t first = next_record_;
  idx_t rows = 0;
  while (next_record_ < block.records.size() && rows < STANDARD_VECTOR_SIZE) {
    const TextRecord& record = block.records[next_record_++];
    auto bad =
        is_bad_text(record) ? BadRecord{"", kNotUtf8} : rows_->convert(block, record, cells, rows);
    if (!bad) {
      ++rows;
      continue;
    }
    for (CellTarget& cell : cells)
      cell.clear(rows);
    take_bad(record, std::move(*bad));
  }
  FileCounter& counter = data_.query->counter(*data_.scan, TextSource::index(piece_));
  counter.rows += rows;
  counter.rejected += next_record_ - first - rows;
  return rows;
}

// Most blocks are UTF-8 as a whole; then no record is looked at again.
bool TextLocalState::is_bad_text(const TextRecord& record) const {
  return !is_piece_utf8_ && !is_utf8(piece_.block->text(record));
}

void TextLocalState::take_bad(const TextRecord& record, BadRecord bad) {
  constexpr std::size_t kRawMax = 64 << 10;
  const TextBlock& block = *piece_.block;
  const std::size_t file = TextSource::index(piece_);
  const std::uint64_t line = block.first_line + record.line;
  if (data_.scan->bad_records != BadRecords::reject || data_.scan->rejects == nullptr) {
    const std::string column = bad.column.empty() ? "" : fmt::format(", column \"{}\"", bad.column);
    data_.query->fail(Error(
        ErrorKind::invalid, "HIVE_BAD_DATA",
        fmt::format("{} line {}{}: {}", file_name(*data_.scan, file), line, column, bad.reason)));
  }
  const store::Object& object = data_.scan->files[file].object;
  const std::string_view raw = block.text(record);
  const auto number = static_cast<std::uint64_t>(&record - block.records.data());
  data_.scan->rejects->add({
      .source = {object.bucket, object.key},
      .version = object.version.text(),
      .record = block.first_record + number,
      .line = line,
      .offset_bytes = block.offset_bytes + record.begin,
      .raw = std::string(raw.substr(0, kRawMax)),
      .is_raw_cut = raw.size() > kRawMax || record.fault == RecordFault::too_long,
      .column = std::move(bad.column),
      .reason = std::move(bad.reason),
  });
}

void TextLocalState::finish(duckdb::DataChunk& output, idx_t rows) {
  const auto buffer = duckdb::make_buffer<BlockBuffer>(piece_.block);
  for (std::size_t i = 0; i < global_.table.columns.size(); ++i) {
    const std::size_t to = global_.projection.outputs[i];
    const bool is_text = global_.table.columns[i].type.kind == CellKind::text;
    if (to == Projection::kScratch || !is_text) continue;
    duckdb::StringVector::AddBuffer(output.data[to], buffer);
  }
  for (const auto& constant : global_.projection.constants)
    write_constant(output, constant);
  for (const std::size_t to : global_.projection.unused) {
    output.data[to].Reference(duckdb::Value(output.data[to].GetType()));
  }
  output.SetCardinality(rows);
}

void TextLocalState::write_constant(duckdb::DataChunk& output,
                                    const Projection::Constant& constant) {
  const std::size_t file = TextSource::index(piece_);
  const auto& text = data_.scan->files[file].partition_values[constant.key];
  const CellType& type = data_.key_types[constant.key];
  duckdb::Vector& vector = output.data[constant.output];
  CellTarget cell(type, vector);
  if (!text) {
    cell.write_null(0);
  } else if (!cell.write(0, *text, CellTarget::Text::is_copied)) {
    data_.query->fail(
        Error(ErrorKind::invalid, "HIVE_INVALID_PARTITION_VALUE",
              fmt::format("{}, partition key \"{}\": {}", file_name(*data_.scan, file),
                          data_.scan->partition_keys[constant.key].name, bad_value(type, *text))));
  }
  vector.SetVectorType(duckdb::VectorType::CONSTANT_VECTOR);
}

duckdb::LogicalType declared_type(const ScanColumn& column, duckdb::ClientContext& context) {
  return duckdb::TransformStringToLogicalType(column.duckdb_type, context);
}

duckdb::unique_ptr<duckdb::FunctionData> bind(duckdb::ClientContext& context,
                                              duckdb::TableFunctionBindInput& input,
                                              duckdb::vector<duckdb::LogicalType>& types,
                                              duckdb::vector<duckdb::string>& names) {
  auto data = duckdb::make_uniq<TextBindData>();
  data->query = &QueryState::of(context);
  data->scan = &data->query->scan(input.inputs[0].GetValue<duckdb::string>());
  const Scan& scan = *data->scan;
  data->table.format = scan.format;
  data->table.csv = scan.csv;
  data->table.json = scan.json;
  data->table.is_bad_value_null = scan.bad_records == BadRecords::null;
  try {
    for (std::size_t i = 0; i < scan.columns.size(); ++i) {
      const ScanColumn& column = scan.columns[i];
      types.push_back(declared_type(column, context));
      names.push_back(column.name);
      data->table.names.push_back(lower_ascii(column.name));
      if (!column.is_read) continue;
      data->table.columns.push_back({.index = i,
                                     .name = data->table.names.back(),
                                     .type = cell_type(types.back(), column.duckdb_type)});
    }
    for (const ScanColumn& key : scan.partition_keys) {
      types.push_back(declared_type(key, context));
      names.push_back(key.name);
      data->key_types.push_back(cell_type(types.back(), key.duckdb_type));
    }
    make_text_rows(data->table);  // refuses what the format cannot hold
    make_framer(data->table);
  } catch (const Error& error) {
    data->query->fail(error);
  }
  data->types = types;
  return data;
}

// A value that nobody wants needs to be looked at only where it may make the record bad: in JSON
// any may, by coming twice.
bool is_check_needed(const TextColumn& column, const TextTable& table) {
  if (table.format == ScanFormat::json) return true;
  const bool is_text = column.type.kind == CellKind::text && column.type.characters_max == 0;
  return !table.is_bad_value_null && !is_text && column.type.kind != CellKind::binary;
}

duckdb::unique_ptr<duckdb::GlobalTableFunctionState> init_global(
    duckdb::ClientContext&, duckdb::TableFunctionInitInput& input) {
  const auto& data = input.bind_data->Cast<TextBindData>();
  const std::size_t file_columns = data.table.names.size();
  std::vector<std::size_t> output_of(file_columns, Projection::kScratch);
  Projection projection;
  for (std::size_t to = 0; to < input.column_ids.size(); ++to) {
    const duckdb::column_t column = input.column_ids[to];
    if (column < file_columns)
      output_of[column] = to;
    else if (column < data.types.size())
      projection.constants.push_back({to, column - file_columns});
    else
      projection.unused.push_back(to);
  }
  TextTable table = data.table;
  std::erase_if(table.columns, [&](const TextColumn& column) {
    return output_of[column.index] == Projection::kScratch && !is_check_needed(column, table);
  });
  for (const TextColumn& column : table.columns) {
    projection.outputs.push_back(output_of[column.index]);
    output_of[column.index] = Projection::kScratch;
  }
  const bool is_all_read =
      std::ranges::all_of(output_of, [](std::size_t to) { return to == Projection::kScratch; });
  if (!is_all_read) throw duckdb::InternalException("the plan reads a column that is not cast");
  return duckdb::make_uniq<TextGlobalState>(data, std::move(table), std::move(projection));
}

duckdb::unique_ptr<duckdb::LocalTableFunctionState> init_local(
    duckdb::ExecutionContext& context, duckdb::TableFunctionInitInput& input,
    duckdb::GlobalTableFunctionState* global) {
  return duckdb::make_uniq<TextLocalState>(context.client, input.bind_data->Cast<TextBindData>(),
                                           global->Cast<TextGlobalState>());
}

void scan(duckdb::ClientContext& context, duckdb::TableFunctionInput& input,
          duckdb::DataChunk& output) {
  input.local_state->Cast<TextLocalState>().scan(context, output);
}

// From the size alone: some ten bytes a field, and text that compresses to a quarter.
duckdb::unique_ptr<duckdb::NodeStatistics> cardinality(duckdb::ClientContext&,
                                                       const duckdb::FunctionData* bind_data) {
  constexpr std::uint64_t kBytesPerField = 8;
  constexpr std::uint64_t kCompression = 4;
  const auto& data = bind_data->Cast<TextBindData>();
  std::uint64_t bytes = 0;
  for (const ScanFile& file : data.scan->files) {
    const std::string& key = file.object.key.text();
    const bool is_packed = key.ends_with(".gz") || key.ends_with(".bz2") || key.ends_with(".zst");
    bytes += file.object.size_bytes * (is_packed ? kCompression : 1);
  }
  const std::uint64_t fields = std::max<std::size_t>(1, data.table.names.size());
  return duckdb::make_uniq<duckdb::NodeStatistics>(bytes / (kBytesPerField * fields) + 1);
}

double progress(duckdb::ClientContext&, const duckdb::FunctionData*,
                const duckdb::GlobalTableFunctionState* global) {
  return global->Cast<TextGlobalState>().source.progress_percent();
}

// So that count(*) asks for no column at all.
duckdb::virtual_column_map_t virtual_columns(duckdb::ClientContext&,
                                             duckdb::optional_ptr<duckdb::FunctionData>) {
  duckdb::virtual_column_map_t columns;
  columns.insert(
      {duckdb::COLUMN_IDENTIFIER_EMPTY, duckdb::TableColumn("", duckdb::LogicalType::BOOLEAN)});
  return columns;
}

}  // namespace

duckdb::TableFunction text_scan_function() {
  duckdb::TableFunction function("sluice_text_scan", {duckdb::LogicalType::VARCHAR}, scan, bind,
                                 init_global, init_local);
  function.projection_pushdown = true;
  function.cardinality = cardinality;
  function.table_scan_progress = progress;
  function.get_virtual_columns = virtual_columns;
  // Threads take blocks as they come; keeping their order would leave one thread to do the work.
  function.order_preservation_type = duckdb::OrderPreservationType::NO_ORDER;
  return function;
}

}  // namespace sluice::engine
