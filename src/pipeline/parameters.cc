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
  switch (parameter.type) {
    case ParameterType::integer:
    case ParameterType::number:
    case ParameterType::boolean:
      return parameter.value;
    case ParameterType::date:
      return fmt::format("DATE '{}'", parameter.value);
    default:
      return quote_text(parameter.value, '\'');
  }
}

// Where the piece of SQL that starts at `start` ends: a comment, a quoted text, or what lies
// between them.
std::size_t end_of_piece(std::string_view sql, std::size_t start) {
  auto after = [&](std::string_view end) {
    auto found = sql.find(end, start + end.size());
    return found == std::string_view::npos ? sql.size() : found + end.size();
  };
  auto rest = sql.substr(start);
  if (rest.starts_with("--")) return std::min(sql.find('\n', start), sql.size());
  if (rest.starts_with("/*")) return after("*/");
  if (rest.starts_with('\'') || rest.starts_with('"')) return after(rest.substr(0, 1));
  for (auto at = start; at < sql.size(); ++at) {
    auto here = sql.substr(at, 2);
    if (here == "--" || here == "/*" || here.front() == '\'' || here.front() == '"') return at;
  }
  return sql.size();
}

Place moved(Place place, std::string_view over) {
  for (char c : over) {
    place.column = c == '\n' ? 1 : place.column + 1;
    if (c == '\n') ++place.line;
  }
  return place;
}

}  // namespace

std::vector<Parameter> read_parameters(const YamlNode& section,
                                       const std::map<std::string, std::string>& arguments) {
  std::vector<Parameter> parameters;
  section.each("parameters", [&](const std::string& name, const YamlNode& node) {
    parameters.push_back(read_parameter(name, node, arguments));
  });
  for (const auto& argument : arguments) {
    const std::string& name = argument.first;
    const bool is_known =
        std::any_of(parameters.begin(), parameters.end(),
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
  std::string result;
  Place place{.file = file, .line = 1, .column = 1};
  for (std::size_t start = 0; start < sql.size();) {
    auto end = end_of_piece(sql, start);
    auto piece = std::string_view(sql).substr(start, end - start);
    bool is_comment = piece.starts_with("--") || piece.starts_with("/*");
    bool is_quoted = piece.starts_with('\'') || piece.starts_with('"');
    auto value_of = [&](std::string_view name, const Place& at) {
      const auto& parameter = parameter_named(parameters, name, at);
      if (!is_quoted) return literal(parameter);
      auto quoted = quote_text(parameter.value, piece.front());
      return quoted.substr(1, quoted.size() - 2);  // the quotes around it are the piece's
    };
    result += is_comment ? std::string(piece) : replace(piece, place, value_of);
    place = moved(place, piece);
    start = end;
  }
  return result;
}

}  // namespace sluice::pipeline
