#include "engine/functions/json/scan.h"

#include <charconv>

#include "base/text.h"
#include "engine/functions/json/text.h"

namespace sluice::engine {

namespace {

bool is_hex(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

// Letters beyond ASCII count: Java's isLetterOrDigit.
bool is_key_character(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80U;
}

ExtractStep step_of(std::string key) {
  ExtractStep step{.key = std::move(key)};
  std::int32_t index = 0;
  const char* end = step.key.data() + step.key.size();
  const auto read = std::from_chars(step.key.data(), end, index);
  if (read.ec == std::errc() && read.ptr == end) step.index = index;
  return step;
}

// "key" of a subscript, `at` behind its opening quote.
std::optional<std::string> quoted_key(std::string_view path, std::size_t& at) {
  std::string key;
  for (; at < path.size() && path[at] != '"'; ++at) {
    if (path[at] == '\\') {
      ++at;
      if (at == path.size() || (path[at] != '"' && path[at] != '\\')) return std::nullopt;
    }
    key += path[at];
  }
  if (at == path.size()) return std::nullopt;
  ++at;
  return key;
}

std::optional<std::string> plain_key(std::string_view path, std::size_t& at, bool takes_colon) {
  const std::size_t from = at;
  while (at < path.size() && (is_key_character(path[at]) || (takes_colon && path[at] == ':')))
    ++at;
  if (at == from) return std::nullopt;
  return std::string(path.substr(from, at - from));
}

// Where the scanner stands: at the value of the step, or nowhere.
bool enter_object(JsonScanner& scanner, const ExtractStep& step) {
  for (bool is_first = true;; is_first = false) {
    if (scanner.next('}', is_first) != JsonScanner::Next::child) return false;
    const std::size_t from = scanner.at();
    if (!scanner.string()) return false;
    std::string_view key = scanner.since(from);
    key = key.substr(1, key.size() - 2);
    scanner.space();
    if (!scanner.take(':')) return false;
    scanner.space();
    const bool has_escapes = key.find('\\') != std::string_view::npos;
    if (has_escapes ? unescape_json(key) == step.key : key == step.key) return true;
    if (!scanner.value()) return false;
  }
}

bool enter_array(JsonScanner& scanner, const ExtractStep& step) {
  std::int64_t position = 0;
  for (bool is_first = true;; is_first = false) {
    if (scanner.next(']', is_first) != JsonScanner::Next::child) return false;
    if (position++ == step.index) return true;
    if (!scanner.value()) return false;
  }
}

}  // namespace

void JsonScanner::space() {
  while (!done() && is_json_space(text_[at_]))
    ++at_;
}

bool JsonScanner::take(char c) {
  if (done() || text_[at_] != c) return false;
  ++at_;
  return true;
}

bool JsonScanner::value(int depth) {
  if (depth > kJsonDepthMax) return false;
  switch (peek()) {
    case '"':
      return string();
    case '{':
      return members(depth);
    case '[':
      return elements(depth);
    case 't':
      return word("true");
    case 'f':
      return word("false");
    case 'n':
      return word("null");
    default:
      return number();
  }
}

bool JsonScanner::string() {
  if (!take('"')) return false;
  while (!done() && text_[at_] != '"') {
    if (static_cast<unsigned char>(text_[at_]) < 0x20U) return false;
    if (text_[at_] == '\\' && !escape()) return false;
    ++at_;
  }
  return take('"');
}

// To the last byte of the escape.
bool JsonScanner::escape() {
  if (++at_ == text_.size()) return false;
  if (text_[at_] != 'u') return std::string_view("\"\\/bfnrt").find(text_[at_]) != text_.npos;
  for (int i = 0; i < 4; ++i) {
    if (++at_ == text_.size() || !is_hex(text_[at_])) return false;
  }
  return true;
}

bool JsonScanner::word(std::string_view word) {
  if (!text_.substr(at_).starts_with(word)) return false;
  at_ += word.size();
  return true;
}

bool JsonScanner::digits() {
  const std::size_t from = at_;
  while (!done() && is_digit(text_[at_]))
    ++at_;
  return at_ > from;
}

bool JsonScanner::number() {
  take('-');
  const bool starts_with_zero = peek() == '0';
  const std::size_t from = at_;
  if (!digits() || (starts_with_zero && at_ - from > 1)) return false;
  if (take('.') && !digits()) return false;
  if (!take('e') && !take('E')) return true;
  if (!take('+')) take('-');
  return digits();
}

JsonScanner::Next JsonScanner::next(char close, bool is_first) {
  space();
  if (take(close)) return Next::end;
  if (!is_first && !take(',')) return Next::broken;
  space();
  // A comma promises a value.
  return !is_first && peek() == close ? Next::broken : Next::child;
}

bool JsonScanner::members(int depth) {
  ++at_;
  for (bool is_first = true;; is_first = false) {
    const Next found = next('}', is_first);
    if (found != Next::child) return found == Next::end;
    if (!string()) return false;
    space();
    if (!take(':')) return false;
    space();
    if (!value(depth + 1)) return false;
  }
}

bool JsonScanner::elements(int depth) {
  ++at_;
  for (bool is_first = true;; is_first = false) {
    const Next found = next(']', is_first);
    if (found != Next::child) return found == Next::end;
    if (!value(depth + 1)) return false;
  }
}

std::optional<std::vector<ExtractStep>> parse_extract_path(std::string_view path) {
  if (!path.starts_with('$')) return std::nullopt;
  std::vector<ExtractStep> steps;
  for (std::size_t at = 1; at < path.size();) {
    const char sign = path[at++];
    if (sign != '.' && sign != '[') return std::nullopt;
    const bool is_quoted = sign == '[' && at < path.size() && path[at] == '"';
    auto key = is_quoted ? quoted_key(path, ++at) : plain_key(path, at, sign == '.');
    if (!key) return std::nullopt;
    if (sign == '[' && (at == path.size() || path[at++] != ']')) return std::nullopt;
    steps.push_back(step_of(std::move(*key)));
  }
  return steps;
}

std::optional<std::string_view> find_json(std::string_view text,
                                          const std::vector<ExtractStep>& path) {
  JsonScanner scanner(text);
  scanner.space();
  for (const auto& step : path) {
    const bool is_found = scanner.take('{')   ? enter_object(scanner, step)
                          : scanner.take('[') ? enter_array(scanner, step)
                                              : false;
    if (!is_found) return std::nullopt;
  }
  const std::size_t from = scanner.at();
  if (!scanner.value()) return std::nullopt;
  const std::string_view value = scanner.since(from);
  const bool is_scalar = value.find_first_of("{[\"") != 0;
  const bool is_closed = scanner.done() || is_json_space(scanner.peek());
  if (path.empty() && is_scalar && !is_closed) return std::nullopt;
  return value;
}

std::optional<std::int64_t> count_json(std::string_view text) {
  JsonScanner scanner(text);
  scanner.space();
  const bool is_object = scanner.take('{');
  if (!is_object && !scanner.take('[')) return scanner.value() ? std::optional(0) : std::nullopt;
  for (std::int64_t count = 0;; ++count) {
    const auto next = scanner.next(is_object ? '}' : ']', count == 0);
    if (next == JsonScanner::Next::end) return count;
    if (next == JsonScanner::Next::broken) return std::nullopt;
    if (is_object && !scanner.string()) return std::nullopt;
    scanner.space();
    if (is_object && !scanner.take(':')) return std::nullopt;
    scanner.space();
    if (!scanner.value()) return std::nullopt;
  }
}

}  // namespace sluice::engine
