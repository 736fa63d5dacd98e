// What the text of a column is to become.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/text/cast.h"

namespace sluice::engine {

enum class CellKind : std::uint8_t {
  boolean,
  tinyint,
  smallint,
  integer,
  bigint,
  real,
  double_,
  decimal,
  date,
  timestamp,
  text,
  binary,
  list,
  struct_,
  map,
};

struct CellType {
  CellKind kind = CellKind::text;
  int precision = 0;                      // decimal
  int scale = 0;                          // decimal
  TimeUnit unit = TimeUnit::microsecond;  // timestamp
  std::size_t characters_max = 0;         // text: of varchar(n) and char(n); 0 is any number
  std::vector<CellType> children;         // list: element; map: key, value; struct_: fields
  std::vector<std::string> names;         // struct_: fields' names, lower case

  bool is_nested() const { return kind >= CellKind::list; }
};

// Why the text is no value of the type: "not a date: \"2020-13-01\"".
std::string bad_value(const CellType& type, std::string_view text);

// Whether the text has no more characters than the type allows.
bool fits_length(const CellType& type, std::string_view text);

}  // namespace sluice::engine
