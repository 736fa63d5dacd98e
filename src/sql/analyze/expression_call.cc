#include "sql/analyze/expression.h"
#include "sql/analyze/literal.h"
#include "sql/analyze/operation.h"
#include "sql/failure.h"
#include "sql/functions/cast.h"
#include "sql/functions/key.h"
#include "sql/types/coercion.h"
#include "sql/types/make.h"
#include "sql/types/resolve.h"

namespace sluice::sql {

using typed::NodePtr;

namespace {

const Type kBoolean = make_type(TypeKind::boolean);

bool cannot_fail(const NodePtr& node) {
  const auto* call = typed::node_if<typed::Call>(node);
  if (call == nullptr) {
    return std::holds_alternative<typed::Literal>(node->value) ||
           std::holds_alternative<typed::ColumnUse>(node->value);
  }
  return !call->can_fail &&
         std::all_of(call->arguments.begin(), call->arguments.end(), cannot_fail);
}

// The value, or NULL where it fails. The engine's TRY takes none of what is refused here;
// aggregates are columns of the grouped rows below it.
NodePtr try_of(const NodePtr& value, Location location) {
  if (cannot_fail(value)) return value;
  if (typed::has_window(value)) fail_unsupported(location, "TRY over a window function is");
  if (typed::has_subquery(value)) fail_unsupported(location, "TRY over a subquery is");
  if (value->has_volatile) fail_unsupported(location, "TRY over random values is");
  return typed::make_call(value->type, "TRY({0})", {value});
}

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
           no_common_type("All CASE results", results, common, results.back()->type));
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

// Trino names the whole type, where the cast stands.
static Type cast_type(const Cast& expression) {
  try {
    return resolve_type(expression.type);
  } catch (const Error& error) {
    if (error.message().find("Unknown type: ") == std::string::npos) throw;
    fail(expression.location, "TYPE_NOT_FOUND", "Unknown type: " + to_text(expression.type));
  }
}

NodePtr ExpressionAnalyzer::written_cast(const Cast& expression) {
  const NodePtr value = analyze(*expression.operand);
  const Type type = cast_type(expression);
  duckdb_type(type);  // refuses types that nothing can hold
  // One part that cannot be cast makes the whole value NULL.
  const bool tries_whole = expression.is_try && !type.children.empty();
  const bool tries = expression.is_try && !tries_whole;
  auto result = cast(value, type, tries ? CastMode::null_on_failure : CastMode::strict);
  if (!result) {
    fail(expression.location, "TYPE_MISMATCH",
         fmt::format("Cannot cast {} to {}", to_text(value->type), to_text(type)));
  }
  return tries_whole ? try_of(*result, expression.location) : *result;
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
  const bool is_of_zone = field->second.starts_with("timezone");
  const bool has_field =
      is_unknown(operand->type) || (find_function(field->second, {operand->type}) &&
                                    !(is_of_clock && operand->type.kind == TypeKind::date) &&
                                    !(is_of_zone && !has_key(operand->type)));
  if (!has_field) {
    fail(extract.location, "TYPE_MISMATCH",
         fmt::format("Cannot extract {} from {}", extract.field.text, to_text(operand->type)));
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
  const std::string now = fmt::format(
      "sluice_at_timezone(struct_pack(utc := sluice_round_timestamp(timezone('UTC', now()), {}), "
      "tz := 'UTC'), {{zone}})",
      precision);
  const std::string local = "sluice_local(" + now + ")";
  switch (current.what) {
    case CurrentKind::date:
      return typed::make_call(make_type(TypeKind::date), "CAST(" + local + " AS DATE)", {});
    case CurrentKind::local_time:
      return typed::make_call({.kind = TypeKind::time, .precision = precision},
                              "sluice_time_of(" + local + ")", {});
    case CurrentKind::local_timestamp:
      return typed::make_call(timestamp_type(precision), local, {});
    case CurrentKind::time:
      return typed::make_call(
          {.kind = TypeKind::time_tz, .precision = precision},
          "sluice_offset_time(sluice_time_of(" + local + "), sluice_offset_minutes(" + now + "))",
          {});
    case CurrentKind::timestamp:
      return typed::make_call({.kind = TypeKind::timestamp_tz, .precision = precision}, now, {});
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

void ExpressionAnalyzer::refuse_call_extras(const FunctionCall& call) {
  if (call.mode != ProcessingMode::unspecified && pattern_ == nullptr) {
    fail(call.location, "INVALID_PROCESSING_MODE",
         fmt::format("{} semantics is not supported out of pattern recognition context",
                     call.mode == ProcessingMode::final_ ? "FINAL" : "RUNNING"));
  }
  if (!call.argument_names.empty()) fail_unsupported(call.location, "named arguments are");
  if (call.star_label && pattern_ == nullptr) {
    fail(call.location, "INVALID_FUNCTION_ARGUMENT",
         "label.* syntax is only supported as the only argument of row pattern count function");
  }
}

NodePtr ExpressionAnalyzer::call(const FunctionCall& call) {
  refuse_call_extras(call);
  const std::string& name = call.name.last().name;
  if (pattern_ != nullptr) {
    if (auto value = pattern_call(call)) return value;
  }
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
  return typed::make_call(found.result(),
                          {.lowering = found.lowering(),
                           .arguments = std::move(nodes),
                           .is_volatile = found.function->stability == Stability::volatile_,
                           .can_fail = found.function->failure == Failure::on_values});
}

// Those whose arguments are not simply typed values; null for all others.
NodePtr ExpressionAnalyzer::special_call(const FunctionCall& call) {
  const std::string& name = call.name.last().name;
  if (name == "nullif") return nullif(call);
  if (name == "format") return format_call(call);
  if (name == "try") {
    return try_of(analyze(*call.arguments[0]), call.location);
  }
  if (name == "typeof" && call.arguments.size() == 1) {
    // Its argument is not printed, and still makes a query one that aggregates.
    const NodePtr value = analyze(*call.arguments[0]);
    const NodePtr text = coerce(varchar_constant(to_text(value->type)), varchar_type());
    return typed::make_call(varchar_type(), "{0}", {text, value});
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
  common_all(nodes, call.arguments, "All COALESCE operands");
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
