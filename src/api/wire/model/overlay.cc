#include "api/wire/model/overlay.h"

#include <fmt/format.h>

#include "base/json.h"

namespace sluice::api {
namespace {

std::string text(const json::value& value) {
  return std::string(value.as_string());
}

std::vector<std::string> texts(const json::object& object, std::string_view name) {
  std::vector<std::string> all;
  const auto* found = object.if_contains(name);
  if (!found) return all;
  for (const auto& item : found->as_array())
    all.push_back(text(item));
  return all;
}

const json::object& object_in(const json::object& object, std::string_view name) {
  static const json::object kNone;
  const auto* found = object.if_contains(name);
  return found ? found->as_object() : kNone;
}

template <class Map>
Map text_map(const json::object& object) {
  Map all;
  for (const auto& [name, value] : object)
    all.emplace(name, text(value));
  return all;
}

template <class Set>
Set text_set(const json::object& object, std::string_view name) {
  const auto all = texts(object, name);
  return Set(all.begin(), all.end());
}

Enforcement enforcement(const json::object& object) {
  return {.every_shape = object.contains("every_shape") && object.at("every_shape").as_bool(),
          .shapes = text_map<std::map<std::string, std::string>>(object_in(object, "shapes")),
          .except = text_set<std::set<std::string>>(object, "except")};
}

}  // namespace

Overlay::Overlay(std::string_view json_text) {
  try {
    const auto root = parse_json(json_text).as_object();
    signing_names = texts(root, "signing_names");
    if (const auto* space = root.if_contains("xml_namespace")) xml_namespace = text(*space);
    if (const auto* around = root.if_contains("error_root")) error_root = text(*around);
    for (const auto& [name, condition] : object_in(root, "routes")) {
      routes.emplace(name, RouteCondition{texts(condition.as_object(), "query"),
                                          texts(condition.as_object(), "headers")});
    }
    unrouted = text_set<decltype(unrouted)>(root, "unrouted");
    for (const auto& [code, status] : object_in(root, "statuses")) {
      statuses.emplace(code, static_cast<int>(status.as_int64()));
    }
    for (const auto& [code, members] : object_in(root, "error_members")) {
      auto& shown = error_members[std::string(code)];
      for (const auto& [name, of] : members.as_object())
        shown.emplace_back(name, text(of));
    }
    output_roots = text_map<decltype(output_roots)>(object_in(root, "output_roots"));
    unwrapped_outputs = text_set<decltype(unwrapped_outputs)>(root, "unwrapped_outputs");
    enforced = enforcement(object_in(root, "enforced"));
    renames = text_map<decltype(renames)>(object_in(root, "renames"));
    if (const auto* bytes = root.if_contains("body_bytes_max")) {
      body_bytes_max = static_cast<std::size_t>(bytes->as_int64());
    }
  } catch (const Error&) {
    throw;
  } catch (const std::exception& error) {  // Boost.JSON's
    throw Error(ErrorKind::corrupt, "MalformedOverlay",
                fmt::format("this is no overlay of a service: {}", error.what()));
  }
}

}  // namespace sluice::api
