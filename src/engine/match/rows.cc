#include "engine/match/rows.h"

namespace sluice::engine::match {

namespace {

duckdb::vector<duckdb::column_t> as_duckdb(const std::vector<duckdb::column_t>& ids) {
  return {ids.begin(), ids.end()};
}

}  // namespace

Rows::Rows(const duckdb::ColumnDataCollection* collection,
           const std::vector<duckdb::column_t>& column_ids,
           const std::vector<duckdb::LogicalType>& types, const SearchRange& range)
    : count_(range.end - range.begin) {
  for (const auto& type : types) {
    columns_.emplace_back(type, count_ + 1);
    duckdb::FlatVector::SetNull(columns_.back(), count_, true);
  }
  if (columns_.empty()) return;
  duckdb::ColumnDataScanState scan;
  collection->InitializeScan(scan, as_duckdb(column_ids));
  duckdb::DataChunk chunk;
  collection->InitializeScanChunk(scan, chunk);
  for (RowIndex row = range.begin; row < range.end; row = scan.next_row_index) {
    collection->Seek(row, scan, chunk);
    const RowIndex offset = row - scan.current_row_index;
    const RowIndex end = std::min<RowIndex>(range.end, scan.next_row_index);
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      duckdb::VectorOperations::Copy(chunk.data[i], columns_[i], offset + end - row, offset,
                                     row - range.begin);
    }
  }
}

Rows::Rows(const std::vector<std::string>& names) : count_(names.size()) {
  columns_.emplace_back(duckdb::LogicalType::VARCHAR, count_ + 1);
  for (std::size_t i = 0; i < names.size(); ++i) {
    columns_[0].SetValue(i, duckdb::Value(names[i]));
  }
  duckdb::FlatVector::SetNull(columns_[0], count_, true);
}

}  // namespace sluice::engine::match
