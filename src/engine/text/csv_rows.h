// Rows of delimited text.
//
// NULL is the null text where it stands unquoted; the empty text in a column that is not text; and
// the empty unquoted text in a text column where the format says so. A field that a short record
// lacks is NULL and one too many is dropped where ragged records are allowed (Hive's way); else the
// record is bad.
#pragma once

#include "engine/text/csv_fields.h"
#include "engine/text/text_rows.h"

namespace sluice::engine {

class CsvRows final : public TextRows {
 public:
  // Throws Error unsupported for nested columns.
  explicit CsvRows(const TextTable& table);

  std::optional<BadRecord> convert(const TextBlock& block, const TextRecord& record,
                                   std::span<CellTarget> targets, duckdb::idx_t row) override;

 private:
  std::optional<BadRecord> wrong_record(const TextBlock& block, const TextRecord& record) const;
  bool write(CellTarget& target, duckdb::idx_t row, const CsvField& field) const;

  const TextTable& table_;
  CsvSplitter splitter_;
};

}  // namespace sluice::engine
