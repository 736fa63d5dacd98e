#include "api/wire/protocol/scalars.h"

#include <array>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "api/http/date.h"
#include "base/text.h"

namespace sluice::api {
namespace {

constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

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

std::string base64_encode(std::string_view bytes) {
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    const auto count = std::min<std::size_t>(3, bytes.size() - at);
    std::uint32_t group = 0;
    for (std::size_t i = 0; i < 3; ++i) {
      group = group << 8 | (i < count ? static_cast<unsigned char>(bytes[at + i]) : 0u);
    }
    for (std::size_t i = 0; i < 4; ++i) {
      out += i <= count ? kAlphabet[group >> (18 - 6 * i) & 63] : '=';
    }
  }
  return out;
}

std::optional<std::string> base64_decode(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with("=") ? 1 : 0;
  std::string out;
  out.reserve(text.size() / 4 * 3);
  std::uint32_t group = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool is_padding = at >= text.size() - padding;
    const auto digit = is_padding ? 0 : kAlphabet.find(text[at]);
    if (digit == std::string_view::npos) return std::nullopt;
    group = group << 6 | static_cast<std::uint32_t>(digit);
    if (at % 4 != 3) continue;
    out += static_cast<char>(group >> 16 & 255);
    out += static_cast<char>(group >> 8 & 255);
    out += static_cast<char>(group & 255);
  }
  out.resize(out.size() - padding);
  return out;
}

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
