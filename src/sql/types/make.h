// Short ways to name a type in code, and questions about types.
#pragma once

#include "sql/types/type.h"

namespace sluice::sql {

inline Type make_type(TypeKind kind) {
  return {.kind = kind};
}
inline Type decimal_type(int precision, int scale) {
  return {.kind = TypeKind::decimal, .precision = precision, .scale = scale};
}
inline Type varchar_type(int length = Type::kUnbounded) {
  return {.kind = TypeKind::varchar, .length = length};
}
inline Type char_type(int length) {
  return {.kind = TypeKind::char_, .length = length};
}
inline Type timestamp_type(int precision) {
  return {.kind = TypeKind::timestamp, .precision = precision};
}
inline Type array_type(Type element) {
  return {.kind = TypeKind::array, .children = {std::move(element)}};
}

inline bool is_integer(const Type& type) {
  return type.kind >= TypeKind::tinyint && type.kind <= TypeKind::bigint;
}
inline bool is_floating(const Type& type) {
  return type.kind == TypeKind::real || type.kind == TypeKind::double_;
}
inline bool is_numeric(const Type& type) {
  return type.kind >= TypeKind::tinyint && type.kind <= TypeKind::decimal;
}
inline bool is_text(const Type& type) {
  return type.kind == TypeKind::varchar || type.kind == TypeKind::char_;
}
inline bool is_unknown(const Type& type) {
  return type.kind == TypeKind::unknown;
}

inline bool is_geospatial(const Type& type) {
  return type.kind >= TypeKind::geometry && type.kind <= TypeKind::bing_tile;
}

// Sketches: nothing compares them, and only their bytes can be cast.
inline bool is_sketch(const Type& type) {
  return type.kind >= TypeKind::hyperloglog && type.kind <= TypeKind::quantile_digest;
}

// Trino's "comparable" (=, GROUP BY) and "orderable" (<, ORDER BY).
bool is_comparable(const Type& type);
bool is_orderable(const Type& type);

// The field's name in DuckDB's STRUCT: its own where DuckDB takes it, or field0, field1 … where it
// has none.
std::string row_field_name(const Type& row, std::size_t field);

}  // namespace sluice::sql
