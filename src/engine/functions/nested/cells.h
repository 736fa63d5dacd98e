// Values of any type at positions of vectors, nested ones reachable without a copy.
#pragma once

#include <memory>
#include <vector>

#include "engine/functions/vectors.h"

namespace sluice::engine::nested {

using duckdb::idx_t;

// What decides how two values compare.
enum class Kind : std::uint8_t {
  boolean,
  int8,
  int16,
  int32,
  int64,
  int128,
  real,
  double_,
  text,  // bytes: varchar, varbinary
  list,
  map,
  row,
  zoned,  // a timestamp or time with time zone: the instant beside its zone
};

class Column;

// One value; valid while its column is.
struct Cell {
  const Column* column = nullptr;
  idx_t row = 0;

  bool is_null() const;
  Kind kind() const;
  template <class T>
  const T& value() const;
  // Of a list or map.
  idx_t length() const;
  Cell element(idx_t index) const;
  Cell key(idx_t index) const { return element(index).field(0); }
  Cell mapped(idx_t index) const { return element(index).field(1); }
  // Of a row.
  std::size_t field_count() const;
  Cell field(std::size_t index) const;

  // What a copy of it takes, roughly.
  std::size_t size_bytes() const;

  // As Trino's messages show it, which is Java's toString().
  std::string text() const;
};

// The values of a vector.
class Column {
 public:
  // The vector has to outlive this.
  Column(duckdb::Vector& vector, idx_t count);
  Column(const Column&) = delete;
  Column& operator=(const Column&) = delete;

  Kind kind() const { return kind_; }
  duckdb::Vector& vector() const { return vector_; }
  Cell at(idx_t row) const { return {.column = this, .row = row}; }
  const Column& child(std::size_t index) const { return *children_[index]; }
  std::size_t child_count() const { return children_.size(); }
  const duckdb::UnifiedVectorFormat& format() const { return format_; }
  // Whether all values take the same room: neither texts nor lists are in them.
  bool is_even() const { return is_even_; }

 private:
  duckdb::Vector& vector_;
  Kind kind_;
  bool is_even_ = true;
  duckdb::UnifiedVectorFormat format_;
  std::vector<std::unique_ptr<Column>> children_;
};

inline bool Cell::is_null() const {
  const auto& format = column->format();
  return !format.validity.RowIsValid(format.sel->get_index(row));
}

inline Kind Cell::kind() const {
  return column->kind();
}

template <class T>
const T& Cell::value() const {
  const auto& format = column->format();
  return duckdb::UnifiedVectorFormat::GetData<T>(format)[format.sel->get_index(row)];
}

inline idx_t Cell::length() const {
  return value<duckdb::list_entry_t>().length;
}

inline Cell Cell::element(idx_t index) const {
  return column->child(0).at(value<duckdb::list_entry_t>().offset + index);
}

inline std::size_t Cell::field_count() const {
  return column->child_count();
}

// DuckDB slices a row's fields with it: they lie at the row's own position.
inline Cell Cell::field(std::size_t index) const {
  return column->child(index).at(row);
}

}  // namespace sluice::engine::nested
