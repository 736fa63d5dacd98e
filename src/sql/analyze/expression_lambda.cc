#include "sql/analyze/expression.h"
#include "sql/failure.h"
#include "sql/functions/cast.h"
#include "sql/functions/key.h"
#include "sql/types/make.h"

namespace sluice::sql {

using typed::NodePtr;

namespace {

// Trino's limit; https://trino.io/docs/current/functions/list.html
constexpr std::size_t kArgumentsMax = 127;

void check_body(const NodePtr& body, const Lambda& lambda) {
  if (typed::has_subquery(body)) {
    fail(lambda.location, "NOT_SUPPORTED", "Lambda expression cannot contain subqueries");
  }
  require_scalar(body, "Lambda expression", lambda.location);
}

// Trino coerces no lambda's result: it is of the type that the signature asks for. Texts differ in
// their length only, and NULL has no type of its own.
bool fits(const Type& actual, const Type& wanted) {
  if (actual == wanted || is_unknown(actual)) return true;
  return actual.kind == TypeKind::varchar && wanted.kind == TypeKind::varchar;
}

// Whether values of the variable are compared with each other: T=, and the keys of maps.
bool compares(const TypePattern& pattern, const std::string& variable) {
  if (pattern.name == variable) return pattern.constraint == '=' || variable == "K";
  return std::any_of(pattern.arguments.begin(), pattern.arguments.end(),
                     [&](const auto& inner) { return compares(inner, variable); });
}

bool mentions(const TypePattern& pattern, const std::string& variable) {
  return pattern.name == variable ||
         std::any_of(pattern.arguments.begin(), pattern.arguments.end(),
                     [&](const auto& inner) { return mentions(inner, variable); });
}

// What compares values and shows none of them takes their keys.
void take_keys(Resolution& found, std::vector<NodePtr>& nodes, Location location) {
  const auto& patterns = found.signature.parameters;
  for (auto& [variable, type] : found.bindings.types) {
    const bool is_compared =
        std::any_of(patterns.begin(), patterns.end(),
                    [&, &name = variable](const auto& pattern) { return compares(pattern, name); });
    if (!is_compared || !has_key(type)) continue;
    // The values of a map would lose their zones with its keys.
    const auto values = found.bindings.types.find("V");
    if (variable == "K" && values != found.bindings.types.end() && has_key(values->second))
      continue;
    const bool has_lambda = std::any_of(patterns.begin(), patterns.end(),
                                        [](const auto& pattern) { return pattern.is_function(); });
    if (mentions(found.signature.result, variable) || has_lambda) {
      if (variable == "K") continue;
      fail_unsupported(location, fmt::format("{} over {} is", found.function->name, to_text(type)));
    }
    type = key_type(type);
    for (std::size_t i = 0; i < nodes.size(); ++i) {
      if (nodes[i] && mentions(found.signature.parameter(i), variable)) nodes[i] = key_of(nodes[i]);
    }
  }
}

}  // namespace

// DuckDB's parameters by name, and Trino's as values of them.
ExpressionAnalyzer::LambdaParameters ExpressionAnalyzer::lambda_parameters(
    const std::vector<Type>& types, LambdaForm form) {
  LambdaParameters out;
  const auto add_name = [&] {
    out.names.push_back(fmt::format("l{}", context_.lambdas++));
    return out.names.back();
  };
  const auto use = [](const Type& type, const std::string& name) {
    return typed::make_column(type, typed::ColumnUse::kLambda, name);
  };
  if (form == LambdaForm::plain) {
    for (const auto& type : types)
      out.values.push_back(use(type, add_name()));
    return out;
  }
  Type row{.kind = TypeKind::row, .children = types};
  row.names.resize(types.size());
  for (std::size_t i = 0; i < types.size(); ++i) {
    if (form == LambdaForm::states || i == 0) add_name();
    out.values.push_back(typed::row_field(use(row, out.names.back()), i));
  }
  return out;
}

NodePtr ExpressionAnalyzer::lambda(const Lambda& lambda, const std::vector<Type>& parameters,
                                   LambdaForm form) {
  if (lambda.parameters.size() != parameters.size()) {
    fail(lambda.location, "INVALID_PARAMETER_USAGE",
         fmt::format("Expected a lambda that takes {} argument(s) but got {}", parameters.size(),
                     lambda.parameters.size()));
  }
  const auto [names, values] = lambda_parameters(parameters, form);
  Scope scope{.outer = scope_.outer, .behind = &scope_, .with = scope_.with};
  for (std::size_t i = 0; i < values.size(); ++i) {
    scope.fields.push_back({.name = lambda.parameters[i].name,
                            .label = lambda.parameters[i].text,
                            .value = values[i]});
  }
  ExpressionAnalyzer inside(context_, scope, windows_, pattern_);
  const NodePtr body = inside.analyze(*lambda.body);
  check_body(body, lambda);
  return typed::make_call(body->type, fmt::format("lambda {}: {{0}}", fmt::join(names, ", ")),
                          {body});
}

// The lambdas in order: each may bind what the next one's parameters are.
void ExpressionAnalyzer::bind_lambdas(Resolution& resolution, const Expressions& arguments,
                                      Nodes& nodes) {
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const auto* written = expression_if<Lambda>(*arguments[i]);
    if (written == nullptr) continue;
    const auto& pattern = resolution.signature.parameter(i).arguments;
    std::vector<Type> parameters;
    for (std::size_t p = 0; p + 1 < pattern.size(); ++p) {
      parameters.push_back(instantiate(pattern[p], resolution.bindings).value_or(Type{}));
    }
    nodes[i] = lambda(*written, parameters, resolution.function->lambdas);
    bind(pattern.back(), nodes[i]->type, Coercion::allowed, resolution.bindings);
  }
}

// Gives the lambdas' results the types that the signature has for them; false where one does not
// fit.
bool ExpressionAnalyzer::settle_lambdas(const Resolution& resolution, const Expressions& arguments,
                                        Nodes& nodes) {
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (arguments[i]->kind != ExpressionKind::lambda) continue;
    const auto& pattern = resolution.signature.parameter(i).arguments;
    const auto result = instantiate(pattern.back(), resolution.bindings);
    if (!result || !fits(nodes[i]->type, *result)) return false;
    const auto& call = std::get<typed::Call>(nodes[i]->value);
    nodes[i] = typed::make_call(*result, call.lowering, {coerce(call.arguments[0], *result)});
  }
  return true;
}

std::pair<Resolution, ExpressionAnalyzer::Nodes> ExpressionAnalyzer::resolve_call(
    std::string_view name, const Expressions& arguments, Location location) {
  if (arguments.size() > kArgumentsMax) {
    fail(location, "TOO_MANY_ARGUMENTS",
         fmt::format("Too many arguments for function call {}()", name));
  }
  Nodes nodes;
  ArgumentTypes types;
  for (const auto& argument : arguments) {
    const bool is_lambda = argument->kind == ExpressionKind::lambda;
    nodes.push_back(is_lambda ? nullptr : analyze(*argument));
    types.push_back(is_lambda ? std::nullopt : std::optional(nodes.back()->type));
  }
  Resolution found = resolve_function(name, types, location);
  // A lambda's result may widen a type that its own parameters have: reduce's state.
  const auto before = found.bindings.types;
  bind_lambdas(found, arguments, nodes);
  const bool has_widened = std::any_of(before.begin(), before.end(), [&](const auto& bound) {
    return found.bindings.types.at(bound.first) != bound.second;
  });
  if (has_widened) bind_lambdas(found, arguments, nodes);
  if (!settle_lambdas(found, arguments, nodes)) fail_parameters(name, types, location);
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    if (!types[i]) continue;
    if (has_widened) {
      found.parameters[i] =
          instantiate(found.signature.parameter(i), found.bindings).value_or(found.parameters[i]);
    }
    nodes[i] = coerce(nodes[i], found.parameters[i]);
  }
  // The functions of arrays and maps know zones themselves; so do hashes, which go by milliseconds.
  const bool is_keyed =
      found.function->kind == FunctionKind::aggregate && found.function->name != "approx_distinct";
  if (is_keyed) take_keys(found, nodes, location);
  return {std::move(found), std::move(nodes)};
}

}  // namespace sluice::sql
