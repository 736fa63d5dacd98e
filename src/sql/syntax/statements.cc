#include "sql/syntax/statements.h"

#include "sql/syntax/token.h"

namespace sluice::sql {

namespace {

// How many blocks of a routine's body are open. CASE opens one in queries as well, and END closes
// it there too; END CASE, END IF and their kin close what the same word opened.
class Blocks {
 public:
  void see(const Token& before, const Token& token, const Token& after) {
    if (token.terminal == "FUNCTION") in_routine_ = true;
    if (!in_routine_) return;
    if (token.terminal == "END") {
      if (open_ > 0) --open_;
      return;
    }
    if (opens(before, token, after)) ++open_;
  }

  bool open() const { return open_ > 0; }

  void clear() {
    open_ = 0;
    in_routine_ = false;
  }

 private:
  static bool opens(const Token& before, const Token& token, const Token& after) {
    if (before.terminal == "END") return false;
    if (token.terminal == "CASE" || token.terminal == "BEGIN") return true;
    if (token.terminal == "LOOP" || token.terminal == "WHILE") return true;
    // if(a, b, c) and repeat(a, 3) are functions.
    const bool call = after.terminal == "(";
    return (token.terminal == "IF" || token.terminal == "REPEAT") && !call &&
           after.terminal != "NOT" && after.terminal != "EXISTS";
  }

  bool in_routine_ = false;
  int open_ = 0;
};

}  // namespace

std::vector<ScriptStatement> split_statements(std::string_view script) {
  const std::vector<Token> tokens = tokenize(script);
  std::vector<ScriptStatement> statements;
  Blocks blocks;
  std::size_t first = 0;
  for (std::size_t at = 0; at < tokens.size(); ++at) {
    const Token& token = tokens[at];
    const bool end = token.kind == TokenKind::end;
    if (!end) blocks.see(at > first ? tokens[at - 1] : Token(), token, tokens[at + 1]);
    if (!end && (token.terminal != ";" || blocks.open())) continue;
    if (at > first) {
      const std::size_t begin = tokens[first].location.offset;
      const Token& last = tokens[at - 1];
      const std::size_t size = last.location.offset + last.text.size() - begin;
      statements.push_back({script.substr(begin, size), tokens[first].location});
    }
    first = at + 1;
    blocks.clear();
  }
  return statements;
}

}  // namespace sluice::sql
