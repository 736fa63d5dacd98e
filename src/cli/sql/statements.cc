#include "cli/sql/statements.h"

#include "sql/syntax/token.h"

namespace sluice::cli {
namespace {

std::string padding_to(const sql::Location& place) {
  return std::string(place.line - 1, '\n') + std::string(place.column - 1, ' ');
}

}  // namespace

std::vector<std::string> split_statements(std::string_view text) {
  std::vector<std::string> statements;
  const sql::Token* first = nullptr;
  const auto tokens = sql::tokenize(text);
  for (const auto& token : tokens) {
    const bool is_end = token.kind == sql::TokenKind::end ||
                        (token.kind == sql::TokenKind::sign && token.text == ";");
    if (!is_end && first == nullptr) first = &token;
    if (!is_end || first == nullptr) continue;
    const auto begin = first->location.offset;
    statements.push_back(padding_to(first->location) +
                         std::string(text.substr(begin, token.location.offset - begin)));
    first = nullptr;
  }
  return statements;
}

}  // namespace sluice::cli
