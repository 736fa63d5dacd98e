#include "api/wire/model/service_model.h"

#include <fmt/format.h>

namespace sluice::api {
namespace {

std::string text_member(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  return value && value->is_string() ? std::string(value->get_string()) : std::string();
}

bool flag_member(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  return value && value->is_bool() && value->get_bool();
}

std::optional<double> number_member(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  if (!value || !value->is_number()) return std::nullopt;
  return value->to_number<double>();
}

ShapeType shape_type(std::string_view name) {
  static const std::map<std::string_view, ShapeType> kTypes = {{"structure", ShapeType::structure},
                                                               {"list", ShapeType::list},
                                                               {"map", ShapeType::map},
                                                               {"string", ShapeType::text},
                                                               {"blob", ShapeType::blob},
                                                               {"boolean", ShapeType::boolean},
                                                               {"integer", ShapeType::integer},
                                                               {"long", ShapeType::integer},
                                                               {"float", ShapeType::decimal},
                                                               {"double", ShapeType::decimal},
                                                               {"timestamp", ShapeType::timestamp},
                                                               {"character", ShapeType::text}};
  return kTypes.at(name);
}

Location location_of(std::string_view name) {
  static const std::map<std::string_view, Location> kLocations = {
      {"", Location::body},
      {"uri", Location::path},
      {"querystring", Location::query},
      {"header", Location::header},
      {"headers", Location::header_prefix},
      {"statusCode", Location::status}};
  return kLocations.at(name);
}

std::optional<TimestampFormat> timestamp_format(const json::object& traits) {
  static const std::map<std::string_view, TimestampFormat> kFormats = {
      {"iso8601", TimestampFormat::iso8601},
      {"rfc822", TimestampFormat::http_date},
      {"unixTimestamp", TimestampFormat::epoch_seconds}};
  const std::string name = text_member(traits, "timestampFormat");
  if (name.empty()) return std::nullopt;
  return kFormats.at(name);
}

XmlNamespace xml_namespace_of(const json::object& traits) {
  const auto* value = traits.if_contains("xmlNamespace");
  if (value && value->is_string()) return {.uri = std::string(value->get_string())};
  if (!value || !value->is_object()) return {};
  return {.prefix = text_member(value->get_object(), "prefix"),
          .uri = text_member(value->get_object(), "uri")};
}

}  // namespace

class ServiceModel::Builder {
 public:
  Builder(ServiceModel& model, const json::object& root)
      : model_(model), shapes_(root.at("shapes").as_object()) {}

  const Shape* shape(std::string_view name) {
    if (const auto found = model_.shapes_.find(name); found != model_.shapes_.end()) {
      return found->second.get();
    }
    // Known before it is filled in: shapes may be recursive.
    auto& made = *model_.shapes_.emplace(name, std::make_unique<Shape>()).first->second;
    fill(made, name, shapes_.at(name).as_object());
    return &made;
  }

  Operation operation(const std::string& name, const json::object& traits) {
    const auto& http = traits.at("http").as_object();
    Operation made{.name = name, .method = text_member(http, "method")};
    const std::string uri = text_member(http, "requestUri");
    const auto mark = uri.find('?');
    made.path = uri.substr(0, mark);
    if (mark != std::string::npos) made.query = uri.substr(mark + 1);
    if (const auto status = number_member(http, "responseCode")) {
      made.success_status = static_cast<int>(*status);
    }
    if (const auto* input = traits.if_contains("input")) {
      made.input = shape(text_member(input->as_object(), "shape"));
      made.input_root = text_member(input->as_object(), "locationName");
      made.streams_input = made.input->payload && made.input->payload->is_streaming;
    }
    if (const auto* output = traits.if_contains("output")) {
      made.output = shape(text_member(output->as_object(), "shape"));
      made.result_wrapper = text_member(output->as_object(), "resultWrapper");
      made.streams_output = made.output->payload && made.output->payload->is_streaming;
    }
    made.is_unsigned = text_member(traits, "authtype") == "none";
    made.is_deprecated = flag_member(traits, "deprecated");
    if (const auto* checksum = traits.if_contains("httpChecksum")) {
      made.needs_checksum = flag_member(checksum->as_object(), "requestChecksumRequired");
    }
    return made;
  }

 private:
  // What a reference says wins over what the shape itself says.
  Member member(std::string_view name, const json::object& reference) {
    const std::string shape_name = text_member(reference, "shape");
    const auto& own = shapes_.at(shape_name).as_object();
    Member made{.name = std::string(name), .shape = shape(shape_name)};
    made.wire_name = text_member(reference, "locationName");
    if (made.wire_name.empty()) made.wire_name = text_member(own, "locationName");
    made.has_wire_name = !made.wire_name.empty();
    if (made.wire_name.empty()) made.wire_name = made.name;
    made.location = location_of(text_member(reference, "location"));
    made.flattened = flag_member(reference, "flattened") || flag_member(own, "flattened");
    made.is_streaming = flag_member(reference, "streaming") || flag_member(own, "streaming");
    made.is_attribute = flag_member(reference, "xmlAttribute");
    made.timestamp_format = timestamp_format(reference);
    if (!made.timestamp_format) made.timestamp_format = timestamp_format(own);
    made.xml_namespace = xml_namespace_of(reference);
    if (made.xml_namespace.uri.empty()) made.xml_namespace = xml_namespace_of(own);
    return made;
  }

  void fill(Shape& made, std::string_view name, const json::object& traits) {
    made.name = name;
    made.type = shape_type(text_member(traits, "type"));
    made.is_event_stream = flag_member(traits, "eventstream");
    made.is_sensitive = flag_member(traits, "sensitive");
    fill_constraints(made, traits);
    fill_error(made, traits);
    if (made.type == ShapeType::structure) fill_members(made, traits);
    if (made.type == ShapeType::list) {
      made.element = member("member", traits.at("member").as_object());
    }
    if (made.type == ShapeType::map) {
      made.key = member("key", traits.at("key").as_object());
      made.value = member("value", traits.at("value").as_object());
    }
  }

  void fill_members(Shape& made, const json::object& traits) {
    for (const auto& [name, reference] : traits.at("members").as_object()) {
      made.members.push_back(member(name, reference.as_object()));
    }
    if (const auto* required = traits.if_contains("required")) {
      for (const auto& name : required->as_array()) {
        for (auto& of : made.members)
          of.required |= of.name == name.as_string();
      }
    }
    // A payload that is also a header is what its location says.
    made.payload = made.find(text_member(traits, "payload"));
  }

  static void fill_constraints(Shape& made, const json::object& traits) {
    made.min = number_member(traits, "min");
    made.max = number_member(traits, "max");
    made.pattern = text_member(traits, "pattern");
    if (const auto* values = traits.if_contains("enum")) {
      for (const auto& value : values->as_array()) {
        made.enumeration.emplace_back(value.as_string());
      }
    }
  }

  static void fill_error(Shape& made, const json::object& traits) {
    if (!flag_member(traits, "exception")) return;
    made.error_code = made.name;
    made.error_status = flag_member(traits, "fault") ? 500 : 400;
    const auto* error = traits.if_contains("error");
    if (!error) return;
    const std::string code = text_member(error->as_object(), "code");
    if (!code.empty()) made.error_code = code;
    if (const auto status = number_member(error->as_object(), "httpStatusCode")) {
      made.error_status = static_cast<int>(*status);
    }
  }

  ServiceModel& model_;
  const json::object& shapes_;
};

const Member* Shape::find(std::string_view member_name) const {
  for (const auto& member : members) {
    if (member.name == member_name) return &member;
  }
  return nullptr;
}

ServiceModel::ServiceModel(std::string_view json_text) {
  try {
    const auto root = parse_json(json_text).as_object();
    const auto& metadata = root.at("metadata").as_object();
    const std::string protocol = text_member(metadata, "protocol");
    static const std::map<std::string_view, ProtocolKind> kProtocols = {
        {"rest-xml", ProtocolKind::rest_xml},
        {"json", ProtocolKind::json},
        {"query", ProtocolKind::query}};
    const auto found = kProtocols.find(protocol);
    if (found == kProtocols.end()) {
      throw Error(ErrorKind::unsupported, "UnsupportedProtocol",
                  fmt::format("the protocol '{}' is not supported", protocol));
    }
    protocol_ = found->second;
    api_version_ = text_member(metadata, "apiVersion");
    json_version_ = text_member(metadata, "jsonVersion");
    target_prefix_ = text_member(metadata, "targetPrefix");
    xml_namespace_ = xml_namespace_of(metadata).uri;
    Builder builder(*this, root);
    for (const auto& [name, traits] : root.at("operations").as_object()) {
      operations_.emplace(name, builder.operation(name, traits.as_object()));
    }
    for (const auto& [name, traits] : root.at("shapes").as_object()) {
      const auto* shape = builder.shape(name);
      if (shape->error_status) error_statuses_.emplace(shape->error_code, *shape->error_status);
    }
  } catch (const Error&) {
    throw;
  } catch (const std::exception& error) {  // Boost.JSON's, and those of the maps above
    throw Error(ErrorKind::corrupt, "MalformedServiceModel",
                fmt::format("this is no service model: {}", error.what()));
  }
}

ServiceModel::~ServiceModel() = default;

const Operation* ServiceModel::find_operation(std::string_view name) const {
  const auto found = operations_.find(name);
  return found == operations_.end() ? nullptr : &found->second;
}

const Shape* ServiceModel::find_shape(std::string_view name) const {
  const auto found = shapes_.find(name);
  return found == shapes_.end() ? nullptr : found->second.get();
}

std::optional<int> ServiceModel::error_status(std::string_view code) const {
  const auto found = error_statuses_.find(code);
  if (found == error_statuses_.end()) return std::nullopt;
  return found->second;
}

}  // namespace sluice::api
