// The scalars that a JSON value can be cast to: numbers come of strings and booleans too.
#include <cmath>
#include <cstdlib>

#include "engine/functions/decimal.h"
#include "engine/functions/json/cast.h"
#include "engine/functions/json/columns.h"
#include "engine/functions/parse.h"
#include "engine/functions/texts.h"
#include "engine/functions/utf8.h"

namespace sluice::engine {

namespace {

using duckdb::idx_t;
using duckdb::Vector;
using sql::Type;
using sql::TypeKind;
using Kind = JsonCastFault::Kind;

template <class Stored, class Value>
bool store(Vector& vector, idx_t row, const std::optional<Value>& value) {
  if (!value) return false;
  duckdb::FlatVector::GetData<Stored>(vector)[row] = static_cast<Stored>(*value);
  return true;
}

bool store_decimal(Vector& vector, idx_t row, const std::optional<Int128>& value) {
  switch (vector.GetType().InternalType()) {
    case duckdb::PhysicalType::INT16:
      return store<std::int16_t>(vector, row, value);
    case duckdb::PhysicalType::INT32:
      return store<std::int32_t>(vector, row, value);
    case duckdb::PhysicalType::INT64:
      return store<std::int64_t>(vector, row, value);
    default:
      break;
  }
  if (!value) return false;
  duckdb::FlatVector::GetData<duckdb::hugeint_t>(vector)[row] =
      to_physical<duckdb::hugeint_t>(*value);
  return true;
}

double double_of(const std::string& number) {
  return std::strtod(number.c_str(), nullptr);
}

struct IntegerType {
  std::int64_t least;
  std::int64_t most;
  const char* name;       // of the type
  const char* cast_name;  // in the message of a cast from varchar
};

IntegerType integer_type(TypeKind kind) {
  switch (kind) {
    case TypeKind::tinyint:
      return {INT8_MIN, INT8_MAX, "tinyint", "TINYINT"};
    case TypeKind::smallint:
      return {INT16_MIN, INT16_MAX, "smallint", "SMALLINT"};
    case TypeKind::integer:
      return {INT32_MIN, INT32_MAX, "integer", "INT"};
    default:
      return {INT64_MIN, INT64_MAX, "bigint", "BIGINT"};
  }
}

std::string refused(const std::string& text, const char* type) {
  return fmt::format("Cannot cast '{}' to {}", text, type);
}

bool fits(const Type& type, std::string_view text) {
  if (type.length == Type::kUnbounded) return true;
  return count_characters(text) <= type.length;
}

}  // namespace

bool JsonCast::write_scalar(const Token& token, const Type& type, Vector& vector, idx_t row) {
  if (token.kind == JsonKind::object || token.kind == JsonKind::array) {
    return refuse_token(type, token.text);
  }
  switch (type.kind) {
    case TypeKind::boolean:
      return store<bool>(vector, row, boolean(token));
    case TypeKind::tinyint:
      return store<std::int8_t>(vector, row, integer(token, type.kind));
    case TypeKind::smallint:
      return store<std::int16_t>(vector, row, integer(token, type.kind));
    case TypeKind::integer:
      return store<std::int32_t>(vector, row, integer(token, type.kind));
    case TypeKind::bigint:
      return store<std::int64_t>(vector, row, integer(token, type.kind));
    case TypeKind::real:
      return store<float>(vector, row, number(token, type));
    case TypeKind::double_:
      return store<double>(vector, row, number(token, type));
    case TypeKind::decimal:
      return store_decimal(vector, row, decimal(token, type));
    default:
      break;
  }
  const auto text = varchar(token, type);
  if (!text) return false;
  set_text(vector, row, *text);
  return true;
}

std::optional<bool> JsonCast::boolean(const Token& token) {
  if (token.kind == JsonKind::boolean) return token.text == "true";
  if (token.is_number() && is_fraction(token.text)) return double_of(token.text) != 0;
  if (token.is_number()) {
    const auto value = parse_integer(token.text, INT64_MIN, INT64_MAX);
    return value ? std::optional(*value != 0) : refuse(Kind::unreadable);
  }
  const auto value = parse_boolean(token.text);
  return value ? value : refuse(Kind::cast, refused(token.text, "BOOLEAN"));
}

std::optional<std::int64_t> JsonCast::integer(const Token& token, TypeKind kind) {
  if (token.kind == JsonKind::boolean) return token.text == "true" ? 1 : 0;
  const auto type = integer_type(kind);
  if (token.is_number() && is_fraction(token.text)) {
    const double value = double_of(token.text);
    const double rounded = std::round(value);
    // The most of bigint is no double: the power of two behind it is.
    const bool is_in_range = rounded >= static_cast<double>(type.least) &&
                             rounded < static_cast<double>(type.most) + 1 && std::isfinite(value);
    if (is_in_range) return static_cast<std::int64_t>(rounded);
    if (kind == TypeKind::bigint) {
      return refuse(Kind::cast, fmt::format("Unable to cast {} to bigint", json_number(value)));
    }
    return refuse(Kind::range,
                  fmt::format("Out of range for {}: {}", type.name, json_number(value)));
  }
  const auto value = parse_integer(token.text, type.least, type.most);
  if (value) return value;
  if (token.is_number()) return refuse(Kind::unreadable);
  return refuse(Kind::cast, refused(token.text, type.cast_name));
}

std::optional<double> JsonCast::number(const Token& token, const Type& type) {
  if (token.kind == JsonKind::boolean) return token.text == "true" ? 1 : 0;
  if (token.is_number()) return double_of(token.text);
  if (type.kind == TypeKind::real) {
    const auto value = parse_real(token.text);
    return value ? std::optional<double>(*value) : refuse(Kind::cast, refused(token.text, "REAL"));
  }
  const auto value = parse_double(token.text);
  return value ? value : refuse(Kind::cast, refused(token.text, "DOUBLE"));
}

std::optional<Int128> JsonCast::decimal(const Token& token, const Type& type) {
  const bool is_boolean = token.kind == JsonKind::boolean;
  const std::string text = is_boolean ? token.text == "true" ? "1" : "0" : token.text;
  const auto value = parse_decimal(text, type.precision, type.scale);
  if (value) return value;
  const bool is_digits = text.find_first_not_of("+-.eE0123456789") == std::string::npos;
  if (!is_digits || !parse_double(text)) return refuse(Kind::unreadable);
  return refuse(Kind::overflow, fmt::format("Cannot cast input json to DECIMAL({},{})",
                                            type.precision, type.scale));
}

std::optional<std::string> JsonCast::varchar(const Token& token, const Type& type) {
  const bool is_double = token.is_number() && is_fraction(token.text);
  std::string text = is_double ? double_text(double_of(token.text)) : token.text;
  if (!fits(type, text)) return refuse(Kind::unreadable);
  return text;
}

}  // namespace sluice::engine
