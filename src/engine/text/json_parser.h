// JSON text (RFC 8259) checked whole and laid out flat, with numbers and strings as they stand in
// it.
//
// Our own, because neither parser at hand keeps what typed columns need: numbers exactly as written
// (a decimal(38,10) does not survive a double), and the same outcome whichever values are read
// later.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sluice::engine {

enum class JsonKind : std::uint8_t { null, boolean, number, string, array, object };

// Nodes lie in document order. An array's elements follow it; an object's keys (strings) and values
// take turns behind it; `next` is the index behind the last of them.
struct JsonNode {
  JsonKind kind = JsonKind::null;
  bool has_escapes = false;  // string: unescape_json() gives its value
  std::uint32_t begin = 0;   // in the text; of a string, behind its opening quote
  std::uint32_t size = 0;
  std::uint32_t next = 0;
};

enum class JsonOutcome : std::uint8_t {
  whole,
  incomplete,  // right so far, but the text ends within the value
  broken,
};

// Keeps its memory from one text to the next.
class JsonParser {
 public:
  static constexpr int kDepthMax = 256;
  static constexpr std::size_t kNodesMax = 4 << 20;  // 80 MB of them

  explicit JsonParser(int depth_max = kDepthMax) : depth_max_(depth_max) {}

  // Parses one value at the beginning of `text`, without white space before it; what follows the
  // value is not looked at. UTF-8 is the caller's to check.
  JsonOutcome parse(std::string_view text);

  const std::vector<JsonNode>& nodes() const { return nodes_; }
  // Where the value ends, or where the mistake is.
  std::size_t end() const { return at_; }
  // Of a value that is not whole: "expected ':'".
  const char* mistake() const { return mistake_; }
  std::string_view text(const JsonNode& node) const { return text_.substr(node.begin, node.size); }

 private:
  bool parse_value(int depth);
  bool parse_array(int depth);
  bool parse_object(int depth);
  bool parse_string();
  bool parse_escape();
  bool parse_number();
  bool parse_digits();
  bool parse_word(std::string_view word, JsonKind kind);
  bool fail(const char* mistake);
  void skip_space();
  bool is_end() const { return at_ == text_.size(); }

  int depth_max_;
  std::string_view text_;
  std::size_t at_ = 0;
  const char* mistake_ = "";
  std::vector<JsonNode> nodes_;
};

// The value of a string as it stands between its quotes. A lone surrogate becomes U+FFFD.
std::string unescape_json(std::string_view text);

}  // namespace sluice::engine
