#include "engine/text/text_rows.h"

#include "engine/text/csv_framer.h"
#include "engine/text/csv_rows.h"
#include "engine/text/json_framer.h"
#include "engine/text/json_rows.h"

namespace sluice::engine {

std::unique_ptr<TextRows> make_text_rows(const TextTable& table) {
  if (table.format == ScanFormat::json) return std::make_unique<JsonRows>(table);
  return std::make_unique<CsvRows>(table);
}

std::unique_ptr<RecordFramer> make_framer(const TextTable& table) {
  const std::size_t record_max = table.limits.record_bytes_max;
  if (table.format == ScanFormat::json) return std::make_unique<JsonFramer>(table.json, record_max);
  const auto empty_lines =
      table.names.size() == 1 ? CsvFramer::EmptyLines::records : CsvFramer::EmptyLines::skipped;
  return std::make_unique<CsvFramer>(table.csv, empty_lines, record_max);
}

}  // namespace sluice::engine
