#include "access/signature/text/query.h"

#include "base/text.h"

namespace sluice::access {
namespace {

std::string decode(std::string_view text) {
  constexpr auto kNone = std::string_view::npos;
  if (text.find('%') == kNone && text.find('+') == kNone) return std::string(text);
  std::string decoded;
  decoded.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_escape = text[i] == '%' && i + 2 < text.size() && hex_value(text[i + 1]) >= 0 &&
                           hex_value(text[i + 2]) >= 0;
    if (is_escape) {
      decoded += static_cast<char>(hex_value(text[i + 1]) * 16 + hex_value(text[i + 2]));
      i += 2;
    } else {
      decoded += text[i] == '+' ? ' ' : text[i];
    }
  }
  return decoded;
}

}  // namespace

std::vector<QueryParameter> parse_query(std::string_view query_as_sent) {
  std::vector<QueryParameter> query;
  query.reserve(8);
  for (const std::string_view piece : split(query_as_sent, '&')) {
    if (piece.empty()) continue;
    const std::size_t equals = piece.find('=');
    if (equals == std::string_view::npos) {
      query.push_back({.name = decode(piece)});
    } else {
      query.push_back({.name = decode(piece.substr(0, equals)),
                       .value = decode(piece.substr(equals + 1)),
                       .has_value = true});
    }
  }
  return query;
}

std::optional<std::string_view> find_parameter(const std::vector<QueryParameter>& query,
                                               std::string_view name) {
  for (const QueryParameter& parameter : query) {
    if (parameter.name == name) return parameter.value;
  }
  return std::nullopt;
}

}  // namespace sluice::access
