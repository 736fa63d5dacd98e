// The types of AWS's service models: what a value may hold, and how each member goes over the wire.
//
// A value is JSON (base/json.h) that follows a shape: structures and maps are objects, lists
// arrays, blobs strings of raw bytes, timestamps int64 microseconds since the epoch, integers
// int64, floats doubles. Absent members are absent, never null. Members have their names in the
// model ("VersionId"), not those of the wire ("x-amz-version-id").
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace sluice::api {

enum class ShapeType { structure, list, map, text, blob, boolean, integer, decimal, timestamp };

// Where REST protocols put a member; the other protocols put all in the body.
enum class Location { body, path, query, header, header_prefix, status };

enum class TimestampFormat { iso8601, http_date, epoch_seconds };

struct XmlNamespace {
  std::string prefix;  // "xsi", or "" for the default one
  std::string uri;     // "" means none
};

struct Shape;

// Of a structure; also a list's element and a map's key and value.
struct Member {
  std::string name;
  const Shape* shape = nullptr;
  std::string wire_name;  // header, query parameter, prefix of headers, element; often the name
  bool has_wire_name = false;  // the model names it so; else it is the member's own
  Location location = Location::body;
  bool required = false;
  bool flattened = false;     // a list without an element around it
  bool is_streaming = false;  // the payload is a stream, not in the value
  bool is_attribute = false;  // of the XML element around it
  std::optional<TimestampFormat> timestamp_format;
  XmlNamespace xml_namespace;
};

struct Shape {
  std::string name;
  ShapeType type = ShapeType::structure;
  std::vector<Member> members;      // in the model's order
  const Member* payload = nullptr;  // the member that is the whole body
  Member element;                   // of a list
  Member key;                       // of a map, as is `value`
  Member value;
  bool is_event_stream = false;
  bool is_sensitive = false;  // never in a log

  // Whether they are checked, the overlay says.
  std::optional<double> min;  // of a number, a text's characters, a blob's bytes, a list's elements
  std::optional<double> max;
  std::string pattern;
  std::vector<std::string> enumeration;

  // Of errors.
  std::string error_code;  // what goes over the wire; often the shape's name
  std::optional<int> error_status;

  const Member* find(std::string_view member_name) const;
};

}  // namespace sluice::api
