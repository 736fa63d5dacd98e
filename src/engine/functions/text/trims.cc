// trim, ltrim, rtrim: https://trino.io/docs/current/functions/string.html
#include "engine/functions/define.h"
#include "engine/functions/families.h"
#include "engine/functions/utf8.h"

namespace sluice::engine {

namespace {

using duckdb::string_t;

// java.lang.Character.isWhitespace: no-break spaces are none.
struct JavaSpaces {
  bool operator()(char32_t c) const {
    if (c < 0x80) return c == ' ' || (c >= '\t' && c <= '\r') || (c >= 0x1C && c <= 0x1F);
    return c == 0x1680 || (c >= 0x2000 && c <= 0x200A && c != 0x2007) || c == 0x2028 ||
           c == 0x2029 || c == 0x205F || c == 0x3000;
  }
};

// The characters of a text.
struct OneOf {
  std::string_view characters;

  bool operator()(char32_t c) const {
    for (std::size_t at = 0; at < characters.size();) {
      if (next_code_point(characters, at) == c) return true;
    }
    return false;
  }
};

template <class Trimmed>
std::string_view without_head(std::string_view text, const Trimmed& trimmed) {
  std::size_t at = 0;
  while (at < text.size()) {
    std::size_t next = at;
    if (!trimmed(next_code_point(text, next))) break;
    at = next;
  }
  return text.substr(at);
}

template <class Trimmed>
std::string_view without_tail(std::string_view text, const Trimmed& trimmed) {
  while (!text.empty()) {
    std::size_t start = text.size() - 1;
    while (start > 0 && is_continuation(text[start]))
      --start;
    std::size_t at = start;
    if (!trimmed(next_code_point(text, at))) break;
    text = text.substr(0, start);
  }
  return text;
}

std::string_view trim_head(const string_t& text) {
  return without_head(view(text), JavaSpaces{});
}
std::string_view trim_tail(const string_t& text) {
  return without_tail(view(text), JavaSpaces{});
}
std::string_view trim_both(const string_t& text) {
  return without_tail(trim_head(text), JavaSpaces{});
}
std::string_view trim_head_of(const string_t& text, const string_t& characters) {
  return without_head(view(text), OneOf{view(characters)});
}
std::string_view trim_tail_of(const string_t& text, const string_t& characters) {
  return without_tail(view(text), OneOf{view(characters)});
}
std::string_view trim_both_of(const string_t& text, const string_t& characters) {
  return without_tail(trim_head_of(text, characters), OneOf{view(characters)});
}

}  // namespace

void register_trims(duckdb::ExtensionLoader& loader) {
  const auto text = LogicalType::VARCHAR;
  const auto never = Fails::never;
  add_function(loader, "sluice_ltrim", {text}, text, never, unary(trim_head));
  add_function(loader, "sluice_rtrim", {text}, text, never, unary(trim_tail));
  add_function(loader, "sluice_trim", {text}, text, never, unary(trim_both));
  add_function(loader, "sluice_ltrim", {text, text}, text, never, binary(trim_head_of));
  add_function(loader, "sluice_rtrim", {text, text}, text, never, binary(trim_tail_of));
  add_function(loader, "sluice_trim", {text, text}, text, never, binary(trim_both_of));
}

}  // namespace sluice::engine
