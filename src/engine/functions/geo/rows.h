// The loop of the geospatial functions: a function of one row becomes DuckDB's over vectors.
//
// A row in which an argument is NULL is NULL. What the function answers is stored by its type:
// numbers, text or bytes (std::string), a list (std::vector), a pair (two fields of a row), and
// NULL where an optional is empty.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/functions/define.h"
#include "engine/functions/geo/shape/shape.h"
#include "engine/functions/geo/topology.h"

namespace sluice::engine::geo {

// The arguments of one row.
class Row {
 public:
  explicit Row(duckdb::DataChunk& rows);

  template <class Value>
  Value get(std::size_t argument) const {
    const auto& column = columns_[argument];
    return duckdb::UnifiedVectorFormat::GetData<Value>(column)[column.sel->get_index(row_)];
  }
  std::string_view bytes(std::size_t argument) const;
  Shape shape(std::size_t argument) const;
  // Of a list of geometries; NULL members are absent.
  std::vector<std::optional<std::string_view>> list(std::size_t argument) const;

  // For GEOS. The geometry of the argument stays parsed while rows repeat it, as joins do.
  Topology& topology() const;
  const GEOSGeometry& geometry(std::size_t argument) const;
  const GEOSPreparedGeometry& prepared(std::size_t argument) const;

  void move_to(duckdb::idx_t row) { row_ = row; }
  bool has_null() const;

 private:
  struct Parsed {
    std::string bytes;
    Topology::Geometry geometry;
    Topology::Prepared prepared;
  };

  duckdb::vector<duckdb::UnifiedVectorFormat> columns_;
  duckdb::DataChunk& rows_;
  duckdb::idx_t row_ = 0;
  mutable std::unique_ptr<Topology> topology_;  // made when first asked for
  mutable std::vector<Parsed> parsed_;
};

template <class Value>
void store(duckdb::Vector& result, duckdb::idx_t row, const Value& value) {
  duckdb::FlatVector::GetData<Value>(result)[row] = value;
}

inline void store(duckdb::Vector& result, duckdb::idx_t row, const std::string& value) {
  duckdb::FlatVector::GetData<duckdb::string_t>(result)[row] =
      duckdb::StringVector::AddStringOrBlob(result, value);
}

inline void store(duckdb::Vector& result, duckdb::idx_t row,
                  const std::pair<std::string, std::string>& value) {
  auto& fields = duckdb::StructVector::GetEntries(result);
  store(*fields[0], row, value.first);
  store(*fields[1], row, value.second);
}

template <class Value>
void store(duckdb::Vector& result, duckdb::idx_t row, const std::vector<Value>& values) {
  const auto offset = duckdb::ListVector::GetListSize(result);
  duckdb::ListVector::Reserve(result, offset + values.size());
  auto& child = duckdb::ListVector::GetEntry(result);
  for (std::size_t i = 0; i < values.size(); ++i)
    store(child, offset + i, values[i]);
  duckdb::ListVector::SetListSize(result, offset + values.size());
  duckdb::FlatVector::GetData<duckdb::list_entry_t>(result)[row] = {offset, values.size()};
}

template <class Value>
void store(duckdb::Vector& result, duckdb::idx_t row, const std::optional<Value>& value) {
  if (value) return store(result, row, *value);
  duckdb::FlatVector::SetNull(result, row, true);
}

template <class Result>
Loop row_by_row(Result (*compute)(const Row&)) {
  return [compute](duckdb::DataChunk& rows, duckdb::ExpressionState&, duckdb::Vector& result) {
    Row row(rows);
    const bool is_constant = rows.AllConstant();
    const duckdb::idx_t count = is_constant ? std::min<duckdb::idx_t>(1, rows.size()) : rows.size();
    result.SetVectorType(duckdb::VectorType::FLAT_VECTOR);
    for (duckdb::idx_t i = 0; i < count; ++i) {
      row.move_to(i);
      if (row.has_null()) {
        duckdb::FlatVector::SetNull(result, i, true);
      } else {
        store(result, i, compute(row));
      }
    }
    if (is_constant) result.SetVectorType(duckdb::VectorType::CONSTANT_VECTOR);
  };
}

}  // namespace sluice::engine::geo
