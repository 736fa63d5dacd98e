// SHOW and DESCRIBE.
#include "sql/syntax/parser.h"

namespace sluice::sql {

namespace {

StatementPtr utility(Cursor& cursor, const Location& at, std::size_t start, std::string command) {
  auto node = make_node<Utility>(at);
  node->command = std::move(command);
  node->words = cursor.words_since(start);
  return node;
}

bool accept_from(Cursor& cursor) {
  return cursor.accept("FROM") || cursor.accept("IN");
}

// LIKE 'pattern' [ESCAPE 'c']
void like_clause(Cursor& cursor, Show& show) {
  if (!cursor.accept("LIKE")) return;
  show.like = cursor.string();
  if (cursor.accept("ESCAPE")) show.escape = cursor.string();
}

struct Row {
  Terminal word;
  ShowKind kind;
  bool from;      // takes FROM name
  bool required;  // must have it
};

constexpr Row kRows[] = {
    {"TABLES", ShowKind::tables, true, false},       {"SCHEMAS", ShowKind::schemas, true, false},
    {"CATALOGS", ShowKind::catalogs, false, false},  {"COLUMNS", ShowKind::columns, true, true},
    {"FUNCTIONS", ShowKind::functions, true, false}, {"SESSION", ShowKind::session, false, false},
};

std::unique_ptr<Show> show_list(Cursor& cursor, const Location& at) {
  for (const Row& row : kRows) {
    if (!cursor.accept(row.word)) continue;
    auto node = make_node<Show>(at);
    node->what = row.kind;
    if (row.required && !cursor.at("FROM") && !cursor.at("IN")) {
      cursor.welcome("IN");
      cursor.expect("FROM");
    }
    if (row.from && accept_from(cursor)) node->name = cursor.qualified_name();
    like_clause(cursor, *node);
    return node;
  }
  return nullptr;
}

// SHOW CREATE …; of a materialized view it stays words.
StatementPtr show_create(Cursor& cursor, const Location& at, std::size_t start) {
  auto node = make_node<Show>(at);
  if (cursor.accept("TABLE")) {
    node->what = ShowKind::create_table;
  } else if (cursor.accept("SCHEMA")) {
    node->what = ShowKind::create_schema;
  } else if (cursor.accept("MATERIALIZED")) {
    cursor.expect("VIEW");
    cursor.qualified_name();
    return utility(cursor, at, start, "SHOW CREATE MATERIALIZED VIEW");
  } else {
    cursor.expect("VIEW");
    node->what = ShowKind::create_view;
  }
  node->name = cursor.qualified_name();
  return node;
}

std::string show_other(Cursor& cursor) {
  if (cursor.accept("STATS")) {
    cursor.expect("FOR");
    if (cursor.at("(")) {
      cursor.take();
      root_query(cursor);
      cursor.expect(")");
    } else {
      cursor.qualified_name();
    }
    return "SHOW STATS";
  }
  if (cursor.accept("ROLE")) {
    cursor.expect("GRANTS");
    if (accept_from(cursor)) cursor.identifier();
    return "SHOW ROLE GRANTS";
  }
  if (cursor.accept("GRANTS")) {
    if (cursor.accept("ON")) grant_object(cursor);
    return "SHOW GRANTS";
  }
  if (cursor.accept_word("BRANCHES")) {
    if (!accept_from(cursor)) cursor.expect("FROM");
    cursor.expect("TABLE");
    cursor.qualified_name();
    return "SHOW BRANCHES";
  }
  cursor.accept("CURRENT");
  cursor.expect("ROLES");
  if (accept_from(cursor)) cursor.identifier();
  return "SHOW ROLES";
}

StatementPtr describe(Cursor& cursor) {
  const std::size_t start = cursor.position();
  const Location at = cursor.take().location;
  for (const Terminal& word : {Terminal("INPUT"), Terminal("OUTPUT")}) {
    if (!cursor.at(word) || !cursor.at_identifier(1)) continue;
    cursor.take();
    cursor.identifier();
    return utility(cursor, at, start, "DESCRIBE " + std::string(word.text()));
  }
  auto node = make_node<Show>(at);
  node->what = ShowKind::columns;
  node->name = cursor.qualified_name();
  return node;
}

}  // namespace

StatementPtr show_statement(Cursor& cursor) {
  if (!cursor.at("SHOW")) return describe(cursor);
  const std::size_t start = cursor.position();
  const Location at = cursor.take().location;
  if (cursor.accept("CREATE")) return show_create(cursor, at, start);
  if (auto list = show_list(cursor, at)) return list;
  std::string command = show_other(cursor);
  return utility(cursor, at, start, std::move(command));
}

}  // namespace sluice::sql
