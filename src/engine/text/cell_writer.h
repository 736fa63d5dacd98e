// Values into DuckDB's vectors, cell by cell, without a duckdb::Value in between.
#pragma once

#include <string_view>

#include <duckdb.hpp>

#include "engine/text/cell_type.h"

namespace sluice::engine {

// Throws Error unsupported for types that text formats do not read. `duckdb_type` is the declared
// text, which alone knows the length of a varchar(n) or char(n).
CellType cell_type(const duckdb::LogicalType& type, std::string_view duckdb_type);

// One flat vector that is being filled. Cheap to make anew for each chunk.
class CellTarget {
 public:
  // Where the text given to write() lives.
  enum class Text { outlives_vector, is_copied };

  CellTarget(const CellType& type, duckdb::Vector& vector);

  const CellType& type() const { return *type_; }
  duckdb::Vector& vector() const { return *vector_; }

  void write_null(duckdb::idx_t row);
  // Forgets what was written at the row.
  void clear(duckdb::idx_t row);

  // A value of a scalar type. False when the text is none; nothing is written then. White space
  // around anything but text and bytes is dropped, and what is empty then is NULL.
  bool write(duckdb::idx_t row, std::string_view text, Text lifetime);

 private:
  bool write_value(duckdb::idx_t row, std::string_view text);
  bool write_decimal(duckdb::idx_t row, std::string_view text);
  bool write_text(duckdb::idx_t row, std::string_view text, Text lifetime);
  template <class Stored, class Cast>
  bool store(duckdb::idx_t row, const std::optional<Cast>& value);

  const CellType* type_;
  duckdb::Vector* vector_;
  duckdb::data_ptr_t data_;
  duckdb::ValidityMask* validity_;
};

}  // namespace sluice::engine
