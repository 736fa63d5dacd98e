// JSON_EXISTS, JSON_VALUE and JSON_QUERY: https://trino.io/docs/current/functions/json.html
#include "sql/analyze/json_call.h"
#include "sql/failure.h"
#include "sql/functions/cast.h"
#include "sql/functions/cast_json.h"
#include "sql/types/coercion.h"
#include "sql/types/make.h"
#include "sql/types/resolve.h"

namespace sluice::sql {

using typed::NodePtr;

namespace {

const char* word_of(JsonExistsOnError behavior) {
  switch (behavior) {
    case JsonExistsOnError::true_:
      return "true";
    case JsonExistsOnError::unknown:
      return "unknown";
    case JsonExistsOnError::error:
      return "error";
    default:
      return "false";
  }
}

const char* word_of(JsonBehavior behavior) {
  switch (behavior) {
    case JsonBehavior::error:
      return "error";
    case JsonBehavior::default_:
      return "default";
    case JsonBehavior::empty_array:
      return "array";
    case JsonBehavior::empty_object:
      return "object";
    default:
      return "null";
  }
}

JsonBehavior behavior_of(const std::optional<JsonOutcome>& outcome, JsonBehavior otherwise) {
  return outcome ? outcome->behavior : otherwise;
}

bool can_be_value(const Type& type) {
  switch (type.kind) {
    case TypeKind::boolean:
    case TypeKind::date:
    case TypeKind::time:
    case TypeKind::time_tz:
    case TypeKind::timestamp:
    case TypeKind::timestamp_tz:
      return true;
    default:
      return is_text(type) || is_numeric(type);
  }
}

// A cast of {0} from one type, then to another; NULL where it fails or there is none.
std::string cast_chain(const Type& from, const Type& to) {
  const auto first = cast_lowering(varchar_type(), from, CastMode::null_on_failure);
  const auto second = cast_lowering(from, to, CastMode::null_on_failure);
  if (!first || !second) return "NULL";
  return applied_to(*second, *first);
}

// A decimal comes as its digits: its precision and scale are its own.
std::string cast_decimal(const Type& to) {
  const Type text = varchar_type();
  if (is_text(to)) return cast_chain(text, to);
  if (is_integer(to)) return cast_chain(decimal_type(38, 0), to);
  if (to.kind == TypeKind::boolean) return cast_chain(make_type(TypeKind::double_), to);
  return is_numeric(to) ? cast_lowering(text, to, CastMode::null_on_failure).value_or("NULL")
                        : "NULL";
}

// The value of `item`, a STRUCT(kind, text) of the engine's, as the type.
std::string item_cast(const std::string& item, const Type& to) {
  const std::string text = fmt::format("struct_extract({}, 'text')", item);
  const auto branch = [&](std::string_view kind, const std::string& lowering) {
    return fmt::format(" WHEN '{}' THEN {}", kind, applied_to(lowering, text));
  };
  std::string out = fmt::format("CASE struct_extract({}, 'kind')", item);
  for (const TypeKind kind :
       {TypeKind::boolean, TypeKind::real, TypeKind::double_, TypeKind::varchar, TypeKind::date}) {
    out += branch(to_text(make_type(kind)), cast_chain(make_type(kind), to));
  }
  out += branch("integer", cast_chain(make_type(TypeKind::bigint), to));
  out += branch("decimal", cast_decimal(to));
  // Moments come in their own precision.
  const Type moment = is_text(to) ? varchar_type() : timestamp_type(6);
  out += branch("timestamp", cast_chain(moment, to));
  if (is_text(to)) out += branch("time", cast_chain(varchar_type(), to));
  if (to.kind == TypeKind::time) out += branch("time", "TRY_CAST({0} AS TIME)");
  return out + " END";
}

const char* word_of(JsonWrapper wrapper) {
  switch (wrapper) {
    case JsonWrapper::conditional:
      return "conditional";
    case JsonWrapper::unconditional:
      return "unconditional";
    default:
      return "without";
  }
}

}  // namespace

NodePtr JsonCallAnalyzer::defaulted(const std::optional<JsonOutcome>& outcome,
                                    const JsonValueForm& form) {
  if (!outcome || outcome->behavior != JsonBehavior::default_) return null_of(form.type);
  const Expression& expression = *outcome->value;
  const NodePtr value = expressions_.analyze(expression);
  if (typed::has_subquery(value)) {
    fail(expression.location, "UNSUPPORTED_SUBQUERY",
         "Subqueries are not supported in JSON_VALUE default expressions");
  }
  auto typed = can_coerce(value->type, form.type) ? std::optional(coerce(value, form.type))
                                                  : cast(value, form.type, CastMode::strict);
  if (!typed) {
    fail(expression.location, "TYPE_MISMATCH",
         fmt::format("Function JSON_VALUE default result must evaluate to a {} (actual: {})",
                     to_text(form.type), to_text(value->type)));
  }
  return *typed;
}

// The engine finds the item; its cast and the defaults, which Trino evaluates only where they are
// wanted, stand in a lambda over it.
NodePtr JsonCallAnalyzer::value(Nodes arguments, const JsonValueForm& form) {
  if (!can_be_value(form.type)) {
    fail(form.location, "TYPE_MISMATCH",
         fmt::format("Invalid return type of function JSON_VALUE: {}", to_text(form.type)));
  }
  const JsonBehavior on_error = behavior_of(form.on_error, form.on_error_otherwise);
  const std::string type = duckdb_type(form.type);
  const std::string item = fmt::format("item_{}", context_.lambdas++);
  const std::string value = item_cast(item, form.type);
  const std::string failure =
      on_error == JsonBehavior::error
          ? fmt::format("CAST(sluice_raise('JSON_VALUE_RESULT_ERROR', {}) AS {})",
                        quote_literal("cannot extract SQL scalar from JSON: Cannot cast value to "
                                      "declared return type of function JSON_VALUE: " +
                                      to_text(form.type)),
                        type)
          : "{5}";
  const std::string lowering = fmt::format(
      "list_extract(list_transform([sluice_json_value({{0}}, {{1}}, {{2}}, {{3}}, '{0}', '{1}')], "
      "lambda {2}: CASE WHEN {2} IS NULL THEN NULL "
      "WHEN struct_extract({2}, 'kind') = 'empty' THEN {{4}} "
      "WHEN struct_extract({2}, 'kind') = 'error' THEN {{5}} "
      "ELSE coalesce(CAST({3} AS {4}), {5}) END), 1)",
      word_of(behavior_of(form.on_empty, JsonBehavior::null)), word_of(on_error), item, value, type,
      failure);
  arguments.push_back(defaulted(form.on_empty, form));
  arguments.push_back(defaulted(form.on_error, form));
  return typed::make_call(form.type, lowering, std::move(arguments));
}

NodePtr JsonCallAnalyzer::query(Nodes arguments, const JsonQueryForm& form) {
  if (form.wrapper != JsonWrapper::without && form.quotes != JsonQuotes::unspecified) {
    fail(form.location, "INVALID_FUNCTION_ARGUMENT",
         fmt::format("{} QUOTES behavior specified with WITH {} ARRAY WRAPPER behavior",
                     form.quotes == JsonQuotes::keep ? "KEEP" : "OMIT",
                     form.wrapper == JsonWrapper::conditional ? "CONDITIONAL" : "UNCONDITIONAL"));
  }
  const std::string lowering =
      fmt::format("sluice_json_query({{0}}, {{1}}, {{2}}, {{3}}, '{}', '{}', '{}', '{}')",
                  word_of(behavior_of(form.on_empty, JsonBehavior::null)),
                  word_of(behavior_of(form.on_error, form.on_error_otherwise)),
                  word_of(form.wrapper), form.quotes == JsonQuotes::omit ? "omit" : "keep");
  return output(typed::make_call(varchar_type(), lowering, std::move(arguments)), form.type,
                form.format, form.location);
}

NodePtr ExpressionAnalyzer::json(const Expression& expression) {
  JsonCallAnalyzer calls(context_, *this);
  const auto returned = [](const std::optional<TypeSyntax>& type) {
    return type ? resolve_type(*type) : varchar_type();
  };
  if (const auto* exists = expression_if<JsonExists>(expression)) {
    return typed::make_call(make_type(TypeKind::boolean),
                            fmt::format("sluice_json_exists({{0}}, {{1}}, {{2}}, {{3}}, '{}')",
                                        word_of(exists->on_error)),
                            calls.invocation(exists->path, "JSON_EXISTS"));
  }
  if (const auto* value = expression_if<JsonValue>(expression)) {
    return calls.value(calls.invocation(value->path, "JSON_VALUE"),
                       {.location = value->location,
                        .type = returned(value->returning),
                        .on_empty = value->on_empty,
                        .on_error = value->on_error});
  }
  if (const auto* query = expression_if<JsonQuery>(expression)) {
    return calls.query(calls.invocation(query->path, "JSON_QUERY"),
                       {.location = query->location,
                        .type = returned(query->returning),
                        .format = query->output_format,
                        .wrapper = query->wrapper,
                        .quotes = query->quotes,
                        .on_empty = query->on_empty,
                        .on_error = query->on_error});
  }
  if (const auto* object = expression_if<JsonObject>(expression)) return calls.object(*object);
  return calls.array(expression_cast<JsonArray>(expression));
}

}  // namespace sluice::sql
