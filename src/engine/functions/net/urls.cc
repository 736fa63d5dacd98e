// https://trino.io/docs/current/functions/url.html
#include <unicode/unistr.h>

#include "base/text.h"
#include "engine/functions/define.h"
#include "engine/functions/families.h"
#include "engine/functions/net/uri.h"
#include "engine/functions/utf8.h"

namespace sluice::engine {

namespace {

using duckdb::string_t;

// What no UTF-8 is becomes U+FFFD, as in Java.
std::string as_utf8(const std::string& bytes) {
  std::string out;
  icu::UnicodeString::fromUTF8(bytes).toUTF8String(out);
  return out;
}

// The escapes of a part that parse_uri() has found right.
std::string unescaped(std::string_view part) {
  if (part.find('%') == std::string_view::npos) return std::string(part);
  std::string out;
  for (std::size_t at = 0; at < part.size(); ++at) {
    if (part[at] != '%') {
      out += part[at];
      continue;
    }
    out += static_cast<char>(hex_value(part[at + 1]) * 16 + hex_value(part[at + 2]));
    at += 2;
  }
  return as_utf8(out);
}

using Part = std::optional<std::string_view> Uri::*;

// A part that the URL lacks is empty; what is no URL has NULL.
template <Part part>
std::optional<std::string> extract(const string_t& url) {
  const auto uri = parse_uri(view(url));
  if (!uri) return std::nullopt;
  return unescaped((*uri.*part).value_or(""));
}

std::optional<std::int64_t> port(const string_t& url) {
  const auto uri = parse_uri(view(url));
  if (!uri || !uri->port) return std::nullopt;
  return *uri->port;
}

std::string_view first_characters(std::string_view text, std::int64_t count) {
  return text.substr(0, byte_of(text, count));
}

// java.net.URLDecoder
std::string decoded(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '%') {
      out += text[at] == '+' ? ' ' : text[at];
      continue;
    }
    if (at + 2 >= text.size())
      raise(kInvalidArgument, "URLDecoder: Incomplete trailing escape (%) pattern");
    const int high = hex_value(text[at + 1]);
    const int low = hex_value(text[at + 2]);
    if (high < 0 || low < 0) {
      raise(kInvalidArgument,
            fmt::format("URLDecoder: Illegal hex characters in escape (%) pattern - {}",
                        first_characters(text.substr(at + 1), 2)));
    }
    out += static_cast<char>(high * 16 + low);
    at += 2;
  }
  return as_utf8(out);
}

std::string decode(const string_t& text) {
  return decoded(view(text));
}

// Guava's urlFormParameterEscaper.
std::string encode(const string_t& text) {
  std::string out;
  for (const char c : view(text)) {
    const bool is_plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
                          (c >= 'A' && c <= 'Z') ||
                          std::string_view("-_.*").find(c) != std::string_view::npos;
    if (is_plain) {
      out += c;
    } else if (c == ' ') {
      out += '+';
    } else {
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return out;
}

std::optional<std::string> parameter(const string_t& url, const string_t& name) {
  const auto uri = parse_uri(view(url));
  if (!uri || !uri->query) return std::nullopt;
  std::string_view rest = *uri->query;
  while (true) {
    const auto end = rest.find('&');
    const std::string_view pair = rest.substr(0, end);
    const auto equals = pair.find('=');
    if (pair.substr(0, equals) == view(name))
      return equals == std::string_view::npos ? "" : decoded(pair.substr(equals + 1));
    if (end == std::string_view::npos) return std::nullopt;
    rest.remove_prefix(end + 1);
  }
}

}  // namespace

void register_urls(duckdb::ExtensionLoader& loader) {
  const auto text = LogicalType::VARCHAR;
  const auto never = Fails::never;
  const auto fails = Fails::on_values;
  add_function(loader, "sluice_url_protocol", {text}, text, never,
               unary_or_null(extract<&Uri::scheme>));
  add_function(loader, "sluice_url_host", {text}, text, never, unary_or_null(extract<&Uri::host>));
  add_function(loader, "sluice_url_path", {text}, text, never, unary_or_null(extract<&Uri::path>));
  add_function(loader, "sluice_url_query", {text}, text, never,
               unary_or_null(extract<&Uri::query>));
  add_function(loader, "sluice_url_fragment", {text}, text, never,
               unary_or_null(extract<&Uri::fragment>));
  add_function(loader, "sluice_url_port", {text}, LogicalType::BIGINT, never, unary_or_null(port));
  add_function(loader, "sluice_url_parameter", {text, text}, text, fails,
               binary_or_null(parameter));
  add_function(loader, "sluice_url_encode", {text}, text, never, unary(encode));
  add_function(loader, "sluice_url_decode", {text}, text, fails, unary(decode));
}

}  // namespace sluice::engine
