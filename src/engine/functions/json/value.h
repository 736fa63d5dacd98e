// The items that a path walks over: JSON values, whose scalars have SQL types.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/functions/int128.h"
#include "engine/text/json_parser.h"

namespace sluice::engine {

// In Trino's order of widening where they are numbers.
enum class ItemType : std::uint8_t {
  null,
  boolean,
  tinyint,
  smallint,
  integer,
  bigint,
  decimal,
  real,
  double_,
  big_integer,  // of JSON, past bigint: it has its digits, but no value
  varchar,
  date,
  time,
  timestamp,
  array,
  object,
};

struct JsonItem {
  ItemType type = ItemType::null;
  std::int64_t whole = 0;  // boolean, integers, date (days), timestamp (microseconds)
  double number = 0;       // real, double
  Int128 unscaled = 0;     // decimal
  int scale = 0;
  std::string text;  // varchar, big_integer; date and time as they are written
  std::vector<JsonItem> elements;
  std::vector<std::string> keys;  // object: one for each element

  bool is_number() const { return type >= ItemType::tinyint && type <= ItemType::big_integer; }
  bool is_integer() const { return type >= ItemType::tinyint && type <= ItemType::bigint; }
  bool is_scalar() const { return type < ItemType::array && type != ItemType::null; }
  const JsonItem* member(std::string_view key) const;
};

JsonItem make_integer(std::int64_t value, ItemType type);
JsonItem make_double(double value);
JsonItem make_real(double value);
JsonItem make_decimal(Int128 unscaled, int scale);
JsonItem make_varchar(std::string text);

// What JSON text is; nothing when it is none. Of equal keys the last counts, at the first one's
// place.
std::optional<JsonItem> read_json_item(std::string_view text);

// A value as the dialect passes it: the name of its type without parameters, and its varchar; of
// "json", JSON text. Nothing for broken JSON.
std::optional<JsonItem> read_item(std::string_view type, std::string_view text);

// The other way: the name ("integer" for all integers), and the text.
std::string_view type_name(const JsonItem& item);
std::string item_text(const JsonItem& item);

// JSON text; nothing for a date, which JSON cannot have.
std::optional<std::string> to_json(const JsonItem& item);

// "NUMBER", "ARRAY", "integer": what an error calls it.
std::string_view shown_type(const JsonItem& item);

}  // namespace sluice::engine
