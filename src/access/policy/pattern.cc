#include "access/policy/pattern.h"

namespace sluice::access {
namespace {

char lowered(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

}  // namespace

// Only the last star has to be tried again: what comes before it was matched as early as can be.
bool matches_pattern(std::string_view text, std::string_view pattern, Case letters,
                     const std::vector<bool>& is_literal) {
  const auto is_wildcard = [&](std::size_t at, char which) {
    return pattern[at] == which && (is_literal.empty() || !is_literal[at]);
  };
  const auto is_same = [&](std::size_t t, std::size_t p) {
    if (is_wildcard(p, '?')) return true;
    if (letters == Case::ignored) return lowered(text[t]) == lowered(pattern[p]);
    return text[t] == pattern[p];
  };
  constexpr std::size_t kNone = std::string_view::npos;
  std::size_t t = 0;
  std::size_t p = 0;
  std::size_t star = kNone;
  std::size_t star_text = 0;
  while (t < text.size()) {
    if (p < pattern.size() && is_wildcard(p, '*')) {
      star = p++;
      star_text = t;
    } else if (p < pattern.size() && is_same(t, p)) {
      ++t;
      ++p;
    } else if (star != kNone) {
      p = star + 1;
      t = ++star_text;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && is_wildcard(p, '*'))
    ++p;
  return p == pattern.size();
}

}  // namespace sluice::access
