#include <fmt/format.h>

#include "api/wire/errors.h"
#include "api/wire/protocol/rest/rest_xml.h"
#include "api/wire/protocol/scalars.h"
#include "api/wire/xml/values.h"
#include "base/text.h"
#include "base/utf8.h"

namespace sluice::api {
namespace {

[[noreturn]] void refuse(const Member& member, std::string_view value) {
  const bool is_number = member.shape->type == ShapeType::integer;
  throw DetailedError(ErrorKind::invalid, "InvalidArgument",
                      is_number ? fmt::format("Provided {} not an integer or within integer range",
                                              member.wire_name)
                                : fmt::format("The value of {} is not valid", member.wire_name),
                      {.members = {{"ArgumentName", member.wire_name}, {"ArgumentValue", value}}});
}

class InputReader {
 public:
  InputReader(const Operation& operation, const Arrival& arrival)
      : operation_(operation), request_(arrival.request), query_(arrival.query) {}

  json::object read(const UriTemplate& path, std::string_view raw_path, std::string_view text) {
    read_path(path, raw_path);
    for (const auto& member : operation_.input->members) {
      switch (member.location) {
        case Location::query:
          read_query(member);
          break;
        case Location::header:
          read_header(member);
          break;
        case Location::header_prefix:
          read_prefixed(member);
          break;
        default:
          break;
      }
    }
    read_body(text);
    return std::move(input_);
  }

 private:
  void read_path(const UriTemplate& path, std::string_view raw_path) {
    const auto labels = path.match(raw_path);
    if (!labels) return;
    for (const auto& [name, raw] : *labels) {
      auto value = percent_decode(raw);
      if (!value || !is_utf8(*value)) {
        throw Error(ErrorKind::invalid, "InvalidURI", "Couldn't parse the specified URI.");
      }
      for (const auto& member : operation_.input->members) {
        if (member.location == Location::path && member.wire_name == name) {
          input_[member.name] = *value;
        }
      }
    }
  }

  void read_query(const Member& member) {
    const bool is_list = member.shape->type == ShapeType::list;
    json::array all;
    for (const auto& parameter : query_) {
      if (parameter.name != member.wire_name) continue;
      if (is_list) {
        all.push_back(scalar(member, member.shape->element, parameter.value, Default::iso8601));
        continue;
      }
      // "max-keys=" is sent by clients that mean no limit of theirs.
      if (parameter.value.empty() && member.shape->type != ShapeType::text) return;
      input_[member.name] = scalar(member, member, parameter.value, Default::iso8601);
      return;
    }
    if (!all.empty()) input_[member.name] = std::move(all);
  }

  void read_header(const Member& member) {
    if (member.shape->type == ShapeType::list) return read_header_list(member);
    const auto found = request_.headers.find(member.wire_name);
    if (!found) return;
    const auto value = trim(*found);
    if (value.empty()) return;
    const bool is_date = member.shape->type == ShapeType::timestamp && !member.timestamp_format;
    // RFC 9110: an If-Modified-Since that is no date is as if it were not there.
    if (is_date && !scalar_from_text(*member.shape, value, TimestampFormat::http_date)) return;
    input_[member.name] = scalar(member, member, value, Default::http_date);
  }

  void read_header_list(const Member& member) {
    json::array all;
    for (const auto& header : request_.headers) {
      if (!equal_ignoring_case(header.name, member.wire_name)) continue;
      for (const auto piece : split(header.value, ',')) {
        if (trim(piece).empty()) continue;
        all.push_back(scalar(member, member.shape->element, trim(piece), Default::http_date));
      }
    }
    if (!all.empty()) input_[member.name] = std::move(all);
  }

  // S3 keeps metadata's names in lower case, and joins values of one name.
  void read_prefixed(const Member& member) {
    json::object all;
    for (const auto& header : request_.headers) {
      const std::string name = lower_ascii(header.name);
      if (!name.starts_with(lower_ascii(member.wire_name))) continue;
      const auto key = name.substr(member.wire_name.size());
      if (auto* earlier = all.if_contains(key)) {
        earlier->as_string() += "," + std::string(trim(header.value));
      } else {
        all.emplace(key, trim(header.value));
      }
    }
    if (!all.empty()) input_[member.name] = std::move(all);
  }

  void read_body(std::string_view text) {
    const auto& shape = *operation_.input;
    const auto* payload = shape.payload;
    if (operation_.streams_input || text.empty()) return;
    if (!payload) {
      for (const auto& member : shape.members) {
        if (member.location == Location::body)
          return merge(read_root(text, shape, operation_.input_root));
      }
      return;  // a body where there is none in the model is nobody's business
    }
    if (payload->shape->type == ShapeType::structure) {
      input_[payload->name] = read_root(text, *payload->shape, payload->wire_name);
    } else {
      input_[payload->name] = text;
    }
  }

  static json::object read_root(std::string_view text, const Shape& shape, std::string_view name) {
    const auto root = parse_xml(text);
    if (!name.empty() && root.name != name) {
      throw malformed_xml(fmt::format("'{}' is not '{}'", root.name, name));
    }
    return read_xml(shape, root);
  }

  void merge(json::object members) {
    for (auto& member : members)
      input_[member.key()] = std::move(member.value());
  }

  enum class Default { iso8601, http_date };

  static json::value scalar(const Member& named, const Member& member, std::string_view value,
                            Default dates) {
    const auto format =
        dates == Default::iso8601 ? TimestampFormat::iso8601 : TimestampFormat::http_date;
    auto read = scalar_from_text(*member.shape, value, member.timestamp_format.value_or(format));
    if (!read) refuse(named, value);
    return std::move(*read);
  }

  const Operation& operation_;
  const HttpRequest& request_;
  const QueryParameters& query_;
  json::object input_;
};

}  // namespace

json::object read_rest_input(const Operation& operation, const UriTemplate& path,
                             const Arrival& arrival, std::string_view text) {
  return InputReader(operation, arrival).read(path, arrival.path, text);
}

}  // namespace sluice::api
