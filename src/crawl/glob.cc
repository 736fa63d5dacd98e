#include "crawl/glob.h"

#include <fmt/format.h>

#include "base/error.h"

namespace sluice::crawl {

namespace {

constexpr auto kNone = std::string_view::npos;
constexpr std::size_t kAlternativesMax = 1000;

[[noreturn]] void fail(std::string_view pattern, std::string_view reason) {
  throw Error(ErrorKind::invalid, "InvalidInputException",
              fmt::format("the exclusion \"{}\" {}", pattern, reason));
}

// The position behind the element that starts at `from`: a character, an escaped one or a set.
std::size_t element_end(std::string_view pattern, std::size_t from) {
  if (pattern[from] == '\\') return from + 1 < pattern.size() ? from + 2 : kNone;
  if (pattern[from] != '[') return from + 1;
  // A ']' right behind the opening belongs to the set.
  std::size_t start = from + 1;
  if (start < pattern.size() && pattern[start] == '!') ++start;
  const std::size_t end = pattern.find(']', start + 1);
  return end == kNone ? kNone : end + 1;
}

void check(std::string_view pattern) {
  for (std::size_t i = 0; i < pattern.size();) {
    i = element_end(pattern, i);
    if (i == kNone) fail(pattern, "has a [ that is not closed, or ends with a \\");
  }
}

std::size_t find_unescaped(std::string_view pattern, char wanted, std::size_t from) {
  for (std::size_t i = from; i < pattern.size(); i = element_end(pattern, i)) {
    if (pattern[i] == wanted) return i;
  }
  return kNone;
}

void expand(std::string_view pattern, std::size_t from, std::vector<std::string>& out) {
  const std::size_t open = find_unescaped(pattern, '{', from);
  if (open == kNone) {
    if (out.size() == kAlternativesMax) fail(pattern, "means too many patterns");
    out.emplace_back(pattern);
    return;
  }
  const std::size_t close = find_unescaped(pattern, '}', open);
  if (close == kNone) fail(pattern, "has a { that is not closed");
  for (std::size_t start = open + 1; start <= close;) {
    const std::size_t end = std::min(find_unescaped(pattern, ',', start), close);
    std::string spelled(pattern.substr(0, open));
    spelled += pattern.substr(start, end - start);
    const std::size_t rest = spelled.size();
    spelled += pattern.substr(close + 1);
    expand(spelled, rest, out);
    start = end + 1;
  }
}

bool is_in_set(std::string_view set, char c) {
  const bool is_negated = set.starts_with('!');
  if (is_negated) set.remove_prefix(1);
  bool is_member = false;
  for (std::size_t i = 0; i < set.size(); ++i) {
    if (i + 2 < set.size() && set[i + 1] == '-') {
      is_member |= set[i] <= c && c <= set[i + 2];
      i += 2;
    } else {
      is_member |= set[i] == c;
    }
  }
  return is_member != is_negated && c != '/';
}

// Does the element of the pattern, which is no star, take the character?
bool takes(std::string_view element, char c) {
  if (element[0] == '?') return c != '/';
  if (element[0] == '[') return is_in_set(element.substr(1, element.size() - 2), c);
  return (element[0] == '\\' ? element[1] : element[0]) == c;
}

struct Star {
  std::size_t pattern = kNone;  // behind the star
  std::size_t path = 0;         // what it has taken ends here
};

// Takes one more character into a star; false when it may not.
bool extend(Star& star, std::string_view path, bool may_take_slash) {
  if (star.pattern == kNone || star.path >= path.size()) return false;
  if (!may_take_slash && path[star.path] == '/') return false;
  ++star.path;
  return true;
}

// Backtracks into the last * and, when that is exhausted, into the last **.
bool matches_one(std::string_view pattern, std::string_view path) {
  Star single;
  Star twice;
  std::size_t p = 0;
  std::size_t i = 0;
  while (i < path.size() || p < pattern.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      const bool is_double = p + 1 < pattern.size() && pattern[p + 1] == '*';
      p += is_double ? 2 : 1;
      (is_double ? twice : single) = {p, i};
      if (is_double) single = {};
      continue;
    }
    const std::size_t end = p < pattern.size() ? element_end(pattern, p) : p;
    if (p < pattern.size() && i < path.size() && takes(pattern.substr(p, end - p), path[i])) {
      p = end;
      ++i;
    } else if (extend(single, path, false)) {
      p = single.pattern;
      i = single.path;
    } else if (extend(twice, path, true)) {
      p = twice.pattern;
      i = twice.path;
      single = {};
    } else {
      return false;
    }
  }
  return true;
}

}  // namespace

Glob::Glob(std::string_view pattern) {
  check(pattern);
  expand(pattern, 0, alternatives_);
}

bool Glob::matches(std::string_view path) const {
  return std::any_of(alternatives_.begin(), alternatives_.end(),
                     [&](const std::string& each) { return matches_one(each, path); });
}

}  // namespace sluice::crawl
