// For random tests: repeatable choices, and calls that may be refused.
#pragma once

#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/random.h"

namespace sluice::store {

class Choices {
 public:
  explicit Choices(std::uint64_t seed) : random_(seed) {}

  std::uint32_t below(std::uint32_t limit) {
    std::array<std::byte, 4> bytes;
    random_.fill(bytes);
    std::uint32_t number = 0;
    std::memcpy(&number, bytes.data(), bytes.size());
    return number % limit;
  }

  template <class Element>
  const Element& of(const std::vector<Element>& elements) {
    return elements[below(static_cast<std::uint32_t>(elements.size()))];
  }

  std::string text(std::size_t size) {
    std::string text(size, '\0');
    random_.fill(std::as_writable_bytes(std::span(text.data(), text.size())));
    return text;
  }

 private:
  SeededRandom random_;
};

// How many seeds a random test takes: more when there is time.
inline std::uint64_t trials(std::uint64_t usual) {
  return std::getenv("SLUICE_TEST_LONG") ? usual * 25 : usual;
}

// Which error a call ended with; "" for none.
template <class Action>
std::string code_of(Action&& action) {
  try {
    action();
  } catch (const Error& error) {
    return error.code();
  }
  return "";
}

}  // namespace sluice::store
