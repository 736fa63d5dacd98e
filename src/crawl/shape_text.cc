#include "base/json.h"
#include "crawl/shape.h"

namespace sluice::crawl {

namespace {

// Half of a character as a text; JSON is UTF-8.
json::value character(std::optional<char> c) {
  if (!c) return nullptr;
  return static_cast<int>(static_cast<unsigned char>(*c));
}

std::optional<char> character_of(const json::value& value) {
  if (value.is_null()) return std::nullopt;
  return static_cast<char>(value.as_int64());
}

std::string text(const json::value& value) {
  return std::string(value.as_string());
}

template <class Texts>
json::array array_of(const Texts& texts) {
  json::array array;
  for (const std::string& each : texts)
    array.emplace_back(each);
  return array;
}

int number(const json::object& object, std::string_view key) {
  return static_cast<int>(object.at(key).as_int64());
}

}  // namespace

std::string to_text(const Shape& shape) {
  const catalog::CsvDetails& csv = shape.format.csv;
  json::array columns;
  for (const catalog::Column& column : shape.columns) {
    columns.push_back(json::array{column.name, to_text(column.type), column.comment});
  }
  const json::object object{{"format", static_cast<int>(shape.format.format)},
                            {"compression", static_cast<int>(shape.format.compression)},
                            {"is_json_array", shape.format.is_json_array},
                            {"delimiter", character(csv.delimiter)},
                            {"quote", character(csv.quote)},
                            {"escape", character(csv.escape)},
                            {"header_lines", csv.header_lines},
                            {"null_text", csv.null_text},
                            {"columns", columns},
                            {"original_names", array_of(shape.original_names)},
                            {"avro_schema", shape.avro_schema},
                            {"untyped", array_of(shape.untyped)}};
  return sluice::to_text(object);
}

Shape parse_shape(const std::string& line) {
  const json::value value = parse_json(line);
  const json::object& object = value.as_object();
  Shape shape;
  shape.format.format = static_cast<catalog::FileFormat>(number(object, "format"));
  shape.format.compression = static_cast<catalog::FileCompression>(number(object, "compression"));
  shape.format.is_json_array = object.at("is_json_array").as_bool();
  shape.format.csv.delimiter = character_of(object.at("delimiter")).value_or('\x01');
  shape.format.csv.quote = character_of(object.at("quote"));
  shape.format.csv.escape = character_of(object.at("escape"));
  shape.format.csv.header_lines = number(object, "header_lines");
  shape.format.csv.null_text = text(object.at("null_text"));
  for (const json::value& each : object.at("columns").as_array()) {
    const json::array& column = each.as_array();
    shape.columns.push_back({.name = text(column.at(0)),
                             .type = catalog::parse_type(text(column.at(1))),
                             .comment = text(column.at(2))});
  }
  for (const json::value& each : object.at("original_names").as_array()) {
    shape.original_names.push_back(text(each));
  }
  shape.avro_schema = text(object.at("avro_schema"));
  for (const json::value& each : object.at("untyped").as_array())
    shape.untyped.insert(text(each));
  return shape;
}

}  // namespace sluice::crawl
