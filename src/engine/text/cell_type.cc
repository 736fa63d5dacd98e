#include "engine/text/cell_type.h"

#include <algorithm>
#include <limits>

#include "base/utf8.h"

namespace sluice::engine {

namespace {

constexpr std::size_t kShownBytes = 100;

std::string in_quotes(std::string_view text) {
  if (text.size() <= kShownBytes) return fmt::format("\"{}\"", text);
  return fmt::format("\"{}...\"", whole_characters(text, kShownBytes));
}

bool is_integer(std::string_view text) {
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

std::string bad_integer(std::string_view name, std::string_view text) {
  return fmt::format("{} {}: {}", is_integer(text) ? "out of range for" : "not of type", name,
                     in_quotes(text));
}

}  // namespace

std::string bad_value(const CellType& type, std::string_view text) {
  switch (type.kind) {
    case CellKind::boolean:
      return "not a boolean: " + in_quotes(text);
    case CellKind::tinyint:
      return bad_integer("tinyint", text);
    case CellKind::smallint:
      return bad_integer("smallint", text);
    case CellKind::integer:
      return bad_integer("integer", text);
    case CellKind::bigint:
      return bad_integer("bigint", text);
    case CellKind::real:
      return "not a real: " + in_quotes(text);
    case CellKind::double_:
      return "not a double: " + in_quotes(text);
    case CellKind::decimal: {
      const bool is_number = cast_double(text).has_value();
      return fmt::format("{} decimal({},{}): {}", is_number ? "out of range for" : "not of type",
                         type.precision, type.scale, in_quotes(text));
    }
    case CellKind::date:
      return "not a date: " + in_quotes(text);
    case CellKind::timestamp:
      return "not a timestamp: " + in_quotes(text);
    case CellKind::text:
      return fmt::format("longer than {} characters: {}", type.characters_max, in_quotes(text));
    case CellKind::binary:
      break;
    case CellKind::list:
      return "not an array: " + in_quotes(text);
    case CellKind::struct_:
    case CellKind::map:
      return "not an object: " + in_quotes(text);
  }
  return "not bytes: " + in_quotes(text);
}

bool fits_length(const CellType& type, std::string_view text) {
  if (type.characters_max == 0 || text.size() <= type.characters_max) return true;
  return static_cast<std::size_t>(count_characters(text)) <= type.characters_max;
}

}  // namespace sluice::engine
