#include "pipeline/parameters.h"

#include <re2/re2.h>

#include "base/text.h"

namespace sluice::pipeline {
namespace {

const std::map<std::string, ParameterType>& types() {
  static const std::map<std::string, ParameterType> names{
      {"string", ParameterType::string}, {"integer", ParameterType::integer},
      {"number", ParameterType::number}, {"boolean", ParameterType::boolean},
      {"date", ParameterType::date},     {"path", ParameterType::path}};
  return names;
}

void check_value(const Parameter& parameter, const Place& place) {
  const std::map<ParameterType, std::pair<std::string, std::string>> forms{
      {ParameterType::integer, {R"([+-]?\d{1,18})", "a whole number"}},
      {ParameterType::number, {R"([+-]?\d+(\.\d+)?)", "a number such as 0.5"}},
      {ParameterType::boolean, {"true|false", "true or false"}},
      {ParameterType::date,
       {R"(\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01]))", "a date YYYY-MM-DD"}}};
  auto form = forms.find(parameter.type);
  if (form == forms.end() || RE2::FullMatch(parameter.value, form->second.first)) return;
  complain(place, fmt::format("parameter {} is \"{}\": expected {}", parameter.name,
                              parameter.value, form->second.second));
}

Parameter read_parameter(const std::string& name, const YamlNode& node,
                         const std::map<std::string, std::string>& arguments) {
  if (!RE2::FullMatch(name, "[a-z][a-z0-9_]*")) {
    complain(node.place(), fmt::format("\"{}\" cannot name a parameter: use a-z, 0-9 and _", name));
  }
  Parameter parameter{.name = name, .place = node.place()};
  bool has_value = false;
  auto take = [&](const YamlNode& value) {
    parameter.value = value.text("the default");
    has_value = true;
  };
  if (node.is_scalar()) {
    take(node);
  } else {
    node.each("a parameter", [&](const std::string& key, const YamlNode& value) {
      if (key == "type") {
        auto type = types().find(value.text("the type"));
        if (type == types().end()) {
          complain(value.place(), "expected string, integer, number, boolean, date or path");
        }
        parameter.type = type->second;
      } else if (key == "default") {
        take(value);
      } else if (key == "description") {
        parameter.description = value.text("the description");
      } else {
        complain(value.place(), fmt::format("a parameter has no \"{}\": type, default and "
                                            "description are what it can have",
                                            key));
      }
    });
  }
  auto place = parameter.place;
  if (auto argument = arguments.find(name); argument != arguments.end()) {
    parameter.value = argument->second;
    has_value = true;
    place = {.file = "--param " + name, .line = 1, .column = 1};
  }
  if (!has_value) {
    complain(parameter.place,
             fmt::format("parameter {} has no default: give --param {}=…", name, name));
  }
  check_value(parameter, place);
  return parameter;
}

const Parameter& parameter_named(const std::vector<Parameter>& parameters, std::string_view name,
                                 const Place& place) {
  for (const auto& parameter : parameters) {
    if (parameter.name == name) return parameter;
  }
  complain(place, fmt::format("${{{}}} is no parameter of this pipeline", name));
}

// Calls `value_of` for every ${name}; "$$" is one dollar sign.
template <class ValueOf>
std::string replace(std::string_view text, const Place& start, ValueOf&& value_of) {
  std::string result;
  auto place = start;
  for (std::size_t i = 0; i < text.size(); ++i) {
    auto rest = text.substr(i);
    auto end = rest.find('}');
    if (rest.starts_with("$$")) {
      result += '$';
      ++i;
    } else if (rest.starts_with("${") && end != std::string_view::npos) {
      result += value_of(rest.substr(2, end - 2), place);
      i += end;
    } else {
      result += text[i];
    }
    place.column = text[i] == '\n' ? 1 : place.column + 1;
    if (text[i] == '\n') ++place.line;
  }
  return result;
}

std::string literal(const Parameter& parameter) {
  std::string quoted;
  for (char c : parameter.value)
    quoted += c == '\'' ? "''" : std::string(1, c);
  switch (parameter.type) {
    case ParameterType::integer:
    case ParameterType::number:
    case ParameterType::boolean:
      return parameter.value;
    case ParameterType::date:
      return fmt::format("DATE '{}'", parameter.value);
    default:
      return fmt::format("'{}'", quoted);
  }
}

}  // namespace

std::vector<Parameter> read_parameters(const YamlNode& section,
                                       const std::map<std::string, std::string>& arguments) {
  std::vector<Parameter> parameters;
  section.each("parameters", [&](const std::string& name, const YamlNode& node) {
    parameters.push_back(read_parameter(name, node, arguments));
  });
  for (const auto& [name, value] : arguments) {
    bool is_known = std::any_of(parameters.begin(), parameters.end(),
                                [&](const Parameter& parameter) { return parameter.name == name; });
    if (is_known) continue;
    std::vector<std::string> names;
    for (const auto& parameter : parameters)
      names.push_back(parameter.name);
    throw Error(ErrorKind::invalid, "UnknownParameter",
                fmt::format("--param {}: the pipeline has no such parameter (it has: {})", name,
                            names.empty() ? "none" : join(names, ", ")));
  }
  return parameters;
}

std::string substitute(const std::string& text, const std::vector<Parameter>& parameters,
                       const Place& place) {
  return replace(text, place, [&](std::string_view name, const Place& at) {
    return parameter_named(parameters, name, at).value;
  });
}

std::string substitute_sql(const std::string& sql, const std::vector<Parameter>& parameters,
                           const std::string& file) {
  return replace(sql, {.file = file, .line = 1, .column = 1},
                 [&](std::string_view name, const Place& at) {
                   return literal(parameter_named(parameters, name, at));
                 });
}

}  // namespace sluice::pipeline
