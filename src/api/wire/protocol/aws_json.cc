#include <cmath>

#include <fmt/format.h>

#include "api/wire/protocol/protocol.h"
#include "api/wire/protocol/scalars.h"

namespace sluice::api {
namespace {

[[noreturn]] void refuse(std::string_view where, std::string_view what) {
  throw Error(ErrorKind::invalid, "SerializationException",
              fmt::format("'{}' must be {}.", where, what));
}

json::value read(const Member& member, const json::value& value);

json::object read_structure(const Shape& shape, const json::object& object) {
  json::object values;
  for (const auto& member : shape.members) {
    const auto* value = object.if_contains(member.wire_name);
    if (value && !value->is_null()) values.emplace(member.name, read(member, *value));
  }
  return values;
}

json::value read_timestamp(const Member& member, const json::value& value) {
  if (value.is_number()) {
    const double seconds = value.to_number<double>();
    if (std::abs(seconds) < 1e11) return json::value(std::int64_t{std::llround(seconds * 1e6)});
  }
  if (value.is_string()) {
    auto time = scalar_from_text(*member.shape, value.get_string(), TimestampFormat::iso8601);
    if (time) return std::move(*time);
  }
  refuse(member.wire_name, "a timestamp");
}

json::value read_scalar(const Member& member, const json::value& value) {
  switch (member.shape->type) {
    case ShapeType::boolean:
      if (value.is_bool()) return value;
      refuse(member.wire_name, "a boolean");
    case ShapeType::integer:
      if (value.is_int64()) return value;
      refuse(member.wire_name, "an integer");
    case ShapeType::decimal:
      if (value.is_number()) return json::value(value.to_number<double>());
      refuse(member.wire_name, "a number");
    case ShapeType::timestamp:
      return read_timestamp(member, value);
    case ShapeType::blob:
      if (value.is_string()) {
        if (auto bytes = base64_decode(value.get_string())) return json::value(*bytes);
      }
      refuse(member.wire_name, "Base64");
    default:
      if (value.is_string()) return value;
      refuse(member.wire_name, "a string");
  }
}

// parse_json limits the depth.
json::value read(const Member& member, const json::value& value) {
  const auto& shape = *member.shape;
  if (shape.type == ShapeType::structure) {
    if (!value.is_object()) refuse(member.wire_name, "an object");
    return read_structure(shape, value.get_object());
  }
  if (shape.type == ShapeType::list) {
    if (!value.is_array()) refuse(member.wire_name, "a list");
    json::array values;
    for (const auto& item : value.get_array())
      values.push_back(read(shape.element, item));
    return values;
  }
  if (shape.type == ShapeType::map) {
    if (!value.is_object()) refuse(member.wire_name, "a map");
    json::object values;
    for (const auto& [key, item] : value.get_object())
      values.emplace(key, read(shape.value, item));
    return values;
  }
  return read_scalar(member, value);
}

json::value written(const Member& member, const json::value& value);

json::object written_structure(const Shape& shape, const json::object& object) {
  json::object values;
  for (const auto& member : shape.members) {
    const auto* value = object.if_contains(member.name);
    if (value) values.emplace(member.wire_name, written(member, *value));
  }
  return values;
}

json::value written(const Member& member, const json::value& value) {
  const auto& shape = *member.shape;
  switch (shape.type) {
    case ShapeType::structure:
      return written_structure(shape, value.as_object());
    case ShapeType::blob:
      return json::value(base64_encode(value.as_string()));
    case ShapeType::timestamp:
      return json::value(static_cast<double>(value.as_int64()) / 1e6);
    case ShapeType::list: {
      json::array values;
      for (const auto& item : value.as_array())
        values.push_back(written(shape.element, item));
      return values;
    }
    case ShapeType::map: {
      json::object values;
      for (const auto& [key, item] : value.as_object()) {
        values.emplace(key, written(shape.value, item));
      }
      return values;
    }
    default:
      return value;
  }
}

// JSON 1.0 and 1.1: one URI, the operation in a header.
class AwsJson final : public Protocol {
 public:
  explicit AwsJson(const ServiceModel& model) : model_(model) {}

  const Operation& route(const Arrival& arrival, std::string&) const override {
    const auto target = arrival.request.headers.get("X-Amz-Target");
    const std::string prefix = model_.target_prefix() + ".";
    const Operation* operation = nullptr;
    if (target.starts_with(prefix) && arrival.request.method == "POST") {
      operation = model_.find_operation(target.substr(prefix.size()));
    }
    if (operation) return *operation;
    throw DetailedError(ErrorKind::unsupported, "UnknownOperationException",
                        fmt::format("There is no operation '{}'.", target), {.status = 400});
  }

  json::object parse(const Operation& operation, const Arrival&,
                     std::string_view text) const override {
    if (!operation.input || text.find_first_not_of(" \t\r\n") == std::string_view::npos) return {};
    const auto value = parse_body(text);
    if (!value.is_object()) refuse("body", "an object");
    return read_structure(*operation.input, value.get_object());
  }

  HttpResponse write(const Operation& operation, Answer answer, const Arrival&) const override {
    HttpResponse response{.status = answer.status.value_or(200),
                          .headers = std::move(answer.headers)};
    if (operation.output) {
      response.headers.set("Content-Type", content_type());
      response.text = to_text(written_structure(*operation.output, answer.output));
    }
    return response;
  }

  HttpResponse write_error(const ErrorAnswer& error, const HttpRequest&) const override {
    HttpResponse response{.status = error.status, .headers = error.headers};
    json::object document{{"__type", error.code}, {"message", error.message}};
    for (const auto& [name, value] : error.members)
      document.emplace(name, value);
    response.headers.set("Content-Type", content_type());
    response.text = to_text(document);
    return response;
  }

  void add_request_id(const HttpRequest& request, HttpResponse& response) const override {
    response.headers.set("x-amzn-RequestId", request.request_id);
  }

 private:
  static json::value parse_body(std::string_view text) {
    try {
      return parse_json(text);
    } catch (const Error& error) {
      throw Error(ErrorKind::invalid, "SerializationException", error.message());
    }
  }

  std::string content_type() const { return "application/x-amz-json-" + model_.json_version(); }

  const ServiceModel& model_;
};

}  // namespace

std::unique_ptr<Protocol> make_aws_json(const ServiceModel& model, const Overlay&) {
  return std::make_unique<AwsJson>(model);
}

}  // namespace sluice::api
