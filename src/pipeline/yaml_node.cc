#include "pipeline/yaml_node.h"

#include <charconv>
#include <set>
#include <sstream>

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include "base/text.h"
#include "base/utf8.h"

namespace sluice::pipeline {
namespace {

// Deeper files are refused: nobody writes them, and recursion would not end well.
constexpr int kDepthMax = 64;
constexpr std::size_t kSizeMax = 4 << 20;

void check_tree(const YAML::Node& node, const std::string& file, int line_offset, int depth) {
  auto mark = node.Mark();
  Place place{.file = file, .line = mark.line + 1 + line_offset, .column = mark.column + 1};
  if (depth > kDepthMax) complain(place, fmt::format("nested deeper than {} levels", kDepthMax));
  if (node.IsSequence()) {
    for (const auto& item : node)
      check_tree(item, file, line_offset, depth + 1);
  }
  if (!node.IsMap()) return;
  std::set<std::string> keys;
  for (const auto& entry : node) {
    auto key_mark = entry.first.Mark();
    Place at{.file = file, .line = key_mark.line + 1 + line_offset, .column = key_mark.column + 1};
    if (!entry.first.IsScalar()) complain(at, "a key must be a plain word");
    if (!keys.insert(entry.first.Scalar()).second) {
      complain(at, fmt::format("\"{}\" is here twice", entry.first.Scalar()));
    }
    check_tree(entry.second, file, line_offset, depth + 1);
  }
}

// Only looks where documents start.
class DocumentStarts final : public YAML::EventHandler {
 public:
  void OnDocumentStart(const YAML::Mark& mark) override { last = mark; }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark&, YAML::anchor_t) override {}
  void OnAlias(const YAML::Mark&, YAML::anchor_t) override {}
  void OnScalar(const YAML::Mark&, const std::string&, YAML::anchor_t,
                const std::string&) override {}
  void OnSequenceStart(const YAML::Mark&, const std::string&, YAML::anchor_t,
                       YAML::EmitterStyle::value) override {}
  void OnSequenceEnd() override {}
  void OnMapStart(const YAML::Mark&, const std::string&, YAML::anchor_t,
                  YAML::EmitterStyle::value) override {}
  void OnMapEnd() override {}

  YAML::Mark last;
};

// Not YAML::LoadAll: a comma at the start gives it documents without end.
std::optional<YAML::Mark> second_document(const std::string& text) {
  std::istringstream in(text);
  YAML::Parser parser(in);
  DocumentStarts starts;
  if (!parser.HandleNextDocument(starts) || !parser.HandleNextDocument(starts)) return std::nullopt;
  return starts.last;
}

// YAML allows none, and the parser does not come to an end with some of them.
void refuse_control_characters(std::string_view text, Place place) {
  for (unsigned char c : text) {
    bool is_control = (c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7f;
    if (is_control) complain(place, fmt::format("a control character (0x{:02x}) in the text", c));
    place.column = c == '\n' ? 1 : place.column + 1;
    if (c == '\n') ++place.line;
  }
}

// Aliases make a small file a huge tree; pipelines need none.
void refuse_aliases(const std::string& text, const std::string& file, int line_offset) {
  int line = 1 + line_offset;
  for (auto row : split(text, '\n')) {
    auto content = trim(row);
    auto value =
        content.substr(content.find(':') == std::string_view::npos ? 0 : content.find(':') + 1);
    value = trim(value);
    if (value.starts_with('*') && value.size() > 1 && value.find(' ') == std::string_view::npos) {
      complain(
          {.file = file, .line = line, .column = static_cast<int>(value.data() - row.data()) + 1},
          "YAML aliases (*name) are not supported: quote the value, or write it out");
    }
    ++line;
  }
}

template <class Number>
std::optional<Number> parse_number(std::string_view text) {
  Number number{};
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

// A number and the unit behind it.
std::pair<std::optional<double>, std::string> with_unit(std::string_view text) {
  auto end = text.find_first_not_of("0123456789.");
  auto digits = text.substr(0, end);
  auto unit = end == std::string_view::npos ? std::string_view() : trim(text.substr(end));
  return {parse_number<double>(digits), lower_ascii(unit)};
}

json::value plain_json(const YAML::Node& node, const std::string& text) {
  bool is_quoted = node.Tag() == "!";
  if (is_quoted) return json::value(json::string(text));
  if (text == "null" || text == "~" || text.empty()) return nullptr;
  if (text == "true") return true;
  if (text == "false") return false;
  if (auto integer = parse_number<std::int64_t>(text)) return *integer;
  if (auto number = parse_number<double>(text)) return *number;
  return json::value(json::string(text));
}

}  // namespace

void complain(const Place& place, const std::string& message) {
  throw Error(ErrorKind::invalid, "InvalidPipeline",
              fmt::format("{}: {}", to_text(place), message));
}

std::string to_text(const Place& place) {
  return fmt::format("{}:{}:{}", place.file, place.line, place.column);
}

YamlNode::YamlNode(std::shared_ptr<const YAML::Node> node, const std::string& file, int line_offset,
                   std::shared_ptr<const Substitute> substitute)
    : node_(std::move(node)), substitute_(std::move(substitute)), line_offset_(line_offset) {
  auto mark = node_->Mark();
  place_ = {.file = file, .line = mark.line + 1 + line_offset, .column = mark.column + 1};
}

YamlNode YamlNode::child(const YAML::Node& node) const {
  return YamlNode(std::make_shared<const YAML::Node>(node), place_.file, line_offset_, substitute_);
}

YamlNode YamlNode::parse(const std::string& text, const std::string& file, int first_line) {
  int offset = first_line - 1;
  Place start{.file = file, .line = first_line, .column = 1};
  if (text.size() > kSizeMax) complain(start, "larger than 4 MiB: this cannot be a pipeline");
  if (!is_utf8(text)) complain(start, "not UTF-8 text");
  refuse_control_characters(text, start);
  refuse_aliases(text, file, offset);
  try {
    // Of lines that stand further left than the first YAML makes a document of their own.
    if (auto mark = second_document(text)) {
      complain({.file = file, .line = mark->line + 1 + offset, .column = mark->column + 1},
               "this does not belong to what stands before it: indent both alike");
    }
    auto root = YAML::Load(text);
    check_tree(root, file, offset, 0);
    YamlNode node(std::make_shared<const YAML::Node>(root), file, offset, nullptr);
    if (node.place_.line < first_line) node.place_ = start;
    return node;
  } catch (const YAML::Exception& error) {
    complain({.file = file,
              .line = std::max(error.mark.line, 0) + 1 + offset,
              .column = std::max(error.mark.column, 0) + 1},
             fmt::format("this is not YAML: {}", error.msg));
  }
}

bool YamlNode::is_mapping() const {
  return node_->IsMap();
}
bool YamlNode::is_list() const {
  return node_->IsSequence();
}
bool YamlNode::is_scalar() const {
  return node_->IsScalar();
}
bool YamlNode::is_null() const {
  return node_->IsNull();
}

void YamlNode::each(std::string_view what,
                    const std::function<void(const std::string&, const YamlNode&)>& visit) const {
  if (is_null()) return;
  if (!is_mapping()) complain(place_, fmt::format("expected {} as `name: value` lines", what));
  for (const auto& entry : *node_) {
    auto value = child(entry.second);
    // An entry without a value has no place of its own.
    auto key_mark = entry.first.Mark();
    if (entry.second.IsNull()) {
      value.place_.line = key_mark.line + 1 + line_offset_;
      value.place_.column = key_mark.column + 1;
    }
    visit(entry.first.Scalar(), value);
  }
}

std::vector<YamlNode> YamlNode::items(std::string_view what) const {
  if (is_null()) return {};
  if (!is_list()) complain(place_, fmt::format("expected {} as a list: `- …` or [a, b]", what));
  std::vector<YamlNode> nodes;
  for (const auto& item : *node_)
    nodes.push_back(child(item));
  return nodes;
}

std::pair<std::string, YamlNode> YamlNode::only_entry(std::string_view what) const {
  std::vector<std::pair<std::string, YamlNode>> entries;
  each(what,
       [&](const std::string& key, const YamlNode& value) { entries.emplace_back(key, value); });
  if (entries.size() != 1) complain(place_, fmt::format("expected {} as one `kind: …`", what));
  return entries.front();
}

std::string YamlNode::scalar(std::string_view what, std::string_view expected) const {
  if (!is_scalar()) complain(place_, fmt::format("expected {} as {}", what, expected));
  return substitute_ ? (*substitute_)(node_->Scalar(), place_) : node_->Scalar();
}

std::string YamlNode::text(std::string_view what) const {
  return scalar(what, "a text");
}

std::int64_t YamlNode::integer(std::string_view what) const {
  auto text = scalar(what, "a whole number");
  if (auto number = parse_number<std::int64_t>(text)) return *number;
  complain(place_, fmt::format("expected {} as a whole number, not \"{}\"", what, text));
}

double YamlNode::number(std::string_view what) const {
  auto text = scalar(what, "a number");
  if (auto number = parse_number<double>(text)) return *number;
  complain(place_, fmt::format("expected {} as a number, not \"{}\"", what, text));
}

bool YamlNode::boolean(std::string_view what) const {
  auto text = scalar(what, "true or false");
  if (text == "true") return true;
  if (text == "false") return false;
  complain(place_, fmt::format("expected {} as true or false, not \"{}\"", what, text));
}

std::uint64_t YamlNode::bytes(std::string_view what) const {
  auto text = scalar(what, "a size such as 512MB");
  auto [number, unit] = with_unit(text);
  const std::map<std::string, double> units{{"", 1},          {"b", 1},        {"kb", 1 << 10},
                                            {"kib", 1 << 10}, {"mb", 1 << 20}, {"mib", 1 << 20},
                                            {"gb", 1 << 30},  {"gib", 1 << 30}};
  auto factor = units.find(unit);
  if (number && factor != units.end()) return static_cast<std::uint64_t>(*number * factor->second);
  complain(place_, fmt::format("expected {} as a size such as 512MB, not \"{}\"", what, text));
}

std::chrono::milliseconds YamlNode::duration(std::string_view what) const {
  auto text = scalar(what, "a duration such as 30s");
  auto [number, unit] = with_unit(text);
  const std::map<std::string, double> units{{"ms", 1}, {"s", 1000}, {"m", 60e3}, {"h", 3600e3}};
  auto factor = units.find(unit);
  if (number && factor != units.end()) {
    return std::chrono::milliseconds(static_cast<std::int64_t>(*number * factor->second));
  }
  complain(place_, fmt::format("expected {} as 500ms, 30s, 5m or 2h, not \"{}\"", what, text));
}

double YamlNode::share(std::string_view what) const {
  auto text = scalar(what, "a share such as 1%");
  bool is_percent = text.ends_with('%');
  auto number = parse_number<double>(trim(is_percent ? text.substr(0, text.size() - 1) : text));
  double share = number ? *number / (is_percent ? 100 : 1) : -1;
  if (share >= 0 && share <= 1) return share;
  complain(place_, fmt::format("expected {} as 0% to 100%, not \"{}\"", what, text));
}

std::vector<std::string> YamlNode::texts(std::string_view what) const {
  if (is_scalar()) return {text(what)};
  std::vector<std::string> texts;
  for (const auto& item : items(what))
    texts.push_back(item.text(what));
  return texts;
}

json::value YamlNode::as_json() const {
  if (is_null()) return nullptr;
  if (is_scalar()) return plain_json(*node_, scalar("a value", "a value"));
  if (is_list()) {
    json::array array;
    for (const auto& item : items("a list"))
      array.push_back(item.as_json());
    return array;
  }
  json::object object;
  each("an object",
       [&](const std::string& key, const YamlNode& value) { object[key] = value.as_json(); });
  return object;
}

}  // namespace sluice::pipeline
