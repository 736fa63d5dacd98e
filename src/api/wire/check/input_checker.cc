#include "api/wire/check/input_checker.h"

#include <algorithm>

#include <fmt/format.h>

#include "api/wire/errors.h"
#include "base/utf8.h"

namespace sluice::api {
namespace {

constexpr std::size_t kFaultsShown = 10;
constexpr std::size_t kShownChars = 256;

// AWS's messages write members as their own code does: "keyId", "tags.1.member.key".
std::string lower_first(std::string text) {
  if (!text.empty() && text[0] >= 'A' && text[0] <= 'Z') text[0] = static_cast<char>(text[0] + 32);
  return text;
}

// What `min` and `max` are about.
std::optional<double> measure(const Shape& shape, const json::value& value) {
  switch (shape.type) {
    case ShapeType::integer:
    case ShapeType::decimal:
      return value.to_number<double>();
    case ShapeType::list:
      return static_cast<double>(value.as_array().size());
    case ShapeType::map:
      return static_cast<double>(value.as_object().size());
    case ShapeType::blob:
      return static_cast<double>(value.as_string().size());
    case ShapeType::text: {
      return static_cast<double>(count_characters(value.as_string()));
    }
    default:
      return std::nullopt;
  }
}

std::string shown(const Shape& shape, const json::value& value) {
  if (shape.is_sensitive || shape.type == ShapeType::blob) return "Value";
  std::string text = value.is_string() ? std::string(value.get_string()) : to_text(value);
  if (text.size() > kShownChars) text = text.substr(0, kShownChars) + "...";
  return fmt::format("Value '{}'", text);
}

}  // namespace

struct InputChecker::Place {
  const Member* top = nullptr;
  std::string path;
};

InputChecker::InputChecker(const ServiceModel& model, const Overlay& overlay)
    : model_(model), overlay_(overlay) {
  for (const auto& [name, shape] : model.shapes()) {
    if (!shape->pattern.empty() && enforced(*shape)) patterns_.emplace(name, shape->pattern);
  }
}

std::optional<std::string> InputChecker::enforced(const Shape& shape) const {
  const auto& rules = overlay_.enforced;
  if (const auto found = rules.shapes.find(shape.name); found != rules.shapes.end()) {
    return found->second;
  }
  if (!rules.every_shape || rules.except.contains(shape.name)) return std::nullopt;
  return "";
}

std::vector<std::string> InputChecker::broken(const Shape& shape, const json::value& value) const {
  std::vector<std::string> all;
  const bool is_number = shape.type == ShapeType::integer || shape.type == ShapeType::decimal;
  const std::string_view what = is_number ? "value" : "length";
  const auto size = measure(shape, value);
  if (size && shape.max && *size > *shape.max) {
    all.push_back(fmt::format("Member must have {} less than or equal to {}", what, *shape.max));
  }
  if (size && shape.min && *size < *shape.min) {
    all.push_back(fmt::format("Member must have {} greater than or equal to {}", what, *shape.min));
  }
  if (shape.type != ShapeType::text) return all;
  const std::string_view text = value.as_string();
  const auto pattern = patterns_.find(shape.name);
  if (pattern != patterns_.end() && !pattern->second.matches(text)) {
    all.push_back("Member must satisfy regular expression pattern: " + shape.pattern);
  }
  const auto& values = shape.enumeration;
  if (!values.empty() && std::find(values.begin(), values.end(), text) == values.end()) {
    all.push_back(fmt::format("Member must satisfy enum value set: [{}]", fmt::join(values, ", ")));
  }
  return all;
}

void InputChecker::check_value(const Member& member, const json::value& value, const Place& place,
                               std::vector<Fault>& faults) const {
  const auto& shape = *member.shape;
  if (const auto code = enforced(shape)) {
    for (const auto& constraint : broken(shape, value)) {
      faults.push_back({.top = place.top,
                        .is_top = place.top == &member,
                        .code = *code,
                        .text = fmt::format("{} at '{}' failed to satisfy constraint: {}",
                                            shown(shape, value), place.path, constraint)});
    }
  }
  check_inside(shape, value, place, faults);
}

void InputChecker::check_inside(const Shape& shape, const json::value& value, const Place& place,
                                std::vector<Fault>& faults) const {
  if (shape.type == ShapeType::structure) {
    check_structure(shape, value.as_object(), place, faults);
  } else if (shape.type == ShapeType::list) {
    std::size_t number = 0;
    for (const auto& item : value.as_array()) {
      check_value(shape.element, item,
                  {place.top, fmt::format("{}.{}.member", place.path, ++number)}, faults);
    }
  } else if (shape.type == ShapeType::map) {
    for (const auto& [key, item] : value.as_object()) {
      check_value(shape.value, item,
                  {place.top, fmt::format("{}.{}.member", place.path, std::string(key))}, faults);
    }
  }
}

void InputChecker::check_structure(const Shape& shape, const json::object& value,
                                   const Place& place, std::vector<Fault>& faults) const {
  for (const auto& member : shape.members) {
    if (faults.size() >= kFaultsShown) return;
    const auto* item = value.if_contains(member.name);
    const bool is_missing = !item && member.required && !member.is_streaming;
    if (!item && !is_missing) continue;
    const auto* top = place.top ? place.top : &member;
    const std::string name = lower_first(member.name);
    const std::string path = place.path.empty() ? name : place.path + "." + name;
    if (item) {
      check_value(member, *item, {top, path}, faults);
    } else {
      faults.push_back(
          {.kind = Fault::Kind::missing,
           .top = top,
           .is_top = top == &member,
           .text = fmt::format(
               "Value null at '{}' failed to satisfy constraint: Member must not be null", path)});
    }
  }
}

void InputChecker::check(const Operation& operation, const json::object& input) const {
  if (!operation.input) return;
  std::vector<Fault> faults;
  check_structure(*operation.input, input, {}, faults);
  if (!faults.empty()) refuse(faults);
}

void InputChecker::refuse(const std::vector<Fault>& faults) const {
  if (model_.protocol() == ProtocolKind::rest_xml) refuse_rest(faults.front());
  std::vector<std::string> texts;
  for (const auto& fault : faults)
    texts.push_back(fault.text);
  throw Error(ErrorKind::invalid,
              model_.protocol() == ProtocolKind::json ? "ValidationException" : "ValidationError",
              fmt::format("{} validation error{} detected: {}", texts.size(),
                          texts.size() == 1 ? "" : "s", fmt::join(texts, "; ")));
}

void InputChecker::refuse_rest(const Fault& fault) const {
  if (!fault.code.empty()) throw Error(ErrorKind::invalid, fault.code, fault.text);
  const bool is_missing = fault.kind == Fault::Kind::missing;
  if (fault.top->location == Location::body) {
    if (is_missing && fault.is_top) {
      throw Error(ErrorKind::invalid, "MissingRequestBodyError", "Request body is empty.");
    }
    throw malformed_xml(fault.text);
  }
  throw DetailedError(ErrorKind::invalid, "InvalidArgument", fault.text,
                      {.members = {{"ArgumentName", fault.top->wire_name}}});
}

}  // namespace sluice::api
