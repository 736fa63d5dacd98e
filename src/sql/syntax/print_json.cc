// SQL/JSON as text.
#include "sql/syntax/printer.h"

namespace sluice::sql {

void TextPrinter::put(JsonFormat format) {
  constexpr std::string_view kFormats[] = {"", " FORMAT JSON", " FORMAT JSON ENCODING UTF8",
                                           " FORMAT JSON ENCODING UTF16",
                                           " FORMAT JSON ENCODING UTF32"};
  put(kFormats[static_cast<std::size_t>(format)]);
}

void TextPrinter::put(const JsonInput& input) {
  put(*input.value);
  put(input.format);
}

void TextPrinter::put(const JsonPathInvocation& path) {
  put(path.input);
  put(", ");
  put_string(path.path);
  if (path.path_name) {
    put(" AS ");
    put(*path.path_name);
  }
  if (path.passing.empty()) return;
  put(" PASSING ");
  list(path.passing, [&](const JsonArgument& argument) {
    put(argument.input);
    put(" AS ");
    put(argument.name);
  });
}

void TextPrinter::put_returning(const std::optional<TypeSyntax>& type, JsonFormat format) {
  if (!type) return;
  put(" RETURNING ");
  put(*type);
  put(format);
}

void TextPrinter::put(const JsonOutcome& outcome) {
  switch (outcome.behavior) {
    case JsonBehavior::null:
      return put(" NULL");
    case JsonBehavior::error:
      return put(" ERROR");
    case JsonBehavior::empty_array:
      return put(" EMPTY ARRAY");
    case JsonBehavior::empty_object:
      return put(" EMPTY OBJECT");
    case JsonBehavior::default_:
      break;
  }
  put(" DEFAULT ");
  put(*outcome.value);
}

void TextPrinter::put_outcomes(const std::optional<JsonOutcome>& on_empty,
                               const std::optional<JsonOutcome>& on_error) {
  if (on_empty) {
    put(*on_empty);
    put(" ON EMPTY");
  }
  if (on_error) {
    put(*on_error);
    put(" ON ERROR");
  }
}

void TextPrinter::put_wrapper(JsonWrapper wrapper, JsonQuotes quotes) {
  if (wrapper == JsonWrapper::conditional) put(" WITH CONDITIONAL ARRAY WRAPPER");
  if (wrapper == JsonWrapper::unconditional) put(" WITH UNCONDITIONAL ARRAY WRAPPER");
  if (quotes == JsonQuotes::keep) put(" KEEP QUOTES");
  if (quotes == JsonQuotes::omit) put(" OMIT QUOTES");
}

void TextPrinter::put(const JsonQuery& query) {
  put("JSON_QUERY(");
  put(query.path);
  put_returning(query.returning, query.output_format);
  put_wrapper(query.wrapper, query.quotes);
  put_outcomes(query.on_empty, query.on_error);
  put(")");
}

void TextPrinter::put(const JsonObject& object) {
  put("JSON_OBJECT(");
  list(object.members, [&](const JsonMember& member) {
    put("KEY ");
    put(*member.key);
    put(" VALUE ");
    put(member.value);
  });
  if (object.absent_on_null) put(" ABSENT ON NULL");
  if (object.unique_keys) put(" WITH UNIQUE KEYS");
  put_returning(object.returning, object.output_format);
  put(")");
}

void TextPrinter::put(const JsonArray& array) {
  put("JSON_ARRAY(");
  list(array.items, [&](const JsonInput& item) { put(item); });
  if (!array.absent_on_null) put(" NULL ON NULL");
  put_returning(array.returning, array.output_format);
  put(")");
}

void TextPrinter::put_json(const Expression& expression) {
  switch (expression.kind) {
    case ExpressionKind::json_exists: {
      constexpr std::string_view kOutcomes[] = {" FALSE", " TRUE", " UNKNOWN", " ERROR"};
      const auto& exists = expression_cast<JsonExists>(expression);
      put("JSON_EXISTS(");
      put(exists.path);
      put(kOutcomes[static_cast<std::size_t>(exists.on_error)]);
      return put(" ON ERROR)");
    }
    case ExpressionKind::json_value: {
      const auto& value = expression_cast<JsonValue>(expression);
      put("JSON_VALUE(");
      put(value.path);
      put_returning(value.returning, JsonFormat::unspecified);
      put_outcomes(value.on_empty, value.on_error);
      return put(")");
    }
    case ExpressionKind::json_query:
      return put(expression_cast<JsonQuery>(expression));
    case ExpressionKind::json_object:
      return put(expression_cast<JsonObject>(expression));
    default:
      return put(expression_cast<JsonArray>(expression));
  }
}

void TextPrinter::put(const JsonTable& table) {
  put("JSON_TABLE(");
  put(table.path);
  put(" COLUMNS (");
  list(table.columns, [&](const JsonTableColumn& column) { put(column); });
  put(")");
  if (table.plan) {
    put(" PLAN (");
    put(*table.plan);
    put(")");
  }
  if (table.default_plan) {
    put(table.default_plan->inner ? " PLAN DEFAULT (INNER, " : " PLAN DEFAULT (OUTER, ");
    put(table.default_plan->cross ? "CROSS)" : "UNION)");
  }
  if (table.on_error == JsonTableOnError::error) put(" ERROR ON ERROR");
  if (table.on_error == JsonTableOnError::empty) put(" EMPTY ON ERROR");
  put(")");
}

void TextPrinter::put(const JsonTableColumn& column) {
  if (column.kind == JsonColumnKind::nested) {
    put("NESTED PATH ");
    put_string(*column.path);
    if (column.name) {
      put(" AS ");
      put(*column.name);
    }
    put(" COLUMNS (");
    list(column.columns, [&](const JsonTableColumn& inner) { put(inner); });
    return put(")");
  }
  put(*column.name);
  if (column.kind == JsonColumnKind::ordinality) return put(" FOR ORDINALITY");
  put(" ");
  put(*column.type);
  put(column.format);
  if (column.path) {
    put(" PATH ");
    put_string(*column.path);
  }
  put_wrapper(column.wrapper, column.quotes);
  put_outcomes(column.on_empty, column.on_error);
}

void TextPrinter::put(const JsonTablePlan& plan) {
  constexpr std::string_view kWords[] = {"", " OUTER ", " INNER ", " UNION ", " CROSS "};
  if (plan.path) put(*plan.path);
  if (plan.kind == JsonPlanKind::leaf) return;
  const std::string_view word = kWords[static_cast<std::size_t>(plan.kind)];
  bool first = !plan.path.has_value();
  for (const JsonTablePlan& part : plan.parts) {
    if (!first) put(word);
    first = false;
    const bool leaf = part.kind == JsonPlanKind::leaf;
    if (!leaf) put("(");
    put(part);
    if (!leaf) put(")");
  }
}

}  // namespace sluice::sql
