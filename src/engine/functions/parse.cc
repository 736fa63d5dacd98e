#include "engine/functions/parse.h"

#include <charconv>
#include <cmath>
#include <limits>
#include <string>

#include "base/text.h"

namespace sluice::engine {

namespace {

struct Cursor {
  std::string_view text;
  std::size_t at = 0;

  bool done() const { return at == text.size(); }
  bool take(char c) {
    if (done() || text[at] != c) return false;
    ++at;
    return true;
  }
  // A number of least..most digits; -1 when there is none.
  int number(std::size_t least, std::size_t most) {
    const std::size_t from = at;
    int value = 0;
    while (!done() && at - from < most && is_digit(text[at]))
      value = value * 10 + (text[at++] - '0');
    return at - from < least ? -1 : value;
  }
};

// Java reads "1d" and "1f" too.
std::string_view without_suffix(std::string_view text) {
  if (text.size() < 2) return text;
  const char last = text.back();
  const bool is_suffix = last == 'd' || last == 'D' || last == 'f' || last == 'F';
  const char before = text[text.size() - 2];
  if (is_suffix && (is_digit(before) || before == '.')) text.remove_suffix(1);
  return text;
}

template <class Float>
std::optional<Float> parse_floating(std::string_view text) {
  text = without_suffix(trimmed(text));
  if (!text.empty() && text.front() == '+') text.remove_prefix(1);
  const bool negative = !text.empty() && text.front() == '-';
  const std::string_view body = negative ? text.substr(1) : text;
  if (body == "NaN") return std::numeric_limits<Float>::quiet_NaN();
  if (body == "Infinity") {
    const Float infinity = std::numeric_limits<Float>::infinity();
    return negative ? -infinity : infinity;
  }
  if (body.empty() || !(is_digit(body.front()) || body.front() == '.')) return std::nullopt;
  Float value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (end != text.data() + text.size()) return std::nullopt;
  if (error == std::errc()) return value;
  // Out of range: Java rounds to infinity or to zero.
  const std::string copy(text);
  return static_cast<Float>(std::strtod(copy.c_str(), nullptr));
}

}  // namespace

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && static_cast<unsigned char>(text.front()) <= ' ')
    text.remove_prefix(1);
  while (!text.empty() && static_cast<unsigned char>(text.back()) <= ' ')
    text.remove_suffix(1);
  return text;
}

Int128 power_of_ten(int exponent) {
  Int128 power = 1;
  for (int i = 0; i < exponent; ++i)
    power *= 10;
  return power;
}

std::optional<std::int64_t> parse_integer(std::string_view text, std::int64_t least,
                                          std::int64_t most) {
  text = trimmed(text);
  if (text.size() > 1 && text.front() == '+' && is_digit(text[1])) text.remove_prefix(1);
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  if (value < least || value > most) return std::nullopt;
  return value;
}

std::optional<double> parse_double(std::string_view text) {
  return parse_floating<double>(text);
}

std::optional<float> parse_real(std::string_view text) {
  return parse_floating<float>(text);
}

std::optional<bool> parse_boolean(std::string_view text) {
  std::string lower(text);
  for (char& c : lower)
    c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  if (lower == "true" || lower == "t" || lower == "1") return true;
  if (lower == "false" || lower == "f" || lower == "0") return false;
  return std::nullopt;
}

std::optional<Int128> parse_decimal(std::string_view text, int precision, int scale) {
  Cursor cursor{text};
  const bool negative = cursor.take('-');
  if (!negative) cursor.take('+');
  std::string digits;
  int exponent = 0;
  bool has_point = false;
  std::size_t count = 0;
  for (; !cursor.done(); ++cursor.at) {
    const char c = cursor.text[cursor.at];
    if (is_digit(c)) {
      digits += c;
      ++count;
      if (has_point) --exponent;
    } else if (c == '.' && !has_point) {
      has_point = true;
    } else {
      break;
    }
  }
  if (count == 0) return std::nullopt;
  if (cursor.take('e') || cursor.take('E')) {
    const bool shrinks = cursor.take('-');
    if (!shrinks) cursor.take('+');
    const int written = cursor.number(1, 5);
    if (written < 0) return std::nullopt;
    exponent += shrinks ? -written : written;
  }
  if (!cursor.done()) return std::nullopt;
  const auto first = digits.find_first_not_of('0');
  if (first == std::string::npos) return 0;
  digits.erase(0, first);
  // What stands right of the wanted scale decides the rounding, its first digit alone.
  const int shift = exponent + scale;
  bool rounds_up = false;
  if (shift < 0) {
    const auto kept = static_cast<std::ptrdiff_t>(digits.size()) + shift;
    if (kept < 0) return 0;
    rounds_up = digits[static_cast<std::size_t>(kept)] >= '5';
    digits.resize(static_cast<std::size_t>(kept));
  }
  if (static_cast<int>(digits.size()) + std::max(shift, 0) > precision) return std::nullopt;
  if (shift > 0) digits.append(static_cast<std::size_t>(shift), '0');
  Int128 value = 0;
  for (const char c : digits)
    value = value * 10 + (c - '0');
  if (rounds_up) ++value;
  if (value >= power_of_ten(precision)) return std::nullopt;
  return negative ? -value : value;
}

}  // namespace sluice::engine
