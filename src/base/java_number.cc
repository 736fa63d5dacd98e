#include "base/java_number.h"

#include <array>
#include <charconv>
#include <cmath>

namespace sluice {
namespace {

// The shortest digits that give the number back, as "d.ddde±xx", split.
struct Digits {
  std::string digits;  // without the point
  int exponent = 0;    // of the first digit
};

template <class Number>
Digits shortest_digits(Number value) {
  std::array<char, 64> buffer{};
  auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value,
                           std::chars_format::scientific)
                 .ptr;
  std::string_view text(buffer.data(), static_cast<std::size_t>(end - buffer.data()));
  auto e = text.find('e');
  Digits result;
  for (char c : text.substr(0, e)) {
    if (c != '.') result.digits += c;
  }
  result.exponent = std::stoi(std::string(text.substr(e + 1)));
  return result;
}

template <class Number>
std::string java_number(Number value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value < 0 ? "-Infinity" : "Infinity";
  if (value == 0) return std::signbit(value) ? "-0.0" : "0.0";
  auto [digits, exponent] = shortest_digits(std::abs(value));
  std::string text = value < 0 ? "-" : "";
  if (exponent < -3 || exponent >= 7) {
    std::string rest = digits.substr(1);
    return text + digits[0] + "." + (rest.empty() ? "0" : rest) + "E" + std::to_string(exponent);
  }
  if (exponent < 0) return text + "0." + std::string(-exponent - 1, '0') + digits;
  auto whole = static_cast<std::size_t>(exponent) + 1;
  if (digits.size() <= whole) return text + digits + std::string(whole - digits.size(), '0') + ".0";
  return text + digits.substr(0, whole) + "." + digits.substr(whole);
}

}  // namespace

std::string java_text(double value) {
  return java_number(value);
}
std::string java_text(float value) {
  return java_number(value);
}

}  // namespace sluice
