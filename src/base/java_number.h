// Floating numbers as Java writes them, and so do Trino and Athena: "100.02", "2.34E20", "NaN".
// https://docs.oracle.com/javase/8/docs/api/java/lang/Double.html#toString-double-
#pragma once

#include <cmath>
#include <limits>
#include <string>

namespace sluice {

// The shortest digits that read back as the value.
std::string java_text(double value);
std::string java_text(float value);

// Java's cast: towards zero, no further than the type goes; NaN is 0.
template <class Integer>
Integer java_cast(double value) {
  using Limits = std::numeric_limits<Integer>;
  if (std::isnan(value)) return 0;
  if (value >= static_cast<double>(Limits::max())) return Limits::max();
  if (value <= static_cast<double>(Limits::min())) return Limits::min();
  return static_cast<Integer>(value);
}

}  // namespace sluice
