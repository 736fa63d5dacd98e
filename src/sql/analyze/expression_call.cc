#include "sql/analyze/expression.h"
#include "sql/analyze/literal.h"
#include "sql/analyze/operation.h"
#include "sql/failure.h"
#include "sql/functions/cast.h"
#include "sql/types/coercion.h"
#include "sql/types/make.h"
#include "sql/types/resolve.h"

namespace sluice::sql {

using typed::NodePtr;

namespace {

const Type kBoolean = make_type(TypeKind::boolean);

// Trino's limit; https://trino.io/docs/current/functions/list.html
constexpr std::size_t kArgumentsMax = 127;

}  // namespace

NodePtr ExpressionAnalyzer::case_expression(const Case& expression) {
  Nodes results;
  Nodes conditions;
  const NodePtr operand = expression.operand ? analyze(*expression.operand) : nullptr;
  Type common;
  const auto widen = [&](const Expression& source) {
    results.push_back(analyze(source));
    const auto wider = common_type(common, results.back()->type);
    if (!wider) {
      fail(source.location, "TYPE_MISMATCH",
           fmt::format("All CASE results must be the same type or coercible to a common type. "
                       "Cannot find common type between {} and {}",
                       to_text(common), to_text(results.back()->type)));
    }
    common = *wider;
  };
  for (const auto& when : expression.whens) {
    if (operand) {
      conditions.push_back(compare(ComparisonOperator::equal, operand, analyze(*when.condition),
                                   when.condition->location));
    } else {
      conditions.push_back(analyze_condition(*when.condition, "CASE WHEN clause"));
    }
    widen(*when.result);
  }
  if (expression.otherwise) widen(*expression.otherwise);
  Nodes nodes;
  std::string lowering = "CASE";
  for (std::size_t i = 0; i < conditions.size(); ++i) {
    lowering += fmt::format(" WHEN {{{}}} THEN {{{}}}", nodes.size(), nodes.size() + 1);
    nodes.push_back(conditions[i]);
    nodes.push_back(coerce(results[i], common));
  }
  if (expression.otherwise) {
    lowering += fmt::format(" ELSE {{{}}}", nodes.size());
    nodes.push_back(coerce(results.back(), common));
  }
  return typed::make_call(common, lowering + " END", std::move(nodes));
}

NodePtr ExpressionAnalyzer::written_cast(const Cast& expression) {
  const NodePtr value = analyze(*expression.operand);
  const Type type = resolve_type(expression.type);
  duckdb_type(type);  // refuses types that nothing can hold
  const auto mode = expression.is_try ? CastMode::null_on_failure : CastMode::strict;
  auto result = cast(value, type, mode);
  if (!result) {
    fail(expression.location, "TYPE_MISMATCH",
         fmt::format("Cannot cast {} to {}", to_text(value->type), to_text(type)));
  }
  return *result;
}

NodePtr ExpressionAnalyzer::extract(const Extract& extract) {
  static const std::map<std::string, std::string> kFields = {
      {"year", "year"},
      {"quarter", "quarter"},
      {"month", "month"},
      {"week", "week"},
      {"day", "day"},
      {"day_of_month", "day"},
      {"day_of_week", "day_of_week"},
      {"dow", "day_of_week"},
      {"day_of_year", "day_of_year"},
      {"doy", "day_of_year"},
      {"year_of_week", "year_of_week"},
      {"yow", "year_of_week"},
      {"hour", "hour"},
      {"minute", "minute"},
      {"second", "second"},
      {"timezone_hour", "timezone_hour"},
      {"timezone_minute", "timezone_minute"}};
  const auto field = kFields.find(extract.field.name);
  if (field == kFields.end()) {
    fail(extract.location, "SYNTAX_ERROR",
         fmt::format("Invalid EXTRACT field: {}", extract.field.text));
  }
  const NodePtr operand = analyze(*extract.operand);
  const bool is_of_clock =
      field->second == "hour" || field->second == "minute" || field->second == "second";
  if (is_of_clock && operand->type.kind == TypeKind::date) {
    fail(extract.location, "TYPE_MISMATCH",
         fmt::format("Cannot extract {} from date", extract.field.text));
  }
  return call_by_name(field->second, {operand}, extract.location);
}

NodePtr ExpressionAnalyzer::call_by_name(std::string_view name, Nodes arguments,
                                         Location location) {
  ArgumentTypes types;
  for (const auto& argument : arguments)
    types.emplace_back(argument->type);
  const auto found = resolve_function(name, types, location);
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    arguments[i] = coerce(arguments[i], found.parameters[i]);
  }
  return typed::make_call(found.result(), found.lowering(), std::move(arguments));
}

NodePtr ExpressionAnalyzer::current(const Current& current) {
  const int precision = static_cast<int>(current.precision.value_or(3));
  if (precision > 6) {
    fail_unsupported(current.location, fmt::format("timestamp({}) is", precision));
  }
  const std::string now =
      fmt::format("sluice_round_timestamp(timezone('UTC', now()), {})", precision);
  switch (current.what) {
    case CurrentKind::date:
      return typed::make_call(make_type(TypeKind::date), "CAST(timezone('UTC', now()) AS DATE)",
                              {});
    case CurrentKind::local_timestamp:
      return typed::make_call(timestamp_type(precision), now, {});
    case CurrentKind::timestamp:
      return typed::make_call({.kind = TypeKind::timestamp_tz, .precision = precision},
                              fmt::format("sluice_zoned({}, 'UTC')", now), {});
    default:
      break;
  }
  fail_unsupported(current.location, fmt::format("'{}' is", to_text(current)));
}

NodePtr ExpressionAnalyzer::trim(const Trim& trim) {
  const char* name = trim.side == TrimSide::leading    ? "ltrim"
                     : trim.side == TrimSide::trailing ? "rtrim"
                                                       : "trim";
  Nodes arguments = {analyze(*trim.operand)};
  if (trim.characters) arguments.push_back(analyze(*trim.characters));
  return call_by_name(name, std::move(arguments), trim.location);
}

NodePtr ExpressionAnalyzer::at_time_zone(const AtTimeZone& expression) {
  if (!expression.zone) fail_unsupported(expression.location, "AT LOCAL is");
  const NodePtr zone = analyze(*expression.zone);
  return call_by_name("at_timezone", {analyze(*expression.operand), zone}, expression.location);
}

NodePtr ExpressionAnalyzer::lambda(const Lambda& lambda, const std::vector<Type>& parameters) {
  if (lambda.parameters.size() != parameters.size()) {
    fail(lambda.location, "INVALID_PARAMETER_USAGE",
         fmt::format("Expected a lambda that takes {} argument(s) but got {}", parameters.size(),
                     lambda.parameters.size()));
  }
  Scope scope{.behind = &scope_, .with = scope_.with};
  scope.outer = scope_.outer;
  std::string names;
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const std::string name = fmt::format("l{}", context_.lambdas++);
    names += (i > 0 ? ", " : "") + fmt::format("\"{}\"", name);
    scope.fields.push_back(
        {.name = lambda.parameters[i].name,
         .label = lambda.parameters[i].text,
         .value = typed::make_column(parameters[i], typed::ColumnUse::kLambda, name)});
  }
  const NodePtr body = ExpressionAnalyzer(context_, scope, windows_).analyze(*lambda.body);
  return typed::make_call(body->type, fmt::format("lambda {}: {{0}}", names), {body});
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
    const NodePtr node = lambda(*written, parameters);
    if (!bind(pattern.back(), node->type, Coercion::allowed, resolution.bindings)) {
      fail(written->location, "TYPE_MISMATCH",
           fmt::format("A lambda of function {} returns {}", resolution.function->name,
                       to_text(node->type)));
    }
    const Type result = instantiate(pattern.back(), resolution.bindings).value_or(Type{});
    const auto& call = std::get<typed::Call>(node->value);
    nodes[i] = typed::make_call(result, call.lowering, {coerce(call.arguments[0], result)});
  }
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
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    if (nodes[i]) nodes[i] = coerce(nodes[i], found.parameters[i]);
  }
  bind_lambdas(found, arguments, nodes);
  return {std::move(found), std::move(nodes)};
}

void ExpressionAnalyzer::refuse_call_extras(const FunctionCall& call) {
  if (call.mode != ProcessingMode::unspecified) {
    fail_unsupported(call.location, "RUNNING and FINAL are");
  }
  if (!call.argument_names.empty()) fail_unsupported(call.location, "named arguments are");
  if (call.star_label) fail_unsupported(call.location, "a labelled star is");
}

NodePtr ExpressionAnalyzer::call(const FunctionCall& call) {
  refuse_call_extras(call);
  const std::string& name = call.name.last().name;
  if (auto special = special_call(call)) return special;
  if (is_function(name, FunctionKind::aggregate) || is_function(name, FunctionKind::window)) {
    return aggregate_call(call);
  }
  if (call.over || call.filter || call.distinct || call.star || !call.order_by.empty()) {
    if (!is_function(name, FunctionKind::scalar)) {
      fail(call.location, "FUNCTION_NOT_FOUND", fmt::format("Function '{}' not registered", name));
    }
    fail(call.location, "FUNCTION_NOT_AGGREGATE",
         fmt::format("{} is not an aggregation function", name));
  }
  auto [found, nodes] = resolve_call(name, call.arguments, call.location);
  if (found.function->stability == Stability::volatile_) {
    return typed::make_volatile_call(found.result(), found.lowering(), std::move(nodes));
  }
  return typed::make_call(found.result(), found.lowering(), std::move(nodes));
}

// Those whose arguments are not simply typed values; null for all others.
NodePtr ExpressionAnalyzer::special_call(const FunctionCall& call) {
  const std::string& name = call.name.last().name;
  if (name == "nullif") return nullif(call);
  if (name == "try") {
    const NodePtr value = analyze(*call.arguments[0]);
    if (typed::has_aggregate(value)) {
      fail_unsupported(call.location, "TRY over an aggregation is");
    }
    return typed::make_call(value->type, "TRY({0})", {value});
  }
  if (name == "typeof" && call.arguments.size() == 1) {
    return coerce(varchar_constant(to_text(analyze(*call.arguments[0])->type)), varchar_type());
  }
  if (name == "if") {
    const NodePtr condition = analyze_condition(*call.arguments[0], "IF condition");
    Nodes results;
    for (std::size_t i = 1; i < call.arguments.size(); ++i) {
      results.push_back(analyze(*call.arguments[i]));
    }
    const auto common = results.size() == 1 ? std::optional(results[0]->type)
                                            : common_type(results[0]->type, results[1]->type);
    if (!common) {
      fail(call.location, "TYPE_MISMATCH",
           fmt::format("Result types for IF must be the same: {} vs {}", to_text(results[0]->type),
                       to_text(results[1]->type)));
    }
    Nodes nodes = {condition, coerce(results[0], *common)};
    if (results.size() == 2) nodes.push_back(coerce(results[1], *common));
    return typed::make_call(
        *common,
        results.size() == 2 ? "CASE WHEN {0} THEN {1} ELSE {2} END" : "CASE WHEN {0} THEN {1} END",
        std::move(nodes));
  }
  if (name != "coalesce") return nullptr;
  Nodes nodes = analyze_all(call.arguments);
  common_all(nodes, call.arguments, "All COALESCE operands must be the same type");
  const Type type = nodes[0]->type;
  return typed::make_call(type, "coalesce({*})", std::move(nodes));
}

// The value keeps its own type; only the comparison takes the common one.
NodePtr ExpressionAnalyzer::nullif(const FunctionCall& call) {
  const NodePtr value = analyze(*call.arguments[0]);
  const NodePtr other = analyze(*call.arguments[1]);
  const auto common = common_type(value->type, other->type);
  if (!common) {
    fail(call.location, "TYPE_MISMATCH",
         fmt::format("Types are not comparable with NULLIF: {} vs {}", to_text(value->type),
                     to_text(other->type)));
  }
  const NodePtr equal = compare(ComparisonOperator::equal, value, other, call.location);
  return typed::make_call(value->type, "CASE WHEN {0} THEN NULL ELSE {1} END", {equal, value});
}

}  // namespace sluice::sql
