#include "query/values.h"

#include <cmath>

#include "base/java_number.h"

namespace sluice::query {
namespace {

std::string spaced_hex(std::string_view bytes) {
  std::string text;
  for (unsigned char byte : bytes) {
    if (!text.empty()) text += ' ';
    text += fmt::format("{:02x}", byte);
  }
  return text;
}

// The engine drops a fraction's last zeros; Trino prints as many digits as the type has.
std::string with_fraction(std::string_view text, int precision) {
  auto point = text.find('.');
  std::string fraction(point == std::string_view::npos ? "" : text.substr(point + 1));
  fraction.resize(static_cast<std::size_t>(precision), '0');
  std::string whole(text.substr(0, point));
  return fraction.empty() ? whole : whole + "." + fraction;
}

// Milliseconds of a day-to-second interval, as "2 03:04:05.678".
std::string interval_text(std::int64_t milliseconds) {
  auto size = milliseconds < 0 ? -milliseconds : milliseconds;
  return fmt::format("{}{} {:02}:{:02}:{:02}.{:03}", milliseconds < 0 ? "-" : "", size / 86400000,
                     size / 3600000 % 24, size / 60000 % 60, size / 1000 % 60, size % 1000);
}

std::string months_text(std::int64_t months) {
  auto size = months < 0 ? -months : months;
  return fmt::format("{}{}-{}", months < 0 ? "-" : "", size / 12, size % 12);
}

const sql::Type& child_type(const sql::Type& type, std::size_t index) {
  return type.kind == sql::TypeKind::array ? type.children.at(0) : type.children.at(index);
}

std::string field_name(const sql::Type& type, std::size_t index) {
  if (index < type.names.size() && type.names[index]) return *type.names[index];
  return fmt::format("field{}", index);
}

std::string nested_text(const engine::List& list, const sql::Type& type) {
  auto item = [&](std::size_t index, const sql::Type& of) {
    return to_text(list[index], of).value_or("null");
  };
  std::string text;
  if (type.kind == sql::TypeKind::map) {
    for (std::size_t i = 0; i + 1 < list.size(); i += 2) {
      text += (i == 0 ? "" : ", ") + item(i, type.children.at(0)) + "=" +
              item(i + 1, type.children.at(1));
    }
    return "{" + text + "}";
  }
  bool is_row = type.kind == sql::TypeKind::row;
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (i > 0) text += ", ";
    if (is_row) text += field_name(type, i) + "=";
    text += item(i, child_type(type, i));
  }
  return is_row ? "{" + text + "}" : "[" + text + "]";
}

// DuckDB leaves the zero before the point out where all digits stand behind it.
std::string with_leading_zero(std::string text) {
  auto digits = text.find_first_not_of('-');
  if (digits != std::string::npos && text[digits] == '.') text.insert(digits, 1, '0');
  return text;
}

std::string text_of_string(const std::string& text, const sql::Type& type) {
  switch (type.kind) {
    case sql::TypeKind::decimal:
      return with_leading_zero(text);
    case sql::TypeKind::varbinary:
    case sql::TypeKind::hyperloglog:
    case sql::TypeKind::p4_hyperloglog:
    case sql::TypeKind::set_digest:
    case sql::TypeKind::t_digest:
    case sql::TypeKind::quantile_digest:
      return spaced_hex(text);
    case sql::TypeKind::time:
    case sql::TypeKind::timestamp:
      return with_fraction(text, type.precision);
    default:
      return text;
  }
}

std::string text_of_integer(std::int64_t number, const sql::Type& type) {
  if (type.kind == sql::TypeKind::interval_day_second) return interval_text(number);
  if (type.kind == sql::TypeKind::interval_year_month) return months_text(number);
  return std::to_string(number);
}

json::value nested_json(const engine::List& list, const sql::Type& type) {
  if (type.kind == sql::TypeKind::array) {
    json::array array;
    for (const auto& item : list)
      array.push_back(to_json(item, type.children.at(0)));
    return array;
  }
  json::object object;
  if (type.kind == sql::TypeKind::map) {
    for (std::size_t i = 0; i + 1 < list.size(); i += 2) {
      object[to_text(list[i], type.children.at(0)).value_or("null")] =
          to_json(list[i + 1], type.children.at(1));
    }
    return object;
  }
  for (std::size_t i = 0; i < list.size(); ++i) {
    object[field_name(type, i)] = to_json(list[i], type.children.at(i));
  }
  return object;
}

}  // namespace

std::optional<std::string> to_text(const engine::Value& value, const sql::Type& type) {
  if (value.is_null()) return std::nullopt;
  if (const auto* flag = std::get_if<bool>(&value.data)) return *flag ? "true" : "false";
  if (const auto* number = std::get_if<std::int64_t>(&value.data)) {
    return text_of_integer(*number, type);
  }
  if (const auto* real = std::get_if<float>(&value.data)) return java_text(*real);
  if (const auto* real = std::get_if<double>(&value.data)) return java_text(*real);
  if (const auto* list = std::get_if<engine::List>(&value.data)) return nested_text(*list, type);
  return text_of_string(std::get<std::string>(value.data), type);
}

json::value to_json(const engine::Value& value, const sql::Type& type) {
  if (value.is_null()) return nullptr;
  if (const auto* flag = std::get_if<bool>(&value.data)) return *flag;
  if (const auto* list = std::get_if<engine::List>(&value.data)) return nested_json(*list, type);
  if (const auto* number = std::get_if<std::int64_t>(&value.data)) {
    if (type.kind != sql::TypeKind::interval_day_second &&
        type.kind != sql::TypeKind::interval_year_month) {
      return *number;
    }
  }
  if (const auto* real = std::get_if<double>(&value.data)) {
    if (std::isfinite(*real)) return *real;
  }
  return json::value(json::string(to_text(value, type).value_or("")));
}

}  // namespace sluice::query
