#include "engine/functions/format/digits.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

namespace sluice::engine::format {

namespace {

template <class Number>
Digits shortest(Number value) {
  Digits out{.is_negative = std::signbit(value)};
  if (value == 0) return out;
  char buffer[64];
  const auto end =
      std::to_chars(buffer, buffer + sizeof buffer, std::fabs(value), std::chars_format::scientific)
          .ptr;
  const char* exponent = std::find(buffer, end, 'e');
  for (const char* at = buffer; at != exponent; ++at) {
    if (*at != '.') out.digits += *at;
  }
  // from_chars takes no plus sign.
  std::from_chars(exponent[1] == '+' ? exponent + 2 : exponent + 1, end, out.point);
  ++out.point;
  return out;
}

// The digit at this place, counted from the first behind the decimal point.
char digit_at(const Digits& digits, int place) {
  const int at = digits.point + place;
  const bool is_there = at >= 0 && at < static_cast<int>(digits.digits.size());
  return is_there ? digits.digits[static_cast<std::size_t>(at)] : '0';
}

}  // namespace

void Digits::round_to_size(int size) {
  if (size >= static_cast<int>(digits.size())) return;
  const bool up = size >= 0 && digits[static_cast<std::size_t>(size)] >= '5';
  digits.resize(static_cast<std::size_t>(std::max(size, 0)));
  if (up) {
    while (!digits.empty() && digits.back() == '9')
      digits.pop_back();
    if (digits.empty()) {
      digits = "1";
      ++point;
    } else {
      ++digits.back();
    }
  }
  while (!digits.empty() && digits.back() == '0')
    digits.pop_back();
}

void Digits::round_to_places(int places) {
  round_to_size(point + places);
}

Digits digits_of(double value) {
  return shortest(value);
}

Digits digits_of_real(float value) {
  return shortest(value);
}

Digits digits_of(const Decimal& value) {
  Digits out{.is_negative = value.unscaled < 0};
  if (value.unscaled != 0) out.digits = sluice::engine::digits_of(value.unscaled);
  out.point = static_cast<int>(out.digits.size()) - value.scale;
  return out;
}

std::string plain(const Digits& digits, int places) {
  std::string out;
  for (int place = -std::max(digits.point, 1); place < 0; ++place)
    out += digits.point > 0 ? digit_at(digits, place) : '0';
  if (places > 0) out += '.';
  for (int place = 0; place < places; ++place)
    out += digit_at(digits, place);
  return out;
}

std::string scientific(const Digits& digits, int places) {
  std::string out = digits.is_zero() ? "0" : digits.digits.substr(0, 1);
  if (places > 0) {
    std::string rest = digits.is_zero() ? "" : digits.digits.substr(1);
    rest.resize(static_cast<std::size_t>(places), '0');
    out += "." + rest;
  }
  const int exponent = digits.is_zero() ? 0 : digits.point - 1;
  return out + fmt::format("e{}{:02}", exponent < 0 ? '-' : '+', std::abs(exponent));
}

}  // namespace sluice::engine::format
