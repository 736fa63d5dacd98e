#include "api/wire/protocol/scalars.h"

#include <array>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "api/http/date.h"
#include "base/text.h"

namespace sluice::api {
namespace {

template <class Number>
std::optional<Number> number_of(std::string_view text) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::optional<json::value> timestamp_from_text(std::string_view text, TimestampFormat format) {
  if (format == TimestampFormat::epoch_seconds) {
    const auto seconds = number_of<double>(text);
    if (!seconds || !(std::abs(*seconds) < 1e11)) return std::nullopt;
    return json::value(static_cast<std::int64_t>(std::llround(*seconds * 1e6)));
  }
  auto time = format == TimestampFormat::http_date ? parse_http_date(text) : parse_iso8601(text);
  if (!time) time = parse_iso8601(text);
  if (!time) time = parse_http_date(text);
  if (!time) return std::nullopt;
  return value_of(*time);
}

std::optional<json::value> boolean_from_text(std::string_view text) {
  if (equal_ignoring_case(text, "true")) return json::value(true);
  if (equal_ignoring_case(text, "false")) return json::value(false);
  return std::nullopt;
}

std::string timestamp_to_text(const json::value& value, TimestampFormat format) {
  switch (format) {
    case TimestampFormat::iso8601:
      return to_iso8601(timestamp_of(value));
    case TimestampFormat::http_date:
      return format_http_date(timestamp_of(value));
    case TimestampFormat::epoch_seconds:
      break;
  }
  return fmt::format("{}", static_cast<double>(value.as_int64()) / 1e6);
}

std::string number_to_text(const json::value& value) {
  if (value.is_int64()) return std::to_string(value.get_int64());
  if (value.is_uint64()) return std::to_string(value.get_uint64());
  return fmt::format("{}", value.as_double());
}

template <class Value>
std::optional<json::value> to_json(std::optional<Value> value) {
  if (!value) return std::nullopt;
  return json::value(*value);
}

}  // namespace

std::optional<json::value> scalar_from_text(const Shape& shape, std::string_view text,
                                            TimestampFormat format) {
  switch (shape.type) {
    case ShapeType::boolean:
      return boolean_from_text(text);
    case ShapeType::integer:
      return to_json(number_of<std::int64_t>(text));
    case ShapeType::decimal:
      return to_json(number_of<double>(text));
    case ShapeType::timestamp:
      return timestamp_from_text(text, format);
    case ShapeType::blob:
      return to_json(base64_decode(text));
    default:
      return json::value(text);
  }
}

std::string scalar_to_text(const Shape& shape, const json::value& value, TimestampFormat format) {
  switch (shape.type) {
    case ShapeType::boolean:
      return value.as_bool() ? "true" : "false";
    case ShapeType::integer:
    case ShapeType::decimal:
      return number_to_text(value);
    case ShapeType::timestamp:
      return timestamp_to_text(value, format);
    case ShapeType::blob:
      return base64_encode(value.as_string());
    default:
      return std::string(value.as_string());
  }
}

Timestamp timestamp_of(const json::value& value) {
  return Timestamp(std::chrono::microseconds(value.as_int64()));
}

json::value value_of(Timestamp time) {
  return json::value(static_cast<std::int64_t>(time.time_since_epoch().count()));
}

}  // namespace sluice::api
