#include "engine/text/cast.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>

#include "base/text.h"

namespace sluice::engine {

namespace {

// 0 to 9, or more for what is no digit.
unsigned digit_of(char byte) {
  return static_cast<unsigned char>(byte - '0');
}

template <class Float>
Float parse_long_way(const std::string& text) {
  if constexpr (std::is_same_v<Float, float>)
    return std::strtof(text.c_str(), nullptr);
  else
    return std::strtod(text.c_str(), nullptr);
}

template <class Float>
std::optional<Float> cast_floating(std::string_view text) {
  if (text.starts_with('+')) {
    text.remove_prefix(1);
    if (text.starts_with('-')) return std::nullopt;
  }
  if (text.empty() || text.back() == ')') return std::nullopt;  // "nan(1)" is C's
  Float value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (end != text.data() + text.size()) return std::nullopt;
  if (error == std::errc()) return value;
  if (error != std::errc::result_out_of_range) return std::nullopt;
  value = parse_long_way<Float>(std::string(text));  // tells too large from too small
  return std::isinf(value) ? std::nullopt : std::optional(value);
}

// [+-]digits[.digits], as digits come; nothing when there is anything else in the text.
template <class Unscaled>
class DecimalReader {
 public:
  DecimalReader(int precision, int scale) : whole_max_(precision - scale), scale_(scale) {
    for (int i = 0; i < precision; ++i)
      limit_ *= 10;
  }

  std::optional<Unscaled> read(std::string_view text) {
    const bool is_negative = text.starts_with('-');
    std::size_t at = is_negative || text.starts_with('+') ? 1 : 0;
    for (; at < text.size() && digit_of(text[at]) <= 9; ++at) {
      if (!add_whole(digit_of(text[at]))) return std::nullopt;
    }
    if (at < text.size() && text[at] == '.') {
      ++at;
      for (; at < text.size() && digit_of(text[at]) <= 9; ++at)
        add_fraction(digit_of(text[at]));
    }
    if (at != text.size() || !has_digits_) return std::nullopt;
    for (; fraction_ < scale_; ++fraction_)
      value_ *= 10;
    if (rounds_up_) ++value_;
    if (value_ >= limit_) return std::nullopt;
    return is_negative ? -value_ : value_;
  }

 private:
  bool add_whole(unsigned digit) {
    has_digits_ = true;
    if ((digit != 0 || whole_ > 0) && ++whole_ > whole_max_) return false;
    value_ = value_ * 10 + static_cast<Unscaled>(digit);
    return true;
  }

  void add_fraction(unsigned digit) {
    has_digits_ = true;
    ++fraction_;
    if (fraction_ <= scale_)
      value_ = value_ * 10 + static_cast<Unscaled>(digit);
    else if (fraction_ == scale_ + 1)
      rounds_up_ = digit >= 5;
  }

  const int whole_max_;
  const int scale_;
  Unscaled limit_ = 1;
  Unscaled value_ = 0;
  int whole_ = 0;
  int fraction_ = 0;
  bool has_digits_ = false;
  bool rounds_up_ = false;
};

// "12.5e-1" as "1.25"; nothing when it is no number or has an absurd exponent.
std::optional<std::string> without_exponent(std::string_view text) {
  constexpr int kExponentMax = 1000;
  const std::size_t mark = text.find_first_of("eE");
  if (mark == std::string_view::npos || mark == 0) return std::nullopt;
  std::string_view exponent_text = text.substr(mark + 1);
  const auto exponent = cast_integer(exponent_text, -kExponentMax, kExponentMax);
  if (!exponent) return std::nullopt;
  std::string digits(text.substr(0, mark));
  std::string sign;
  if (digits[0] == '-' || digits[0] == '+') {
    sign = digits.substr(0, 1);
    digits.erase(0, 1);
  }
  const std::size_t dot = digits.find('.');
  auto point = static_cast<std::int64_t>(dot == std::string::npos ? digits.size() : dot);
  if (dot != std::string::npos) digits.erase(dot, 1);
  if (digits.empty()) return std::nullopt;
  point += *exponent;
  if (point < 0) digits.insert(0, static_cast<std::size_t>(-point), '0');
  const auto whole = static_cast<std::size_t>(std::max<std::int64_t>(point, 0));
  if (whole > digits.size()) digits.append(whole - digits.size(), '0');
  return sign + digits.substr(0, whole) + "." + digits.substr(whole);
}

template <class Unscaled>
std::optional<Unscaled> cast_decimal(std::string_view text, int precision, int scale) {
  if (const auto value = DecimalReader<Unscaled>(precision, scale).read(text)) return value;
  const auto plain = without_exponent(text);
  if (!plain) return std::nullopt;
  return DecimalReader<Unscaled>(precision, scale).read(*plain);
}

// 0 to 63, or 64 for what is no base64 digit.
unsigned base64_digit(char byte) {
  if (byte >= 'A' && byte <= 'Z') return static_cast<unsigned>(byte - 'A');
  if (byte >= 'a' && byte <= 'z') return static_cast<unsigned>(byte - 'a') + 26;
  if (digit_of(byte) <= 9) return digit_of(byte) + 52;
  return byte == '+' ? 62 : byte == '/' ? 63 : 64;
}

}  // namespace

std::optional<bool> cast_boolean(std::string_view text) {
  if (text.size() == 4 && equal_ignoring_case(text, "true")) return true;
  if (text.size() == 5 && equal_ignoring_case(text, "false")) return false;
  return std::nullopt;
}

std::optional<std::int64_t> cast_integer(std::string_view text, std::int64_t least,
                                         std::int64_t most) {
  const bool is_negative = text.starts_with('-');
  std::size_t at = is_negative || text.starts_with('+') ? 1 : 0;
  if (at == text.size()) return std::nullopt;
  const std::size_t safe = std::min(text.size(), at + 18);  // 18 digits cannot overflow
  std::int64_t value = 0;
  for (; at < safe; ++at) {
    const unsigned digit = digit_of(text[at]);
    if (digit > 9) return std::nullopt;
    value = value * 10 + digit;
  }
  if (is_negative) value = -value;
  for (; at < text.size(); ++at) {
    const unsigned digit = digit_of(text[at]);
    const std::int64_t step = is_negative ? -std::int64_t{digit} : std::int64_t{digit};
    if (digit > 9 || __builtin_mul_overflow(value, 10, &value) ||
        __builtin_add_overflow(value, step, &value)) {
      return std::nullopt;
    }
  }
  if (value < least || value > most) return std::nullopt;
  return value;
}

std::optional<float> cast_float(std::string_view text) {
  return cast_floating<float>(text);
}
std::optional<double> cast_double(std::string_view text) {
  return cast_floating<double>(text);
}

std::optional<std::int64_t> cast_short_decimal(std::string_view text, int precision, int scale) {
  return cast_decimal<std::int64_t>(text, precision, scale);
}

std::optional<Int128> cast_long_decimal(std::string_view text, int precision, int scale) {
  return cast_decimal<Int128>(text, precision, scale);
}

std::string cast_binary(std::string_view text) {
  const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with("=") ? 1 : 0;
  if (text.empty() || text.size() % 4 != 0) return std::string(text);
  std::string bytes;
  std::uint32_t bits = 0;
  int count = 0;
  for (const char byte : text.substr(0, text.size() - padding)) {
    const unsigned digit = base64_digit(byte);
    if (digit > 63) return std::string(text);
    bits = bits << 6 | digit;
    count += 6;
    if (count < 8) continue;
    count -= 8;
    bytes += static_cast<char>(bits >> count & 0xff);
  }
  return bytes;
}

}  // namespace sluice::engine
