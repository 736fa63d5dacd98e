#include "engine/functions/json/value.h"

#include <cstdlib>
#include <unordered_map>

#include "engine/functions/json/text.h"
#include "engine/functions/parse.h"
#include "engine/functions/time/text.h"

namespace sluice::engine {

namespace {

ItemType integer_type(std::int64_t value) {
  return value >= INT32_MIN && value <= INT32_MAX ? ItemType::integer : ItemType::bigint;
}

JsonItem number_item(std::string_view text) {
  if (is_fraction(text)) return make_double(std::strtod(std::string(text).c_str(), nullptr));
  const auto value = parse_integer(text, INT64_MIN, INT64_MAX);
  if (value) return make_integer(*value, integer_type(*value));
  return {.type = ItemType::big_integer, .text = std::string(text)};
}

class Builder {
 public:
  explicit Builder(const JsonParser& parser) : parser_(parser) {}

  JsonItem item(std::uint32_t at) const {
    const JsonNode& node = parser_.nodes()[at];
    switch (node.kind) {
      case JsonKind::null:
        return {};
      case JsonKind::boolean:
        return make_integer(parser_.text(node) == "true" ? 1 : 0, ItemType::boolean);
      case JsonKind::number:
        return number_item(parser_.text(node));
      case JsonKind::string:
        return make_varchar(string(node));
      case JsonKind::array:
        return array(at);
      case JsonKind::object:
        return object(at);
    }
    return {};
  }

 private:
  std::string string(const JsonNode& node) const {
    const std::string_view text = parser_.text(node);
    return node.has_escapes ? unescape_json(text) : std::string(text);
  }

  JsonItem array(std::uint32_t at) const {
    const auto& nodes = parser_.nodes();
    JsonItem out{.type = ItemType::array};
    for (auto child = at + 1; child < nodes[at].next; child = nodes[child].next) {
      out.elements.push_back(item(child));
    }
    return out;
  }

  JsonItem object(std::uint32_t at) const {
    const auto& nodes = parser_.nodes();
    JsonItem out{.type = ItemType::object};
    std::unordered_map<std::string, std::size_t> places;
    for (auto key = at + 1; key < nodes[at].next; key = nodes[key + 1].next) {
      std::string name = string(nodes[key]);
      const auto [place, is_new] = places.emplace(name, out.keys.size());
      if (!is_new) {
        out.elements[place->second] = item(key + 1);
        continue;
      }
      out.keys.push_back(std::move(name));
      out.elements.push_back(item(key + 1));
    }
    return out;
  }

  const JsonParser& parser_;
};

void write(const JsonItem& item, std::string& out);

void write_children(const JsonItem& item, std::string& out) {
  const bool is_object = item.type == ItemType::object;
  out += is_object ? '{' : '[';
  for (std::size_t i = 0; i < item.elements.size(); ++i) {
    if (i > 0) out += ',';
    if (is_object) {
      write_json_string(item.keys[i], out);
      out += ':';
    }
    write(item.elements[i], out);
  }
  out += is_object ? '}' : ']';
}

void write(const JsonItem& item, std::string& out) {
  switch (item.type) {
    case ItemType::null:
      out += "null";
      return;
    case ItemType::decimal:
      out += decimal_text(item.unscaled, item.scale);
      return;
    case ItemType::real:
      out += json_number(static_cast<float>(item.number));
      return;
    case ItemType::double_:
      out += json_number(item.number);
      return;
    case ItemType::varchar:
      return write_json_string(item.text, out);
    case ItemType::array:
    case ItemType::object:
      return write_children(item, out);
    default:
      out += item_text(item);
  }
}

std::optional<JsonItem> read_number(std::string_view type, std::string_view text) {
  if (type == "double") return make_double(parse_double(text).value_or(0));
  if (type == "real") return make_real(parse_real(text).value_or(0));
  if (type == "decimal") {
    const auto point = text.find('.');
    const bool is_whole = point == std::string_view::npos;
    const int scale = is_whole ? 0 : static_cast<int>(text.size() - point - 1);
    return make_decimal(parse_decimal(text, 38, scale).value_or(0), scale);
  }
  constexpr std::pair<std::string_view, ItemType> kIntegers[] = {{"tinyint", ItemType::tinyint},
                                                                 {"smallint", ItemType::smallint},
                                                                 {"integer", ItemType::integer},
                                                                 {"bigint", ItemType::bigint}};
  for (const auto& [name, kind] : kIntegers) {
    if (type != name) continue;
    return make_integer(parse_integer(text, INT64_MIN, INT64_MAX).value_or(0), kind);
  }
  return std::nullopt;
}

}  // namespace

const JsonItem* JsonItem::member(std::string_view key) const {
  const auto found = std::find(keys.begin(), keys.end(), key);
  return found == keys.end() ? nullptr : &elements[static_cast<std::size_t>(found - keys.begin())];
}

JsonItem make_integer(std::int64_t value, ItemType type) {
  return {.type = type, .whole = value};
}
JsonItem make_double(double value) {
  return {.type = ItemType::double_, .number = value};
}
JsonItem make_real(double value) {
  return {.type = ItemType::real, .number = static_cast<float>(value)};
}
JsonItem make_decimal(Int128 unscaled, int scale) {
  return {.type = ItemType::decimal, .unscaled = unscaled, .scale = scale};
}
JsonItem make_varchar(std::string text) {
  return {.type = ItemType::varchar, .text = std::move(text)};
}

std::optional<JsonItem> read_json_item(std::string_view text) {
  JsonParser parser(kJsonDepthMax);
  // Trino reads one value and does not look at what follows it.
  if (!parse_json_start(parser, text)) return std::nullopt;
  return Builder(parser).item(0);
}

std::optional<JsonItem> read_item(std::string_view type, std::string_view text) {
  if (type == "json") return read_json_item(text);
  if (type == "boolean") return make_integer(text == "true" ? 1 : 0, ItemType::boolean);
  if (auto number = read_number(type, text)) return number;
  JsonItem item = make_varchar(std::string(text));
  if (type == "date") {
    item.type = ItemType::date;
    item.whole = parse_date(text).value_or(0);
  } else if (type == "timestamp") {
    item.type = ItemType::timestamp;
    const auto timestamp = parse_timestamp(text, 6);
    item.whole = timestamp ? timestamp->micros : 0;
  } else if (type == "time") {
    item.type = ItemType::time;
  }
  return item;
}

std::string_view type_name(const JsonItem& item) {
  switch (item.type) {
    case ItemType::boolean:
      return "boolean";
    case ItemType::decimal:
      return "decimal";
    case ItemType::real:
      return "real";
    case ItemType::double_:
      return "double";
    case ItemType::varchar:
      return "varchar";
    case ItemType::date:
      return "date";
    case ItemType::time:
      return "time";
    case ItemType::timestamp:
      return "timestamp";
    default:
      return item.is_integer() ? "integer" : "json";
  }
}

std::string item_text(const JsonItem& item) {
  switch (item.type) {
    case ItemType::boolean:
      return item.whole != 0 ? "true" : "false";
    case ItemType::tinyint:
    case ItemType::smallint:
    case ItemType::integer:
    case ItemType::bigint:
      return std::to_string(item.whole);
    case ItemType::decimal:
      return plain_decimal(item.unscaled, item.scale);
    case ItemType::real:
      return fmt::format("{}", static_cast<float>(item.number));
    case ItemType::double_:
      return fmt::format("{}", item.number);
    case ItemType::null:
    case ItemType::array:
    case ItemType::object:
      return to_json(item).value_or("");
    default:
      return item.text;
  }
}

std::optional<std::string> to_json(const JsonItem& item) {
  const bool is_moment = item.type == ItemType::date || item.type == ItemType::time ||
                         item.type == ItemType::timestamp;
  if (is_moment) return std::nullopt;
  std::string out;
  write(item, out);
  return out;
}

std::string_view shown_type(const JsonItem& item) {
  switch (item.type) {
    case ItemType::null:
      return "NULL";
    case ItemType::boolean:
      return "BOOLEAN";
    case ItemType::varchar:
      return "STRING";
    case ItemType::array:
      return "ARRAY";
    case ItemType::object:
      return "OBJECT";
    default:
      return item.is_number() ? "NUMBER" : type_name(item);
  }
}

}  // namespace sluice::engine
