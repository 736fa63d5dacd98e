#include "access/policy/variables.h"

#include "base/text.h"

namespace sluice::access {
namespace {

// "key" or "key, 'default'".
std::optional<std::string> value_of(std::string_view variable, const Context& context) {
  if (variable == "*" || variable == "?" || variable == "$") return std::string(variable);
  const std::size_t comma = variable.find(',');
  const auto* values = context.find(trim(variable.substr(0, comma)));
  if (values != nullptr && values->size() == 1) return values->front();
  if (comma == std::string_view::npos || (values != nullptr && !values->empty()))
    return std::nullopt;
  const std::string_view quoted = trim(variable.substr(comma + 1));
  if (quoted.size() < 2 || quoted.front() != '\'' || quoted.back() != '\'') return std::nullopt;
  return std::string(quoted.substr(1, quoted.size() - 2));
}

}  // namespace

std::optional<Resolved> resolve_variables(std::string_view text, const Context& context) {
  Resolved resolved;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t start = text.find("${", at);
    const std::size_t end = start == std::string_view::npos ? start : text.find('}', start);
    if (end == std::string_view::npos) break;
    const auto value = value_of(text.substr(start + 2, end - start - 2), context);
    if (!value) return std::nullopt;
    resolved.text.append(text.substr(at, start - at));
    resolved.is_literal.resize(resolved.text.size(), false);
    resolved.text.append(*value);
    resolved.is_literal.resize(resolved.text.size(), true);
    at = end + 1;
  }
  resolved.text.append(text.substr(at));
  if (!resolved.is_literal.empty()) resolved.is_literal.resize(resolved.text.size(), false);
  return resolved;
}

}  // namespace sluice::access
