// Statements around queries: EXPLAIN, PREPARE, EXECUTE; and the doors.
#include "sql/syntax/parser.h"

namespace sluice::sql {

namespace {

StatementPtr query_statement(Cursor& cursor) {
  auto node = make_node<QueryStatement>(cursor.location());
  node->query = root_query(cursor);
  return node;
}

std::string one_of(Cursor& cursor, std::initializer_list<Terminal> words) {
  for (const Terminal& word : words) {
    if (cursor.accept(word)) return std::string(word.text());
  }
  cursor.fail();
}

void explain_option(Cursor& cursor, Explain& explain) {
  if (cursor.accept("FORMAT")) {
    explain.format = one_of(cursor, {"TEXT", "GRAPHVIZ", "JSON"});
  } else {
    cursor.expect("TYPE");
    explain.type = one_of(cursor, {"LOGICAL", "DISTRIBUTED", "VALIDATE", "IO"});
  }
}

bool at_explain_options(const Cursor& cursor) {
  return cursor.at("(") && (cursor.at("FORMAT", 1) || cursor.at("TYPE", 1));
}

// EXPLAIN ANALYZE t explains the statement ANALYZE t.
bool at_analyze_statement(const Cursor& cursor) {
  return cursor.at_identifier(1) && cursor.token(1).terminal.none();
}

StatementPtr explain_statement(Cursor& cursor) {
  const Level level(cursor);
  auto node = make_node<Explain>(cursor.take().location);
  if (at_explain_options(cursor)) {
    cursor.take();
    do {
      explain_option(cursor, *node);
    } while (cursor.accept(","));
    cursor.expect(")");
  } else if (cursor.at("ANALYZE") && !at_analyze_statement(cursor)) {
    cursor.take();
    node->analyze = true;
    node->verbose = cursor.accept("VERBOSE");
  }
  node->statement = statement(cursor);
  return node;
}

StatementPtr prepare_statement(Cursor& cursor) {
  const Level level(cursor);
  auto node = make_node<Prepare>(cursor.take().location);
  node->name = cursor.identifier();
  cursor.expect("FROM");
  node->statement = statement(cursor);
  return node;
}

StatementPtr execute_statement(Cursor& cursor) {
  const Location at = cursor.take().location;
  if (cursor.at("IMMEDIATE") && cursor.at_string(1)) {
    cursor.take();
    auto node = make_node<ExecuteImmediate>(at);
    node->sql = cursor.string();
    if (cursor.accept("USING")) node->parameters = expressions(cursor);
    return node;
  }
  auto node = make_node<Execute>(at);
  node->name = cursor.identifier();
  if (cursor.accept("USING")) node->parameters = expressions(cursor);
  return node;
}

StatementPtr deallocate_statement(Cursor& cursor) {
  auto node = make_node<Deallocate>(cursor.take().location);
  cursor.expect("PREPARE");
  node->name = cursor.identifier();
  return node;
}

struct Row {
  Terminal word;
  StatementPtr (*parse)(Cursor&);
};

constexpr Row kStatements[] = {
    {"SELECT", query_statement},
    {"WITH", query_statement},
    {"VALUES", query_statement},
    {"TABLE", query_statement},
    {"(", query_statement},
    {"EXPLAIN", explain_statement},
    {"PREPARE", prepare_statement},
    {"EXECUTE", execute_statement},
    {"DEALLOCATE", deallocate_statement},
    {"CREATE", create_statement},
    {"SHOW", show_statement},
    {"DESCRIBE", show_statement},
    {"DESC", show_statement},
    {"INSERT", write_statement},
    {"DELETE", write_statement},
    {"UPDATE", write_statement},
    {"MERGE", write_statement},
    {"UNLOAD", write_statement},
    {"DROP", utility_statement},
    {"ALTER", utility_statement},
    {"ANALYZE", utility_statement},
    {"CALL", utility_statement},
    {"COMMENT", utility_statement},
    {"COMMIT", utility_statement},
    {"DENY", utility_statement},
    {"GRANT", utility_statement},
    {"REFRESH", utility_statement},
    {"RESET", utility_statement},
    {"REVOKE", utility_statement},
    {"ROLLBACK", utility_statement},
    {"SET", utility_statement},
    {"START", utility_statement},
    {"TRUNCATE", utility_statement},
    {"USE", utility_statement},
};

// Trino sums the words that begin queries up as one.
void welcome_statements(Cursor& cursor) {
  for (const Row& row : kStatements) {
    const bool query = row.parse == query_statement && row.word != Terminal("WITH");
    if (!query) cursor.welcome(row.word.text());
  }
  cursor.welcome("<query>");
}

}  // namespace

StatementPtr statement(Cursor& cursor) {
  for (const Row& row : kStatements) {
    if (cursor.at(row.word)) return row.parse(cursor);
  }
  welcome_statements(cursor);
  cursor.fail();
}

StatementPtr parse_statement(std::string_view text) {
  Cursor cursor(text);
  StatementPtr parsed = statement(cursor);
  cursor.expect_end();
  parsed->parameters = cursor.parameters();
  return parsed;
}

ExpressionPtr parse_expression(std::string_view text) {
  Cursor cursor(text);
  ExpressionPtr parsed = expression(cursor);
  cursor.expect_end();
  return parsed;
}

TypeSyntax parse_type_syntax(std::string_view text) {
  Cursor cursor(text);
  TypeSyntax parsed = type_syntax(cursor);
  cursor.expect_end();
  return parsed;
}

}  // namespace sluice::sql
