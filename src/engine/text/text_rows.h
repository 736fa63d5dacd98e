// Records become rows: what the CSV and the JSON side of a text scan have in common.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/scan.h"
#include "engine/text/cell_writer.h"
#include "engine/text/record_stream.h"

namespace sluice::engine {

// A column that is cast, whether the query's plan wants its values or not.
struct TextColumn {
  std::size_t index = 0;  // among the table's columns
  std::string name;       // lower case
  CellType type;
};

struct TextTable {
  ScanFormat format = ScanFormat::csv;
  CsvFormat csv;
  JsonFormat json;
  std::vector<std::string> names;   // of all columns in the files, lower case
  std::vector<TextColumn> columns;  // in the table's order
  bool is_bad_value_null = false;   // BadRecords::null
  TextLimits limits;
};

// The first thing that is wrong with a record, in the order of the table's columns.
struct BadRecord {
  std::string column;  // empty when it is the whole record
  std::string reason;
};

// Owned and used by one thread.
class TextRows {
 public:
  virtual ~TextRows() = default;

  // Writes the record's values into `targets` (one a column of the table) at `row`. When the record
  // is bad, whatever was written at `row` is to be overwritten. Text may be written as views into
  // the block.
  virtual std::optional<BadRecord> convert(const TextBlock& block, const TextRecord& record,
                                           std::span<CellTarget> targets, duckdb::idx_t row) = 0;
};

// `table` outlives it.
std::unique_ptr<TextRows> make_text_rows(const TextTable& table);

// Where a content's records end, by the table's format.
std::unique_ptr<RecordFramer> make_framer(const TextTable& table);

}  // namespace sluice::engine
