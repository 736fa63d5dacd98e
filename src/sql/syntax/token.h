// Tokens, and the lexer that makes them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sql/syntax/source.h"
#include "sql/syntax/terminal.h"

namespace sluice::sql {

enum class TokenKind : std::uint8_t {
  end,
  word,  // an unquoted identifier or a word of the grammar
  sign,
  quoted,            // "identifier"
  backquoted,        // `identifier`, which no place accepts
  digit_identifier,  // 1x, which no place accepts
  string,            // 'text'
  unicode_string,    // U&'text'
  binary,            // X'CAFE'
  integer,           // 42, 0x2A, 1_000
  decimal,           // 1.5
  double_,           // 1e3
  unrecognized,      // one character that starts nothing
};

// Views the text that was given to tokenize.
struct Token {
  TokenKind kind = TokenKind::end;
  Terminal terminal;  // of words and signs
  Location location;
  std::string_view text;  // as written, with its quotes; empty at the end
};

// Comments and white space are left out; the last token is `end`. Never fails: what is no token
// is `unrecognized`, for the parser to refuse where it stands.
std::vector<Token> tokenize(std::string_view text);

// Without the quotes, doubled ones made single: of string, quoted and backquoted tokens.
std::string unquote(std::string_view text);

}  // namespace sluice::sql
