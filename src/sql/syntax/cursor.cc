#include "sql/syntax/cursor.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "base/error.h"
#include "base/text.h"
#include "sql/syntax/expression.h"
#include "sql/syntax/literal_text.h"

namespace sluice::sql {

namespace {

constexpr std::size_t kTextBytesMax = std::size_t{16} << 20;
// Each level costs the stack about ten calls of the parser.
constexpr int kDepthMax = 700;

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return result;
}

std::vector<Token> checked_tokens(std::string_view text) {
  if (text.size() > kTextBytesMax) {
    throw Error(ErrorKind::limit, "SYNTAX_ERROR", "line 1:1: statement is longer than 16 MiB");
  }
  return tokenize(text);
}

[[noreturn]] void fail_too_deep(const Location& location) {
  throw Error(ErrorKind::limit, "SYNTAX_ERROR",
              fmt::format("line {}:{}: statement is nested too deep (at most {} levels of nesting, "
                          "{} operators on one side)",
                          location.line, location.column, kDepthMax, kTreeHeightMax));
}

}  // namespace

Cursor::Cursor(std::string_view text) : tokens_(checked_tokens(text)) {}

const Token& Cursor::token(std::size_t ahead) const {
  return tokens_[std::min(position_ + ahead, tokens_.size() - 1)];
}

bool Cursor::at(Terminal terminal, std::size_t ahead) const {
  return token(ahead).terminal == terminal;
}

bool Cursor::at_identifier(std::size_t ahead) const {
  const Token& here = token(ahead);
  switch (here.kind) {
    case TokenKind::word:
      return here.terminal.none() || !here.terminal.reserved();
    case TokenKind::quoted:
    case TokenKind::backquoted:
    case TokenKind::digit_identifier:
      return true;
    default:
      return false;
  }
}

bool Cursor::at_word(std::string_view upper, std::size_t ahead) const {
  const Token& here = token(ahead);
  if (here.kind != TokenKind::word || here.text.size() != upper.size()) return false;
  const auto same = [](char a, char b) { return a == b || (a >= 'a' && a - 'a' + 'A' == b); };
  return std::equal(upper.begin(), upper.end(), here.text.begin(),
                    [&](char want, char have) { return same(have, want); });
}

bool Cursor::at_string(std::size_t ahead) const {
  return at_kind(TokenKind::string, ahead) || at_kind(TokenKind::unicode_string, ahead);
}

bool Cursor::at_query() {
  // Measured once a run: many parentheses in a row would be walked again from each.
  if (position_ < parentheses_begin_ || position_ > parentheses_end_) {
    parentheses_begin_ = position_;
    parentheses_end_ = position_;
    while (tokens_[parentheses_end_].terminal == "(")
      ++parentheses_end_;
  }
  const std::size_t ahead = parentheses_end_ - position_;
  // TABLE(…) calls a function.
  const bool is_table = at("TABLE", ahead) && !at("(", ahead + 1);
  return at("SELECT", ahead) || at("WITH", ahead) || at("VALUES", ahead) || is_table;
}

const Token& Cursor::take() {
  const Token& taken = tokens_[position_];
  if (taken.kind != TokenKind::end) ++position_;
  welcome_.clear();
  return taken;
}

bool Cursor::accept(Terminal terminal) {
  if (at(terminal)) {
    take();
    return true;
  }
  welcome_.push_back(terminal.text());
  return false;
}

bool Cursor::accept(Terminal first, Terminal second) {
  if (at(first) && at(second, 1)) {
    take();
    take();
    return true;
  }
  welcome_.push_back(first.text());
  return false;
}

bool Cursor::accept_word(std::string_view upper) {
  if (!at_word(upper)) return false;
  take();
  return true;
}

void Cursor::expect(Terminal terminal) {
  if (!accept(terminal)) fail();
}

void Cursor::expect_word(std::string_view upper) {
  if (accept_word(upper)) return;
  welcome_.push_back(upper);
  fail();
}

Identifier Cursor::identifier() {
  if (!at_identifier()) {
    welcome("<identifier>");
    fail();
  }
  const Token& here = take();
  Identifier result{.location = here.location, .text = {}, .name = {}, .quoted = false};
  switch (here.kind) {
    case TokenKind::backquoted:
      fail(here.location,
           "backquoted identifiers are not supported; use double quotes to quote identifiers");
    case TokenKind::digit_identifier:
      fail(here.location,
           "identifiers must not start with a digit; surround the identifier with double quotes");
    case TokenKind::quoted:
      result.text = unquote(here.text);
      result.quoted = true;
      if (result.text.empty()) fail(here.location, "Zero-length delimited identifier not allowed");
      break;
    default:
      result.text = std::string(here.text);
  }
  result.name = lower(result.text);
  return result;
}

QualifiedName Cursor::qualified_name() {
  QualifiedName name{.location = location(), .parts = {}};
  do {
    name.parts.push_back(identifier());
  } while (accept("."));
  return name;
}

std::string Cursor::string() {
  if (at_kind(TokenKind::string)) return unquote(take().text);
  if (!at_kind(TokenKind::unicode_string)) {
    welcome("<string>");
    fail();
  }
  const Token& here = take();
  std::string escape = "\\";
  if (accept("UESCAPE")) escape = string();
  return decode_unicode_string(unquote(here.text.substr(2)), escape, here.location);
}

std::int64_t Cursor::integer() {
  if (!at_kind(TokenKind::integer)) {
    welcome("<integer>");
    fail();
  }
  const Token& here = take();
  return decode_integer(here.text, here.location);
}

void Cursor::expect_end() {
  if (at_kind(TokenKind::end)) return;
  welcome("<EOF>");
  fail();
}

void Cursor::fail() {
  std::vector<std::string> names;
  for (std::string_view welcome : welcome_) {
    const bool rule = welcome.size() > 2 && welcome.front() == '<' && welcome.back() == '>';
    names.push_back(rule ? std::string(welcome) : quote_text(welcome, '\''));
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  const std::string_view found = at_kind(TokenKind::end) ? "<EOF>" : token().text;
  fail(location(), names.empty() ? fmt::format("mismatched input '{}'", found)
                                 : fmt::format("mismatched input '{}'. Expecting: {}", found,
                                               fmt::join(names, ", ")));
}

void Cursor::fail(const Location& location, std::string_view message) {
  throw Error(ErrorKind::invalid, "SYNTAX_ERROR",
              fmt::format("line {}:{}: {}", location.line, location.column, message));
}

std::vector<std::string> Cursor::words_since(std::size_t start) const {
  std::vector<std::string> words;
  for (std::size_t at = start; at < position_; ++at)
    words.emplace_back(tokens_[at].text);
  return words;
}

void Cursor::grow() {
  if (++height > kTreeHeightMax) fail_too_deep(location());
}

Level::Level(Cursor& cursor) : cursor_(cursor), outer_height_(cursor.height) {
  cursor.height = 0;
  if (cursor.depth_ >= kDepthMax) fail_too_deep(cursor.location());
  ++cursor.depth_;
}

Level::~Level() {
  --cursor_.depth_;
  cursor_.height = std::max(outer_height_, cursor_.height + 1);
}

}  // namespace sluice::sql
