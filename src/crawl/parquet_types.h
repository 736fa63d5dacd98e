// Parquet's schema elements, and what Hive calls their types.
// https://github.com/apache/parquet-format/blob/master/LogicalTypes.md
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "catalog/catalog.h"

namespace sluice::crawl {

// The numbers are the format's.
enum class ParquetPhysical : std::int8_t {
  none = -1,
  boolean = 0,
  int32 = 1,
  int64 = 2,
  int96 = 3,
  float_ = 4,
  double_ = 5,
  byte_array = 6,
  fixed = 7,
};

enum class ParquetRepetition : std::int8_t { required = 0, optional = 1, repeated = 2 };

enum class ParquetConverted : std::int8_t {
  none = -1,
  utf8 = 0,
  map = 1,
  map_key_value = 2,
  list = 3,
  enum_ = 4,
  decimal = 5,
  date = 6,
  time_millis = 7,
  time_micros = 8,
  timestamp_millis = 9,
  timestamp_micros = 10,
  uint_8 = 11,
  uint_16 = 12,
  uint_32 = 13,
  uint_64 = 14,
  int_8 = 15,
  int_16 = 16,
  int_32 = 17,
  int_64 = 18,
  json = 19,
  bson = 20,
  interval = 21,
};

enum class ParquetLogical : std::int8_t {
  none = 0,
  string = 1,
  map = 2,
  list = 3,
  enum_ = 4,
  decimal = 5,
  date = 6,
  time = 7,
  timestamp = 8,
  integer = 10,
  unknown = 11,
  json = 12,
  bson = 13,
  uuid = 14,
  float16 = 15,
};

// A node of the schema's tree, which is stored depth first.
struct ParquetElement {
  std::string name;
  ParquetPhysical physical = ParquetPhysical::none;
  ParquetRepetition repetition = ParquetRepetition::required;
  ParquetConverted converted = ParquetConverted::none;
  ParquetLogical logical = ParquetLogical::none;
  int children = 0;
  int scale = 0;
  int precision = 0;
  int bits = 0;
  bool is_unsigned = false;
};

// `elements` start with the root. Throws Error corrupt when they are no tree.
std::vector<catalog::Column> parquet_columns(std::span<const ParquetElement> elements);

}  // namespace sluice::crawl
