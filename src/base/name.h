// Identifiers as types: a bucket's name cannot be passed where a key is wanted.
#pragma once

#include <compare>
#include <functional>
#include <ostream>
#include <string>
#include <utility>

#include <fmt/format.h>

namespace sluice {

// A string with a meaning. Validation belongs to who creates it from outside text.
template <class Tag>
class Name {
 public:
  Name() = default;
  explicit Name(std::string text) : text_(std::move(text)) {}

  const std::string& text() const { return text_; }
  bool empty() const { return text_.empty(); }
  auto operator<=>(const Name&) const = default;

 private:
  std::string text_;
};

template <class Tag>
std::ostream& operator<<(std::ostream& out, const Name<Tag>& name) {
  return out << name.text();
}

}  // namespace sluice

template <class Tag>
struct std::hash<sluice::Name<Tag>> {
  size_t operator()(const sluice::Name<Tag>& name) const {
    return std::hash<std::string>()(name.text());
  }
};

template <class Tag>
struct fmt::formatter<sluice::Name<Tag>> : fmt::formatter<std::string> {
  auto format(const sluice::Name<Tag>& name, fmt::format_context& context) const {
    return fmt::formatter<std::string>::format(name.text(), context);
  }
};
