// An argument of format(), as the Java object that Trino makes of it.
#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "engine/functions/format/digits.h"
#include "engine/functions/format/specifier.h"

namespace sluice::engine::format {

struct Null {};
// A double; a real counts as the double it is.
struct Floating {
  double value = 0;
  bool is_real = false;
};
struct Date {
  std::int32_t days = 0;
};
struct Time {
  std::int64_t micros = 0;
};
struct Timestamp {
  std::int64_t micros = 0;
};
struct Zoned {
  std::int64_t local_micros = 0;
  std::int64_t offset_seconds = 0;
  std::string_view zone;
};

using Argument = std::variant<Null, bool, std::int64_t, Floating, Decimal, std::string_view, Date,
                              Time, Timestamp, Zoned>;

// "java.lang.Long"
std::string_view java_class(const Argument& argument);

// toString(), and what %h shows.
std::string to_string(const Argument& argument);
std::string hash_text(const Argument& argument);
// The ISO 8601 text of a date or a time.
std::string iso_text(const Argument& argument);

// %d, %o, %x, %e, %f, %g, %a and %t of an argument that is not NULL; nothing where Java refuses the
// argument's class.
std::optional<std::string> format_number(const Argument& argument, const Specifier& specifier);
std::optional<std::string> format_time(const Argument& argument, char conversion);

}  // namespace sluice::engine::format
