#include <algorithm>

#include "base/text.h"
#include "base/utf8.h"
#include "sql/syntax/token.h"

namespace sluice::sql {

namespace {

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_word_part(char c) {
  return is_letter(c) || is_digit(c) || c == '_';
}
bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}
bool is_hex_digit(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}
bool is_octal_digit(char c) {
  return c >= '0' && c <= '7';
}
bool is_binary_digit(char c) {
  return c == '0' || c == '1';
}
char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

struct Match {
  TokenKind kind = TokenKind::unrecognized;
  std::size_t size = 0;
};

// The longest match at one place of the text.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text), last_close_(text.rfind("*/")) {}

  char at(std::size_t place) const { return place < text_.size() ? text_[place] : '\0'; }

  // White space and comments from `place`.
  std::size_t skip(std::size_t place) const {
    for (;;) {
      const std::size_t before = place;
      while (is_space(at(place)))
        ++place;
      if (text_.substr(place, 2) == "--") place = std::min(text_.find('\n', place), text_.size());
      if (text_.substr(place, 2) == "/*") place = after_bracketed_comment(place);
      if (place == before) return place;
    }
  }

  Match match(std::size_t place) const {
    const char first = at(place);
    if (is_digit(first) || (first == '.' && is_digit(at(place + 1)))) return number(place);
    if (first == '\'') return delimited(place, 0, TokenKind::string);
    if (first == '"') return delimited(place, 0, TokenKind::quoted);
    if (first == '`') return delimited(place, 0, TokenKind::backquoted);
    if (is_letter(first) || first == '_') return word(place);
    return sign(place);
  }

 private:
  // A comment that is never closed is no comment: its slash is a sign.
  std::size_t after_bracketed_comment(std::size_t place) const {
    if (last_close_ == std::string_view::npos || last_close_ < place + 2) return place;
    return text_.find("*/", place + 2) + 2;
  }

  // A quoted token whose prefix (U&) has `prefix` bytes; one character when it is never closed.
  Match delimited(std::size_t place, std::size_t prefix, TokenKind kind) const {
    const char mark = at(place + prefix);
    std::size_t close = text_.find(mark, place + prefix + 1);
    while (close != std::string_view::npos && at(close + 1) == mark) {
      close = text_.find(mark, close + 2);
    }
    if (close == std::string_view::npos) return unrecognized(place);
    return {kind, close + 1 - place};
  }

  Match word(std::size_t place) const {
    if (lower(at(place)) == 'x' && at(place + 1) == '\'') {
      const std::size_t close = text_.find('\'', place + 2);
      if (close != std::string_view::npos) return {TokenKind::binary, close + 1 - place};
    }
    if (lower(at(place)) == 'u' && at(place + 1) == '&' && at(place + 2) == '\'') {
      const Match match = delimited(place, 2, TokenKind::unicode_string);
      if (match.kind == TokenKind::unicode_string) return match;
    }
    return {TokenKind::word, word_end(place) - place};
  }

  std::size_t word_end(std::size_t place) const {
    while (is_word_part(at(place)))
      ++place;
    return place;
  }

  // Digits with single underscores between them; `place` itself when there are none.
  template <class IsDigit>
  std::size_t digits_end(std::size_t place, IsDigit is) const {
    if (!is(at(place))) return place;
    for (;;) {
      if (is(at(place))) {
        ++place;
      } else if (at(place) == '_' && is(at(place + 1))) {
        place += 2;
      } else {
        return place;
      }
    }
  }

  std::size_t plain_digits_end(std::size_t place) const {
    while (is_digit(at(place)))
      ++place;
    return place;
  }

  Match number(std::size_t place) const {
    Match best{TokenKind::integer, integer_end(place) - place};
    // Later kinds win only when they are longer.
    const auto offer = [&](TokenKind kind, std::size_t end) {
      if (end - place > best.size) best = {kind, end - place};
    };
    offer(TokenKind::decimal, decimal_end(place));
    offer(TokenKind::double_, double_end(place));
    if (is_digit(at(place))) offer(TokenKind::digit_identifier, word_end(place));
    return best;
  }

  std::size_t integer_end(std::size_t place) const {
    const std::size_t decimal = digits_end(place, is_digit);
    if (at(place) != '0') return decimal;
    // 0x_1F: an underscore may stand after the prefix.
    const std::size_t start = place + (at(place + 2) == '_' ? 3 : 2);
    std::size_t end = start;
    if (lower(at(place + 1)) == 'x') end = digits_end(start, is_hex_digit);
    if (lower(at(place + 1)) == 'o') end = digits_end(start, is_octal_digit);
    if (lower(at(place + 1)) == 'b') end = digits_end(start, is_binary_digit);
    return end == start ? decimal : end;
  }

  std::size_t decimal_end(std::size_t place) const {
    const std::size_t point = digits_end(place, is_digit);
    return at(point) == '.' ? digits_end(point + 1, is_digit) : place;
  }

  std::size_t double_end(std::size_t place) const {
    std::size_t end = plain_digits_end(place);
    if (at(end) == '.') end = plain_digits_end(end + 1);
    if (lower(at(end)) != 'e') return place;
    ++end;
    if (at(end) == '+' || at(end) == '-') ++end;
    return is_digit(at(end)) ? plain_digits_end(end) : place;
  }

  Match sign(std::size_t place) const {
    for (std::size_t size : {std::size_t{2}, std::size_t{1}}) {
      const std::string_view text = text_.substr(place, size);
      if (!Terminal::find_sign(text).none()) return {TokenKind::sign, text.size()};
    }
    return unrecognized(place);
  }

  // One whole UTF-8 character.
  Match unrecognized(std::size_t place) const {
    return {TokenKind::unrecognized, character_size(text_, place)};
  }

  std::string_view text_;
  std::size_t last_close_;  // of a bracketed comment: many unclosed ones must not search in vain
};

// Moves a location over text that was read.
void advance(Location& location, std::string_view text) {
  for (char c : text) {
    if (c == '\n') {
      ++location.line;
      location.column = 1;
    } else if (!is_continuation(c)) {
      ++location.column;
    }
  }
  location.offset += static_cast<std::uint32_t>(text.size());
}

Terminal terminal_of(TokenKind kind, std::string_view text) {
  if (kind == TokenKind::word) return find_word(text);
  if (kind == TokenKind::sign) return Terminal::find_sign(text == "!=" ? "<>" : text);
  return {};
}

}  // namespace

std::vector<Token> tokenize(std::string_view text) {
  const Scanner scanner(text);
  std::vector<Token> tokens;
  Location location;
  for (;;) {
    const std::size_t start = scanner.skip(location.offset);
    advance(location, text.substr(location.offset, start - location.offset));
    if (start >= text.size()) break;
    const Match match = scanner.match(start);
    const std::string_view part = text.substr(start, match.size);
    tokens.push_back({match.kind, terminal_of(match.kind, part), location, part});
    advance(location, part);
  }
  tokens.push_back({TokenKind::end, {}, location, {}});
  return tokens;
}

std::string unquote(std::string_view text) {
  const char mark = text.front();
  std::string result;
  result.reserve(text.size());
  for (std::size_t at = 1; at + 1 < text.size(); ++at) {
    result += text[at];
    if (text[at] == mark) ++at;
  }
  return result;
}

}  // namespace sluice::sql
