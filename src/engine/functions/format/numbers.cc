// %d, %o, %x, %e, %f, %g, %a.
#include <cmath>

#include <fmt/format.h>

#include "engine/functions/format/argument.h"

namespace sluice::engine::format {

namespace {

std::string grouped(const std::string& number) {
  const auto whole = std::min(number.find_first_of(".e"), number.size());
  std::string out;
  for (std::size_t i = 0; i < whole; ++i) {
    if (i > 0 && (whole - i) % 3 == 0) out += ',';
    out += number[i];
  }
  return out + number.substr(whole);
}

// A magnitude with its sign, its zeros up to the width, and parentheses.
std::string signed_text(std::string magnitude, bool is_negative, const Specifier& specifier,
                        bool takes_zeros = true) {
  if (specifier.has(',') && takes_zeros) magnitude = grouped(magnitude);
  const bool in_parentheses = is_negative && specifier.has('(');
  std::string sign;
  if (is_negative) {
    sign = in_parentheses ? "(" : "-";
  } else if (specifier.has('+') || specifier.has(' ')) {
    sign = specifier.has('+') ? "+" : " ";
  }
  const std::size_t closing = in_parentheses ? 1 : 0;
  const std::size_t taken = sign.size() + magnitude.size() + closing;
  const auto width = static_cast<std::size_t>(std::max(specifier.width, 0));
  if (specifier.has('0') && takes_zeros && taken < width) magnitude.insert(0, width - taken, '0');
  return sign + magnitude + (in_parentheses ? ")" : "");
}

std::string integer_text(std::int64_t value, const Specifier& specifier) {
  const auto bits = static_cast<std::uint64_t>(value);
  return signed_text(fmt::format("{}", value < 0 ? ~bits + 1 : bits), value < 0, specifier);
}

// The two's complement of a long.
std::optional<std::string> bits_text(std::int64_t value, const Specifier& specifier) {
  if (specifier.flags.find_first_of("+ (") != std::string::npos) return std::nullopt;
  const auto bits = static_cast<std::uint64_t>(value);
  const bool is_octal = specifier.conversion == 'o';
  std::string digits = is_octal ? fmt::format("{:o}", bits) : fmt::format("{:x}", bits);
  const std::string prefix = !specifier.has('#') ? "" : is_octal ? "0" : "0x";
  const auto width = static_cast<std::size_t>(std::max(specifier.width, 0));
  if (specifier.has('0') && prefix.size() + digits.size() < width)
    digits.insert(0, width - prefix.size() - digits.size(), '0');
  return prefix + digits;
}

constexpr int kPlaces = 6;

// %g: scientific for what is below 0.0001 or has no room in the precision.
std::string general_text(Digits digits, int precision) {
  const int size = precision < 0 ? kPlaces : std::max(precision, 1);
  if (digits.is_zero()) return plain(digits, size - 1);
  digits.round_to_size(size);
  if (digits.point > -4 && digits.point <= size) return plain(digits, size - digits.point);
  return scientific(digits, size - 1);
}

std::string digits_text(Digits digits, const Specifier& specifier) {
  const int places = specifier.precision < 0 ? kPlaces : specifier.precision;
  std::string magnitude;
  if (specifier.conversion == 'g') {
    magnitude = general_text(digits, specifier.precision);
  } else if (specifier.conversion == 'e') {
    digits.round_to_size(places + 1);
    magnitude = scientific(digits, places);
  } else {
    digits.round_to_places(places);
    magnitude = plain(digits, places);
  }
  if (specifier.has('#') && magnitude.find('.') == std::string::npos)
    magnitude.insert(std::min(magnitude.find('e'), magnitude.size()), ".");
  return signed_text(std::move(magnitude), digits.is_negative, specifier);
}

// Java's hexadecimal: "0x1.8p1", "0x0.0p0".
std::string hexadecimal_text(double value, const Specifier& specifier) {
  std::string text = fmt::format("{:a}", std::fabs(value));
  if (specifier.precision >= 0)
    text = fmt::format("{:.{}a}", std::fabs(value), std::max(specifier.precision, 1));
  if (text.find('.') == std::string::npos) text.insert(text.find('p'), ".0");
  const auto plus = text.find("p+");
  if (plus != std::string::npos) text.erase(plus + 1, 1);
  std::string sign = std::signbit(value)  ? "-"
                     : specifier.has('+') ? "+"
                     : specifier.has(' ') ? " "
                                          : "";
  const auto width = static_cast<std::size_t>(std::max(specifier.width, 0));
  if (specifier.has('0') && sign.size() + text.size() < width)
    text.insert(2, width - sign.size() - text.size(), '0');
  return sign + text;
}

std::string floating_text(double value, const Specifier& specifier) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return signed_text("Infinity", value < 0, specifier, false);
  if (specifier.conversion == 'a') return hexadecimal_text(value, specifier);
  return digits_text(digits_of(value), specifier);
}

}  // namespace

std::optional<std::string> format_number(const Argument& argument, const Specifier& specifier) {
  const bool is_whole =
      std::string_view("dox").find(specifier.conversion) != std::string_view::npos;
  if (const auto* integer = std::get_if<std::int64_t>(&argument)) {
    if (!is_whole) return std::nullopt;
    if (specifier.conversion == 'd') return integer_text(*integer, specifier);
    return bits_text(*integer, specifier);
  }
  if (is_whole) return std::nullopt;
  if (const auto* floating = std::get_if<Floating>(&argument))
    return floating_text(floating->value, specifier);
  const auto* decimal = std::get_if<Decimal>(&argument);
  if (decimal == nullptr || specifier.conversion == 'a') return std::nullopt;
  return digits_text(digits_of(*decimal), specifier);
}

}  // namespace sluice::engine::format
