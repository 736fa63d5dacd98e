// The rows of one partition, as vectors.
#pragma once

#include <duckdb.hpp>
#include <duckdb/common/types/column/column_data_collection.hpp>

#include "engine/match/path.h"

namespace sluice::engine::match {

class Rows {
 public:
  // Rows range.begin to range.end of the collection's columns. Null where there is no column.
  Rows(const duckdb::ColumnDataCollection* collection,
       const std::vector<duckdb::column_t>& column_ids,
       const std::vector<duckdb::LogicalType>& types, const SearchRange& range);
  // One column of names.
  explicit Rows(const std::vector<std::string>& names);

  RowIndex count() const { return count_; }
  // Of what a search may keep for each step or result: the engine's memory limit does not see it.
  std::size_t kept_max() const { return 4'000'000 + 20 * count_; }
  // A row after the last: NULL in every column.
  RowIndex null_row() const { return count_; }
  duckdb::Vector& column(std::size_t index) { return columns_[index]; }

 private:
  RowIndex count_;
  std::vector<duckdb::Vector> columns_;
};

}  // namespace sluice::engine::match
