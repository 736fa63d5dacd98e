// Statements that only have to parse: ALTER, SET, CALL and so on; and DROP.
#include "sql/syntax/parser.h"

namespace sluice::sql {

namespace {

bool accept_if_exists(Cursor& cursor) {
  return cursor.accept("IF", "EXISTS");
}

void set_authorization(Cursor& cursor) {
  cursor.expect("SET");
  cursor.expect("AUTHORIZATION");
  principal(cursor);
}

void rename_to(Cursor& cursor) {
  cursor.expect("RENAME");
  cursor.expect("TO");
  cursor.qualified_name();
}

void call_argument(Cursor& cursor) {
  if (cursor.at_identifier() && cursor.at("=>", 1)) {
    cursor.identifier();
    cursor.take();
  }
  expression(cursor);
}

void parenthesized_call_arguments(Cursor& cursor) {
  cursor.expect("(");
  if (cursor.accept(")")) return;
  do {
    call_argument(cursor);
  } while (cursor.accept(","));
  cursor.expect(")");
}

void alter_column(Cursor& cursor) {
  cursor.qualified_name();
  if (cursor.accept("SET")) {
    if (cursor.accept("DEFAULT")) {
      value_expression(cursor);
      return;
    }
    cursor.expect("DATA");
    cursor.expect("TYPE");
    type_syntax(cursor);
    return;
  }
  cursor.expect("DROP");
  if (cursor.accept("DEFAULT")) return;
  cursor.expect("NOT");
  cursor.expect("NULL");
}

void add_column(Cursor& cursor) {
  cursor.expect("COLUMN");
  if (cursor.accept("IF", "NOT")) cursor.expect("EXISTS");
  column_definition(cursor);
  if (cursor.accept("FIRST") || cursor.accept("LAST")) return;
  if (cursor.accept("AFTER")) cursor.identifier();
}

void rename_table_part(Cursor& cursor) {
  if (cursor.accept("TO")) {
    cursor.qualified_name();
    return;
  }
  cursor.expect("COLUMN");
  accept_if_exists(cursor);
  cursor.qualified_name();
  cursor.expect("TO");
  cursor.identifier();
}

void set_table_part(Cursor& cursor) {
  if (cursor.accept("PROPERTIES")) {
    property_assignments(cursor);
    return;
  }
  cursor.expect("AUTHORIZATION");
  principal(cursor);
}

void alter_table(Cursor& cursor) {
  accept_if_exists(cursor);
  cursor.qualified_name();
  if (cursor.accept("RENAME")) return rename_table_part(cursor);
  if (cursor.accept("ADD")) return add_column(cursor);
  if (cursor.accept("SET")) return set_table_part(cursor);
  if (cursor.accept("ALTER")) {
    cursor.expect("COLUMN");
    return alter_column(cursor);
  }
  if (cursor.accept("DROP")) {
    cursor.expect("COLUMN");
    accept_if_exists(cursor);
    cursor.qualified_name();
    return;
  }
  cursor.expect("EXECUTE");
  cursor.identifier();
  if (cursor.at("(")) parenthesized_call_arguments(cursor);
  if (cursor.accept("WHERE")) expression(cursor);
}

void rename_or_authorize(Cursor& cursor) {
  cursor.qualified_name();
  if (cursor.at("SET")) return set_authorization(cursor);
  rename_to(cursor);
}

void alter_materialized_view(Cursor& cursor) {
  cursor.expect("VIEW");
  accept_if_exists(cursor);
  cursor.qualified_name();
  if (!cursor.accept("SET")) return rename_to(cursor);
  set_table_part(cursor);
}

void alter_branch(Cursor& cursor) {
  cursor.identifier();
  cursor.expect("IN");
  cursor.expect("TABLE");
  cursor.qualified_name();
  cursor.expect_word("FAST");
  cursor.expect_word("FORWARD");
  cursor.expect("TO");
  cursor.identifier();
}

std::string alter(Cursor& cursor) {
  if (cursor.accept("TABLE")) return alter_table(cursor), "ALTER TABLE";
  if (cursor.accept("SCHEMA")) return rename_or_authorize(cursor), "ALTER SCHEMA";
  if (cursor.accept("VIEW")) return rename_or_authorize(cursor), "ALTER VIEW";
  if (cursor.accept("MATERIALIZED")) {
    return alter_materialized_view(cursor), "ALTER MATERIALIZED VIEW";
  }
  if (cursor.accept_word("BRANCH")) return alter_branch(cursor), "ALTER BRANCH";
  cursor.identifier();
  cursor.qualified_name();
  set_authorization(cursor);
  return "ALTER";
}

void session_value(Cursor& cursor) {
  cursor.qualified_name();
  cursor.expect("=");
  expression(cursor);
}

std::string set(Cursor& cursor) {
  if (cursor.accept("SESSION")) {
    if (!cursor.accept("AUTHORIZATION")) return session_value(cursor), "SET SESSION";
    if (cursor.at_string()) return cursor.string(), "SET SESSION AUTHORIZATION";
    return cursor.identifier(), "SET SESSION AUTHORIZATION";
  }
  if (cursor.accept("ROLE")) {
    cursor.identifier();  // ALL and NONE are names too
    if (cursor.accept("IN")) cursor.identifier();
    return "SET ROLE";
  }
  if (cursor.accept("TIME")) {
    cursor.expect("ZONE");
    if (cursor.at("LOCAL") && cursor.at_kind(TokenKind::end, 1)) {
      cursor.take();
    } else {
      expression(cursor);
    }
    return "SET TIME ZONE";
  }
  cursor.expect("PATH");
  comma_list(cursor, [](Cursor& at) { return at.qualified_name(); });
  return "SET PATH";
}

std::string comment(Cursor& cursor) {
  cursor.expect("ON");
  if (!cursor.accept("TABLE") && !cursor.accept("VIEW")) cursor.expect("COLUMN");
  cursor.qualified_name();
  cursor.expect("IS");
  if (!cursor.accept("NULL")) cursor.string();
  return "COMMENT";
}

void transaction_mode(Cursor& cursor) {
  if (cursor.accept("READ")) {
    if (!cursor.accept("ONLY")) cursor.expect("WRITE");
    return;
  }
  cursor.expect("ISOLATION");
  cursor.expect("LEVEL");
  if (cursor.accept("SERIALIZABLE")) return;
  if (cursor.accept("REPEATABLE")) return cursor.expect("READ");
  cursor.expect("READ");
  if (!cursor.accept("UNCOMMITTED")) cursor.expect("COMMITTED");
}

std::string start(Cursor& cursor) {
  cursor.expect("TRANSACTION");
  if (cursor.at_kind(TokenKind::end)) return "START TRANSACTION";
  do {
    transaction_mode(cursor);
  } while (cursor.accept(","));
  return "START TRANSACTION";
}

std::string commit(Cursor& cursor) {
  return cursor.accept("WORK"), "COMMIT";
}

std::string rollback(Cursor& cursor) {
  return cursor.accept("WORK"), "ROLLBACK";
}

std::string call(Cursor& cursor) {
  cursor.qualified_name();
  parenthesized_call_arguments(cursor);
  return "CALL";
}

std::string analyze(Cursor& cursor) {
  cursor.qualified_name();
  if (cursor.accept("WITH")) properties(cursor);
  return "ANALYZE";
}

std::string truncate(Cursor& cursor) {
  cursor.expect("TABLE");
  cursor.qualified_name();
  return "TRUNCATE TABLE";
}

std::string refresh(Cursor& cursor) {
  cursor.expect("MATERIALIZED");
  cursor.expect("VIEW");
  cursor.qualified_name();
  return "REFRESH MATERIALIZED VIEW";
}

std::string reset(Cursor& cursor) {
  cursor.expect("SESSION");
  cursor.qualified_name();  // AUTHORIZATION is a name too
  return "RESET SESSION";
}

std::string use(Cursor& cursor) {
  cursor.identifier();
  if (cursor.accept(".")) cursor.identifier();
  return "USE";
}

std::string drop_other(Cursor& cursor) {
  if (cursor.accept("MATERIALIZED")) {
    cursor.expect("VIEW");
    accept_if_exists(cursor);
    cursor.qualified_name();
    return "DROP MATERIALIZED VIEW";
  }
  if (cursor.accept("FUNCTION")) {
    accept_if_exists(cursor);
    function_declaration(cursor);
    return "DROP FUNCTION";
  }
  if (cursor.accept("CATALOG")) {
    accept_if_exists(cursor);
    cursor.identifier();
    if (!cursor.accept("CASCADE")) cursor.accept("RESTRICT");
    return "DROP CATALOG";
  }
  if (cursor.accept("ROLE")) {
    cursor.identifier();
    if (cursor.accept("IN")) cursor.identifier();
    return "DROP ROLE";
  }
  cursor.expect_word("BRANCH");
  accept_if_exists(cursor);
  cursor.identifier();
  cursor.expect("IN");
  cursor.expect("TABLE");
  cursor.qualified_name();
  return "DROP BRANCH";
}

std::optional<DropKind> drop_kind(Cursor& cursor) {
  if (cursor.accept("TABLE")) return DropKind::table;
  if (cursor.accept("VIEW")) return DropKind::view;
  if (cursor.accept("SCHEMA")) return DropKind::schema;
  return std::nullopt;
}

StatementPtr drop(Cursor& cursor, const Location& at, DropKind kind) {
  auto node = make_node<Drop>(at);
  node->what = kind;
  node->if_exists = accept_if_exists(cursor);
  node->name = cursor.qualified_name();
  if (kind != DropKind::schema) return node;
  node->cascade = cursor.accept("CASCADE");
  if (!node->cascade) cursor.accept("RESTRICT");
  return node;
}

struct Row {
  Terminal word;
  std::string (*parse)(Cursor&);
};

constexpr Row kRows[] = {
    {"ALTER", alter},
    {"ANALYZE", analyze},
    {"CALL", call},
    {"COMMENT", comment},
    {"COMMIT", commit},
    {"DENY", deny_privileges},
    {"DROP", drop_other},
    {"GRANT", grant_privileges},
    {"REFRESH", refresh},
    {"RESET", reset},
    {"REVOKE", revoke_privileges},
    {"ROLLBACK", rollback},
    {"SET", set},
    {"START", start},
    {"TRUNCATE", truncate},
    {"USE", use},
};

}  // namespace

StatementPtr utility_statement(Cursor& cursor) {
  const std::size_t start = cursor.position();
  const Token& word = cursor.take();
  if (word.terminal == "DROP") {
    if (const auto kind = drop_kind(cursor)) return drop(cursor, word.location, *kind);
  }
  auto node = make_node<Utility>(word.location);
  for (const Row& row : kRows) {
    if (row.word == word.terminal) node->command = row.parse(cursor);
  }
  node->words = cursor.words_since(start);
  return node;
}

}  // namespace sluice::sql
