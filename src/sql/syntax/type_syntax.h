// Types as the text writes them: CAST(x AS row(a decimal(10,2), b array(varchar))).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sql/syntax/name.h"

namespace sluice::sql {

enum class IntervalField : std::uint8_t { year, month, day, hour, minute, second };

// What the type looks like decides which members say something.
enum class TypeForm : std::uint8_t {
  generic,    // name(arguments): bigint, varchar(10), decimal(10,2), array(bigint), map(a, b),
              // "double" also for DOUBLE PRECISION; array<t>, t ARRAY and map<k,v> end here too
  row,        // row(fields)
  date_time,  // name is "time" or "timestamp"; precision; with_time_zone
  interval,   // interval_from to interval_to
};

struct TypeArgument;
struct RowField;

struct TypeSyntax {
  Location location;
  TypeForm form = TypeForm::generic;
  std::string name;                     // lower case; "row" and "interval" for those forms
  std::vector<TypeArgument> arguments;  // generic
  std::vector<RowField> fields;         // row
  std::vector<TypeArgument> precision;  // date_time: none or one (almost always an integer)
  bool with_time_zone = false;          // date_time
  IntervalField interval_from = IntervalField::day;
  IntervalField interval_to = IntervalField::second;  // equals interval_from when there is no TO
  std::optional<std::int64_t> interval_precision;     // DAY(3); Athena has no such thing yet

  bool operator==(const TypeSyntax&) const;
};

// An integer, or a type.
struct TypeArgument {
  std::optional<std::int64_t> integer;
  std::vector<TypeSyntax> type;  // one element when it is a type

  bool operator==(const TypeArgument&) const = default;
};

struct RowField {
  std::optional<Identifier> name;
  TypeSyntax type;

  bool operator==(const RowField&) const = default;
};

}  // namespace sluice::sql
