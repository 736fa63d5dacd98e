#include "sql/analyze/json_call.h"

#include "base/text.h"
#include "base/utf8.h"
#include "sql/analyze/literal.h"
#include "sql/failure.h"
#include "sql/functions/cast.h"
#include "sql/json_path/path.h"
#include "sql/types/make.h"
#include "sql/types/resolve.h"

namespace sluice::sql {

namespace {

using typed::NodePtr;

const Type kText = varchar_type();

// STRUCT(name, kind, text)[]
Type named_values_type() {
  Type row{.kind = TypeKind::row, .children = {kText, kText, kText}};
  row.names = {"name", "kind", "text"};
  return array_type(std::move(row));
}

// Numbers, strings and booleans go as they are; moments only into paths, which compare them.
std::optional<std::string> kind_of(const Type& type, bool may_be_date) {
  switch (type.kind) {
    case TypeKind::varchar:
    case TypeKind::char_:
      return "varchar";
    case TypeKind::decimal:
      return "decimal";
    case TypeKind::date:
      return may_be_date ? "date" : "varchar";
    case TypeKind::time:
      return may_be_date ? "time" : "varchar";
    case TypeKind::timestamp:
      return may_be_date ? "timestamp" : "varchar";
    case TypeKind::varbinary:
      return std::nullopt;
    case TypeKind::time_tz:
    case TypeKind::timestamp_tz:
      return may_be_date ? std::nullopt : std::optional("varchar");
    default:
      return type.kind == TypeKind::boolean || is_numeric(type) ? to_text(type) : "varchar";
  }
}

void add_variables(const PathNode& node, std::vector<std::string>& names) {
  if (node.kind == PathKind::variable) names.push_back(node.text);
  for (const auto& child : node.children)
    add_variables(*child, names);
  for (const auto& subscript : node.subscripts) {
    add_variables(*subscript.from, names);
    if (subscript.to) add_variables(*subscript.to, names);
  }
}

const char* encoding_of(JsonFormat format) {
  switch (format) {
    case JsonFormat::utf16:
      return "utf16";
    case JsonFormat::utf32:
      return "utf32";
    default:
      return "utf8";
  }
}

bool returns_json(const Expression& expression) {
  return expression.kind == ExpressionKind::json_query ||
         expression.kind == ExpressionKind::json_object ||
         expression.kind == ExpressionKind::json_array;
}

}  // namespace

std::string to_text(JsonFormat format) {
  switch (format) {
    case JsonFormat::utf8:
      return "JSON ENCODING UTF8";
    case JsonFormat::utf16:
      return "JSON ENCODING UTF16";
    case JsonFormat::utf32:
      return "JSON ENCODING UTF32";
    default:
      return "JSON";
  }
}

void check_json_path(std::string_view text, Location location,
                     const std::vector<std::string>& names) {
  JsonPath path;
  try {
    path = parse_json_path(text);
  } catch (const PathMistake& mistake) {
    const auto before = text.substr(0, mistake.offset);
    const auto lines = std::count(before.begin(), before.end(), '\n');
    const auto line_start = lines > 0 ? before.rfind('\n') + 1 : 0;
    location.column =
        (lines > 0 ? 1 : location.column + 1) + count_characters(before.substr(line_start));
    location.line += static_cast<int>(lines);
    fail(location, mistake.is_unsupported ? "NOT_SUPPORTED" : "SYNTAX_ERROR", mistake.message);
  }
  std::vector<std::string> used;
  add_variables(*path.root, used);
  for (const auto& name : used) {
    if (std::find(names.begin(), names.end(), name) != names.end()) continue;
    const bool is_similar = std::any_of(names.begin(), names.end(), [&](const auto& other) {
      return equal_ignoring_case(other, name);
    });
    const std::string hint =
        is_similar ? fmt::format(". Try quoting \"{}\" in the PASSING clause to match case", name)
                   : "";
    fail(location, "INVALID_PATH", fmt::format("no value passed for parameter {}{}", name, hint));
  }
}

NodePtr JsonCallAnalyzer::named_values(const std::vector<Named>& values) const {
  const Type type = named_values_type();
  if (values.empty()) return typed::make_call(type, "CAST([] AS " + duckdb_type(type) + ")", {});
  std::string lowering = "[";
  Nodes nodes;
  for (const auto& value : values) {
    lowering +=
        fmt::format("{}struct_pack(\"name\" := {{{}}}, \"kind\" := '{}', \"text\" := {{{}}})",
                    nodes.empty() ? "" : ", ", nodes.size(), value.kind, nodes.size() + 1);
    nodes.push_back(value.name);
    nodes.push_back(value.text);
  }
  return typed::make_call(type, lowering + "]", std::move(nodes));
}

// The expression's value as JSON text.
NodePtr JsonCallAnalyzer::json_text(const Expression& expression, JsonFormat format) {
  const NodePtr value = expressions_.analyze(expression);
  const bool is_plain = format == JsonFormat::unspecified || format == JsonFormat::json;
  if (is_unknown(value->type)) return null_of(kText);
  if (is_plain && is_text(value->type)) return coerce(value, kText);
  if (value->type.kind != TypeKind::varbinary) {
    fail(expression.location, "TYPE_MISMATCH",
         fmt::format("Cannot read input of type {} as JSON using formatting {}",
                     to_text(value->type), to_text(format)));
  }
  return typed::make_call(
      kText, fmt::format("sluice_json_decode({{0}}, '{}')", encoding_of(format)), {value});
}

JsonCallAnalyzer::Named JsonCallAnalyzer::passed(const JsonInput& input, NodePtr name,
                                                 std::string_view role, bool may_be_date) {
  if (input.value->kind == ExpressionKind::lambda) {
    fail(input.value->location, "NOT_SUPPORTED",
         fmt::format("LambdaExpression is not supported as {}", role));
  }
  if (input.format != JsonFormat::unspecified || returns_json(*input.value)) {
    return {.name = std::move(name), .kind = "json", .text = json_text(*input.value, input.format)};
  }
  const NodePtr value = expressions_.analyze(*input.value);
  const auto kind = kind_of(value->type, may_be_date);
  // A real's own digits: as varchar it has seven.
  const bool is_real = value->type.kind == TypeKind::real;
  const auto text = is_real ? typed::make_call(kText, "CAST({0} AS VARCHAR)", {value})
                            : cast(value, kText, CastMode::strict);
  if (!kind || !text) {
    fail(input.value->location, "NOT_SUPPORTED",
         fmt::format("Unsupported type of {}: {}", role, to_text(value->type)));
  }
  return {.name = std::move(name), .kind = *kind, .text = *text};
}

JsonCallAnalyzer::Nodes JsonCallAnalyzer::invocation(const JsonPathInvocation& path,
                                                     std::string_view function) {
  if (path.path_name && function != "JSON_TABLE") {
    fail(path.path_name->location, "INVALID_PATH",
         fmt::format("JSON path name is not allowed in {} function", function));
  }
  const NodePtr text = json_text(*path.input.value, path.input.format);
  std::vector<std::string> names;
  std::vector<Named> values;
  for (const auto& argument : path.passing) {
    std::string name = canonical_name(argument.name);
    if (std::find(names.begin(), names.end(), name) != names.end()) {
      fail(argument.name.location, "DUPLICATE_PARAMETER_NAME",
           fmt::format("{} JSON path parameter is specified more than once", name));
    }
    values.push_back(passed(argument.input, varchar_constant(name), "JSON path parameter", true));
    names.push_back(std::move(name));
  }
  check_json_path(path.path, path.path_location, names);
  return {varchar_constant("json"), text, varchar_constant(path.path), named_values(values)};
}

// Character strings and binary strings, in the given encoding.
NodePtr JsonCallAnalyzer::output(NodePtr text, const Type& type, JsonFormat format,
                                 Location location) const {
  const bool is_plain = format == JsonFormat::unspecified || format == JsonFormat::json;
  if (is_plain && is_text(type)) return *cast(text, type, CastMode::strict);
  if (type.kind != TypeKind::varbinary) {
    fail(location, "TYPE_MISMATCH",
         fmt::format("Cannot output JSON value as {} using formatting {}", to_text(type),
                     to_text(format)));
  }
  return typed::make_call(type, fmt::format("sluice_json_encode({{0}}, '{}')", encoding_of(format)),
                          {std::move(text)});
}

NodePtr JsonCallAnalyzer::object(const JsonObject& object) {
  std::vector<Named> members;
  for (const auto& member : object.members) {
    const NodePtr key = expressions_.analyze(*member.key);
    if (!is_text(key->type)) {
      fail(member.key->location, "INVALID_FUNCTION_ARGUMENT",
           fmt::format("Invalid type of JSON object key: {}", to_text(key->type)));
    }
    members.push_back(
        passed(member.value, coerce(key, kText), "value passed to JSON_OBJECT function", false));
    if (object.unique_keys && members.back().kind == "json") {
      fail(object.location, "NOT_SUPPORTED",
           "WITH UNIQUE KEYS behavior is not supported for JSON_OBJECT function when input "
           "expression has FORMAT");
    }
  }
  const Type type = object.returning ? resolve_type(*object.returning) : kText;
  const NodePtr text = typed::make_call(
      kText,
      fmt::format("sluice_json_make_object({{0}}, '{}', '{}')",
                  object.absent_on_null ? "absent" : "null", object.unique_keys ? "unique" : "any"),
      {named_values(members)});
  return output(text, type, object.output_format, object.location);
}

NodePtr JsonCallAnalyzer::array(const JsonArray& array) {
  std::vector<Named> items;
  for (const auto& item : array.items) {
    items.push_back(
        passed(item, varchar_constant(""), "value passed to JSON_ARRAY function", false));
  }
  const Type type = array.returning ? resolve_type(*array.returning) : kText;
  const NodePtr text = typed::make_call(kText,
                                        fmt::format("sluice_json_make_array({{0}}, '{}', '')",
                                                    array.absent_on_null ? "absent" : "null"),
                                        {named_values(items)});
  return output(text, type, array.output_format, array.location);
}

}  // namespace sluice::sql
