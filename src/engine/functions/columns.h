// A chunk's rows, where the executors of define.h do not fit: several columns in, a list out.
#pragma once

#include "engine/functions/define.h"

namespace sluice::engine {

// One argument's values; rows that are NULL have none.
template <class Value>
class Column {
 public:
  Column(duckdb::DataChunk& rows, std::size_t index) {
    rows.data[index].ToUnifiedFormat(rows.size(), format_);
    values_ = duckdb::UnifiedVectorFormat::GetData<Value>(format_);
  }

  bool is_null(duckdb::idx_t row) const {
    return !format_.validity.RowIsValid(format_.sel->get_index(row));
  }
  const Value& operator[](duckdb::idx_t row) const { return values_[format_.sel->get_index(row)]; }

 private:
  duckdb::UnifiedVectorFormat format_;
  const Value* values_ = nullptr;
};

// The elements of an argument's lists; `child`, where it is given, holds them instead: a map's
// keys.
template <class Value>
class Elements {
 public:
  explicit Elements(duckdb::Vector& lists) : Elements(lists, duckdb::ListVector::GetEntry(lists)) {}
  Elements(duckdb::Vector& lists, duckdb::Vector& child) {
    child.ToUnifiedFormat(duckdb::ListVector::GetListSize(lists), format_);
    values_ = duckdb::UnifiedVectorFormat::GetData<Value>(format_);
  }

  std::optional<Value> at(duckdb::idx_t index) const {
    const auto place = format_.sel->get_index(index);
    if (!format_.validity.RowIsValid(place)) return std::nullopt;
    return values_[place];
  }

 private:
  duckdb::UnifiedVectorFormat format_;
  const Value* values_ = nullptr;
};

// Calls `compute` for the rows of which no argument is NULL; all others become NULL.
template <class Compute, class... Columns>
void each_row(duckdb::DataChunk& rows, duckdb::Vector& result, const Compute& compute,
              const Columns&... columns) {
  result.SetVectorType(duckdb::VectorType::FLAT_VECTOR);
  auto& valid = duckdb::FlatVector::Validity(result);
  for (duckdb::idx_t row = 0; row < rows.size(); ++row) {
    if ((columns.is_null(row) || ...)) {
      valid.SetInvalid(row);
    } else {
      compute(row);
    }
  }
  if (rows.AllConstant()) result.SetVectorType(duckdb::VectorType::CONSTANT_VECTOR);
}

// The lists of a flat LIST vector, row by row: open(row), then its items.
class ListWriter {
 public:
  explicit ListWriter(duckdb::Vector& lists) : lists_(lists) {}

  void open(duckdb::idx_t row) {
    row_ = row;
    entry() = duckdb::list_entry_t(duckdb::ListVector::GetListSize(lists_), 0);
  }

  // The place of one more item in items().
  duckdb::idx_t add() {
    const auto place = duckdb::ListVector::GetListSize(lists_);
    duckdb::ListVector::Reserve(lists_, place + 1);
    duckdb::ListVector::SetListSize(lists_, place + 1);
    ++entry().length;
    return place;
  }

  duckdb::Vector& items() { return duckdb::ListVector::GetEntry(lists_); }

  void add_text(std::string_view text) {
    const auto place = add();
    duckdb::FlatVector::GetData<duckdb::string_t>(items())[place] = stored(items(), text);
  }

  void add_null() {
    const auto place = add();
    duckdb::FlatVector::SetNull(items(), place, true);
  }

 private:
  duckdb::list_entry_t& entry() {
    return duckdb::FlatVector::GetData<duckdb::list_entry_t>(lists_)[row_];
  }

  duckdb::Vector& lists_;
  duckdb::idx_t row_ = 0;
};

}  // namespace sluice::engine
