// A regular expression of AWS's models, in Java's dialect.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace sluice::api {

// Thread-safe once built.
class Pattern {
 public:
  // Throws Error unsupported when PCRE2 does not take it.
  explicit Pattern(const std::string& expression);
  ~Pattern();
  Pattern(Pattern&&) noexcept;

  // The whole text, as Java's matches(). No text takes long: a search that goes too far is a
  // mismatch.
  bool matches(std::string_view text) const;

 private:
  struct Compiled;
  std::unique_ptr<const Compiled> compiled_;
};

}  // namespace sluice::api
