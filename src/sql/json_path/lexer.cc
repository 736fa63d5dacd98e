#include "sql/json_path/lexer.h"

#include <array>

#include "base/text.h"
#include "base/utf8.h"
#include "sql/json_path/path.h"

namespace sluice::sql {

namespace {

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

class PathLexer {
 public:
  explicit PathLexer(std::string_view text) : text_(text) {}

  std::vector<PathToken> run() {
    std::vector<PathToken> tokens;
    do {
      while (at_ < text_.size() && std::string_view(" \t\r\n").find(text_[at_]) != text_.npos)
        ++at_;
      tokens.push_back(next());
    } while (tokens.back().kind != PathTokenKind::end);
    return tokens;
  }

 private:
  char peek(std::size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }

  PathToken next() {
    PathToken token{.offset = at_};
    if (at_ == text_.size()) return token;
    if (is_letter(peek())) {
      token.kind = PathTokenKind::word;
      token.text = word();
    } else if (is_digit(peek()) || (peek() == '.' && is_digit(peek(1)))) {
      number(token);
    } else if (peek() == '"') {
      string(token);
    } else if (peek() == '$' && is_letter(peek(1))) {
      ++at_;
      token.kind = PathTokenKind::variable;
      token.text = word();
    } else {
      sign(token);
    }
    return token;
  }

  std::string word() {
    const std::size_t from = at_;
    while (is_letter(peek()) || is_digit(peek()))
      ++at_;
    return std::string(text_.substr(from, at_ - from));
  }

  void digits() {
    while (is_digit(peek()))
      ++at_;
  }

  void number(PathToken& token) {
    token.kind = PathTokenKind::integer;
    digits();
    if (peek() == '.' && peek(1) != '.') {
      ++at_;
      token.kind = PathTokenKind::decimal;
      digits();
    }
    const std::size_t sign = peek(1) == '+' || peek(1) == '-' ? 1 : 0;
    if ((peek() == 'e' || peek() == 'E') && is_digit(peek(1 + sign))) {
      at_ += 1 + sign;
      token.kind = PathTokenKind::double_;
      digits();
    }
    token.text = text_.substr(token.offset, at_ - token.offset);
  }

  // A quote is doubled within; nothing else is escaped.
  void string(PathToken& token) {
    token.kind = PathTokenKind::string;
    for (++at_; at_ < text_.size(); ++at_) {
      if (peek() == '"' && peek(1) != '"') {
        ++at_;
        return;
      }
      if (peek() == '"') ++at_;
      token.text += peek();
    }
    throw PathMistake{.offset = token.offset, .message = "token recognition error at: '\"'"};
  }

  // The whole of it: a message with half a character is no text.
  std::string_view character() const { return character_at(text_, at_); }

  void sign(PathToken& token) {
    constexpr auto kSigns = std::to_array<std::string_view>(
        {"==", "<>", "!=", "<=", ">=", "&&", "||", "..", "$", "@", ".", "*", "[",
         "]",  "(",  ")",  ",",  "?",  "+",  "-",  "/",  "%", "!", "<", ">"});
    for (const auto sign : kSigns) {
      if (!text_.substr(at_).starts_with(sign)) continue;
      token.kind = PathTokenKind::sign;
      token.text = sign;
      at_ += sign.size();
      return;
    }
    throw PathMistake{.offset = at_, .message = fmt::format("mismatched input '{}'", character())};
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

std::vector<PathToken> path_tokens(std::string_view text) {
  return PathLexer(text).run();
}

}  // namespace sluice::sql
