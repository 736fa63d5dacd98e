#include <algorithm>

#include "api/wire/protocol/rest/rest_xml.h"
#include "api/wire/protocol/scalars.h"
#include "api/wire/xml/values.h"
#include "base/text.h"

namespace sluice::api {
namespace {

// A line end in a value would begin another header.
std::string header_text(std::string value) {
  for (char& c : value) {
    if (c == '\r' || c == '\n' || c == '\0') c = ' ';
  }
  return value;
}

std::string header_value(const Member& member, const json::value& value) {
  const auto format = member.timestamp_format.value_or(TimestampFormat::http_date);
  if (member.shape->type != ShapeType::list) {
    return header_text(scalar_to_text(*member.shape, value, format));
  }
  std::vector<std::string> all;
  for (const auto& item : value.as_array()) {
    all.push_back(scalar_to_text(*member.shape->element.shape, item, format));
  }
  return header_text(join(all, ","));
}

void write_header(const Member& member, const json::value& value, HttpResponse& response) {
  if (equal_ignoring_case(member.wire_name, "Content-Length")) {
    response.length = static_cast<std::uint64_t>(value.as_int64());
    return;
  }
  response.headers.add(member.wire_name, header_value(member, value));
}

void write_prefixed(const Member& member, const json::value& value, HttpResponse& response) {
  for (const auto& [name, text] : value.as_object()) {
    response.headers.add(member.wire_name + std::string(name),
                         header_text(std::string(text.as_string())));
  }
}

std::string document(std::string_view root, const Member& member, const json::value& value,
                     const Overlay& overlay) {
  XmlWriter out(XmlWriter::Declaration::yes);
  Member with_namespace = member;
  if (with_namespace.xml_namespace.uri.empty()) {
    with_namespace.xml_namespace.uri = overlay.xml_namespace;
  }
  write_xml(with_namespace, root, value, TimeStyle::milliseconds, out);
  return out.finish();
}

// The element around members that have no payload's: AWS's documents name it, its models do not.
std::string root_name(const Operation& operation, const Overlay& overlay) {
  const auto found = overlay.output_roots.find(operation.name);
  return found == overlay.output_roots.end() ? operation.name + "Result" : found->second;
}

bool has_body_members(const Shape& shape) {
  return std::any_of(shape.members.begin(), shape.members.end(),
                     [](const auto& member) { return member.location == Location::body; });
}

void write_xml_body(const Operation& operation, const Overlay& overlay, const json::object& output,
                    HttpResponse& response) {
  const auto& shape = *operation.output;
  if (overlay.unwrapped_outputs.contains(operation.name)) {
    const auto& only = shape.members.front();
    const auto* value = output.if_contains(only.name);
    response.text = document(only.wire_name, only, value ? *value : json::value(""), overlay);
  } else {
    const Member whole{.name = shape.name, .shape = &shape};
    response.text = document(root_name(operation, overlay), whole, output, overlay);
  }
  response.headers.set("Content-Type", "application/xml");
}

void write_payload(const Member& payload, const Overlay& overlay, const json::value& value,
                   HttpResponse& response) {
  if (payload.shape->type == ShapeType::structure) {
    response.text = document(payload.wire_name, payload, value, overlay);
    response.headers.set("Content-Type", "application/xml");
    return;
  }
  response.text = value.as_string();
  if (!response.headers.has("Content-Type")) {
    response.headers.add("Content-Type", payload.shape->type == ShapeType::blob
                                             ? "application/octet-stream"
                                             : "application/json");
  }
}

}  // namespace

HttpResponse write_rest_output(const Operation& operation, const Overlay& overlay, Answer answer) {
  HttpResponse response{.status = answer.status.value_or(operation.success_status)};
  if (operation.output) {
    for (const auto& member : operation.output->members) {
      const auto* value = answer.output.if_contains(member.name);
      if (!value) continue;
      if (member.location == Location::header) write_header(member, *value, response);
      if (member.location == Location::header_prefix) write_prefixed(member, *value, response);
      if (member.location == Location::status)
        response.status = static_cast<int>(value->as_int64());
    }
    const auto* payload = operation.output->payload;
    const auto* value = payload ? answer.output.if_contains(payload->name) : nullptr;
    if (value && !operation.streams_output) write_payload(*payload, overlay, *value, response);
    if (!payload && operation.method != "HEAD" && has_body_members(*operation.output)) {
      write_xml_body(operation, overlay, answer.output, response);
    }
  }
  if (answer.body) {
    response.stream = std::move(answer.body);
    response.length = answer.body_length;
  } else if (operation.method != "HEAD") {
    response.length.reset();
  }
  for (const auto& header : answer.headers)
    response.headers.set(header.name, header.value);
  return response;
}

}  // namespace sluice::api
