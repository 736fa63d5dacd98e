// Intervals: products and quotients, durations in words.
#include <array>
#include <cmath>

#include "base/java_number.h"
#include "base/text.h"
#include "engine/functions/define.h"
#include "engine/functions/families.h"

namespace sluice::engine {

namespace {

using duckdb::string_t;

template <class Amount>
Amount multiply(Amount amount, double factor) {
  if (std::isnan(factor)) raise(kInvalidArgument, "Cannot multiply by double NaN");
  return java_cast<Amount>(static_cast<double>(amount) * factor);
}

template <class Amount>
Amount divide(Amount amount, double divisor) {
  if (std::isnan(divisor) || divisor == 0) {
    raise(kInvalidArgument,
          fmt::format("Cannot divide by double {}", std::isnan(divisor) ? "NaN" : "0.0"));
  }
  return java_cast<Amount>(static_cast<double>(amount) / divisor);
}

struct NamedUnit {
  std::string_view name;
  double millis;
};

constexpr std::array<NamedUnit, 7> kUnits = {
    {{"ns", 1e-6}, {"us", 1e-3}, {"ms", 1}, {"s", 1e3}, {"m", 6e4}, {"h", 3.6e6}, {"d", 8.64e7}}};

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_space(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

std::string_view take_while(std::string_view& text, bool (*fits)(char)) {
  std::size_t size = 0;
  while (size < text.size() && fits(text[size]))
    ++size;
  const std::string_view taken = text.substr(0, size);
  text.remove_prefix(size);
  return taken;
}

// "1.5 h", as airlift's Duration reads it.
std::int64_t parse_duration(string_t duration) {
  std::string_view text = view(duration);
  const auto fail = [&] {
    raise(kInvalidArgument,
          fmt::format("duration is not a valid data duration string: {}", view(duration)));
  };
  if (text.empty()) raise(kInvalidArgument, "duration is empty");
  take_while(text, is_space);
  std::string number(take_while(text, is_digit));
  if (number.empty()) fail();
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    const std::string_view fraction = take_while(text, is_digit);
    if (fraction.empty()) fail();
    number.append(".").append(fraction);
  }
  take_while(text, is_space);
  const std::string_view unit = take_while(text, is_letter);
  take_while(text, is_space);
  if (unit.empty() || !text.empty()) fail();
  for (const auto& known : kUnits) {
    if (known.name != unit) continue;
    const double millis = std::floor(std::strtod(number.c_str(), nullptr) * known.millis + 0.5);
    if (!(millis < 9.2e18)) raise(kInvalidArgument, "value is too large");
    return static_cast<std::int64_t>(millis);
  }
  raise(kInvalidArgument, fmt::format("Unknown time unit: {}", unit));
}

// "1 week, 2 days, 3 seconds"; parts that are zero are left out.
std::string human_readable(double value) {
  if (!std::isfinite(value))
    raise(kInvalidArgument, "Invalid argument found: " + std::to_string(value));
  struct Part {
    std::string_view name;
    std::int64_t seconds;
  };
  constexpr std::array<Part, 5> kParts = {
      {{"week", 604'800}, {"day", 86'400}, {"hour", 3'600}, {"minute", 60}, {"second", 1}}};
  auto left = java_cast<std::int64_t>(std::abs(value));
  std::string out = value < 0 && left > 0 ? "-" : "";
  bool is_first = true;
  for (const auto& part : kParts) {
    const std::int64_t count = left / part.seconds;
    left %= part.seconds;
    const bool is_zero = part.seconds == 1 && is_first;
    if (count == 0 && !is_zero) continue;
    out += fmt::format("{}{} {}{}", is_first ? "" : ", ", count, part.name, count == 1 ? "" : "s");
    is_first = false;
  }
  return out;
}

}  // namespace

void register_intervals(duckdb::ExtensionLoader& loader) {
  const auto millis = LogicalType::BIGINT;
  const auto months = LogicalType::INTEGER;
  const auto factor = LogicalType::DOUBLE;
  const auto text = LogicalType::VARCHAR;
  const auto fails = Fails::on_values;
  add_function(loader, "sluice_interval_multiply", {millis, factor}, millis, fails,
               binary(multiply<std::int64_t>));
  add_function(loader, "sluice_interval_multiply", {months, factor}, months, fails,
               binary(multiply<std::int32_t>));
  add_function(loader, "sluice_interval_divide", {millis, factor}, millis, fails,
               binary(divide<std::int64_t>));
  add_function(loader, "sluice_interval_divide", {months, factor}, months, fails,
               binary(divide<std::int32_t>));
  add_function(loader, "sluice_parse_duration", {text}, millis, fails, unary(parse_duration));
  add_function(loader, "sluice_human_readable_seconds", {factor}, text, fails,
               unary(human_readable));
}

}  // namespace sluice::engine
