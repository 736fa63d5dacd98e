#include "engine/functions/json_text.h"

#include <charconv>

namespace sluice::engine {

namespace {

constexpr int kDepthMax = 1'000;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

// Walks over one value; every call answers false at the first byte that is no JSON.
class Scanner {
 public:
  explicit Scanner(std::string_view text, std::size_t at = 0) : text_(text), at_(at) {}

  std::size_t at() const { return at_; }
  bool done() const { return at_ == text_.size(); }
  char peek() const { return done() ? '\0' : text_[at_]; }

  void space() {
    while (!done() && is_space(text_[at_]))
      ++at_;
  }

  bool take(char c) {
    if (peek() != c || done()) return false;
    ++at_;
    return true;
  }

  bool value(int depth = 0) {
    if (depth > kDepthMax) return false;
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

  bool string() {
    if (!take('"')) return false;
    while (!done() && text_[at_] != '"') {
      if (static_cast<unsigned char>(text_[at_]) < 0x20U) return false;
      if (text_[at_] == '\\' && ++at_ == text_.size()) return false;
      ++at_;
    }
    return take('"');
  }

 private:
  bool word(std::string_view word) {
    if (!text_.substr(at_).starts_with(word)) return false;
    at_ += word.size();
    return true;
  }

  bool digits() {
    const std::size_t from = at_;
    while (!done() && is_digit(text_[at_]))
      ++at_;
    return at_ > from;
  }

  bool number() {
    take('-');
    const bool starts_with_zero = peek() == '0';
    const std::size_t from = at_;
    if (!digits() || (starts_with_zero && at_ - from > 1)) return false;
    if (take('.') && !digits()) return false;
    if (!take('e') && !take('E')) return true;
    if (!take('+')) take('-');
    return digits();
  }

  bool members(int depth) {
    ++at_;
    space();
    if (take('}')) return true;
    while (true) {
      space();
      if (!string()) return false;
      space();
      if (!take(':')) return false;
      space();
      if (!value(depth + 1)) return false;
      space();
      if (take('}')) return true;
      if (!take(',')) return false;
    }
  }

  bool elements(int depth) {
    ++at_;
    space();
    if (take(']')) return true;
    while (true) {
      space();
      if (!value(depth + 1)) return false;
      space();
      if (take(']')) return true;
      if (!take(',')) return false;
    }
  }

  std::string_view text_;
  std::size_t at_;
};

// The value of one whole text.
std::optional<std::string_view> whole(std::string_view text) {
  Scanner scanner(text);
  scanner.space();
  const std::size_t from = scanner.at();
  if (!scanner.value()) return std::nullopt;
  const std::size_t to = scanner.at();
  scanner.space();
  if (!scanner.done()) return std::nullopt;
  return text.substr(from, to - from);
}

// Calls `visit(key, value)` for each child of a valid object or array until it answers true.
template <class Visit>
void each_child(std::string_view value, const Visit& visit) {
  if (value.empty() || (value[0] != '{' && value[0] != '[')) return;
  const bool is_object = value[0] == '{';
  Scanner scanner(value, 1);
  scanner.space();
  while (scanner.peek() != '}' && scanner.peek() != ']') {
    std::string_view key;
    if (is_object) {
      const std::size_t from = scanner.at();
      scanner.string();
      key = value.substr(from, scanner.at() - from);
      scanner.space();
      scanner.take(':');
      scanner.space();
    }
    const std::size_t from = scanner.at();
    scanner.value();
    if (visit(key, value.substr(from, scanner.at() - from))) return;
    scanner.space();
    scanner.take(',');
    scanner.space();
  }
}

std::optional<std::string_view> child(std::string_view value, const JsonStep& step) {
  std::optional<std::string_view> found;
  std::int64_t position = 0;
  const bool is_object = !value.empty() && value[0] == '{';
  if (is_object && step.is_index_only) return std::nullopt;
  each_child(value, [&](std::string_view key, std::string_view child) {
    const bool matches = is_object ? unquote_json(key) == step.key : position == step.index;
    ++position;
    if (matches) found = child;
    return matches;
  });
  return found;
}

void append_code_point(std::string& out, std::uint32_t c) {
  const auto tail = [&](unsigned shift) {
    out += static_cast<char>(0x80U | ((c >> shift) & 0x3FU));
  };
  if (c < 0x80) {
    out += static_cast<char>(c);
  } else if (c < 0x800) {
    out += static_cast<char>(0xC0U | (c >> 6U));
    tail(0);
  } else if (c < 0x10000) {
    out += static_cast<char>(0xE0U | (c >> 12U));
    tail(6);
    tail(0);
  } else {
    out += static_cast<char>(0xF0U | (c >> 18U));
    tail(12);
    tail(6);
    tail(0);
  }
}

std::uint32_t hex_at(std::string_view text, std::size_t at) {
  std::uint32_t value = 0;
  const auto digits = text.substr(std::min(at, text.size()), 4);
  std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
  return value;
}

bool is_key_character(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == ':' ||
         c == '-' || c == '@' || static_cast<unsigned char>(c) >= 0x80U;
}

JsonStep index_or_key(std::string_view text) {
  JsonStep step{.key = std::string(text)};
  std::int64_t index = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), index);
  if (error == std::errc() && end == text.data() + text.size()) step.index = index;
  return step;
}

// ['key'], ["key"], [3] or [key]; `at` stands behind the bracket.
std::optional<JsonStep> bracket_step(std::string_view path, std::size_t& at) {
  if (at < path.size() && (path[at] == '\'' || path[at] == '"')) {
    const char quote = path[at++];
    JsonStep step;
    while (at < path.size() && path[at] != quote) {
      if (path[at] == '\\' && at + 1 < path.size()) ++at;
      step.key += path[at++];
    }
    if (path.substr(at, 2).size() != 2 || path[at + 1] != ']') return std::nullopt;
    at += 2;
    return step;
  }
  const auto close = path.find(']', at);
  if (close == std::string_view::npos || close == at) return std::nullopt;
  const auto inner = path.substr(at, close - at);
  if (!std::all_of(inner.begin(), inner.end(), is_key_character)) return std::nullopt;
  at = close + 1;
  return index_or_key(inner);
}

}  // namespace

std::optional<std::vector<JsonStep>> parse_json_path(std::string_view path) {
  std::vector<JsonStep> steps;
  std::size_t at = path.starts_with('$') ? 1 : 0;
  if (at == 0) return std::nullopt;
  while (at < path.size()) {
    if (path[at] == '[') {
      auto step = bracket_step(path, ++at);
      if (!step) return std::nullopt;
      steps.push_back(std::move(*step));
      continue;
    }
    if (path[at] != '.') return std::nullopt;
    const std::size_t from = ++at;
    while (at < path.size() && is_key_character(path[at]))
      ++at;
    if (at == from) return std::nullopt;
    steps.push_back(index_or_key(path.substr(from, at - from)));
  }
  return steps;
}

std::optional<std::string_view> find_json(std::string_view text,
                                          const std::vector<JsonStep>& path) {
  auto value = whole(text);
  for (const auto& step : path) {
    if (!value) return std::nullopt;
    value = child(*value, step);
  }
  return value;
}

std::optional<std::string> minify_json(std::string_view text) {
  const auto value = whole(text);
  if (!value) return std::nullopt;
  std::string out;
  bool in_string = false;
  for (std::size_t i = 0; i < value->size(); ++i) {
    const char c = (*value)[i];
    if (!in_string && is_space(c)) continue;
    out += c;
    if (in_string && c == '\\') {
      out += (*value)[++i];
    } else if (c == '"') {
      in_string = !in_string;
    }
  }
  return out;
}

std::string unquote_json(std::string_view literal) {
  std::string out;
  for (std::size_t i = 1; i + 1 < literal.size(); ++i) {
    if (literal[i] != '\\') {
      out += literal[i];
      continue;
    }
    switch (literal[++i]) {
      case 'n':
        out += '\n';
        break;
      case 't':
        out += '\t';
        break;
      case 'r':
        out += '\r';
        break;
      case 'b':
        out += '\b';
        break;
      case 'f':
        out += '\f';
        break;
      case 'u': {
        std::uint32_t code = hex_at(literal, i + 1);
        i += 4;
        const bool is_pair = code >= 0xD800 && code < 0xDC00 && literal.substr(i + 1, 2) == "\\u";
        if (is_pair) {
          code = 0x10000 + ((code - 0xD800) << 10U) + (hex_at(literal, i + 3) - 0xDC00);
          i += 6;
        }
        append_code_point(out, code);
        break;
      }
      default:
        out += literal[i];
    }
  }
  return out;
}

std::optional<std::int64_t> count_json(std::string_view text) {
  const auto value = whole(text);
  if (!value || ((*value)[0] != '[' && (*value)[0] != '{')) return std::nullopt;
  std::int64_t count = 0;
  each_child(*value, [&](std::string_view, std::string_view) {
    ++count;
    return false;
  });
  return count;
}

}  // namespace sluice::engine
