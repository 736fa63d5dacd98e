#include "engine/text/csv_rows.h"

#include "base/error.h"
#include "engine/text/faults.h"

namespace sluice::engine {

CsvRows::CsvRows(const TextTable& table)
    : table_(table),
      splitter_(table.csv, table.columns.empty() ? 0 : table.columns.back().index + 1) {
  for (const TextColumn& column : table.columns) {
    if (!column.type.is_nested()) continue;
    throw Error(ErrorKind::unsupported, "NOT_SUPPORTED",
                fmt::format("column \"{}\": arrays, maps and structs in delimited text (collection "
                            "delimiters) are not supported",
                            column.name));
  }
}

std::optional<BadRecord> CsvRows::convert(const TextBlock& block, const TextRecord& record,
                                          std::span<CellTarget> targets, duckdb::idx_t row) {
  if (record.fault == RecordFault::too_long) return BadRecord{"", too_long_fault(table_.limits)};
  splitter_.split(block.text(record));
  if (auto wrong = wrong_record(block, record)) return wrong;
  const auto& fields = splitter_.fields();
  for (std::size_t i = 0; i < targets.size(); ++i) {
    const std::size_t index = table_.columns[i].index;
    if (index >= fields.size()) {
      targets[i].write_null(row);
    } else if (!write(targets[i], row, fields[index])) {
      const CsvField& field = fields[index];
      if (!table_.is_bad_value_null) {
        return BadRecord{table_.columns[i].name, bad_value(targets[i].type(), field.text())};
      }
      targets[i].write_null(row);
    }
  }
  return std::nullopt;
}

std::optional<BadRecord> CsvRows::wrong_record(const TextBlock& block,
                                               const TextRecord& record) const {
  const bool is_split = splitter_.fault() == CsvFault::none && record.fault == RecordFault::none;
  if (!is_split) return BadRecord{"", csv_fault(block, record, splitter_)};
  const std::size_t expected = table_.names.size();
  if (splitter_.field_count() == expected || table_.csv.is_ragged_allowed) return std::nullopt;
  return BadRecord{"", fmt::format("{} fields instead of {}", splitter_.field_count(), expected)};
}

bool CsvRows::write(CellTarget& target, duckdb::idx_t row, const CsvField& field) const {
  const bool is_text = target.type().kind == CellKind::text;
  const bool is_empty_null = !is_text || (table_.csv.is_empty_null && !field.is_quoted);
  if ((field.size == 0 && is_empty_null) || splitter_.is_null(field)) {
    target.write_null(row);
    return true;
  }
  if (!field.has_escapes) {
    return target.write(row, field.text(), CellTarget::Text::outlives_vector);
  }
  return target.write(row, splitter_.unescape(field), CellTarget::Text::is_copied);
}

}  // namespace sluice::engine
