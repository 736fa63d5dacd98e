#include "sql/analyze/literal.h"

#include <charconv>
#include <cmath>

#include "base/utf8.h"
#include "sql/failure.h"
#include "sql/functions/cast.h"
#include "sql/syntax/ast.h"
#include "sql/types/make.h"
#include "sql/types/resolve.h"

namespace sluice::sql {

namespace {

using typed::NodePtr;

constexpr int kDecimalDigitsMax = 38;

std::string blob_escape(std::string_view bytes) {
  std::string out;
  for (const char c : bytes)
    out += fmt::format("\\x{:02X}", static_cast<unsigned char>(c));
  return out;
}

}  // namespace

void fail_literal(const TypedLiteral& literal, std::string_view type) {
  fail(literal.location, "INVALID_LITERAL",
       fmt::format("'{}' is not a valid {} literal", literal.text, type));
}

NodePtr bigint_constant(std::int64_t value) {
  return typed::make_literal(make_type(TypeKind::bigint),
                             fmt::format("CAST('{}' AS BIGINT)", value), std::to_string(value));
}

NodePtr integer_constant(std::int64_t value) {
  if (value < INT32_MIN || value > INT32_MAX) return bigint_constant(value);
  return typed::make_literal(make_type(TypeKind::integer),
                             fmt::format("CAST('{}' AS INTEGER)", value), std::to_string(value));
}

NodePtr decimal_constant(std::string_view text, Location location) {
  std::string digits;
  const bool negative = text.starts_with('-');
  std::optional<std::size_t> whole;
  for (const char c : text.substr(negative || text.starts_with('+') ? 1 : 0)) {
    if (c == '.' && !whole) {
      whole = digits.size();
    } else if (c >= '0' && c <= '9') {
      digits += c;
    } else {
      fail(location, "INVALID_LITERAL", fmt::format("'{}' is not a valid DECIMAL literal", text));
    }
  }
  const int scale = static_cast<int>(digits.size() - whole.value_or(digits.size()));
  const auto first = std::min(digits.find_first_not_of('0'), digits.size() - scale);
  const int precision = std::max({static_cast<int>(digits.size() - first), scale, 1});
  if (digits.empty() || precision > kDecimalDigitsMax) {
    fail(location, "INVALID_LITERAL", fmt::format("'{}' is not a valid DECIMAL literal", text));
  }
  std::string plain = (negative ? "-" : "") + digits.substr(first, digits.size() - scale - first);
  if (plain.empty() || plain == "-") plain += "0";
  if (scale > 0) plain += "." + digits.substr(digits.size() - scale);
  const Type type = decimal_type(precision, scale);
  return typed::make_literal(type, fmt::format("CAST('{}' AS {})", plain, duckdb_type(type)),
                             plain);
}

NodePtr double_constant(double value) {
  const std::string text = std::isfinite(value) ? fmt::format("{}", value)
                           : std::isnan(value)  ? "NaN"
                           : value > 0          ? "Infinity"
                                                : "-Infinity";
  return typed::make_literal(make_type(TypeKind::double_),
                             fmt::format("CAST('{}' AS DOUBLE)", text), text);
}

NodePtr varchar_constant(std::string_view text) {
  return typed::make_literal(varchar_type(static_cast<int>(count_characters(text))),
                             quote_literal(text), std::string(text));
}

NodePtr boolean_constant(bool value) {
  return typed::make_literal(make_type(TypeKind::boolean), value ? "true" : "false",
                             value ? "true" : "false");
}

NodePtr binary_constant(std::string_view bytes) {
  return typed::make_literal(make_type(TypeKind::varbinary),
                             fmt::format("CAST('{}' AS BLOB)", blob_escape(bytes)));
}

// TINYINT '-7'
static NodePtr whole_constant(const TypedLiteral& literal, const Type& type) {
  std::int64_t value = 0;
  std::string_view text = literal.text;
  if (text.starts_with('+')) text.remove_prefix(1);
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const int bits = type.kind == TypeKind::tinyint    ? 8
                   : type.kind == TypeKind::smallint ? 16
                   : type.kind == TypeKind::integer  ? 32
                                                     : 64;
  const std::int64_t most = std::numeric_limits<std::int64_t>::max() >> (64 - bits);
  if (error != std::errc() || end != text.data() + text.size() || value > most ||
      value < -most - 1) {
    fail_literal(literal, to_text(type));
  }
  const std::string digits = std::to_string(value);
  return typed::make_literal(type, fmt::format("CAST('{}' AS {})", digits, duckdb_type(type)),
                             digits);
}

NodePtr typed_constant(const TypedLiteral& literal) {
  const std::string& name = literal.type_name.name;
  if (name == "date") return date_constant(literal);
  if (name == "timestamp") return timestamp_constant(literal);
  if (name == "time") return time_constant(literal);
  if (name == "decimal") return decimal_constant(literal.text, literal.location);
  if (name == "json") {
    return typed::make_literal(make_type(TypeKind::json),
                               fmt::format("sluice_json_literal({}, '{}')",
                                           quote_literal(literal.text), at(literal.location, "")));
  }
  const NodePtr text = varchar_constant(literal.text);
  if (name == "char") return coerce(text, char_type(std::max(1, text->type.length)));
  const Type type = resolve_type({.location = literal.location, .name = name});
  // VARCHAR 'a' is unbounded, where 'a' is a varchar(1).
  if (type.kind == TypeKind::varchar) return coerce(text, type);
  auto value = cast(text, type, CastMode::strict);
  if (!value) fail_unsupported(literal.location, fmt::format("{} literals are", to_text(type)));
  if (is_integer(type)) return whole_constant(literal, type);
  return *value;
}

}  // namespace sluice::sql
