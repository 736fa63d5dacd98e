// Values as varchar, in Trino's format.
#include <charconv>
#include <cmath>

#include "engine/functions/define.h"
#include "engine/functions/families.h"
#include "engine/functions/texts.h"
#include "engine/functions/utf8.h"

namespace sluice::engine {

namespace {

using duckdb::string_t;

// "1.0E0", "-1.25E-7", from C's scientific notation.
std::string scientific(std::string_view text) {
  const auto split = text.find('e');
  std::string out(text.substr(0, split));
  if (out.find('.') == std::string::npos) out += ".0";
  while (out.back() == '0' && out[out.size() - 2] != '.')
    out.pop_back();
  std::string_view exponent = text.substr(split + 1);
  out += 'E';
  if (exponent.front() == '-') out += '-';
  exponent.remove_prefix(1);
  while (exponent.size() > 1 && exponent.front() == '0')
    exponent.remove_prefix(1);
  return out.append(exponent);
}

template <class Float>
std::optional<std::string> special(Float value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value > 0 ? "Infinity" : "-Infinity";
  return std::nullopt;
}

// Seven digits, Trino's pattern for a real.
std::string real_text(float value) {
  if (const auto text = special(value)) return *text;
  return scientific(fmt::format("{:.6e}", value));
}

// "1 02:03:04.005"
std::string day_second_text(std::int64_t millis) {
  const char* sign = millis < 0 ? "-" : "";
  const auto total =
      millis < 0 ? ~static_cast<std::uint64_t>(millis) + 1 : static_cast<std::uint64_t>(millis);
  return fmt::format("{}{} {:02}:{:02}:{:02}.{:03}", sign, total / 86'400'000,
                     total / 3'600'000 % 24, total / 60'000 % 60, total / 1'000 % 60,
                     total % 1'000);
}

// "1-2"
std::string year_month_text(std::int32_t months) {
  const std::int64_t total = std::abs(static_cast<std::int64_t>(months));
  return fmt::format("{}{}-{}", months < 0 ? "-" : "", total / 12, total % 12);
}

std::optional<std::string> fit(string_t text, std::int32_t length, string_t) {
  if (count_characters(view(text)) > length) return std::nullopt;
  return std::string(view(text));
}

std::string fit_or_fail(string_t text, std::int32_t length, string_t type) {
  auto fitted = fit(text, length, type);
  if (!fitted) {
    raise("INVALID_CAST_ARGUMENT",
          fmt::format("Value {} cannot be represented as {}", view(text), view(type)));
  }
  return *fitted;
}

}  // namespace

std::string double_text(double value) {
  if (const auto text = special(value)) return *text;
  char buffer[64];
  const auto [end, error] =
      std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::scientific);
  return scientific({buffer, static_cast<std::size_t>(end - buffer)});
}

void register_texts(duckdb::ExtensionLoader& loader) {
  const auto text = LogicalType::VARCHAR;
  add_function(loader, "sluice_to_text", {LogicalType::DOUBLE}, text, Fails::never,
               unary(double_text));
  add_function(loader, "sluice_to_text", {LogicalType::FLOAT}, text, Fails::never,
               unary(real_text));
  add_function(loader, "sluice_day_second_text", {LogicalType::BIGINT}, text, Fails::never,
               unary(day_second_text));
  add_function(loader, "sluice_year_month_text", {LogicalType::INTEGER}, text, Fails::never,
               unary(year_month_text));
  const duckdb::vector<LogicalType> fitted = {text, LogicalType::INTEGER, text};
  add_function(loader, "sluice_fit", fitted, text, Fails::on_values, ternary(fit_or_fail));
  add_function(loader, "sluice_try_fit", fitted, text, Fails::never, ternary_or_null(fit));
}

}  // namespace sluice::engine
