// Numbers in the bytes of sketches, little-endian as the machine's own.
#pragma once

#include <cstring>
#include <string>
#include <string_view>

namespace sluice::engine {

template <class Number>
void append(std::string& out, Number value) {
  out.append(reinterpret_cast<const char*>(&value), sizeof value);
}

// The caller has seen to it that so many bytes are there.
template <class Number>
Number number_at(std::string_view bytes, std::size_t at) {
  Number value{};
  std::memcpy(&value, bytes.data() + at, sizeof value);
  return value;
}

// The same from the front, which moves on.
template <class Number>
Number take(std::string_view& bytes) {
  const auto value = number_at<Number>(bytes, 0);
  bytes.remove_prefix(sizeof value);
  return value;
}

}  // namespace sluice::engine
