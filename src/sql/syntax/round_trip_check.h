// For fuzzers: a text is refused, or its tree's text parses to an equal tree.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <string>

#include "base/error.h"
#include "sql/syntax/ast.h"

namespace sluice::sql {

[[noreturn]] inline void report_finding(const char* what, const std::string& text) {
  std::fprintf(stderr, "%s: %s\n", what, text.c_str());
  std::abort();
}

// Null when the text is refused.
template <class Parse>
auto attempt(std::string_view text, Parse parse) -> decltype(parse(text)) {
  try {
    return parse(text);
  } catch (const Error&) {
    return nullptr;
  }
}

// The printer's parentheses may nest a tree at the limit beyond it.
template <class Parse>
bool is_too_deep(std::string_view text, Parse parse) {
  try {
    parse(text);
  } catch (const Error& error) {
    return error.kind() == ErrorKind::limit;
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
  if (!again) report_finding("does not parse again", printed);
  if (!equal(*tree, *again)) report_finding("parses to another tree", printed);
}

}  // namespace sluice::sql
