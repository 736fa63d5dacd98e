// Any bytes: the parser refuses them or makes a tree whose text parses to an equal tree.
#include <cstdio>
#include <cstdlib>

#include "base/error.h"
#include "sql/syntax/ast.h"
#include "sql/syntax/statements.h"

namespace {

using sluice::sql::StatementPtr;

[[noreturn]] void report(const char* what, const std::string& text) {
  std::fprintf(stderr, "%s: %s\n", what, text.c_str());
  std::abort();
}

// Null when the text is refused.
template <class Parse>
auto attempt(std::string_view text, Parse parse) -> decltype(parse(text)) {
  try {
    return parse(text);
  } catch (const sluice::Error&) {
    return nullptr;
  }
}

// The printer's parentheses may nest a tree at the limit beyond it.
template <class Parse>
bool is_too_deep(std::string_view text, Parse parse) {
  try {
    parse(text);
  } catch (const sluice::Error& error) {
    return error.kind() == sluice::ErrorKind::limit;
  }
  return false;
}

template <class Parse>
void check_round_trip(std::string_view text, Parse parse) {
  const auto tree = attempt(text, parse);
  if (!tree) return;
  const std::string printed = to_text(*tree);
  const auto again = attempt(printed, parse);
  if (!again && is_too_deep(printed, parse)) return;
  if (!again) report("does not parse again", printed);
  if (!equal(*tree, *again)) report("parses to another tree", printed);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  check_round_trip(text, sluice::sql::parse_statement);
  check_round_trip(text, sluice::sql::parse_expression);
  for (const auto& statement : sluice::sql::split_statements(text)) {
    attempt(statement.text, sluice::sql::parse_statement);
  }
  return 0;
}
