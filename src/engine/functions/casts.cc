#include <cmath>

#include <duckdb/common/types/hugeint.hpp>

#include "base/java_number.h"
#include "engine/functions/decimal.h"
#include "engine/functions/define.h"
#include "engine/functions/families.h"
#include "engine/functions/parse.h"
#include "engine/functions/texts.h"

namespace sluice::engine {

namespace {

using duckdb::ExtensionLoader;
using duckdb::string_t;

constexpr const char* kInvalid = "INVALID_CAST_ARGUMENT";

[[noreturn]] void fail_cast(std::string_view text, std::string_view type) {
  raise(kInvalid, fmt::format("Cannot cast '{}' to {}", text, type));
}

// Both modes of a cast from varchar.
template <class Result, std::optional<Result> (*Parse)(string_t)>
void add_parser(ExtensionLoader& loader, const std::string& name, const LogicalType& type,
                Result (*strict)(string_t)) {
  add_function(loader, "sluice_cast_" + name, {LogicalType::VARCHAR}, type, Fails::on_values,
               unary(strict));
  add_function(loader, "sluice_try_cast_" + name, {LogicalType::VARCHAR}, type, Fails::never,
               unary_or_null(Parse));
}

template <class Integer>
std::optional<Integer> integer_of(string_t text) {
  const auto value = parse_integer(view(text), std::numeric_limits<Integer>::min(),
                                   std::numeric_limits<Integer>::max());
  return value ? std::optional(static_cast<Integer>(*value)) : std::nullopt;
}

// As casts from varchar name it; elsewhere it is integer_name().
template <class Integer>
const char* upper_name() {
  switch (sizeof(Integer)) {
    case 1:
      return "TINYINT";
    case 2:
      return "SMALLINT";
    case 4:
      return "INT";
    default:
      return "BIGINT";
  }
}

template <class Integer>
Integer integer_or_fail(string_t text) {
  const auto value = integer_of<Integer>(text);
  if (!value) fail_cast(view(text), upper_name<Integer>());
  return *value;
}

std::optional<double> double_of(string_t text) {
  return parse_double(view(text));
}
double double_or_fail(string_t text) {
  const auto value = double_of(text);
  if (!value) fail_cast(view(text), "DOUBLE");
  return *value;
}

std::optional<float> real_of(string_t text) {
  return parse_real(view(text));
}
float real_or_fail(string_t text) {
  const auto value = real_of(text);
  if (!value) fail_cast(view(text), "REAL");
  return *value;
}

std::optional<bool> boolean_of(string_t text) {
  return parse_boolean(view(text));
}
bool boolean_or_fail(string_t text) {
  const auto value = boolean_of(text);
  if (!value) fail_cast(view(text), "BOOLEAN");
  return *value;
}

// --- from double; Trino rounds half up: floor(x + 0.5), away from zero for negatives

template <class Integer>
std::optional<Integer> rounded(double value) {
  if (std::isnan(value)) return std::nullopt;
  const double whole = std::round(value);
  // The largest integers are not doubles: compare with the next power of two.
  const double limit = std::ldexp(1.0, static_cast<int>(sizeof(Integer)) * 8 - 1);
  if (whole < -limit || whole >= limit) return std::nullopt;
  return static_cast<Integer>(whole);
}

template <class Integer>
Integer rounded_or_fail(double value) {
  const auto whole = rounded<Integer>(value);
  if (whole) return *whole;
  if (std::isnan(value)) {
    raise(kInvalid, fmt::format("Cannot cast double NaN to {}", integer_name<Integer>()));
  }
  if (sizeof(Integer) == sizeof(std::int64_t)) {
    raise(kOutOfRange, fmt::format("Unable to cast {} to bigint", java_text(value)));
  }
  raise(kOutOfRange,
        fmt::format("Out of range for {}: {}", integer_name<Integer>(), java_text(value)));
}

template <class Integer>
void add_integer(ExtensionLoader& loader, const std::string& name, const LogicalType& type) {
  add_parser<Integer, integer_of<Integer>>(loader, name, type, integer_or_fail<Integer>);
  add_function(loader, "sluice_cast_" + name, {LogicalType::DOUBLE}, type, Fails::on_values,
               unary(rounded_or_fail<Integer>));
  add_function(loader, "sluice_try_cast_" + name, {LogicalType::DOUBLE}, type, Fails::never,
               unary_or_null(rounded<Integer>));
}

// --- decimals: (value, precision, scale), the last two constants

std::optional<Int128> decimal_of(string_t text, int precision, int scale) {
  return parse_decimal(view(text), precision, scale);
}

// Of the shortest digits that name the double, as Java's BigDecimal.valueOf.
std::optional<Int128> decimal_of(double value, int precision, int scale) {
  if (!std::isfinite(value)) return std::nullopt;
  return parse_decimal(fmt::format("{}", value), precision, scale);
}

// Of the shortest digits, as Float.toString.
std::optional<Int128> decimal_of(float value, int precision, int scale) {
  if (!std::isfinite(value)) return std::nullopt;
  return parse_decimal(fmt::format("{}", value), precision, scale);
}

std::string decimal_name(int precision, int scale) {
  return fmt::format("DECIMAL({}, {})", precision, scale);
}

[[noreturn]] void fail_decimal(string_t text, int precision, int scale) {
  const bool is_number = parse_double(view(text)).has_value();
  raise(kInvalid, fmt::format("Cannot cast VARCHAR '{}' to {}. {}", view(text),
                              decimal_name(precision, scale),
                              is_number ? "Value too large." : "Value is not a number."));
}
[[noreturn]] void fail_decimal(float value, int precision, int scale) {
  raise(
      std::isnan(value) ? kInvalid : kOutOfRange,
      fmt::format("Cannot cast REAL '{}' to {}", java_text(value), decimal_name(precision, scale)));
}
[[noreturn]] void fail_decimal(double value, int precision, int scale) {
  raise(std::isnan(value) ? kInvalid : kOutOfRange,
        fmt::format("Cannot cast DOUBLE '{}' to {}", java_text(value),
                    decimal_name(precision, scale)));
}

template <class Source, class Physical>
void cast_decimals(duckdb::DataChunk& rows, duckdb::Vector& result, bool is_strict) {
  const int precision = duckdb::DecimalType::GetWidth(result.GetType());
  const int scale = duckdb::DecimalType::GetScale(result.GetType());
  duckdb::UnaryExecutor::ExecuteWithNulls<Source, Physical>(
      rows.data[0], result, rows.size(),
      [&](Source value, duckdb::ValidityMask& valid, duckdb::idx_t row) {
        const auto unscaled = decimal_of(value, precision, scale);
        if (unscaled) return to_physical<Physical>(*unscaled);
        if (is_strict) fail_decimal(value, precision, scale);
        valid.SetInvalid(row);
        return Physical{};
      });
}

template <class Source>
Loop decimal_loop(bool is_strict) {
  return [is_strict](duckdb::DataChunk& rows, duckdb::ExpressionState&, duckdb::Vector& result) {
    switch (result.GetType().InternalType()) {
      case duckdb::PhysicalType::INT16:
        return cast_decimals<Source, std::int16_t>(rows, result, is_strict);
      case duckdb::PhysicalType::INT32:
        return cast_decimals<Source, std::int32_t>(rows, result, is_strict);
      case duckdb::PhysicalType::INT64:
        return cast_decimals<Source, std::int64_t>(rows, result, is_strict);
      default:
        return cast_decimals<Source, duckdb::hugeint_t>(rows, result, is_strict);
    }
  };
}

template <class Source>
void add_decimal(ExtensionLoader& loader, const LogicalType& source) {
  const duckdb::vector<LogicalType> arguments = {source, LogicalType::INTEGER,
                                                 LogicalType::INTEGER};
  const LogicalType any = LogicalType::DECIMAL(38, 0);
  add_function(loader, "sluice_cast_decimal", arguments, any, Fails::on_values,
               decimal_loop<Source>(true), bind_written_decimal);
  add_function(loader, "sluice_try_cast_decimal", arguments, any, Fails::never,
               decimal_loop<Source>(false), bind_written_decimal);
}

}  // namespace

void register_casts(ExtensionLoader& loader) {
  add_integer<std::int8_t>(loader, "tinyint", LogicalType::TINYINT);
  add_integer<std::int16_t>(loader, "smallint", LogicalType::SMALLINT);
  add_integer<std::int32_t>(loader, "integer", LogicalType::INTEGER);
  add_integer<std::int64_t>(loader, "bigint", LogicalType::BIGINT);
  add_parser<double, double_of>(loader, "double", LogicalType::DOUBLE, double_or_fail);
  add_parser<float, real_of>(loader, "real", LogicalType::FLOAT, real_or_fail);
  add_parser<bool, boolean_of>(loader, "boolean", LogicalType::BOOLEAN, boolean_or_fail);
  add_decimal<string_t>(loader, LogicalType::VARCHAR);
  add_decimal<float>(loader, LogicalType::FLOAT);
  add_decimal<double>(loader, LogicalType::DOUBLE);
}

}  // namespace sluice::engine
