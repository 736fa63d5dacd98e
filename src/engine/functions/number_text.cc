#include "engine/functions/number_text.h"

#include <charconv>
#include <cmath>

namespace sluice::engine {

namespace {

// https://docs.oracle.com/javase/8/docs/api/java/lang/Double.html#toString-double-
constexpr double kPlainMin = 1e-3;
constexpr double kPlainMax = 1e7;

template <class Float>
std::string digits_of(Float value, std::chars_format format) {
  char buffer[64];
  const auto [end, error] = std::to_chars(buffer, buffer + sizeof buffer, value, format);
  return {buffer, end};
}

template <class Float>
std::string text_of(Float value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value > 0 ? "Infinity" : "-Infinity";
  const double size = std::fabs(static_cast<double>(value));
  if (size == 0 || (size >= kPlainMin && size < kPlainMax)) {
    const std::string plain = digits_of(value, std::chars_format::fixed);
    return plain.find('.') == std::string::npos ? plain + ".0" : plain;
  }
  const std::string text = digits_of(value, std::chars_format::scientific);
  const auto split = text.find('e');
  std::string digits = text.substr(0, split);
  if (digits.find('.') == std::string::npos) digits += ".0";
  return fmt::format("{}E{}", digits, std::stoi(text.substr(split + 1)));
}

}  // namespace

std::string java_text(double value) {
  return text_of(value);
}
std::string java_text(float value) {
  return text_of(value);
}

}  // namespace sluice::engine
