// FROM: tables, subqueries, joins, samples, UNNEST.
#include "sql/syntax/parser.h"

namespace sluice::sql {

namespace {

RelationPtr subquery_relation(QueryPtr query, const Location& at) {
  auto node = make_node<SubqueryRelation>(at);
  node->query = std::move(query);
  return node;
}

// What stands between parentheses: one of the two.
struct Content {
  QueryPtr query;
  RelationPtr relation;
};

// ((SELECT …) UNION …) is a query, ((SELECT …) a JOIN b …) is a relation: what follows the inner
// parenthesis decides.
Content content(Cursor& cursor) {
  const HeightScope scope(cursor);
  if (!cursor.at_query()) {
    for (std::string_view welcome : {"(", "<query>"})
      cursor.welcome(welcome);
    return {.query = nullptr, .relation = relation(cursor)};
  }
  if (!cursor.at("(")) return {.query = query(cursor), .relation = nullptr};
  const Level level(cursor);
  const Location open = cursor.take().location;
  Content inner = content(cursor);
  cursor.expect(")");
  if (inner.query && (at_query_continuation(cursor) || cursor.at(")"))) {
    QueryBodyPtr body = subquery_body(std::move(inner.query), open);
    return {.query = query_after(cursor, std::move(body)), .relation = nullptr};
  }
  if (inner.query) inner.relation = subquery_relation(std::move(inner.query), open);
  return {.query = nullptr, .relation = relation(cursor, std::move(inner.relation))};
}

RelationPtr parenthesized(Cursor& cursor) {
  const Location open = cursor.take().location;
  Content inside = content(cursor);
  cursor.expect(")");
  return inside.query ? subquery_relation(std::move(inside.query), open)
                      : std::move(inside.relation);
}

RelationPtr table(Cursor& cursor) {
  auto node = make_node<TableReference>(cursor.location());
  node->name = cursor.qualified_name();
  if (!cursor.accept("FOR")) return node;
  TablePeriod period;
  if (cursor.accept("VERSION")) {
    period.kind = PeriodKind::version;
  } else {
    cursor.expect("TIMESTAMP");
  }
  cursor.expect("AS");
  cursor.expect("OF");
  period.end = value_expression(cursor);
  node->period = std::move(period);
  return node;
}

RelationPtr unnest(Cursor& cursor) {
  auto node = make_node<Unnest>(cursor.take().location);
  node->items = parenthesized_expressions(cursor);
  if (!cursor.accept("WITH")) return node;
  cursor.expect("ORDINALITY");
  node->with_ordinality = true;
  return node;
}

RelationPtr nearest(Cursor& cursor) {
  auto node = make_node<Nearest>(cursor.take().location);
  cursor.expect("(");
  cursor.expect("FROM");
  node->from = relation(cursor);
  if (cursor.accept("WHERE")) node->where = expression(cursor);
  cursor.expect("MATCH");
  node->match = expression(cursor);
  cursor.expect(")");
  return node;
}

RelationPtr relation_primary(Cursor& cursor) {
  const Level level(cursor);
  if (cursor.at("(")) return parenthesized(cursor);
  if (cursor.at("UNNEST")) return unnest(cursor);
  if (cursor.at("JSON_TABLE")) return json_table(cursor);
  if (cursor.at("TABLE")) return table_function(cursor);
  const bool parenthesis = cursor.at("(", 1);
  if (parenthesis && cursor.at("LATERAL")) {
    auto node = make_node<Lateral>(cursor.take().location);
    node->query = parenthesized_query(cursor);
    return node;
  }
  if (parenthesis && cursor.at_word("NEAREST") && cursor.at("FROM", 2)) return nearest(cursor);
  for (std::string_view welcome : {"(", "JSON_TABLE", "LATERAL", "TABLE", "UNNEST"}) {
    cursor.welcome(welcome);
  }
  return table(cursor);
}

bool at_sample(const Cursor& cursor) {
  return cursor.at("TABLESAMPLE") && !cursor.at("(", 1) && cursor.at_identifier(1);
}

bool at_match_recognize(const Cursor& cursor) {
  return cursor.at("MATCH_RECOGNIZE") && cursor.at("(", 1);
}

RelationPtr sample(Cursor& cursor, RelationPtr input) {
  auto node = make_node<SampledRelation>(cursor.take().location);
  node->relation = std::move(input);
  if (cursor.accept("SYSTEM")) {
    node->method = SampleMethod::system;
  } else {
    cursor.expect("BERNOULLI");
  }
  cursor.expect("(");
  node->percentage = expression(cursor);
  cursor.expect(")");
  cursor.grow();
  return node;
}

RelationPtr sampled(Cursor& cursor, RelationPtr seed) {
  RelationPtr node = aliased(cursor, seed ? std::move(seed) : relation_primary(cursor));
  cursor.welcome("MATCH_RECOGNIZE");
  if (at_match_recognize(cursor)) {
    node = aliased(cursor, match_recognize(cursor, std::move(node)));
  }
  cursor.welcome("TABLESAMPLE");
  return at_sample(cursor) ? sample(cursor, std::move(node)) : std::move(node);
}

JoinKind join_kind(Cursor& cursor) {
  JoinKind kind = JoinKind::inner;
  if (cursor.accept("LEFT")) {
    kind = JoinKind::left;
  } else if (cursor.accept("RIGHT")) {
    kind = JoinKind::right;
  } else if (cursor.accept("FULL")) {
    kind = JoinKind::full;
  } else {
    cursor.accept("INNER");
    return kind;
  }
  cursor.accept("OUTER");
  return kind;
}

bool at_join(Cursor& cursor) {
  static constexpr Terminal kWords[] = {"CROSS", "JOIN",  "NATURAL", "INNER",
                                        "LEFT",  "RIGHT", "FULL"};
  bool found = false;
  for (const Terminal& word : kWords) {
    if (cursor.at(word)) found = true;
    cursor.welcome(word.text());
  }
  return found;
}

RelationPtr join(Cursor& cursor, RelationPtr left) {
  auto node = make_node<Join>(left->location);
  node->left = std::move(left);
  if (cursor.accept("CROSS")) {
    node->join = JoinKind::cross;
    cursor.expect("JOIN");
    node->right = sampled(cursor, nullptr);
    return node;
  }
  node->natural = cursor.accept("NATURAL");
  node->join = join_kind(cursor);
  cursor.expect("JOIN");
  if (node->natural) {
    node->right = sampled(cursor, nullptr);
    return node;
  }
  node->right = relation(cursor);
  if (cursor.accept("ON")) {
    node->on = expression(cursor);
  } else {
    cursor.expect("USING");
    node->using_columns = parenthesized_identifiers(cursor);
  }
  return node;
}

}  // namespace

RelationPtr aliased(Cursor& cursor, RelationPtr relation) {
  const bool as = cursor.accept("AS");
  const bool clause = at_query_clause(cursor) || at_sample(cursor) || at_match_recognize(cursor);
  if (!as && (!cursor.at_identifier() || clause)) {
    cursor.welcome("<identifier>");
    return relation;
  }
  auto node = make_node<AliasedRelation>(relation->location);
  node->relation = std::move(relation);
  node->alias = cursor.identifier();
  if (cursor.at("(")) node->columns = parenthesized_identifiers(cursor);
  return node;
}

RelationPtr relation(Cursor& cursor, RelationPtr seed) {
  const int seed_height = seed ? cursor.height : 0;
  const Level level(cursor);
  cursor.height = seed_height;
  RelationPtr left = sampled(cursor, std::move(seed));
  while (at_join(cursor)) {
    left = join(cursor, std::move(left));
    cursor.grow();
  }
  return left;
}

}  // namespace sluice::sql
