// The parser's place in the tokens: what stands here, what was expected, how deep the tree is.
//
// Internal to the parser. Nothing ever moves back, so that the place of an error is the furthest
// one reached and parsing time is linear.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sql/syntax/name.h"
#include "sql/syntax/token.h"

namespace sluice::sql {

class Cursor {
 public:
  // Throws Error limit when the text is longer than 16 MiB.
  explicit Cursor(std::string_view text);

  const Token& token(std::size_t ahead = 0) const;
  const Location& location() const { return token().location; }
  std::size_t position() const { return position_; }

  // Only looks.
  bool at(Terminal terminal, std::size_t ahead = 0) const;
  bool at_kind(TokenKind kind, std::size_t ahead = 0) const { return token(ahead).kind == kind; }
  // An identifier could stand there: any but a reserved word.
  bool at_identifier(std::size_t ahead = 0) const;
  // A newer or foreign word that the grammar does not name: an identifier that spells `upper`.
  bool at_word(std::string_view upper, std::size_t ahead = 0) const;
  bool at_string(std::size_t ahead = 0) const;
  // SELECT, WITH, VALUES or TABLE, after any number of opening parentheses.
  bool at_query();

  const Token& take();
  // Steps over it when it is here; else remembers that it would have been welcome.
  bool accept(Terminal terminal);
  bool accept(Terminal first, Terminal second);  // both, in this order, or neither
  bool accept_word(std::string_view upper);
  void expect(Terminal terminal);
  void expect_word(std::string_view upper);
  // Something of this name ("<expression>") would have been welcome.
  void welcome(std::string_view rule) { welcome_.push_back(rule); }

  Identifier identifier();
  QualifiedName qualified_name();
  std::string string();  // 'text' or U&'text' [UESCAPE 'c']
  std::int64_t integer();
  int next_parameter() { return parameters_++; }
  int parameters() const { return parameters_; }
  void expect_end();

  // "mismatched input 'x'. Expecting: …" for the token here.
  [[noreturn]] void fail();
  [[noreturn]] static void fail(const Location& location, std::string_view message);

  // The tokens from `start` up to here, as written.
  std::vector<std::string> words_since(std::size_t start) const;

  // The height of the highest tree that was finished since somebody set it to 0.
  int height = 0;
  // One level more on top of it. Throws Error limit beyond kTreeHeightMax.
  void grow();

 private:
  friend class Level;

  std::vector<Token> tokens_;
  std::size_t position_ = 0;
  std::vector<std::string_view> welcome_;  // at position_
  int parameters_ = 0;
  int depth_ = 0;
  std::size_t parentheses_begin_ = 0;  // a run of them that at_query has measured
  std::size_t parentheses_end_ = 0;
};

// One level of recursion, one level of the tree. Throws Error limit when it is one too many.
class Level {
 public:
  explicit Level(Cursor& cursor);
  ~Level();
  Level(const Level&) = delete;
  Level& operator=(const Level&) = delete;

 private:
  Cursor& cursor_;
  int outer_height_;
};

// The height of what is parsed in a scope, kept apart from what was finished before.
class HeightScope {
 public:
  explicit HeightScope(Cursor& cursor) : cursor_(cursor), outer_(cursor.height) {
    cursor.height = 0;
  }
  ~HeightScope() {
    if (outer_ > cursor_.height) cursor_.height = outer_;
  }
  HeightScope(const HeightScope&) = delete;
  HeightScope& operator=(const HeightScope&) = delete;

 private:
  Cursor& cursor_;
  int outer_;
};

// name, name, name
template <class Parse>
auto comma_list(Cursor& cursor, Parse parse) {
  std::vector<decltype(parse(cursor))> items;
  do {
    items.push_back(parse(cursor));
  } while (cursor.accept(","));
  return items;
}

// ( name, name, name )
template <class Parse>
auto parenthesized_list(Cursor& cursor, Parse parse) {
  cursor.expect("(");
  auto items = comma_list(cursor, parse);
  cursor.expect(")");
  return items;
}

inline std::vector<Identifier> identifier_list(Cursor& cursor) {
  return comma_list(cursor, [](Cursor& at) { return at.identifier(); });
}

inline std::vector<Identifier> parenthesized_identifiers(Cursor& cursor) {
  return parenthesized_list(cursor, [](Cursor& at) { return at.identifier(); });
}

}  // namespace sluice::sql
