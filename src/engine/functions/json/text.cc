#include "engine/functions/json/text.h"

#include <charconv>
#include <cmath>
#include <cstdlib>
#include <vector>

#include "base/java_number.h"

namespace sluice::engine {

namespace {

bool is_scalar(const JsonNode& node) {
  return node.kind != JsonKind::array && node.kind != JsonKind::object;
}

// The index behind the white space at `at`.
std::size_t skip_space(std::string_view text, std::size_t at) {
  while (at < text.size() && is_json_space(text[at]))
    ++at;
  return at;
}

void write_number(std::string_view number, std::string& out) {
  if (is_fraction(number)) {
    out += json_number(std::strtod(std::string(number).c_str(), nullptr));
  } else {
    out += number == "-0" ? "0" : number;
  }
}

struct Member {
  std::string key;
  std::uint32_t value = 0;
};

std::string key_of(const JsonParser& parser, const JsonNode& node) {
  const std::string_view text = parser.text(node);
  return node.has_escapes ? unescape_json(text) : std::string(text);
}

std::vector<Member> members_of(const JsonParser& parser, const JsonNode& object) {
  const auto& nodes = parser.nodes();
  std::vector<Member> members;
  for (auto key = static_cast<std::uint32_t>(&object - nodes.data()) + 1; key < object.next;
       key = nodes[key + 1].next) {
    members.push_back({.key = key_of(parser, nodes[key]), .value = key + 1});
  }
  return members;
}

void sort_members(std::vector<Member>& members) {
  std::stable_sort(members.begin(), members.end(), [](const Member& left, const Member& right) {
    return precedes_in_utf16(left.key, right.key);
  });
  std::vector<Member> kept;
  for (auto& member : members) {
    if (kept.empty() || kept.back().key != member.key) {
      kept.push_back(std::move(member));
    } else {
      kept.back().value = member.value;
    }
  }
  members = std::move(kept);
}

void drop_repeated(std::vector<Member>& members) {
  std::unordered_map<std::string, std::size_t> places;
  std::vector<Member> kept;
  for (auto& member : members) {
    const auto [place, is_new] = places.emplace(member.key, kept.size());
    if (is_new) {
      kept.push_back(std::move(member));
    } else {
      kept[place->second].value = member.value;
    }
  }
  members = std::move(kept);
}

void write_object(const JsonParser& parser, const JsonNode& node, KeyOrder order,
                  std::string& out) {
  auto members = members_of(parser, node);
  if (order == KeyOrder::sorted) sort_members(members);
  if (order == KeyOrder::first_seen) drop_repeated(members);
  out += '{';
  for (std::size_t i = 0; i < members.size(); ++i) {
    if (i > 0) out += ',';
    write_json_string(members[i].key, out);
    out += ':';
    write_json(parser, parser.nodes()[members[i].value], order, out);
  }
  out += '}';
}

void write_array(const JsonParser& parser, const JsonNode& node, KeyOrder order, std::string& out) {
  const auto& nodes = parser.nodes();
  const auto first = static_cast<std::uint32_t>(&node - nodes.data()) + 1;
  out += '[';
  for (auto at = first; at < node.next; at = nodes[at].next) {
    if (at > first) out += ',';
    write_json(parser, nodes[at], order, out);
  }
  out += ']';
}

// JSON has no word for them.
template <class Float>
std::string number_of(Float value) {
  const std::string text = java_text(value);
  return std::isfinite(value) ? text : '"' + text + '"';
}

}  // namespace

bool is_json_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

bool is_fraction(std::string_view number) {
  return number.find_first_of(".eE") != std::string_view::npos;
}

// Units of surrogates come before U+E000, the code points that they make after U+FFFF.
bool precedes_in_utf16(std::string_view left, std::string_view right) {
  const auto [a, b] = std::mismatch(left.begin(), left.end(), right.begin(), right.end());
  if (a == left.end() || b == right.end()) return b != right.end();
  const auto rank = [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0xF0) return 0xEE;
    return byte >= 0xEE ? byte + 0x10 : static_cast<int>(byte);
  };
  if (rank(*a) != rank(*b)) return rank(*a) < rank(*b);
  return static_cast<unsigned char>(*a) < static_cast<unsigned char>(*b);
}

bool parse_json_start(JsonParser& parser, std::string_view text) {
  const std::size_t begin = skip_space(text, 0);
  text.remove_prefix(begin);
  if (text.empty() || parser.parse(text) != JsonOutcome::whole) return false;
  const std::size_t end = parser.end();
  const JsonNode& node = parser.nodes()[0];
  const bool is_closed = node.kind == JsonKind::string || !is_scalar(node);
  return is_closed || end == text.size() || is_json_space(text[end]);
}

bool parse_json_whole(JsonParser& parser, std::string_view text) {
  if (!parse_json_start(parser, text)) return false;
  const std::size_t end = skip_space(text, 0) + parser.end();
  return skip_space(text, end) == text.size();
}

void write_json(const JsonParser& parser, const JsonNode& node, KeyOrder order, std::string& out) {
  switch (node.kind) {
    case JsonKind::object:
      return write_object(parser, node, order, out);
    case JsonKind::array:
      return write_array(parser, node, order, out);
    case JsonKind::string:
      return write_json_string(key_of(parser, node), out);
    case JsonKind::number:
      return write_number(parser.text(node), out);
    default:
      out += parser.text(node);
  }
}

std::optional<std::string> canonical_json(std::string_view text, KeyOrder order) {
  JsonParser parser(kJsonDepthMax);
  if (!parse_json_whole(parser, text)) return std::nullopt;
  std::string out;
  write_json(parser, parser.nodes()[0], order, out);
  return out;
}

void write_json_string(std::string_view text, std::string& out) {
  constexpr std::string_view kBytes = "\"\\\b\f\n\r\t";
  constexpr std::string_view kLetters = "\"\\bfnrt";
  out += '"';
  for (const char c : text) {
    const auto place = kBytes.find(c);
    if (place != std::string_view::npos) {
      out += '\\';
      out += kLetters[place];
    } else if (static_cast<unsigned char>(c) < 0x20) {
      out += fmt::format("\\u{:04X}", static_cast<int>(c));
    } else {
      out += c;
    }
  }
  out += '"';
}

std::string json_number(double value) {
  return number_of(value);
}

std::string json_number(float value) {
  return number_of(value);
}

}  // namespace sluice::engine
