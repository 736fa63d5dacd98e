// SQL routines: they parse, and stay words.
#include "sql/syntax/parser.h"

namespace sluice::sql {

namespace {

void control_statement(Cursor& cursor);

// One or more statements, each with its semicolon, up to a word that ends the list.
void statement_list(Cursor& cursor) {
  const auto at_end = [&] {
    return cursor.at("END") || cursor.at("ELSE") || cursor.at("ELSEIF") || cursor.at("WHEN") ||
           cursor.at("UNTIL");
  };
  do {
    control_statement(cursor);
    cursor.expect(";");
  } while (!at_end());
}

void else_clause(Cursor& cursor) {
  if (cursor.accept("ELSE")) statement_list(cursor);
}

void case_statement(Cursor& cursor) {
  if (!cursor.at("WHEN")) expression(cursor);
  if (!cursor.at("WHEN")) cursor.expect("WHEN");
  while (cursor.accept("WHEN")) {
    expression(cursor);
    cursor.expect("THEN");
    statement_list(cursor);
  }
  else_clause(cursor);
  cursor.expect("END");
  cursor.expect("CASE");
}

void if_statement(Cursor& cursor) {
  do {
    expression(cursor);
    cursor.expect("THEN");
    statement_list(cursor);
  } while (cursor.accept("ELSEIF"));
  else_clause(cursor);
  cursor.expect("END");
  cursor.expect("IF");
}

void compound_statement(Cursor& cursor) {
  while (cursor.accept("DECLARE")) {
    identifier_list(cursor);
    type_syntax(cursor);
    if (cursor.accept("DEFAULT")) value_expression(cursor);
    cursor.expect(";");
  }
  if (!cursor.at("END")) statement_list(cursor);
  cursor.expect("END");
}

void loop_statement(Cursor& cursor) {
  if (cursor.accept("LOOP")) {
    statement_list(cursor);
    cursor.expect("END");
    return cursor.expect("LOOP");
  }
  if (cursor.accept("WHILE")) {
    expression(cursor);
    cursor.expect("DO");
    statement_list(cursor);
    cursor.expect("END");
    return cursor.expect("WHILE");
  }
  cursor.expect("REPEAT");
  statement_list(cursor);
  cursor.expect("UNTIL");
  expression(cursor);
  cursor.expect("END");
  cursor.expect("REPEAT");
}

void control_statement(Cursor& cursor) {
  const Level level(cursor);
  if (cursor.at_identifier() && cursor.at(":", 1)) {
    cursor.identifier();
    cursor.take();
    return loop_statement(cursor);
  }
  if (cursor.accept("RETURN")) return static_cast<void>(value_expression(cursor));
  if (cursor.accept("CASE")) return case_statement(cursor);
  if (cursor.accept("IF")) return if_statement(cursor);
  if (cursor.accept("BEGIN")) return compound_statement(cursor);
  if (cursor.accept("ITERATE") || cursor.accept("LEAVE")) {
    return static_cast<void>(cursor.identifier());
  }
  if (!cursor.accept("SET")) return loop_statement(cursor);
  cursor.identifier();
  cursor.expect("=");
  expression(cursor);
}

// name type, or only a type
void parameter_declaration(Cursor& cursor) {
  const bool named = cursor.at_identifier() && cursor.at_identifier(1) && !cursor.at("ARRAY", 1) &&
                     !(cursor.at("DOUBLE") && cursor.at("PRECISION", 1)) &&
                     !(cursor.at("INTERVAL") && at_interval_field(cursor, 1));
  if (named) cursor.identifier();
  type_syntax(cursor);
}

void on_null_input(Cursor& cursor) {
  cursor.expect("ON");
  cursor.expect("NULL");
  cursor.expect("INPUT");
}

bool routine_characteristic(Cursor& cursor) {
  if (cursor.accept("LANGUAGE")) return cursor.identifier(), true;
  if (cursor.accept("NOT")) return cursor.expect("DETERMINISTIC"), true;
  if (cursor.accept("DETERMINISTIC")) return true;
  if (cursor.accept("CALLED")) return on_null_input(cursor), true;
  if (cursor.accept("COMMENT")) return cursor.string(), true;
  if (cursor.accept("RETURNS")) {
    cursor.expect("NULL");
    return on_null_input(cursor), true;
  }
  if (cursor.accept("WITH")) return properties(cursor), true;
  if (!cursor.accept("SECURITY")) return false;
  if (!cursor.accept("DEFINER")) cursor.expect("INVOKER");
  return true;
}

}  // namespace

QualifiedName function_declaration(Cursor& cursor) {
  QualifiedName name = cursor.qualified_name();
  cursor.expect("(");
  if (cursor.accept(")")) return name;
  do {
    parameter_declaration(cursor);
  } while (cursor.accept(","));
  cursor.expect(")");
  return name;
}

InlineFunction function_specification(Cursor& cursor) {
  InlineFunction function;
  const std::size_t start = cursor.position();
  function.location = cursor.location();
  cursor.expect("FUNCTION");
  function.name = function_declaration(cursor);
  cursor.expect("RETURNS");
  type_syntax(cursor);
  while (routine_characteristic(cursor)) {
  }
  control_statement(cursor);
  function.words = cursor.words_since(start);
  return function;
}

}  // namespace sluice::sql
