#include "crawl/json_infer.h"

#include "base/error.h"
#include "base/json.h"
#include "base/text.h"

namespace sluice::crawl {

namespace {

using catalog::Type;
using catalog::TypeKind;

constexpr std::size_t kFieldsMax = 10000;

enum class Kind : std::uint8_t {
  nothing,
  boolean,
  int32,
  int64,
  floating,
  date,
  timestamp,
  text,
  array,
  object
};

// What the values at one place have in common.
struct Node {
  Kind kind = Kind::nothing;
  std::vector<std::string> names;                // object: as first written; children: its values
  std::vector<Node> children;                    // array: one, its elements
  std::map<std::string, std::size_t> positions;  // object: lower-cased name to its place
};

Kind number_kind(std::int64_t value, Rules rules) {
  const bool is_small = value >= INT32_MIN && value <= INT32_MAX;
  return rules == Rules::like_aws && is_small ? Kind::int32 : Kind::int64;
}

Kind text_kind(std::string_view text, Rules rules) {
  if (rules == Rules::like_aws) return Kind::text;
  switch (guess(text, rules)) {
    case Guess::date:
      return Kind::date;
    case Guess::timestamp:
      return Kind::timestamp;
    default:
      return Kind::text;
  }
}

Kind scalar_kind(const json::value& value, Rules rules) {
  switch (value.kind()) {
    case json::kind::bool_:
      return Kind::boolean;
    case json::kind::int64:
      return number_kind(value.get_int64(), rules);
    // Past 64 bits a double loses digits, a text does not.
    case json::kind::uint64:
      return rules == Rules::native ? Kind::text : Kind::int64;
    case json::kind::double_:
      return Kind::floating;
    case json::kind::string: {
      const json::string& text = value.get_string();
      return text_kind({text.data(), text.size()}, rules);
    }
    default:
      return Kind::nothing;
  }
}

bool is_number(Kind kind) {
  return kind == Kind::int32 || kind == Kind::int64 || kind == Kind::floating;
}

bool is_time(Kind kind) {
  return kind == Kind::date || kind == Kind::timestamp;
}

// Scalars that differ, and a scalar beside something nested, have only their text in common.
Kind merge_kinds(Kind left, Kind right) {
  if (left == Kind::nothing) return right;
  if (right == Kind::nothing || left == right) return left;
  if (is_number(left) && is_number(right)) return std::max(left, right);
  if (is_time(left) && is_time(right)) return Kind::timestamp;
  return Kind::text;
}

void add_value(Node& node, const json::value& value, Rules rules, int depth);

Node& member(Node& node, std::string_view name) {
  const auto [position, is_new] = node.positions.emplace(lower_ascii(name), node.children.size());
  if (is_new) {
    if (node.children.size() >= kFieldsMax) {
      throw Error(ErrorKind::limit, "TooManyFields",
                  fmt::format("its objects have more than {} different names", kFieldsMax));
    }
    node.names.emplace_back(name);
    node.children.emplace_back();
  }
  return node.children[position->second];
}

void add_nested(Node& node, const json::value& value, Rules rules, int depth) {
  // Deeper values stay text: a type has a limit, too.
  constexpr int kDepthMax = catalog::kTypeDepthMax - 4;
  const Kind kind = value.is_object() ? Kind::object : Kind::array;
  node.kind = depth > kDepthMax ? Kind::text : merge_kinds(node.kind, kind);
  if (node.kind != kind) return;
  if (value.is_object()) {
    for (const auto& each : value.get_object()) {
      add_value(member(node, each.key()), each.value(), rules, depth + 1);
    }
    return;
  }
  if (node.children.empty()) node.children.emplace_back();
  for (const json::value& each : value.get_array()) {
    add_value(node.children.front(), each, rules, depth + 1);
  }
}

void add_value(Node& node, const json::value& value, Rules rules, int depth) {
  if (value.is_object() || value.is_array()) {
    add_nested(node, value, rules, depth);
  } else {
    node.kind = merge_kinds(node.kind, scalar_kind(value, rules));
  }
}

Type to_type(const Node& node) {
  switch (node.kind) {
    case Kind::boolean:
      return catalog::scalar(TypeKind::boolean);
    case Kind::int32:
      return catalog::scalar(TypeKind::integer);
    case Kind::int64:
      return catalog::scalar(TypeKind::bigint);
    case Kind::floating:
      return catalog::scalar(TypeKind::double_);
    case Kind::date:
      return catalog::scalar(TypeKind::date);
    case Kind::timestamp:
      return catalog::scalar(TypeKind::timestamp);
    case Kind::array:
      return catalog::array_of(to_type(node.children.front()));
    case Kind::object: {
      // An object without members has no type of its own.
      if (node.names.empty()) break;
      std::vector<Type> types;
      for (const Node& child : node.children)
        types.push_back(to_type(child));
      return catalog::struct_of(node.names, std::move(types));
    }
    default:
      break;
  }
  return catalog::scalar(TypeKind::string);
}

constexpr std::string_view kComment = "from deserializer";

// What the catalog takes; a member of another name is left out of the table.
bool is_column_name(std::string_view name) {
  return !name.empty() && name.size() <= 255 &&
         name.find_first_of("\r\n") == std::string_view::npos;
}

class JsonInferrer {
 public:
  JsonInferrer(std::string_view text, Extent extent, Rules rules)
      : text_(text), extent_(extent), rules_(rules) {}

  std::optional<JsonInference> infer() {
    const std::size_t start = text_.find_first_not_of(" \t\r\n");
    if (start == std::string_view::npos) return std::nullopt;
    const char first = text_[start];
    if (first != '{' && first != '[') return std::nullopt;
    const bool is_array = first == '[';
    read_records({.is_array = is_array});
    if (result_.records == 0) {
      // A text that only begins like JSON is left to the other classifiers.
      if (result_.bad_records == 0 || !is_array) return std::nullopt;
      throw Error(ErrorKind::invalid, "NotRecords", "its JSON values are not objects");
    }
    if (is_array && rules_ == Rules::like_aws) return array_column();
    result_.shape.format.is_json_array = is_array;
    return finish(is_array ? "one array of objects" : "one object a record");
  }

 private:
  void read_records(const engine::JsonFormat& format) {
    for (const engine::JsonSampleRecord& record : json_records(text_, extent_, format).records) {
      if (record.text.empty()) continue;
      read_record(record);
    }
  }

  void read_record(const engine::JsonSampleRecord& record) {
    const json::value value = record.fault.empty() ? parsed(record.text) : json::value();
    if (value.is_object()) {
      add_value(root_, value, rules_, 0);
      ++result_.records;
    } else {
      ++result_.bad_records;
    }
  }

  // Null for the little that only one of two JSON parsers takes.
  static json::value parsed(const std::string& text) {
    try {
      return parse_json(text);
    } catch (const Error& error) {
      if (error.code() != "MalformedJson") throw;
      return nullptr;
    }
  }

  // AWS sees a file that is one array as one record of one column.
  std::optional<JsonInference> array_column() {
    result_.shape.format.format = catalog::FileFormat::json;
    result_.shape.columns.push_back({.name = "array",
                                     .type = catalog::array_of(to_type(root_)),
                                     .comment = std::string(kComment)});
    result_.shape.original_names = {"array"};
    result_.evidence = "the file is one array: one record with the column \"array\"";
    return std::move(result_);
  }

  std::optional<JsonInference> finish(std::string_view form) {
    result_.shape.format.format = catalog::FileFormat::json;
    for (std::size_t i = 0; i < root_.names.size(); ++i) {
      if (!is_column_name(root_.names[i])) continue;
      result_.shape.columns.push_back({.name = lower_ascii(root_.names[i]),
                                       .type = to_type(root_.children[i]),
                                       .comment = std::string(kComment)});
      result_.shape.original_names.push_back(root_.names[i]);
      if (rules_ == Rules::native && root_.children[i].kind == Kind::nothing) {
        result_.shape.untyped.insert(lower_ascii(root_.names[i]));
      }
    }
    if (result_.shape.columns.empty()) {
      throw Error(ErrorKind::invalid, "NoColumns", "its JSON objects have no members");
    }
    result_.evidence = fmt::format("{}, {} looked at", form, human_count(result_.records));
    if (result_.bad_records > 0) {
      result_.evidence += fmt::format(", {} that are none", human_count(result_.bad_records));
    }
    return std::move(result_);
  }

  std::string_view text_;
  Extent extent_;
  Rules rules_;
  Node root_;
  JsonInference result_;
};

}  // namespace

std::optional<JsonInference> infer_json(std::string_view text, Extent extent, Rules rules) {
  return JsonInferrer(text, extent, rules).infer();
}

}  // namespace sluice::crawl
