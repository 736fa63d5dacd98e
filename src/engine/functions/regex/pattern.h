// Trino's regular expressions: Java's syntax, by Oniguruma, of which Trino's Joni is the port.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

struct re_pattern_buffer;
struct re_registers;
struct OnigMatchParamStruct;

namespace sluice::engine {

// A compiled pattern. The search of one text, for all matches together, may be given up:
// INVALID_FUNCTION_ARGUMENT past the limit of steps, so that no pattern hangs the process.
class Pattern {
 public:
  // Raises INVALID_FUNCTION_ARGUMENT for what is no pattern.
  explicit Pattern(std::string_view pattern);
  ~Pattern();
  Pattern(const Pattern&) = delete;
  Pattern& operator=(const Pattern&) = delete;

  std::size_t group_count() const { return group_count_; }
  // Raises INVALID_FUNCTION_ARGUMENT for a group that is not there; 0 is the whole match.
  std::size_t require_group(std::int64_t group) const;

 private:
  friend class Matches;

  struct Free {
    void operator()(re_pattern_buffer* expression) const;
    void operator()(re_registers* region) const;
    void operator()(OnigMatchParamStruct* limits) const;
  };

  std::string text_;
  // A pattern without any operator is looked for as it is.
  bool is_literal_ = false;
  std::unique_ptr<re_pattern_buffer, Free> expression_;
  std::unique_ptr<re_registers, Free> region_;
  std::unique_ptr<OnigMatchParamStruct, Free> limits_;
  std::size_t group_count_ = 0;
};

// The matches of a pattern in a text, one after the other.
class Matches {
 public:
  Matches(const Pattern& pattern, std::string_view text, std::size_t from = 0)
      : pattern_(pattern), text_(text), from_(from) {}

  // To the next match; after an empty one the search goes on a character further.
  bool next();

  std::size_t start() const { return start_; }
  std::size_t end() const { return end_; }
  // Nothing for a group that took no part.
  std::optional<std::string_view> group(std::size_t number) const;
  // Nothing for an unknown name; of several groups of one name, the last that took part.
  std::optional<std::size_t> group_named(std::string_view name) const;

 private:
  bool search();
  int search_within(unsigned long steps_max);

  const Pattern& pattern_;
  std::string_view text_;
  std::size_t from_ = 0;
  std::size_t start_ = 0;
  std::size_t end_ = 0;
  unsigned long steps_ = 0;  // of backtracking, as far as they were counted
};

// Compiles once for as long as the pattern stays the same.
class PatternCache {
 public:
  const Pattern& of(std::string_view pattern) {
    if (!compiled_ || pattern != text_) {
      compiled_ = std::make_unique<Pattern>(pattern);
      text_ = pattern;
    }
    return *compiled_;
  }

 private:
  std::string text_;
  std::unique_ptr<Pattern> compiled_;
};

}  // namespace sluice::engine
