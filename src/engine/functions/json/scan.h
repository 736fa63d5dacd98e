// JSON text read as a stream, as Trino's json_extract and its like read it: what stands behind the
// value that is asked for is not looked at, so it may be broken.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sluice::engine {

// One step of $.a["b"][0]; an index may be the key of an object too.
struct ExtractStep {
  std::string key;
  std::int64_t index = -1;
};

// Nothing when it is no such path.
std::optional<std::vector<ExtractStep>> parse_extract_path(std::string_view path);

// The value's text at the path; nothing where the text is broken before it or has nothing there.
std::optional<std::string_view> find_json(std::string_view text,
                                          const std::vector<ExtractStep>& path);

// Calls `visit` with each element's text until it answers false. Nothing when the text is no array
// or is broken before that; else whether the array was seen to its end.
template <class Visit>
std::optional<bool> visit_elements(std::string_view text, const Visit& visit);

// How many elements or members; nothing when the text is broken, 0 for a scalar.
std::optional<std::int64_t> count_json(std::string_view text);

// Walks over one value; every call answers false at the first byte that is no JSON.
class JsonScanner {
 public:
  explicit JsonScanner(std::string_view text) : text_(text) {}

  std::size_t at() const { return at_; }
  bool done() const { return at_ == text_.size(); }
  char peek() const { return done() ? '\0' : text_[at_]; }
  std::string_view since(std::size_t from) const { return text_.substr(from, at_ - from); }

  void space();
  bool take(char c);
  bool value(int depth = 0);
  bool string();
  // Behind the bracket that opens: to the next child, or behind the one that closes.
  enum class Next : std::uint8_t { child, end, broken };
  Next next(char close, bool is_first);

 private:
  bool word(std::string_view word);
  bool digits();
  bool number();
  bool escape();
  bool members(int depth);
  bool elements(int depth);

  std::string_view text_;
  std::size_t at_ = 0;
};

template <class Visit>
std::optional<bool> visit_elements(std::string_view text, const Visit& visit) {
  JsonScanner scanner(text);
  scanner.space();
  if (!scanner.take('[')) return std::nullopt;
  for (bool is_first = true;; is_first = false) {
    const auto next = scanner.next(']', is_first);
    if (next == JsonScanner::Next::end) return true;
    if (next == JsonScanner::Next::broken) return std::nullopt;
    const std::size_t from = scanner.at();
    if (!scanner.value()) return std::nullopt;
    if (!visit(scanner.since(from))) return false;
  }
}

}  // namespace sluice::engine
