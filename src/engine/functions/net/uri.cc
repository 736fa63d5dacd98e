#include "engine/functions/net/uri.h"

#include <charconv>

#include <unicode/uchar.h>

#include "base/text.h"
#include "engine/functions/net/addresses.h"
#include "engine/functions/utf8.h"

namespace sluice::engine {

namespace {

bool is_alpha(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_alphanumeric(char c) {
  return is_alpha(c) || is_digit(c);
}
bool is_hex(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

// What may stand in a part beside letters, digits, marks, escapes and characters past ASCII.
constexpr std::string_view kMarks = "-_.!~*'()";
constexpr std::string_view kUric = ";/?:@&=+$,[]";
constexpr std::string_view kPath = ":@&=+$,;/";
constexpr std::string_view kUserInfo = ";:&=+$,";
constexpr std::string_view kRegistry = "$,;:@&=+";
constexpr std::string_view kServer = ";:&=+$,@[]";

// The end of the character or escape at `at`, if it may stand there.
std::optional<std::size_t> after_character(std::string_view text, std::size_t at,
                                           std::string_view extra) {
  const char c = text[at];
  if (is_alphanumeric(c) || kMarks.find(c) != std::string_view::npos ||
      extra.find(c) != std::string_view::npos) {
    return at + 1;
  }
  if (c == '%') {
    const bool is_escape = at + 2 < text.size() && is_hex(text[at + 1]) && is_hex(text[at + 2]);
    return is_escape ? std::optional(at + 3) : std::nullopt;
  }
  if (static_cast<unsigned char>(c) < 0x80U) return std::nullopt;
  const auto code = static_cast<UChar32>(next_code_point(text, at));
  const bool is_other = u_isJavaSpaceChar(code) == 0 && u_isISOControl(code) == 0;
  return is_other ? std::optional(at) : std::nullopt;
}

bool holds_only(std::string_view text, std::string_view extra) {
  for (std::size_t at = 0; at < text.size();) {
    const auto next = after_character(text, at, extra);
    if (!next) return false;
    at = *next;
  }
  return true;
}

bool is_scheme(std::string_view text) {
  return !text.empty() && is_alpha(text[0]) && std::all_of(text.begin(), text.end(), [](char c) {
    return is_alphanumeric(c) || c == '+' || c == '-' || c == '.';
  });
}

bool is_label(std::string_view label) {
  return !label.empty() && is_alphanumeric(label.front()) && is_alphanumeric(label.back()) &&
         std::all_of(label.begin(), label.end(),
                     [](char c) { return is_alphanumeric(c) || c == '-'; });
}

// Labels, of which the last of several starts with a letter; a dot may end it.
bool is_hostname(std::string_view text) {
  if (text.ends_with('.')) text.remove_suffix(1);
  const auto last_dot = text.rfind('.');
  if (last_dot != std::string_view::npos &&
      (last_dot + 1 == text.size() || !is_alpha(text[last_dot + 1]))) {
    return false;
  }
  while (true) {
    const auto dot = text.find('.');
    if (!is_label(text.substr(0, dot))) return false;
    if (dot == std::string_view::npos) return true;
    text.remove_prefix(dot + 1);
  }
}

bool is_v4(std::string_view text) {
  int parts = 0;
  for (bool more = true; more; ++parts) {
    const auto dot = text.find('.');
    const std::string_view part = text.substr(0, dot);
    int value = 0;
    const auto [end, error] = std::from_chars(part.begin(), part.end(), value);
    const bool is_byte = error == std::errc() && end == part.end() && value <= 255;
    if (part.empty() || !is_digit(part[0]) || !is_byte) return false;
    more = dot != std::string_view::npos;
    if (more) text.remove_prefix(dot + 1);
  }
  return parts == 4;
}

// [address%scope]; the brackets belong to the host.
bool is_v6(std::string_view text) {
  const std::string_view inside = text.substr(1, text.size() - 2);
  const auto scope = inside.find('%');
  if (scope != std::string_view::npos && scope + 1 == inside.size()) return false;
  const std::string_view address = inside.substr(0, scope);
  return address.find(':') != std::string_view::npos && parse_address(address).has_value();
}

// --- authority

// The end of the host; nothing for what is none.
std::optional<std::size_t> host_end(std::string_view server) {
  if (server.starts_with('[')) {
    const auto close = server.find(']');
    if (close == std::string_view::npos || !is_v6(server.substr(0, close + 1))) return std::nullopt;
    return close + 1;
  }
  const auto end = std::min(server.find(':'), server.size());
  const std::string_view host = server.substr(0, end);
  return is_v4(host) || is_hostname(host) ? std::optional(end) : std::nullopt;
}

bool read_server(std::string_view server, Uri& uri) {
  const auto at = server.find('@');
  if (at != std::string_view::npos) {
    if (!holds_only(server.substr(0, at), kUserInfo)) return false;
    server.remove_prefix(at + 1);
  }
  const auto end = host_end(server);
  if (!end) return false;
  std::string_view port = server.substr(*end);
  if (!port.empty()) {
    if (port[0] != ':') return false;
    port.remove_prefix(1);
  }
  if (!port.empty()) {
    int number = 0;
    const auto [stop, error] = std::from_chars(port.begin(), port.end(), number);
    if (!is_digit(port[0]) || stop != port.end() || error != std::errc()) return false;
    uri.port = number;
  }
  uri.host = server.substr(0, *end);
  return true;
}

// What is no server may still be a registry's name: it has no host.
bool read_authority(std::string_view authority, Uri& uri) {
  const bool is_v6_server = authority.find(']') != std::string_view::npos;
  const bool may_be_server = is_v6_server || holds_only(authority, kServer);
  if (may_be_server && read_server(authority, uri)) return true;
  return holds_only(authority, kRegistry);
}

// --- the whole

bool read_hierarchy(std::string_view text, Uri& uri) {
  if (text.starts_with("//")) {
    const auto end = std::min(text.find_first_of("/?", 2), text.size());
    const std::string_view authority = text.substr(2, end - 2);
    if (authority.empty() && end == text.size() && !uri.fragment) return false;
    if (!authority.empty() && !read_authority(authority, uri)) return false;
    text.remove_prefix(end);
  }
  const auto mark = text.find('?');
  uri.path = text.substr(0, mark);
  if (mark != std::string_view::npos) uri.query = text.substr(mark + 1);
  return holds_only(*uri.path, kPath) && holds_only(uri.query.value_or(""), kUric);
}

}  // namespace

std::optional<Uri> parse_uri(std::string_view text) {
  Uri uri;
  const auto hash = text.find('#');
  if (hash != std::string_view::npos) {
    uri.fragment = text.substr(hash + 1);
    text = text.substr(0, hash);
    if (!holds_only(*uri.fragment, kUric)) return std::nullopt;
  }
  const auto colon = text.find_first_of(":/?");
  if (colon != std::string_view::npos && text[colon] == ':') {
    uri.scheme = text.substr(0, colon);
    text.remove_prefix(colon + 1);
    if (!is_scheme(*uri.scheme)) return std::nullopt;
    const bool is_opaque = !text.starts_with('/');
    if (is_opaque) {
      const bool is_valid = !text.empty() && holds_only(text, kUric);
      return is_valid ? std::optional(uri) : std::nullopt;
    }
  }
  return read_hierarchy(text, uri) ? std::optional(uri) : std::nullopt;
}

}  // namespace sluice::engine
