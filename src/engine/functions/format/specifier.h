// java.util.Formatter's format strings, as format() takes them:
// https://docs.oracle.com/en/java/javase/22/docs/api/java.base/java/util/Formatter.html
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sluice::engine::format {

// Raises INVALID_FUNCTION_ARGUMENT as Java's exception would be told:
// "Invalid format string: %d (IllegalFormatConversion: d != java.lang.String)".
[[noreturn]] void fail_format(std::string_view format, std::string_view reason);

struct Specifier {
  enum class Which : std::uint8_t { ordinary, previous, numbered };

  std::string literal;  // the text before it
  std::string text;     // as it was written; empty behind the last literal
  Which which = Which::ordinary;
  std::size_t number = 0;  // from 1, where numbered
  std::string flags;
  int width = -1;
  int precision = -1;
  char time = 0;        // 't' or 'T'
  char conversion = 0;  // lower case, but for times

  bool is_upper = false;
  bool has(char flag) const { return flags.find(flag) != std::string::npos; }
};

std::vector<Specifier> parse(std::string_view format);

}  // namespace sluice::engine::format
