// https://trino.io/docs/current/functions/string.html: parts, padding, search.
#include "engine/functions/define.h"
#include "engine/functions/families.h"
#include "engine/functions/utf8.h"

namespace sluice::engine {

namespace {

using duckdb::string_t;

// Trino counts from 1, or from the end with negative starts; 0 and beyond the text give nothing.
std::string_view substring(const string_t& value, std::int64_t start, std::int64_t length) {
  const std::string_view text = view(value);
  if (start == 0 || length <= 0 || text.empty()) return {};
  if (start < 0) {
    start += count_characters(text) + 1;
    if (start <= 0) return {};
  }
  const std::string_view rest = text.substr(byte_of(text, start - 1));
  return rest.substr(0, byte_of(rest, length));
}

std::string_view substring_to_end(const string_t& value, std::int64_t start) {
  return substring(value, start, std::numeric_limits<std::int64_t>::max());
}

std::string_view substring_of_bytes(const string_t& value, std::int64_t start,
                                    std::int64_t length) {
  const std::string_view bytes = view(value);
  if (start == 0 || length <= 0) return {};
  const auto size = static_cast<std::int64_t>(bytes.size());
  if (start < -size || start > size) return {};
  const std::int64_t from = start > 0 ? start - 1 : start + size;
  return bytes.substr(static_cast<std::size_t>(from), static_cast<std::size_t>(length));
}

std::string_view bytes_to_end(const string_t& value, std::int64_t start) {
  return substring_of_bytes(value, start, std::numeric_limits<std::int64_t>::max());
}

std::string reverse(const string_t& value) {
  const std::string_view text = view(value);
  if (is_ascii(text)) return {text.rbegin(), text.rend()};
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

std::string reverse_bytes(const string_t& value) {
  const std::string_view bytes = view(value);
  return {bytes.rbegin(), bytes.rend()};
}

// --- padding

constexpr std::int64_t kLengthMax = 2'147'483'647;

void require_target(std::int64_t size) {
  if (size < 0 || size > kLengthMax)
    raise(kInvalidArgument, "Target length must be in the range [0..2147483647]");
}

// `size` characters (or bytes) of the repeated pad.
std::string fill(std::int64_t size, std::string_view pad, std::int64_t pad_size, bool in_bytes) {
  const std::int64_t bytes = size * static_cast<std::int64_t>(pad.size()) / pad_size;
  if (static_cast<std::size_t>(bytes) > kResultBytesMax) fail_too_large();
  std::string out;
  for (; size >= pad_size; size -= pad_size)
    out.append(pad);
  const auto rest = static_cast<std::size_t>(size);
  return out.append(pad.substr(0, in_bytes ? rest : byte_of(pad, size)));
}

enum class Side { left, right };

template <Side side>
std::string pad_text(const string_t& value, std::int64_t size, const string_t& with) {
  require_target(size);
  const std::string_view text = view(value);
  const std::string_view pad = view(with);
  if (pad.empty()) raise(kInvalidArgument, "Padding string must not be empty");
  const std::int64_t missing = size - count_characters(text);
  if (missing <= 0) return std::string(text.substr(0, byte_of(text, size)));
  std::string filled = fill(missing, pad, count_characters(pad), false);
  return side == Side::left ? filled.append(text) : std::string(text) + filled;
}

template <Side side>
std::string pad_bytes(const string_t& value, std::int64_t size, const string_t& with) {
  require_target(size);
  const std::string_view bytes = view(value);
  const std::string_view pad = view(with);
  if (pad.empty()) raise(kInvalidArgument, "Padding bytes must not be empty");
  const std::int64_t missing = size - static_cast<std::int64_t>(bytes.size());
  if (missing <= 0) return std::string(bytes.substr(0, static_cast<std::size_t>(size)));
  std::string filled = fill(missing, pad, static_cast<std::int64_t>(pad.size()), true);
  return side == Side::left ? filled.append(bytes) : std::string(bytes) + filled;
}

// The order of two char(n) that are kept without their trailing spaces: -1, 0 or 1.
std::int32_t compare_padded(const string_t& a, const string_t& b) {
  const std::string_view left = view(a);
  const std::string_view right = view(b);
  const std::size_t common = std::min(left.size(), right.size());
  if (const int order = left.substr(0, common).compare(right.substr(0, common)); order != 0)
    return order < 0 ? -1 : 1;
  const bool is_left_longer = left.size() > common;
  for (const char c : (is_left_longer ? left : right).substr(common)) {
    if (c == ' ') continue;
    const bool is_above = static_cast<unsigned char>(c) > ' ';
    return is_above == is_left_longer ? 1 : -1;
  }
  return 0;
}

// --- search

// An empty search puts the replacement around every character.
std::string replace(const string_t& value, const string_t& search, const string_t& replacement) {
  const std::string_view text = view(value);
  const std::string_view wanted = view(search);
  std::string out;
  std::size_t at = 0;
  if (wanted.empty()) {
    for (std::size_t i = 0; i <= text.size(); ++i) {
      if (i == text.size() || !is_continuation(text[i])) append(out, view(replacement));
      if (i < text.size()) out += text[i];
    }
    return out;
  }
  while (true) {
    const auto found = text.find(wanted, at);
    out.append(text.substr(at, found == std::string_view::npos ? found : found - at));
    if (found == std::string_view::npos) return out;
    append(out, view(replacement));
    at = found + wanted.size();
  }
}

// The byte of the n-th occurrence, overlapping ones counted; from the end when n is negative.
std::size_t find_instance(std::string_view text, std::string_view wanted, std::int64_t instance) {
  std::size_t at = instance > 0 ? text.find(wanted) : text.rfind(wanted);
  while (at != std::string_view::npos) {
    instance += instance > 0 ? -1 : 1;
    if (instance == 0) return at;
    if (instance < 0 && at == 0) return std::string_view::npos;
    at = instance > 0 ? text.find(wanted, at + 1) : text.rfind(wanted, at - 1);
  }
  return at;
}

std::int64_t position(const string_t& value, const string_t& search, std::int64_t instance) {
  if (instance == 0 || instance == std::numeric_limits<std::int64_t>::min())
    raise(kInvalidArgument, "'instance' must be a positive or negative number.");
  const std::string_view text = view(value);
  if (view(search).empty()) return 1;
  const std::size_t at = find_instance(text, view(search), instance);
  return at == std::string_view::npos ? 0 : count_characters(text.substr(0, at)) + 1;
}

// --- code points

std::string character(std::int64_t code) {
  if (code < 0 || code > 0x10FFFF || is_surrogate(code))
    raise(kInvalidArgument, fmt::format("Not a valid Unicode code point: {}", code));
  std::string out;
  append_code_point(out, static_cast<char32_t>(code));
  return out;
}

std::int32_t code_point(const string_t& value) {
  const std::string_view text = view(value);
  if (count_characters(text) != 1)
    raise(kInvalidArgument, "Input string must be a single character string");
  std::size_t at = 0;
  return static_cast<std::int32_t>(next_code_point(text, at));
}

}  // namespace

void register_strings(duckdb::ExtensionLoader& loader) {
  const auto text = LogicalType::VARCHAR;
  const auto bytes = LogicalType::BLOB;
  const auto number = LogicalType::BIGINT;
  const auto fails = Fails::on_values;
  const auto never = Fails::never;
  add_function(loader, "sluice_substr", {text, number}, text, never, binary(substring_to_end));
  add_function(loader, "sluice_substr", {text, number, number}, text, never, ternary(substring));
  add_function(loader, "sluice_byte_substr", {bytes, number}, bytes, never, binary(bytes_to_end));
  add_function(loader, "sluice_byte_substr", {bytes, number, number}, bytes, never,
               ternary(substring_of_bytes));
  add_function(loader, "sluice_reverse", {text}, text, never, unary(reverse));
  add_function(loader, "sluice_byte_reverse", {bytes}, bytes, never, unary(reverse_bytes));
  add_function(loader, "sluice_compare_padded", {text, text}, LogicalType::INTEGER, never,
               binary(compare_padded));
  const duckdb::vector<LogicalType> padded = {text, number, text};
  add_function(loader, "sluice_lpad", padded, text, fails, ternary(pad_text<Side::left>));
  add_function(loader, "sluice_rpad", padded, text, fails, ternary(pad_text<Side::right>));
  const duckdb::vector<LogicalType> byte_padded = {bytes, number, bytes};
  add_function(loader, "sluice_byte_lpad", byte_padded, bytes, fails,
               ternary(pad_bytes<Side::left>));
  add_function(loader, "sluice_byte_rpad", byte_padded, bytes, fails,
               ternary(pad_bytes<Side::right>));
  add_function(loader, "sluice_replace", {text, text, text}, text, fails, ternary(replace));
  add_function(loader, "sluice_strpos", {text, text, number}, number, fails, ternary(position));
  add_function(loader, "sluice_chr", {number}, text, fails, unary(character));
  add_function(loader, "sluice_codepoint", {text}, LogicalType::INTEGER, fails, unary(code_point));
}

}  // namespace sluice::engine
