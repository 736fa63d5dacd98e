#include "engine/text/json_parser.h"

#include <bit>
#include <charconv>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include "base/text.h"
#include "base/utf8.h"

namespace sluice::engine {

namespace {

bool is_hex(char byte) {
  return is_digit(byte) || (byte >= 'a' && byte <= 'f') || (byte >= 'A' && byte <= 'F');
}

// The first quote, backslash or control character at or behind `at`; the size when there is none.
std::size_t find_string_mark(std::string_view text, std::size_t at) {
#if defined(__SSE2__)
  const __m128i quote = _mm_set1_epi8('"');
  const __m128i backslash = _mm_set1_epi8('\\');
  const __m128i control = _mm_set1_epi8(0x1f);
  for (; at + 16 <= text.size(); at += 16) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text.data() + at));
    const __m128i marks =
        _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(bytes, quote), _mm_cmpeq_epi8(bytes, backslash)),
                     _mm_cmpeq_epi8(_mm_max_epu8(bytes, control), control));
    const auto mask = static_cast<unsigned>(_mm_movemask_epi8(marks));
    if (mask != 0) return at + static_cast<std::size_t>(std::countr_zero(mask));
  }
#endif
  while (at < text.size()) {
    const auto byte = static_cast<unsigned char>(text[at]);
    if (byte == '"' || byte == '\\' || byte < 0x20) break;
    ++at;
  }
  return at;
}

// The four hex digits behind "\u"; the parser has seen that they are there.
std::uint32_t hex_4(std::string_view digits) {
  std::uint32_t code = 0;
  std::from_chars(digits.data(), digits.data() + 4, code, 16);
  return code;
}

}  // namespace

JsonOutcome JsonParser::parse(std::string_view text) {
  text_ = text;
  at_ = 0;
  nodes_.clear();
  mistake_ = "";
  if (parse_value(0)) return JsonOutcome::whole;
  return is_end() ? JsonOutcome::incomplete : JsonOutcome::broken;
}

bool JsonParser::fail(const char* mistake) {
  mistake_ = is_end() ? "the text ends within a value" : mistake;
  return false;
}

void JsonParser::skip_space() {
  while (!is_end()) {
    const char byte = text_[at_];
    if (byte != ' ' && byte != '\n' && byte != '\r' && byte != '\t') return;
    ++at_;
  }
}

bool JsonParser::parse_value(int depth) {
  if (is_end()) return fail("");
  if (nodes_.size() >= kNodesMax) return fail("too many values");
  switch (text_[at_]) {
    case '{':
      return parse_object(depth);
    case '[':
      return parse_array(depth);
    case '"':
      return parse_string();
    case 't':
      return parse_word("true", JsonKind::boolean);
    case 'f':
      return parse_word("false", JsonKind::boolean);
    case 'n':
      return parse_word("null", JsonKind::null);
    default:
      return parse_number();
  }
}

bool JsonParser::parse_array(int depth) {
  if (depth == depth_max_) return fail("nested too deep");
  const std::size_t node = nodes_.size();
  const std::size_t begin = at_++;
  nodes_.push_back({.kind = JsonKind::array, .begin = static_cast<std::uint32_t>(begin)});
  skip_space();
  bool is_first = true;
  while (is_end() || text_[at_] != ']') {
    if (!is_first) {
      if (is_end() || text_[at_] != ',') return fail("expected ',' or ']'");
      ++at_;
      skip_space();
    }
    if (!parse_value(depth + 1)) return false;
    skip_space();
    is_first = false;
  }
  ++at_;
  nodes_[node].size = static_cast<std::uint32_t>(at_ - begin);
  nodes_[node].next = static_cast<std::uint32_t>(nodes_.size());
  return true;
}

bool JsonParser::parse_object(int depth) {
  if (depth == depth_max_) return fail("nested too deep");
  const std::size_t node = nodes_.size();
  const std::size_t begin = at_++;
  nodes_.push_back({.kind = JsonKind::object, .begin = static_cast<std::uint32_t>(begin)});
  skip_space();
  bool is_first = true;
  while (is_end() || text_[at_] != '}') {
    if (!is_first) {
      if (is_end() || text_[at_] != ',') return fail("expected ',' or '}'");
      ++at_;
      skip_space();
    }
    if (is_end() || text_[at_] != '"') return fail("expected a key in quotes");
    if (!parse_string()) return false;
    skip_space();
    if (is_end() || text_[at_] != ':') return fail("expected ':'");
    ++at_;
    skip_space();
    if (!parse_value(depth + 1)) return false;
    skip_space();
    is_first = false;
  }
  ++at_;
  nodes_[node].size = static_cast<std::uint32_t>(at_ - begin);
  nodes_[node].next = static_cast<std::uint32_t>(nodes_.size());
  return true;
}

bool JsonParser::parse_string() {
  const std::size_t begin = ++at_;
  bool has_escapes = false;
  while (true) {
    at_ = find_string_mark(text_, at_);
    if (is_end()) return fail("");
    if (text_[at_] == '"') break;
    if (text_[at_] != '\\') return fail("a control character within a string");
    has_escapes = true;
    if (!parse_escape()) return false;
  }
  nodes_.push_back({.kind = JsonKind::string,
                    .has_escapes = has_escapes,
                    .begin = static_cast<std::uint32_t>(begin),
                    .size = static_cast<std::uint32_t>(at_ - begin),
                    .next = static_cast<std::uint32_t>(nodes_.size() + 1)});
  ++at_;
  return true;
}

bool JsonParser::parse_escape() {
  ++at_;
  if (is_end()) return fail("");
  const char kind = text_[at_];
  if (std::string_view("\"\\/bfnrtu").find(kind) == std::string_view::npos) {
    return fail("an unknown escape within a string");
  }
  ++at_;
  if (kind != 'u') return true;
  for (int i = 0; i < 4; ++i) {
    if (is_end() || !is_hex(text_[at_])) return fail("expected four hex digits");
    ++at_;
  }
  return true;
}

bool JsonParser::parse_digits() {
  if (is_end() || !is_digit(text_[at_])) return fail("expected a digit");
  while (!is_end() && is_digit(text_[at_]))
    ++at_;
  return true;
}

bool JsonParser::parse_number() {
  const std::size_t begin = at_;
  if (text_[at_] == '-')
    ++at_;
  else if (!is_digit(text_[at_]))
    return fail("expected a value");
  if (is_end()) return fail("");
  if (text_[at_] == '0')
    ++at_;
  else if (!parse_digits())
    return false;
  if (!is_end() && text_[at_] == '.') {
    ++at_;
    if (!parse_digits()) return false;
  }
  if (!is_end() && (text_[at_] == 'e' || text_[at_] == 'E')) {
    ++at_;
    if (!is_end() && (text_[at_] == '+' || text_[at_] == '-')) ++at_;
    if (!parse_digits()) return false;
  }
  nodes_.push_back({.kind = JsonKind::number,
                    .begin = static_cast<std::uint32_t>(begin),
                    .size = static_cast<std::uint32_t>(at_ - begin),
                    .next = static_cast<std::uint32_t>(nodes_.size() + 1)});
  return true;
}

bool JsonParser::parse_word(std::string_view word, JsonKind kind) {
  const std::size_t begin = at_;
  for (const char byte : word) {
    if (is_end() || text_[at_] != byte) return fail("expected a value");
    ++at_;
  }
  nodes_.push_back({.kind = kind,
                    .begin = static_cast<std::uint32_t>(begin),
                    .size = static_cast<std::uint32_t>(word.size()),
                    .next = static_cast<std::uint32_t>(nodes_.size() + 1)});
  return true;
}

std::string unescape_json(std::string_view text) {
  constexpr std::string_view kLetters = "bfnrt";
  constexpr std::string_view kBytes = "\b\f\n\r\t";
  constexpr std::uint32_t kReplacement = 0xfffd;
  std::string value;
  value.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] != '\\') {
      value += text[at++];
      continue;
    }
    const char kind = text[at + 1];
    at += 2;
    if (kind != 'u') {
      const std::size_t letter = kLetters.find(kind);
      value += letter == std::string_view::npos ? kind : kBytes[letter];
      continue;
    }
    std::uint32_t code = hex_4(text.substr(at));
    at += 4;
    const bool is_high = code >= 0xd800 && code < 0xdc00;
    if (is_high && text.substr(at).starts_with("\\u") && text.size() >= at + 6) {
      const std::uint32_t low = hex_4(text.substr(at + 2));
      const bool is_pair = low >= 0xdc00 && low < 0xe000;
      if (is_pair) code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
      if (is_pair) at += 6;
    }
    append_code_point(value, code >= 0xd800 && code < 0xe000 ? kReplacement : code);
  }
  return value;
}

}  // namespace sluice::engine
