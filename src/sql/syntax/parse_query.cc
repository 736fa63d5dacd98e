// Queries: WITH, set operations, SELECT and what follows it.
#include "sql/syntax/parser.h"

namespace sluice::sql {

namespace {

NamedQuery named_query(Cursor& cursor) {
  NamedQuery named;
  named.name = cursor.identifier();
  if (cursor.at("(")) named.columns = parenthesized_identifiers(cursor);
  cursor.expect("AS");
  named.query = parenthesized_query(cursor);
  return named;
}

RowCount row_count(Cursor& cursor) {
  RowCount count;
  count.location = cursor.location();
  if (cursor.accept("?")) {
    count.parameter = cursor.next_parameter();
  } else {
    count.count = cursor.integer();
  }
  return count;
}

void row_or_rows(Cursor& cursor) {
  if (!cursor.accept("ROW")) cursor.expect("ROWS");
}

FetchFirst fetch_first(Cursor& cursor, const Location& location) {
  FetchFirst fetch{.location = location, .count = {}};
  if (!cursor.accept("FIRST")) cursor.expect("NEXT");
  if (!cursor.at("ROW") && !cursor.at("ROWS")) fetch.count = row_count(cursor);
  row_or_rows(cursor);
  if (cursor.accept("ONLY")) return fetch;
  cursor.expect("WITH");
  cursor.expect("TIES");
  fetch.with_ties = true;
  return fetch;
}

// ORDER BY, OFFSET, LIMIT, FETCH
void finish_query(Cursor& cursor, Query& query) {
  if (cursor.accept("ORDER")) {
    cursor.expect("BY");
    query.order_by = sort_items(cursor);
  }
  if (cursor.accept("OFFSET")) {
    query.offset = row_count(cursor);
    if (!cursor.accept("ROW")) cursor.accept("ROWS");
  }
  const Location at = cursor.location();
  if (cursor.accept("LIMIT")) {
    if (!cursor.accept("ALL")) query.limit = row_count(cursor);
  } else if (cursor.accept("FETCH")) {
    query.fetch = fetch_first(cursor, at);
  }
}

QueryBodyPtr query_primary(Cursor& cursor) {
  const Level level(cursor);
  const Location at = cursor.location();
  if (cursor.accept("TABLE")) {
    auto body = make_node<TableBody>(at);
    body->name = cursor.qualified_name();
    return body;
  }
  if (cursor.accept("VALUES")) {
    auto body = make_node<Values>(at);
    body->rows = expressions(cursor);
    return body;
  }
  if (cursor.accept("(")) {
    QueryPtr inner = query_after(cursor, query_primary(cursor));
    cursor.expect(")");
    return subquery_body(std::move(inner), at);
  }
  if (cursor.at("SELECT")) return select_body(cursor);
  cursor.welcome("<query>");
  cursor.fail();
}

void corresponding_clause(Cursor& cursor, SetOperation& operation) {
  if (!cursor.accept_word("CORRESPONDING")) return;
  operation.corresponding = true;
  if (!cursor.accept("BY")) return;
  operation.corresponding_columns = parenthesized_identifiers(cursor);
}

// a UNION ALL b UNION ALL c is one node: chains are long, and neither reader nor engine cares
// how they group. EXCEPT does.
bool extends(const QueryBody& left, const SetOperation& next) {
  if (left.kind != QueryBodyKind::set_operation || next.op == SetOperator::except) return false;
  const auto& chain = body_cast<SetOperation>(left);
  return chain.op == next.op && chain.all == next.all && !chain.corresponding &&
         !next.corresponding;
}

QueryBodyPtr append_term(Cursor& cursor, QueryBodyPtr left, std::unique_ptr<SetOperation> next,
                         QueryBodyPtr right) {
  if (extends(*left, *next)) {
    static_cast<SetOperation&>(*left).terms.push_back(std::move(right));
    return left;
  }
  next->terms.push_back(std::move(left));
  next->terms.push_back(std::move(right));
  cursor.grow();
  return next;
}

std::unique_ptr<SetOperation> set_operator(Cursor& cursor, SetOperator op) {
  auto node = make_node<SetOperation>(cursor.take().location);
  node->op = op;
  node->all = cursor.accept("ALL");
  if (!node->all) cursor.accept("DISTINCT");
  corresponding_clause(cursor, *node);
  return node;
}

QueryBodyPtr intersection(Cursor& cursor, QueryBodyPtr first) {
  QueryBodyPtr left = first ? std::move(first) : query_primary(cursor);
  while (cursor.at("INTERSECT")) {
    auto next = set_operator(cursor, SetOperator::intersect);
    QueryBodyPtr right = query_primary(cursor);
    left = append_term(cursor, std::move(left), std::move(next), std::move(right));
  }
  for (std::string_view welcome : {"INTERSECT", "UNION", "EXCEPT"})
    cursor.welcome(welcome);
  return left;
}

QueryBodyPtr query_term(Cursor& cursor, QueryBodyPtr first) {
  QueryBodyPtr left = intersection(cursor, std::move(first));
  while (cursor.at("UNION") || cursor.at("EXCEPT")) {
    const SetOperator op = cursor.at("UNION") ? SetOperator::union_ : SetOperator::except;
    auto next = set_operator(cursor, op);
    QueryBodyPtr right = intersection(cursor, nullptr);
    left = append_term(cursor, std::move(left), std::move(next), std::move(right));
  }
  return left;
}

}  // namespace

QueryBodyPtr subquery_body(QueryPtr query, const Location& location) {
  auto body = make_node<SubqueryBody>(location);
  body->query = std::move(query);
  return body;
}

bool at_query_clause(const Cursor& cursor) {
  const bool number = cursor.at_kind(TokenKind::integer, 1) || cursor.at("?", 1);
  if (cursor.at("LIMIT")) return number || cursor.at("ALL", 1);
  if (cursor.at("OFFSET")) return number;
  if (cursor.at("FETCH")) return cursor.at("FIRST", 1) || cursor.at("NEXT", 1);
  if (cursor.at("WINDOW")) return cursor.at_identifier(1) && cursor.at("AS", 2);
  return false;
}

bool at_query_continuation(const Cursor& cursor) {
  return cursor.at("UNION") || cursor.at("INTERSECT") || cursor.at("EXCEPT") ||
         cursor.at("ORDER") || (at_query_clause(cursor) && !cursor.at("WINDOW"));
}

QueryPtr query_after(Cursor& cursor, QueryBodyPtr first) {
  auto query = std::make_unique<Query>();
  query->location = first->location;
  query->body = query_term(cursor, std::move(first));
  finish_query(cursor, *query);
  return query;
}

QueryPtr query(Cursor& cursor) {
  const Level level(cursor);
  const Location at = cursor.location();
  if (!cursor.accept("WITH")) return query_after(cursor, query_primary(cursor));
  const bool recursive = cursor.accept("RECURSIVE");
  std::vector<NamedQuery> with = comma_list(cursor, named_query);
  QueryPtr query = query_after(cursor, query_primary(cursor));
  query->location = at;
  query->recursive = recursive;
  query->with = std::move(with);
  return query;
}

QueryPtr parenthesized_query(Cursor& cursor) {
  cursor.expect("(");
  QueryPtr inner = query(cursor);
  cursor.expect(")");
  return inner;
}

QueryPtr root_query(Cursor& cursor) {
  std::vector<SessionProperty> session;
  std::vector<InlineFunction> functions;
  const Location at = cursor.location();
  if (cursor.at("WITH") && cursor.at("SESSION", 1) && !cursor.at("AS", 2) && !cursor.at("(", 2)) {
    cursor.take();
    cursor.take();
    session = comma_list(cursor, [](Cursor& here) {
      SessionProperty property{.name = here.qualified_name(), .value = {}};
      here.expect("=");
      property.value = expression(here);
      return property;
    });
  }
  if (cursor.at("WITH") && cursor.at("FUNCTION", 1) && cursor.at_identifier(2)) {
    cursor.take();
    functions = comma_list(cursor, function_specification);
  }
  QueryPtr root = query(cursor);
  root->location = at;
  root->session = std::move(session);
  root->functions = std::move(functions);
  return root;
}

}  // namespace sluice::sql
