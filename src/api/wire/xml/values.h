// Values in XML, by their shapes: the bodies of REST XML and the answers of the query protocol.
#pragma once

#include <string_view>

#include "api/wire/model/shape.h"
#include "api/wire/xml/writer.h"
#include "api/wire/xml/xml.h"
#include "base/json.h"

namespace sluice::api {

// The members that travel in the body, from the children of `element`. Throws Error invalid
// (MalformedXML) on elements that the shape does not have or has once only, and on text that is no
// value: what we would overlook may be what keeps a rule from deleting everything.
json::object read_xml(const Shape& structure, const XmlElement& element);

// How timestamps look: S3's have milliseconds, those of the query services have not.
enum class TimeStyle { milliseconds, seconds };

// The value of `member` as the element `name` within what is open. Names its namespaces.
void write_xml(const Member& member, std::string_view name, const json::value& value,
               TimeStyle style, XmlWriter& out);
// The members that travel in the body, within what is open.
void write_xml_members(const Shape& structure, const json::object& value, TimeStyle style,
                       XmlWriter& out);

}  // namespace sluice::api
