#include "sql/functions/resolve.h"

#include <unordered_map>

#include "sql/failure.h"
#include "sql/types/coercion.h"
#include "sql/types/make.h"

namespace sluice::sql {

namespace {

struct Overload {
  const Function* function;
  Signature signature;
};

using Index = std::unordered_map<std::string_view, std::vector<Overload>>;

Index index_functions() {
  Index out;
  for (const auto& family : function_families()) {
    for (const auto& function : family) {
      out[function.name].push_back({&function, parse_signature(function.signature)});
    }
  }
  return out;
}

// By an index that the first call makes: a query asks hundreds of times.
const std::vector<Overload>& overloads(std::string_view name) {
  static const Index kIndex = index_functions();
  static const std::vector<Overload> kNone;
  const auto found = kIndex.find(name);
  return found == kIndex.end() ? kNone : found->second;
}

// Unknown arguments last, so that they take the type the others gave.
bool bind_all(Resolution& candidate, const ArgumentTypes& arguments, Coercion coercion) {
  for (const bool of_unknown : {false, true}) {
    for (std::size_t i = 0; i < arguments.size(); ++i) {
      const auto& pattern = candidate.signature.parameter(i);
      if (pattern.is_function() != !arguments[i].has_value()) return false;
      if (!arguments[i] || is_unknown(*arguments[i]) != of_unknown) continue;
      if (!bind(pattern, *arguments[i], coercion, candidate.bindings)) return false;
    }
  }
  return true;
}

bool instantiate_all(Resolution& candidate, const ArgumentTypes& arguments) {
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (!arguments[i]) {
      candidate.parameters.emplace_back();
      continue;
    }
    auto type = instantiate(candidate.signature.parameter(i), candidate.bindings);
    if (!type) return false;
    // Plain varchar takes every varchar as it is.
    if (type->kind == TypeKind::varchar && arguments[i]->kind == TypeKind::varchar &&
        candidate.signature.parameter(i).arguments.empty() &&
        !candidate.signature.parameter(i).is_variable()) {
      type = *arguments[i];
    }
    if (candidate.signature.parameter(i).is_text() && arguments[i]->kind == TypeKind::char_) {
      candidate.parameters.push_back(varchar_type(arguments[i]->length));
      continue;
    }
    if (!can_coerce(*arguments[i], *type)) return false;
    candidate.parameters.push_back(std::move(*type));
  }
  return true;
}

std::optional<Resolution> try_overload(const Overload& overload, const ArgumentTypes& arguments,
                                       Coercion coercion) {
  if (!overload.signature.takes(arguments.size())) return std::nullopt;
  Resolution candidate{.function = overload.function, .signature = overload.signature};
  if (!bind_all(candidate, arguments, coercion)) return std::nullopt;
  if (!instantiate_all(candidate, arguments)) return std::nullopt;
  return candidate;
}

bool is_more_specific(const Resolution& left, const Resolution& right) {
  for (std::size_t i = 0; i < left.parameters.size(); ++i) {
    if (!can_coerce(left.parameters[i], right.parameters[i])) return false;
  }
  return true;
}

bool is_most_specific(const Resolution& one, const std::vector<Resolution>& all) {
  return std::all_of(all.begin(), all.end(),
                     [&](const auto& other) { return is_more_specific(one, other); });
}

std::string types_text(const ArgumentTypes& arguments) {
  std::string out;
  for (const auto& argument : arguments) {
    if (!out.empty()) out += ", ";
    out += argument ? to_text(*argument) : "<function>";
  }
  return out;
}

std::string expected_text(std::string_view name) {
  std::string out;
  for (const auto& overload : overloads(name)) {
    const std::string_view signature = overload.function->signature;
    if (!out.empty()) out += ", ";
    out += name;
    out += signature.substr(0, signature.find(" -> "));
  }
  return out;
}

void fill(std::string& text, const std::string& gap, const std::string& value) {
  const std::string marked = "{" + gap + "}";
  for (auto at = text.find(marked); at != std::string::npos; at = text.find(marked, at)) {
    text.replace(at, marked.size(), value);
    at += value.size();
  }
}

}  // namespace

Type Resolution::result() const {
  if (function->result != nullptr) return function->result(parameters);
  return instantiate(signature.result, bindings).value_or(Type{});
}

std::string Resolution::lowering() const {
  std::string text =
      function->lower != nullptr ? function->lower(parameters) : std::string(function->lowering);
  if (text.find('{') == std::string::npos) return text;
  if (text.find("{result}") != std::string::npos) fill(text, "result", duckdb_type(result()));
  for (const auto& [name, type] : bindings.types) {
    const auto chosen = instantiate({.name = name}, bindings);
    if (text.find("{" + name + "}") == std::string::npos || !chosen) continue;
    fill(text, name, duckdb_type(*chosen));
  }
  for (const auto& [name, number] : bindings.numbers)
    fill(text, name, std::to_string(number));
  // What no argument told: a bare NULL where an array of T belongs.
  for (const std::string name : {"T", "S", "R"}) {
    if (text.find("{" + name + "}") == std::string::npos) continue;
    fill(text, name, duckdb_type(make_type(TypeKind::unknown)));
  }
  return text;
}

bool is_function(std::string_view name, FunctionKind kind) {
  const auto& found = overloads(name);
  return !found.empty() && found.front().function->kind == kind;
}

std::optional<Resolution> find_function(std::string_view name, const ArgumentTypes& arguments) {
  const auto& candidates = overloads(name);
  for (const auto& overload : candidates) {
    if (auto exact = try_overload(overload, arguments, Coercion::none)) return exact;
  }
  std::vector<Resolution> applicable;
  for (const auto& overload : candidates) {
    if (auto candidate = try_overload(overload, arguments, Coercion::allowed)) {
      applicable.push_back(std::move(*candidate));
    }
  }
  for (auto& candidate : applicable) {
    if (is_most_specific(candidate, applicable)) return std::move(candidate);
  }
  // Only NULLs can leave several overloads that do not compare; every one of them gives NULL.
  if (!applicable.empty()) return std::move(applicable.front());
  return std::nullopt;
}

Resolution resolve_function(std::string_view name, const ArgumentTypes& arguments,
                            Location location) {
  if (overloads(name).empty()) {
    fail(location, "FUNCTION_NOT_FOUND", fmt::format("Function '{}' not registered", name));
  }
  auto found = find_function(name, arguments);
  if (!found) fail_parameters(name, arguments, location);
  return std::move(*found);
}

void fail_parameters(std::string_view name, const ArgumentTypes& arguments, Location location) {
  fail(location, "FUNCTION_NOT_FOUND",
       fmt::format("Unexpected parameters ({}) for function {}. Expected: {}",
                   types_text(arguments), name, expected_text(name)));
}

}  // namespace sluice::sql
