#include "engine/functions/int128.h"

namespace sluice::engine {

std::string digits_of(Int128 value) {
  auto rest = value < 0 ? -static_cast<UnsignedInt128>(value) : static_cast<UnsignedInt128>(value);
  std::string digits;
  do {
    digits += static_cast<char>('0' + static_cast<int>(rest % 10));
    rest /= 10;
  } while (rest > 0);
  return {digits.rbegin(), digits.rend()};
}

std::string plain_decimal(Int128 unscaled, int scale) {
  std::string digits = digits_of(unscaled);
  const auto places = static_cast<std::size_t>(scale);
  if (digits.size() <= places) digits.insert(0, places + 1 - digits.size(), '0');
  if (places > 0) digits.insert(digits.size() - places, ".");
  return unscaled < 0 ? "-" + digits : digits;
}

std::string decimal_text(Int128 unscaled, int scale) {
  const std::string digits = digits_of(unscaled);
  const int exponent = static_cast<int>(digits.size()) - 1 - scale;
  if (exponent >= -6) return plain_decimal(unscaled, scale);
  std::string out = unscaled < 0 ? "-" : "";
  out += digits[0];
  if (digits.size() > 1) out += "." + digits.substr(1);
  return out + "E" + std::to_string(exponent);
}

}  // namespace sluice::engine
