// SQL/JSON functions.
#include "sql/syntax/parser.h"

namespace sluice::sql {

namespace {

JsonInput json_input(Cursor& cursor) {
  JsonInput input{.value = expression(cursor), .format = {}};
  input.format = json_format(cursor);
  return input;
}

// RETURNING type [FORMAT JSON …]
struct Output {
  std::optional<TypeSyntax> type;
  JsonFormat format = JsonFormat::unspecified;
};

Output returning(Cursor& cursor) {
  Output output;
  if (!cursor.accept("RETURNING")) return output;
  output.type = type_syntax(cursor);
  output.format = json_format(cursor);
  return output;
}

std::optional<JsonExistsOnError> exists_on_error(Cursor& cursor) {
  if (cursor.accept("TRUE")) return JsonExistsOnError::true_;
  if (cursor.accept("FALSE")) return JsonExistsOnError::false_;
  if (cursor.accept("UNKNOWN")) return JsonExistsOnError::unknown;
  if (cursor.accept("ERROR")) return JsonExistsOnError::error;
  return std::nullopt;
}

ExpressionPtr json_exists(Cursor& cursor) {
  auto node = make_node<JsonExists>(cursor.take().location);
  cursor.expect("(");
  node->path = json_path_invocation(cursor);
  if (const auto on_error = exists_on_error(cursor)) {
    node->on_error = *on_error;
    cursor.expect("ON");
    cursor.expect("ERROR");
  }
  cursor.expect(")");
  return node;
}

ExpressionPtr json_value(Cursor& cursor) {
  auto node = make_node<JsonValue>(cursor.take().location);
  cursor.expect("(");
  node->path = json_path_invocation(cursor);
  if (cursor.accept("RETURNING")) node->returning = type_syntax(cursor);
  JsonOutcomes outcomes = json_value_outcomes(cursor);
  node->on_empty = std::move(outcomes.on_empty);
  node->on_error = std::move(outcomes.on_error);
  cursor.expect(")");
  return node;
}

ExpressionPtr json_query(Cursor& cursor) {
  auto node = make_node<JsonQuery>(cursor.take().location);
  cursor.expect("(");
  node->path = json_path_invocation(cursor);
  Output output = returning(cursor);
  node->returning = std::move(output.type);
  node->output_format = output.format;
  node->wrapper = json_wrapper(cursor);
  node->quotes = json_quotes(cursor);
  JsonOutcomes outcomes = json_query_outcomes(cursor);
  node->on_empty = std::move(outcomes.on_empty);
  node->on_error = std::move(outcomes.on_error);
  cursor.expect(")");
  return node;
}

// [KEY] key VALUE value, or key : value
JsonMember json_member(Cursor& cursor) {
  JsonMember member;
  const bool column_called_key =
      (cursor.at("VALUE", 1) && !cursor.at("VALUE", 2)) || cursor.at(":", 1) || cursor.at(".", 1);
  const bool keyword = cursor.at("KEY") && !column_called_key;
  if (keyword) cursor.take();
  member.key = expression(cursor);
  if (keyword || !cursor.accept(":")) cursor.expect("VALUE");
  member.value = json_input(cursor);
  return member;
}

// NULL ON NULL, ABSENT ON NULL
bool absent_on_null(Cursor& cursor, bool otherwise) {
  if (cursor.accept("NULL")) {
    cursor.expect("ON");
    cursor.expect("NULL");
    return false;
  }
  if (!cursor.accept("ABSENT")) return otherwise;
  cursor.expect("ON");
  cursor.expect("NULL");
  return true;
}

bool unique_keys(Cursor& cursor) {
  const bool with = cursor.accept("WITH");
  if (!with && !cursor.accept("WITHOUT")) return false;
  cursor.expect("UNIQUE");
  cursor.accept("KEYS");
  return with;
}

ExpressionPtr json_object(Cursor& cursor) {
  auto node = make_node<JsonObject>(cursor.take().location);
  cursor.expect("(");
  if (!cursor.at(")") && !cursor.at("RETURNING")) {
    node->members = comma_list(cursor, json_member);
    node->absent_on_null = absent_on_null(cursor, false);
    node->unique_keys = unique_keys(cursor);
  }
  Output output = returning(cursor);
  node->returning = std::move(output.type);
  node->output_format = output.format;
  cursor.expect(")");
  return node;
}

ExpressionPtr json_array(Cursor& cursor) {
  auto node = make_node<JsonArray>(cursor.take().location);
  cursor.expect("(");
  if (!cursor.at(")") && !cursor.at("RETURNING")) {
    node->items = comma_list(cursor, json_input);
    node->absent_on_null = absent_on_null(cursor, true);
  }
  Output output = returning(cursor);
  node->returning = std::move(output.type);
  node->output_format = output.format;
  cursor.expect(")");
  return node;
}

std::optional<JsonOutcome> value_outcome(Cursor& cursor) {
  JsonOutcome outcome;
  if (cursor.accept("NULL")) return outcome;
  if (cursor.accept("ERROR")) {
    outcome.behavior = JsonBehavior::error;
    return outcome;
  }
  if (!cursor.accept("DEFAULT")) return std::nullopt;
  outcome.behavior = JsonBehavior::default_;
  outcome.value = expression(cursor);
  return outcome;
}

std::optional<JsonOutcome> query_outcome(Cursor& cursor) {
  JsonOutcome outcome;
  if (cursor.accept("NULL")) return outcome;
  if (cursor.accept("ERROR")) {
    outcome.behavior = JsonBehavior::error;
    return outcome;
  }
  if (!cursor.accept("EMPTY")) return std::nullopt;
  outcome.behavior = JsonBehavior::empty_array;
  if (cursor.accept("ARRAY")) return outcome;
  cursor.expect("OBJECT");
  outcome.behavior = JsonBehavior::empty_object;
  return outcome;
}

// [outcome ON EMPTY] [outcome ON ERROR]
template <class Parse>
JsonOutcomes outcomes(Cursor& cursor, Parse parse) {
  JsonOutcomes result;
  std::optional<JsonOutcome> outcome = parse(cursor);
  if (!outcome) return result;
  cursor.expect("ON");
  if (cursor.accept("EMPTY")) {
    result.on_empty = std::move(outcome);
    outcome = parse(cursor);
    if (!outcome) return result;
    cursor.expect("ON");
  }
  cursor.expect("ERROR");
  result.on_error = std::move(outcome);
  return result;
}

}  // namespace

JsonOutcomes json_value_outcomes(Cursor& cursor) {
  return outcomes(cursor, value_outcome);
}
JsonOutcomes json_query_outcomes(Cursor& cursor) {
  return outcomes(cursor, query_outcome);
}

ExpressionPtr json_call(Cursor& cursor) {
  if (cursor.at("JSON_EXISTS")) return json_exists(cursor);
  if (cursor.at("JSON_VALUE")) return json_value(cursor);
  if (cursor.at("JSON_QUERY")) return json_query(cursor);
  if (cursor.at("JSON_OBJECT")) return json_object(cursor);
  if (cursor.at("JSON_ARRAY")) return json_array(cursor);
  return nullptr;
}

JsonPathInvocation json_path_invocation(Cursor& cursor) {
  JsonPathInvocation path{.input = json_input(cursor)};
  cursor.expect(",");
  path.path_location = cursor.location();
  path.path = cursor.string();
  if (cursor.accept("AS")) path.path_name = cursor.identifier();
  if (!cursor.accept("PASSING")) return path;
  path.passing = comma_list(cursor, [](Cursor& at) {
    JsonArgument argument{.input = json_input(at), .name = {}};
    at.expect("AS");
    argument.name = at.identifier();
    return argument;
  });
  return path;
}

JsonFormat json_format(Cursor& cursor) {
  if (!cursor.accept("FORMAT")) return JsonFormat::unspecified;
  cursor.expect("JSON");
  if (!cursor.accept("ENCODING")) return JsonFormat::json;
  if (cursor.accept("UTF8")) return JsonFormat::utf8;
  if (cursor.accept("UTF16")) return JsonFormat::utf16;
  cursor.expect("UTF32");
  return JsonFormat::utf32;
}

JsonWrapper json_wrapper(Cursor& cursor) {
  JsonWrapper wrapper = JsonWrapper::without;
  if (cursor.accept("WITH")) {
    wrapper = JsonWrapper::unconditional;
    if (cursor.accept("CONDITIONAL")) {
      wrapper = JsonWrapper::conditional;
    } else {
      cursor.accept("UNCONDITIONAL");
    }
  } else if (!cursor.accept("WITHOUT")) {
    return wrapper;
  }
  cursor.accept("ARRAY");
  cursor.expect("WRAPPER");
  return wrapper;
}

JsonQuotes json_quotes(Cursor& cursor) {
  JsonQuotes quotes = JsonQuotes::keep;
  if (!cursor.accept("KEEP")) {
    if (!cursor.accept("OMIT")) return JsonQuotes::unspecified;
    quotes = JsonQuotes::omit;
  }
  cursor.expect("QUOTES");
  if (!cursor.accept("ON")) return quotes;
  cursor.expect("SCALAR");
  cursor.expect("STRING");
  return quotes;
}

}  // namespace sluice::sql
