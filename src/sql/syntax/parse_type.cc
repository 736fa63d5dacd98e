// Types.
#include "sql/syntax/parser.h"

namespace sluice::sql {

namespace {

std::string lower(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

TypeArgument type_argument(Cursor& cursor) {
  TypeArgument argument;
  if (cursor.at_kind(TokenKind::integer)) {
    argument.integer = cursor.integer();
    return argument;
  }
  cursor.welcome("<integer>");
  argument.type.push_back(type_syntax(cursor));
  return argument;
}

// TIME and TIMESTAMP [(p)] [WITH | WITHOUT TIME ZONE]
TypeSyntax date_time_type(Cursor& cursor) {
  const Token& word = cursor.take();
  TypeSyntax type{.location = word.location, .form = TypeForm::date_time};
  type.name = lower(std::string(word.text));
  if (cursor.accept("(")) {
    type.precision.push_back(type_argument(cursor));
    cursor.expect(")");
  }
  const bool with = cursor.accept("WITH", "TIME");
  if (with || cursor.accept("WITHOUT", "TIME")) cursor.expect("ZONE");
  type.with_time_zone = with;
  return type;
}

TypeSyntax interval_type(Cursor& cursor) {
  TypeSyntax type{.location = cursor.take().location, .form = TypeForm::interval};
  type.name = "interval";
  type.interval_from = interval_field(cursor);
  if (cursor.accept("(")) {
    type.interval_precision = cursor.integer();
    cursor.expect(")");
  }
  type.interval_to = type.interval_from;
  if (!cursor.accept("TO")) return type;
  type.interval_to = interval_field(cursor);
  // SECOND(2): a precision that no engine keeps.
  if (cursor.accept("(")) {
    cursor.integer();
    cursor.expect(")");
  }
  return type;
}

bool at_type_end(const Cursor& cursor, std::size_t ahead) {
  return cursor.at(",", ahead) || cursor.at(")", ahead);
}

// A field is a type, or a name and a type; two words side by side may be either.
bool at_field_name(const Cursor& cursor) {
  if (!cursor.at_identifier(0) || !cursor.at_identifier(1)) return false;
  if (cursor.at("DOUBLE") && cursor.at("PRECISION", 1)) return !at_type_end(cursor, 2);
  if (cursor.at("TIME") || cursor.at("TIMESTAMP")) return !cursor.at("WITHOUT", 1);
  if (cursor.at("INTERVAL") && at_interval_field(cursor, 1)) {
    return !(at_type_end(cursor, 2) || cursor.at("TO", 2) || cursor.at("(", 2));
  }
  if (!cursor.at("ARRAY", 1)) return true;
  // "x array" is an array of x unless something follows that makes it an array type's arguments.
  return cursor.at("(", 2) || cursor.at("<", 2);
}

RowField row_field(Cursor& cursor) {
  RowField field;
  if (at_field_name(cursor)) field.name = cursor.identifier();
  field.type = type_syntax(cursor);
  return field;
}

TypeSyntax row_type(Cursor& cursor) {
  TypeSyntax type{.location = cursor.take().location, .form = TypeForm::row};
  type.name = "row";
  cursor.expect("(");
  type.fields = comma_list(cursor, row_field);
  cursor.expect(")");
  return type;
}

// array<t> and map<k, v>
TypeSyntax angle_type(Cursor& cursor) {
  const Token& word = cursor.take();
  TypeSyntax type{.location = word.location};
  type.name = lower(std::string(word.text));
  cursor.expect("<");
  const std::size_t count = type.name == "map" ? 2 : 1;
  while (type.arguments.size() < count) {
    if (!type.arguments.empty()) cursor.expect(",");
    TypeArgument argument;
    argument.type.push_back(type_syntax(cursor));
    type.arguments.push_back(std::move(argument));
  }
  cursor.expect(">");
  return type;
}

TypeSyntax generic_type(Cursor& cursor) {
  TypeSyntax type{.location = cursor.location()};
  if (cursor.at("DOUBLE") && cursor.at("PRECISION", 1)) {
    cursor.take();
    cursor.take();
    type.name = "double";
    return type;
  }
  if (!cursor.at_identifier()) {
    cursor.welcome("<type>");
    cursor.fail();
  }
  type.name = cursor.identifier().name;
  if (!cursor.accept("(")) return type;
  type.arguments = comma_list(cursor, type_argument);
  cursor.expect(")");
  return type;
}

TypeSyntax type_start(Cursor& cursor) {
  if (cursor.at("TIME") || cursor.at("TIMESTAMP")) return date_time_type(cursor);
  if (cursor.at("ROW") && cursor.at("(", 1)) return row_type(cursor);
  if (cursor.at("INTERVAL") && at_interval_field(cursor, 1)) return interval_type(cursor);
  const bool angle = cursor.at("<", 1);
  if (angle && (cursor.at("ARRAY") || cursor.at("MAP"))) return angle_type(cursor);
  return generic_type(cursor);
}

}  // namespace

TypeSyntax type_syntax(Cursor& cursor) {
  const Level level(cursor);
  TypeSyntax type = type_start(cursor);
  while (cursor.at("ARRAY")) {
    cursor.take();
    TypeSyntax array{.location = type.location};
    array.name = "array";
    TypeArgument element;
    element.type.push_back(std::move(type));
    array.arguments.push_back(std::move(element));
    type = std::move(array);
    cursor.grow();
    if (!cursor.accept("[")) continue;
    cursor.integer();  // a length that no engine keeps
    cursor.expect("]");
  }
  return type;
}

}  // namespace sluice::sql
