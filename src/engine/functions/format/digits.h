// Decimal digits of numbers, rounded half up as Java's formats do.
#pragma once

#include <cstdint>
#include <string>

#include "engine/functions/int128.h"

namespace sluice::engine::format {

struct Decimal {
  Int128 unscaled = 0;
  int scale = 0;
};

// 0.d1d2d3… × 10^point, without leading zeros; zero has no digits.
struct Digits {
  std::string digits;
  int point = 0;
  bool is_negative = false;

  bool is_zero() const { return digits.empty(); }
  // Half up to so many places behind the decimal point; negative places are tens.
  void round_to_places(int places);
  // Half up to so many digits in all.
  void round_to_size(int size);
};

// The shortest that read back as the value; it is finite.
Digits digits_of(double value);
Digits digits_of_real(float value);
Digits digits_of(const Decimal& value);

// "123.450", "1.2345e+02": of digits that have been rounded to them.
std::string plain(const Digits& digits, int places);
std::string scientific(const Digits& digits, int places);

}  // namespace sluice::engine::format
