#include <re2/re2.h>

#include "engine/functions/define.h"
#include "engine/functions/families.h"

namespace sluice::engine {

namespace {

using duckdb::string_t;

constexpr const char* kInvalid = "INVALID_FUNCTION_ARGUMENT";

bool is_continuation(char c) {
  return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

std::int64_t count_characters(std::string_view text) {
  return std::count_if(text.begin(), text.end(), [](char c) { return !is_continuation(c); });
}

// The byte where the character with this number (from 0) starts; the end when there is none.
std::size_t byte_of(std::string_view text, std::int64_t character) {
  std::size_t at = 0;
  while (at < text.size()) {
    if (!is_continuation(text[at]) && character-- == 0) return at;
    ++at;
  }
  return at;
}

// Trino counts from 1, or from the end with negative starts; 0 and beyond the text give nothing.
std::string substring(string_t value, std::int64_t start, std::int64_t length) {
  const std::string_view text = view(value);
  if (start == 0 || length <= 0 || text.empty()) return {};
  if (start < 0) {
    start += count_characters(text) + 1;
    if (start <= 0) return {};
  }
  const std::size_t from = byte_of(text, start - 1);
  const std::string_view rest = text.substr(from);
  return std::string(rest.substr(0, byte_of(rest, length)));
}

std::string substring_to_end(string_t value, std::int64_t start) {
  return substring(value, start, std::numeric_limits<std::int64_t>::max());
}

std::string reverse(string_t value) {
  const std::string_view text = view(value);
  std::string out;
  out.reserve(text.size());
  std::size_t end = text.size();
  while (end > 0) {
    std::size_t start = end - 1;
    while (start > 0 && is_continuation(text[start]))
      --start;
    out.append(text.substr(start, end - start));
    end = start;
  }
  return out;
}

constexpr std::int64_t kPaddedMax = 1 << 30;

std::string padding(std::string_view text, std::int64_t size, std::string_view pad) {
  if (size < 0 || size > kPaddedMax)
    raise(kInvalid, "Target length must be in the range [0..2147483647]");
  if (pad.empty()) raise(kInvalid, "Padding string must not be empty");
  std::int64_t missing = size - count_characters(text);
  const std::int64_t width = count_characters(pad);
  std::string out;
  for (; missing >= width; missing -= width)
    out.append(pad);
  if (missing > 0) out.append(pad.substr(0, byte_of(pad, missing)));
  return out;
}

std::string pad_left(string_t text, std::int64_t size, string_t pad) {
  const std::string filled = padding(view(text), size, view(pad));
  if (filled.empty()) return std::string(view(text).substr(0, byte_of(view(text), size)));
  return filled + std::string(view(text));
}

std::string pad_right(string_t text, std::int64_t size, string_t pad) {
  const std::string filled = padding(view(text), size, view(pad));
  if (filled.empty()) return std::string(view(text).substr(0, byte_of(view(text), size)));
  return std::string(view(text)) + filled;
}

// An empty search puts the replacement around every character.
std::string replace(string_t value, string_t search, string_t replacement) {
  const std::string_view text = view(value);
  const std::string_view wanted = view(search);
  std::string out;
  std::size_t at = 0;
  if (wanted.empty()) {
    for (std::size_t i = 0; i <= text.size(); ++i) {
      if (i == text.size() || !is_continuation(text[i])) out.append(view(replacement));
      if (i < text.size()) out += text[i];
    }
    return out;
  }
  while (true) {
    const auto found = text.find(wanted, at);
    out.append(text.substr(at, found == std::string_view::npos ? found : found - at));
    if (found == std::string_view::npos) return out;
    out.append(view(replacement));
    at = found + wanted.size();
  }
}

std::string character(std::int64_t code) {
  const bool is_valid = code >= 0 && code <= 0x10FFFF && (code < 0xD800 || code > 0xDFFF);
  if (!is_valid) raise(kInvalid, fmt::format("Not a valid Unicode code point: {}", code));
  const auto c = static_cast<std::uint32_t>(code);
  const auto tail = [c](int shift) { return static_cast<char>(0x80U | ((c >> shift) & 0x3FU)); };
  if (c < 0x80) return {static_cast<char>(c)};
  if (c < 0x800) return {static_cast<char>(0xC0U | (c >> 6U)), tail(0)};
  if (c < 0x10000) return {static_cast<char>(0xE0U | (c >> 12U)), tail(6), tail(0)};
  return {static_cast<char>(0xF0U | (c >> 18U)), tail(12), tail(6), tail(0)};
}

// LIKE with ESCAPE: the pattern as a regular expression.
std::string like_expression(std::string_view pattern, std::string_view escape) {
  if (count_characters(escape) != 1) raise(kInvalid, "Escape string must be a single character");
  std::string out;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern.substr(i).starts_with(escape)) {
      i += escape.size();
      const bool escapes = i < pattern.size() && (pattern[i] == '%' || pattern[i] == '_' ||
                                                  pattern.substr(i).starts_with(escape));
      if (!escapes)
        raise(kInvalid,
              "Escape character must be followed by '%', '_' or the escape character itself");
      out += RE2::QuoteMeta(re2::StringPiece(&pattern[i], 1));
    } else if (pattern[i] == '%') {
      out += ".*";
    } else if (pattern[i] == '_') {
      out += '.';
    } else if (static_cast<unsigned char>(pattern[i]) < 0x80U) {
      out += RE2::QuoteMeta(re2::StringPiece(&pattern[i], 1));
    } else {
      out += pattern[i];
    }
  }
  return out;
}

struct LikeMatcher {
  std::string pattern;
  std::string escape;
  std::unique_ptr<RE2> expression;

  bool matches(string_t text, string_t wanted, string_t escaped) {
    if (!expression || view(wanted) != pattern || view(escaped) != escape) {
      pattern = view(wanted);
      escape = view(escaped);
      RE2::Options options;
      options.set_dot_nl(true);
      expression = std::make_unique<RE2>(like_expression(pattern, escape), options);
    }
    return RE2::FullMatch({text.GetData(), text.GetSize()}, *expression);
  }
};

void like(duckdb::DataChunk& rows, duckdb::ExpressionState&, duckdb::Vector& result) {
  LikeMatcher matcher;
  duckdb::TernaryExecutor::Execute<string_t, string_t, string_t, bool>(
      rows.data[0], rows.data[1], rows.data[2], result, rows.size(),
      [&](string_t text, string_t pattern, string_t escape) {
        return matcher.matches(text, pattern, escape);
      });
}

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::string from_hex(string_t value) {
  const std::string_view text = view(value);
  if (text.size() % 2 != 0) raise(kInvalid, "invalid input length " + std::to_string(text.size()));
  std::string out;
  for (std::size_t i = 0; i < text.size(); i += 2) {
    const int high = hex_value(text[i]);
    const int low = hex_value(text[i + 1]);
    if (high < 0 || low < 0) raise(kInvalid, fmt::format("invalid hex character in '{}'", text));
    out += static_cast<char>(high * 16 + low);
  }
  return out;
}

}  // namespace

void register_strings(duckdb::ExtensionLoader& loader) {
  const auto text = LogicalType::VARCHAR;
  const auto number = LogicalType::BIGINT;
  add_function(loader, "sluice_substr", {text, number}, text, Fails::never,
               binary(substring_to_end));
  add_function(loader, "sluice_substr", {text, number, number}, text, Fails::never,
               ternary(substring));
  add_function(loader, "sluice_reverse", {text}, text, Fails::never, unary(reverse));
  add_function(loader, "sluice_lpad", {text, number, text}, text, Fails::on_values,
               ternary(pad_left));
  add_function(loader, "sluice_rpad", {text, number, text}, text, Fails::on_values,
               ternary(pad_right));
  add_function(loader, "sluice_replace", {text, text, text}, text, Fails::never, ternary(replace));
  add_function(loader, "sluice_chr", {number}, text, Fails::on_values, unary(character));
  add_function(loader, "sluice_like", {text, text, text}, LogicalType::BOOLEAN, Fails::on_values,
               like);
  add_function(loader, "sluice_from_hex", {text}, LogicalType::BLOB, Fails::on_values,
               unary(from_hex));
}

}  // namespace sluice::engine
