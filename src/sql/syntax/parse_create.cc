// CREATE TABLE, VIEW, SCHEMA; the rest of CREATE.
#include "sql/syntax/parser.h"

namespace sluice::sql {

namespace {

Property property(Cursor& cursor) {
  Property property;
  property.name = cursor.identifier();
  cursor.expect("=");
  if (!cursor.accept("DEFAULT")) property.value = expression(cursor);
  return property;
}

bool accept_if_not_exists(Cursor& cursor) {
  if (!cursor.accept("IF", "NOT")) return false;
  cursor.expect("EXISTS");
  return true;
}

std::optional<std::string> comment(Cursor& cursor) {
  if (!cursor.accept("COMMENT")) return std::nullopt;
  return cursor.string();
}

// A column's default: a literal, nothing that would have to be computed.
ExpressionPtr literal(Cursor& cursor) {
  const bool number = cursor.at("-") || cursor.at_kind(TokenKind::integer) ||
                      cursor.at_kind(TokenKind::decimal) || cursor.at_kind(TokenKind::double_);
  const bool word = cursor.at("NULL") || cursor.at("TRUE") || cursor.at("FALSE");
  const bool typed = cursor.at_identifier() && (cursor.at_string(1) || cursor.at("INTERVAL"));
  if (!number && !word && !typed && !cursor.at_string() && !cursor.at_kind(TokenKind::binary)) {
    cursor.fail();
  }
  return value_expression(cursor);
}

TableElement table_element(Cursor& cursor) {
  TableElement element;
  if (!cursor.accept("LIKE")) {
    element.column = column_definition(cursor);
    return element;
  }
  element.like = cursor.qualified_name();
  if (cursor.accept("INCLUDING")) {
    element.like_properties = LikeProperties::including;
  } else if (cursor.accept("EXCLUDING")) {
    element.like_properties = LikeProperties::excluding;
  } else {
    return element;
  }
  cursor.expect("PROPERTIES");
  return element;
}

// The part of the two forms of CREATE TABLE that they share.
struct TableHead {
  Location at;
  bool or_replace = false;
  bool if_not_exists = false;
  QualifiedName name;
};

// AS query, AS (WITH … query)
QueryPtr table_query(Cursor& cursor) {
  if (!cursor.at("(") || !cursor.at("WITH", 1)) return root_query(cursor);
  cursor.take();
  QueryPtr query = root_query(cursor);
  cursor.expect(")");
  return query;
}

StatementPtr create_table_as(Cursor& cursor, TableHead head) {
  auto node = make_node<CreateTableAs>(head.at);
  node->name = std::move(head.name);
  node->or_replace = head.or_replace;
  node->if_not_exists = head.if_not_exists;
  if (cursor.at("(")) node->columns = parenthesized_identifiers(cursor);
  node->comment = comment(cursor);
  if (cursor.accept("WITH")) node->properties = properties(cursor);
  cursor.expect("AS");
  node->query = table_query(cursor);
  if (!cursor.accept("WITH")) return node;
  node->with_data = !cursor.accept("NO");
  cursor.expect("DATA");
  return node;
}

StatementPtr create_table_of_columns(Cursor& cursor, TableHead head) {
  auto node = make_node<CreateTable>(head.at);
  node->name = std::move(head.name);
  node->or_replace = head.or_replace;
  node->if_not_exists = head.if_not_exists;
  node->elements = parenthesized_list(cursor, table_element);
  node->comment = comment(cursor);
  if (cursor.accept("WITH")) node->properties = properties(cursor);
  return node;
}

StatementPtr create_table(Cursor& cursor, const Location& at, bool or_replace) {
  TableHead head{.at = at, .or_replace = or_replace};
  head.if_not_exists = accept_if_not_exists(cursor);
  head.name = cursor.qualified_name();
  const bool aliases = cursor.at_identifier(1) && (cursor.at(",", 2) || cursor.at(")", 2));
  if (cursor.at("(") && !aliases) return create_table_of_columns(cursor, std::move(head));
  cursor.welcome("(");
  return create_table_as(cursor, std::move(head));
}

ViewSecurity view_security(Cursor& cursor) {
  if (!cursor.accept("SECURITY")) return ViewSecurity::unspecified;
  if (cursor.accept("DEFINER")) return ViewSecurity::definer;
  cursor.expect("INVOKER");
  return ViewSecurity::invoker;
}

StatementPtr create_view(Cursor& cursor, const Location& at, bool or_replace) {
  auto node = make_node<CreateView>(at);
  node->or_replace = or_replace;
  node->name = cursor.qualified_name();
  node->comment = comment(cursor);
  node->security = view_security(cursor);
  if (cursor.accept("WITH")) node->properties = properties(cursor);
  cursor.expect("AS");
  node->query = root_query(cursor);
  return node;
}

// With an owner it stays a Utility: nothing here knows owners.
StatementPtr create_schema(Cursor& cursor, const Location& at, std::size_t start) {
  auto node = make_node<CreateSchema>(at);
  node->if_not_exists = accept_if_not_exists(cursor);
  node->name = cursor.qualified_name();
  const bool owner = cursor.accept("AUTHORIZATION");
  if (owner) principal(cursor);
  if (cursor.accept("WITH")) node->properties = properties(cursor);
  if (!owner) return node;
  auto utility = make_node<Utility>(at);
  utility->command = "CREATE SCHEMA AUTHORIZATION";
  utility->words = cursor.words_since(start);
  return utility;
}

std::string create_materialized_view(Cursor& cursor) {
  cursor.expect("VIEW");
  accept_if_not_exists(cursor);
  cursor.qualified_name();
  if (cursor.accept("GRACE")) {
    cursor.expect("PERIOD");
    interval_literal(cursor);
  }
  if (cursor.accept("WHEN")) {
    cursor.expect_word("STALE");
    if (!cursor.accept_word("FAIL")) cursor.expect_word("INLINE");
  }
  comment(cursor);
  if (cursor.accept("WITH")) properties(cursor);
  cursor.expect("AS");
  root_query(cursor);
  return "CREATE MATERIALIZED VIEW";
}

std::string create_catalog(Cursor& cursor) {
  accept_if_not_exists(cursor);
  cursor.identifier();
  cursor.expect("USING");
  cursor.identifier();
  comment(cursor);
  if (cursor.accept("AUTHORIZATION")) principal(cursor);
  if (cursor.accept("WITH")) properties(cursor);
  return "CREATE CATALOG";
}

std::string create_role(Cursor& cursor) {
  cursor.identifier();
  if (cursor.accept("WITH")) {
    cursor.expect("ADMIN");
    if (!cursor.accept("CURRENT_USER") && !cursor.accept("CURRENT_ROLE")) principal(cursor);
  }
  if (cursor.accept("IN")) cursor.identifier();
  return "CREATE ROLE";
}

std::string create_branch(Cursor& cursor) {
  cursor.expect_word("BRANCH");
  accept_if_not_exists(cursor);
  cursor.identifier();
  if (cursor.accept("WITH")) properties(cursor);
  cursor.expect("IN");
  cursor.expect("TABLE");
  cursor.qualified_name();
  if (cursor.accept("FROM")) cursor.identifier();
  return "CREATE BRANCH";
}

std::string create_other(Cursor& cursor) {
  if (cursor.accept("MATERIALIZED")) return create_materialized_view(cursor);
  if (cursor.accept("CATALOG")) return create_catalog(cursor);
  if (cursor.accept("ROLE")) return create_role(cursor);
  if (!cursor.at("FUNCTION")) return create_branch(cursor);
  function_specification(cursor);
  return "CREATE FUNCTION";
}

}  // namespace

std::vector<Property> property_assignments(Cursor& cursor) {
  return comma_list(cursor, property);
}

std::vector<Property> properties(Cursor& cursor) {
  return parenthesized_list(cursor, property);
}

ColumnDefinition column_definition(Cursor& cursor) {
  ColumnDefinition column;
  column.name = cursor.qualified_name();
  column.type = type_syntax(cursor);
  if (cursor.accept("DEFAULT")) column.default_value = literal(cursor);
  column.not_null = cursor.accept("NOT");
  if (column.not_null) cursor.expect("NULL");
  column.comment = comment(cursor);
  if (cursor.accept("WITH")) column.properties = properties(cursor);
  return column;
}

StatementPtr create_statement(Cursor& cursor) {
  const std::size_t start = cursor.position();
  const Location at = cursor.take().location;
  const bool or_replace = cursor.accept("OR");
  if (or_replace) cursor.expect("REPLACE");
  if (cursor.accept("TABLE")) return create_table(cursor, at, or_replace);
  if (cursor.accept("VIEW")) return create_view(cursor, at, or_replace);
  if (!or_replace && cursor.accept("SCHEMA")) return create_schema(cursor, at, start);
  for (std::string_view welcome : {"CATALOG", "FUNCTION", "MATERIALIZED", "ROLE"}) {
    cursor.welcome(welcome);
  }
  auto node = make_node<Utility>(at);
  node->command = create_other(cursor);
  node->words = cursor.words_since(start);
  return node;
}

}  // namespace sluice::sql
