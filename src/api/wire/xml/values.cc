#include "api/wire/xml/values.h"

#include <algorithm>

#include <fmt/format.h>

#include "api/http/date.h"
#include "api/wire/errors.h"
#include "api/wire/protocol/scalars.h"
#include "base/text.h"

namespace sluice::api {
namespace {

std::string_view without_prefix(std::string_view name) {
  const auto colon = name.rfind(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

// A flattened list's elements stand where the list would.
std::string_view element_name(const Member& member) {
  const bool flattened = member.shape->type == ShapeType::list && member.flattened;
  const auto& element = member.shape->element;
  return flattened && element.has_wire_name ? element.wire_name : member.wire_name;
}

json::value read_value(const Member& member, const XmlElement& element);

json::value read_scalar(const Member& member, const XmlElement& element) {
  if (!element.children.empty())
    throw malformed_xml(fmt::format("'{}' has elements inside", element.name));
  const bool is_text = member.shape->type == ShapeType::text;
  auto value =
      scalar_from_text(*member.shape, is_text ? std::string_view(element.text) : trim(element.text),
                       member.timestamp_format.value_or(TimestampFormat::iso8601));
  if (!value) throw malformed_xml(fmt::format("'{}' cannot be '{}'", element.name, element.text));
  return std::move(*value);
}

json::array read_list(const Shape& list, const XmlElement& element) {
  json::array values;
  for (const auto& child : element.children) {
    if (child.name != list.element.wire_name) {
      throw malformed_xml(fmt::format("'{}' cannot be in '{}'", child.name, element.name));
    }
    values.push_back(read_value(list.element, child));
  }
  return values;
}

void read_map_entry(const Shape& map, const XmlElement& entry, json::object& out) {
  const XmlElement* key = nullptr;
  const XmlElement* value = nullptr;
  for (const auto& child : entry.children) {
    if (child.name == map.key.wire_name) key = &child;
    if (child.name == map.value.wire_name) value = &child;
  }
  if (!key || !value) throw malformed_xml(fmt::format("'{}' has no key and value", entry.name));
  out[key->text] = read_value(map.value, *value);
}

json::value read_value(const Member& member, const XmlElement& element) {
  switch (member.shape->type) {
    case ShapeType::structure:
      return read_xml(*member.shape, element);
    case ShapeType::list:
      return read_list(*member.shape, element);
    case ShapeType::map: {
      json::object values;
      for (const auto& entry : element.children)
        read_map_entry(*member.shape, entry, values);
      return values;
    }
    default:
      return read_scalar(member, element);
  }
}

void read_attributes(const Shape& structure, const XmlElement& element, json::object& out) {
  for (const auto& member : structure.members) {
    if (!member.is_attribute) continue;
    for (const auto& [name, value] : element.attributes) {
      if (name == without_prefix(member.wire_name)) out[member.name] = value;
    }
  }
}

// Text between elements is none; text where elements belong is a fault.
void refuse_text(const XmlElement& element) {
  if (!trim(element.text).empty())
    throw malformed_xml(fmt::format("'{}' cannot hold text", element.name));
}

const Member* find_element(const Shape& structure, std::string_view name) {
  for (const auto& member : structure.members) {
    if (member.location != Location::body || member.is_attribute) continue;
    if (element_name(member) == name) return &member;
  }
  return nullptr;
}

std::string scalar_text(const Member& member, const json::value& value, TimeStyle style) {
  if (member.shape->type == ShapeType::timestamp && style == TimeStyle::seconds) {
    return format_iso8601_seconds(timestamp_of(value));
  }
  return scalar_to_text(*member.shape, value,
                        member.timestamp_format.value_or(TimestampFormat::iso8601));
}

void write_namespace(const XmlNamespace& space, XmlWriter& out) {
  if (space.uri.empty()) return;
  out.attribute(space.prefix.empty() ? "xmlns" : "xmlns:" + space.prefix, space.uri);
}

void write_content(const Member& member, const json::value& value, TimeStyle style,
                   XmlWriter& out) {
  const auto& shape = *member.shape;
  switch (shape.type) {
    case ShapeType::structure:
      return write_xml_members(shape, value.as_object(), style, out);
    case ShapeType::list:
      for (const auto& item : value.as_array()) {
        write_xml(shape.element, shape.element.wire_name, item, style, out);
      }
      return;
    case ShapeType::map:
      for (const auto& [key, item] : value.as_object()) {
        out.open("entry");
        out.element(shape.key.wire_name, key);
        write_xml(shape.value, shape.value.wire_name, item, style, out);
        out.close();
      }
      return;
    default:
      return out.text(scalar_text(member, value, style));
  }
}

}  // namespace

json::object read_xml(const Shape& structure, const XmlElement& element) {
  refuse_text(element);
  json::object values;
  read_attributes(structure, element, values);
  for (const auto& child : element.children) {
    const auto* member = find_element(structure, child.name);
    if (!member)
      throw malformed_xml(fmt::format("'{}' cannot be in '{}'", child.name, element.name));
    const auto type = member->shape->type;
    if (member->flattened && type == ShapeType::list) {
      auto& list = values.emplace(member->name, json::array()).first->value().as_array();
      list.push_back(read_value(member->shape->element, child));
    } else if (member->flattened && type == ShapeType::map) {
      auto& map = values.emplace(member->name, json::object()).first->value().as_object();
      read_map_entry(*member->shape, child, map);
    } else {
      if (values.contains(member->name))
        throw malformed_xml(fmt::format("'{}' is there twice", child.name));
      values.emplace(member->name, read_value(*member, child));
    }
  }
  return values;
}

void write_xml(const Member& member, std::string_view name, const json::value& value,
               TimeStyle style, XmlWriter& out) {
  const auto& shape = *member.shape;
  out.open(name);
  write_namespace(member.xml_namespace, out);
  if (shape.type == ShapeType::structure) {
    for (const auto& attribute : shape.members) {
      if (!attribute.is_attribute) continue;
      const auto* text = value.as_object().if_contains(attribute.name);
      if (text) out.attribute(attribute.wire_name, text->as_string());
    }
  }
  write_content(member, value, style, out);
  out.close();
}

void write_xml_members(const Shape& structure, const json::object& value, TimeStyle style,
                       XmlWriter& out) {
  for (const auto& member : structure.members) {
    if (member.location != Location::body || member.is_attribute) continue;
    const auto* item = value.if_contains(member.name);
    if (!item) continue;
    if (!member.flattened || member.shape->type != ShapeType::list) {
      write_xml(member, member.wire_name, *item, style, out);
      continue;
    }
    for (const auto& element : item->as_array()) {
      write_xml(member.shape->element, element_name(member), element, style, out);
    }
  }
}

}  // namespace sluice::api
