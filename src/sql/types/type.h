// Trino's types. https://trino.io/docs/current/language/types.html
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/type.h"

namespace sluice::sql {

enum class TypeKind : std::uint8_t {
  unknown,  // of NULL
  boolean,
  tinyint,
  smallint,
  integer,
  bigint,
  real,
  double_,
  decimal,
  char_,
  varchar,
  varbinary,
  json,
  uuid,
  ipaddress,
  date,
  time,
  time_tz,
  timestamp,
  timestamp_tz,
  interval_day_second,
  interval_year_month,
  geometry,
  spherical_geography,
  bing_tile,
  hyperloglog,
  p4_hyperloglog,
  set_digest,
  t_digest,
  quantile_digest,  // of its children[0]
  array,
  map,
  row,
};

// A value; equal when Trino calls them the same type.
struct Type {
  static constexpr int kUnbounded = -1;

  TypeKind kind = TypeKind::unknown;
  int precision = 0;           // decimal: digits; time, timestamp: digits of the second's fraction
  int scale = 0;               // decimal
  int length = kUnbounded;     // char, varchar
  std::vector<Type> children;  // array: element; map: key, value; row: fields
  std::vector<std::optional<std::string>> names;  // row: fields' names

  bool operator==(const Type&) const = default;
};

// "row(a integer, b varchar(5))", "decimal(10,2)", "timestamp(3) with time zone".
std::string to_text(const Type& type);

// How a catalog column reads in a query: string is varchar, float is real, timestamp is
// timestamp(3).
Type from_catalog(const catalog::Type& type);
// The reverse, for a table made from a query. Throws Error unsupported
// ("Unsupported Hive type: uuid"), as Athena does.
catalog::Type to_catalog(const Type& type);

// The DuckDB type that holds its values: "DECIMAL(10,2)", "STRUCT(a INTEGER)".
std::string duckdb_type(const Type& type);

}  // namespace sluice::sql
