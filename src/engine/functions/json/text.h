// JSON text as Trino's json type has it, which is how Jackson writes what Jackson has read.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine/functions/int128.h"
#include "engine/text/json_parser.h"

namespace sluice::engine {

// Deeper than the scan of text files goes; each level is a few frames of stack.
inline constexpr int kJsonDepthMax = 1'000;

enum class KeyOrder : std::uint8_t {
  sorted,      // json_parse: by UTF-16 units; of equal keys, the last counts
  first_seen,  // a tree read and written: likewise the last, at the first one's place
  as_written,  // copied token by token: equal keys stay
};

// The whole text, white space around it, in its canonical form: no white space, escapes where JSON
// needs them, integers as written, other numbers as Java prints the double. Nothing when the text
// is no JSON.
std::optional<std::string> canonical_json(std::string_view text, KeyOrder order);

// As above, of one value that a parser has read.
void write_json(const JsonParser& parser, const JsonNode& node, KeyOrder order, std::string& out);

// Parses the value at the beginning of the text, white space before it; what follows is not looked
// at but behind a scalar, which must end there.
bool parse_json_start(JsonParser& parser, std::string_view text);
// As above, and nothing else may follow.
bool parse_json_whole(JsonParser& parser, std::string_view text);

void write_json_string(std::string_view text, std::string& out);

// Double.toString: "1.5", "1.0E10"; what is not finite, in quotes as Jackson writes it.
std::string json_number(double value);
std::string json_number(float value);

bool is_json_space(char c);
// A JSON number that is no integer.
bool is_fraction(std::string_view number);
// Java's order of strings.
bool precedes_in_utf16(std::string_view left, std::string_view right);

}  // namespace sluice::engine
