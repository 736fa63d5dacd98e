#include <cmath>

#include "engine/functions/define.h"
#include "engine/functions/families.h"
#include "engine/functions/texts.h"

namespace sluice::engine {

namespace {

using duckdb::ExtensionLoader;

template <class Integer>
Integer divide(Integer dividend, Integer divisor) {
  if (divisor == 0) raise("DIVISION_BY_ZERO", "Division by zero");
  if (divisor == -1 && dividend == std::numeric_limits<Integer>::min()) {
    raise(kOutOfRange,
          fmt::format("{} division overflow: {} / {}", integer_name<Integer>(), dividend, divisor));
  }
  return static_cast<Integer>(dividend / divisor);
}

template <class Integer>
Integer modulus(Integer dividend, Integer divisor) {
  if (divisor == 0) raise("DIVISION_BY_ZERO", "Division by zero");
  if (divisor == -1) return 0;
  return static_cast<Integer>(dividend % divisor);
}

// Trino's round(double, integer): https://github.com/trinodb/trino, MathFunctions.
double round_double(double value, std::int32_t digits) {
  if (!std::isfinite(value)) return value;
  const double factor = std::pow(10.0, digits);
  if (!std::isfinite(factor)) return value;
  if (factor == 0) return std::copysign(0.0, value);
  const double scaled = std::fabs(value) * factor;
  if (!std::isfinite(scaled) || scaled > 9.2e18) return value;
  const double rounded = std::round(scaled) / factor;
  return value < 0 ? -rounded : rounded;
}

float round_real(float value, std::int32_t digits) {
  return static_cast<float>(round_double(value, digits));
}

std::int64_t round_integer(std::int64_t value, std::int32_t digits) {
  if (digits >= 0) return value;
  if (digits < -18) {
    raise(kOutOfRange, fmt::format("numerical overflow in round: {}, {}", value, digits));
  }
  std::int64_t unit = 1;
  for (std::int32_t i = 0; i > digits; --i)
    unit *= 10;
  const std::int64_t rest = value % unit;
  std::int64_t rounded = value - rest;
  const bool away = std::abs(rest) >= unit / 2;
  if (away && __builtin_add_overflow(rounded, rest < 0 ? -unit : unit, &rounded)) {
    raise(kOutOfRange, fmt::format("numerical overflow in round: {}, {}", value, digits));
  }
  return rounded;
}

// The C library's answers: NaN and infinities where DuckDB's functions raise.
double ln(double x) {
  return std::log(x);
}
double log2_of(double x) {
  return std::log2(x);
}
double log10_of(double x) {
  return std::log10(x);
}
double sine(double x) {
  return std::sin(x);
}
double cosine(double x) {
  return std::cos(x);
}
double tangent(double x) {
  return std::tan(x);
}
double arc_sine(double x) {
  return std::asin(x);
}
double arc_cosine(double x) {
  return std::acos(x);
}

constexpr std::int64_t kRadixMin = 2;
constexpr std::int64_t kRadixMax = 36;

void require_radix(std::int64_t radix) {
  if (radix < kRadixMin || radix > kRadixMax) {
    raise(kInvalidArgument, "Radix must be between 2 and 36");
  }
}

std::string to_base(std::int64_t value, std::int64_t radix) {
  require_radix(radix);
  const auto base = static_cast<std::uint64_t>(radix);
  auto rest =
      value < 0 ? ~static_cast<std::uint64_t>(value) + 1 : static_cast<std::uint64_t>(value);
  std::string digits;
  do {
    digits += "0123456789abcdefghijklmnopqrstuvwxyz"[rest % base];
    rest /= base;
  } while (rest != 0);
  if (value < 0) digits += '-';
  return {digits.rbegin(), digits.rend()};
}

int digit_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'z') return c - 'a' + 10;
  if (c >= 'A' && c <= 'Z') return c - 'A' + 10;
  return static_cast<int>(kRadixMax);
}

std::int64_t from_base(duckdb::string_t text, std::int64_t radix) {
  require_radix(radix);
  std::string_view digits = view(text);
  const bool negative = digits.starts_with('-');
  if (negative || digits.starts_with('+')) digits.remove_prefix(1);
  std::int64_t value = 0;
  bool fits = !digits.empty();
  for (const char c : digits) {
    const int digit = digit_value(c);
    fits = fits && digit < radix && !__builtin_mul_overflow(value, radix, &value) &&
           !__builtin_sub_overflow(value, digit, &value);
  }
  // Counted downwards: the least integer has no positive twin.
  if (fits && !negative) fits = !__builtin_mul_overflow(value, std::int64_t{-1}, &value);
  if (!fits) {
    raise(kInvalidArgument, fmt::format("Not a valid base-{} number: {}", radix, view(text)));
  }
  return value;
}

// Java's (float): what is too large is infinite.
float to_real(double value) {
  return static_cast<float>(value);
}

template <class Integer>
void add_integer(ExtensionLoader& loader, const LogicalType& type) {
  add_function(loader, "sluice_divide", {type, type}, type, Fails::on_values,
               binary(divide<Integer>));
  add_function(loader, "sluice_modulus", {type, type}, type, Fails::on_values,
               binary(modulus<Integer>));
}

}  // namespace

void register_numbers(ExtensionLoader& loader) {
  add_integer<std::int8_t>(loader, LogicalType::TINYINT);
  add_integer<std::int16_t>(loader, LogicalType::SMALLINT);
  add_integer<std::int32_t>(loader, LogicalType::INTEGER);
  add_integer<std::int64_t>(loader, LogicalType::BIGINT);
  add_function(loader, "sluice_round", {LogicalType::DOUBLE, LogicalType::INTEGER},
               LogicalType::DOUBLE, Fails::never, binary(round_double));
  add_function(loader, "sluice_round", {LogicalType::FLOAT, LogicalType::INTEGER},
               LogicalType::FLOAT, Fails::never, binary(round_real));
  add_function(loader, "sluice_round", {LogicalType::BIGINT, LogicalType::INTEGER},
               LogicalType::BIGINT, Fails::on_values, binary(round_integer));
  using Unary = double (*)(double);
  const std::pair<const char*, Unary> kReal[] = {
      {"ln", ln},      {"log2", log2_of}, {"log10", log10_of}, {"sin", sine},
      {"cos", cosine}, {"tan", tangent},  {"asin", arc_sine},  {"acos", arc_cosine}};
  for (const auto& [name, compute] : kReal) {
    add_function(loader, std::string("sluice_") + name, {LogicalType::DOUBLE}, LogicalType::DOUBLE,
                 Fails::never, unary(compute));
  }
  add_function(loader, "sluice_to_real", {LogicalType::DOUBLE}, LogicalType::FLOAT, Fails::never,
               unary(to_real));
  add_function(loader, "sluice_to_base", {LogicalType::BIGINT, LogicalType::BIGINT},
               LogicalType::VARCHAR, Fails::on_values, binary(to_base));
  add_function(loader, "sluice_from_base", {LogicalType::VARCHAR, LogicalType::BIGINT},
               LogicalType::BIGINT, Fails::on_values, binary(from_base));
}

}  // namespace sluice::engine
