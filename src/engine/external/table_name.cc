#include "engine/external/table_name.h"

#include "base/error.h"
#include "base/text.h"

namespace sluice::engine {

std::vector<std::string> table_name_parts(const std::string& name) {
  std::vector<std::string> parts(1);
  bool is_quoted = false;
  for (std::size_t at = 0; at < name.size(); ++at) {
    const char c = name[at];
    if (c == '"' && is_quoted && at + 1 < name.size() && name[at + 1] == '"') {
      parts.back() += name[++at];
    } else if (c == '"') {
      is_quoted = !is_quoted;
    } else if (c == '.' && !is_quoted) {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  bool is_good = !is_quoted && parts.size() <= 2;
  for (const std::string& part : parts)
    is_good = is_good && !part.empty() && part.find('\0') == std::string::npos;
  if (is_good) return parts;
  throw Error(ErrorKind::invalid, "InvalidTableName",
              fmt::format("{} names no table: expected table or schema.table", name));
}

std::string quoted_identifier(const std::string& name) {
  return quote_text(name, '"');
}

std::string quoted_text(const std::string& text) {
  return quote_text(text, '\'');
}

}  // namespace sluice::engine
