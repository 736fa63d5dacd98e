// SELECT … FROM … WHERE … GROUP BY … HAVING … WINDOW
#include "sql/syntax/parser.h"

namespace sluice::sql {

namespace {

std::optional<Identifier> alias(Cursor& cursor) {
  if (cursor.accept("AS")) return cursor.identifier();
  if (cursor.at_identifier() && !at_query_clause(cursor)) return cursor.identifier();
  cursor.welcome("<identifier>");
  return std::nullopt;
}

bool at_star_suffix(const Cursor& cursor) {
  return cursor.at(".") && cursor.at("*", 1);
}

SelectItem all_columns_of(Cursor& cursor, SelectItem item) {
  cursor.take();
  cursor.take();
  item.all = true;
  if (!cursor.accept("AS")) return item;
  item.aliases = parenthesized_identifiers(cursor);
  return item;
}

SelectItem select_item(Cursor& cursor) {
  const HeightScope scope(cursor);
  SelectItem item;
  item.location = cursor.location();
  if (cursor.accept("*")) {
    item.all = true;
    return item;
  }
  if (!at_expression(cursor, 0)) {
    cursor.welcome("<expression>");
    cursor.fail();
  }
  if (cursor.at("NOT") || cursor.at("+") || cursor.at("-")) {
    item.expression = expression(cursor);
  } else {
    item.expression = primary_expression(cursor);
    if (at_star_suffix(cursor)) return all_columns_of(cursor, std::move(item));
    item.expression = expression(cursor, std::move(item.expression));
  }
  item.alias = alias(cursor);
  return item;
}

// SELECT ALL x; but a column may be called "all".
void select_quantifier(Cursor& cursor, Select& select) {
  select.distinct = cursor.accept("DISTINCT");
  if (select.distinct) return;
  const bool star =
      cursor.at("ALL") && cursor.at("*", 1) && (cursor.at("FROM", 2) || !at_expression(cursor, 2));
  cursor.welcome("ALL");
  if (star) {
    cursor.take();
  } else {
    accept_all(cursor);
  }
}

// What follows the parentheses tells a grouping set from an expression that begins with them.
bool at_operator(const Cursor& cursor, std::size_t ahead) {
  static constexpr Terminal kOperators[] = {"+",   "-",  "*",  "/",   "%",  "||",   "[",      ".",
                                            "::",  "=",  "<>", "<",   "<=", ">",    ">=",     "->",
                                            "AND", "OR", "IS", "NOT", "IN", "LIKE", "BETWEEN"};
  for (const Terminal& sign : kOperators) {
    if (cursor.at(sign, ahead)) return true;
  }
  return cursor.at("AT", ahead) && cursor.at("TIME", ahead + 1);
}

std::size_t after_parentheses(const Cursor& cursor) {
  std::size_t ahead = 0;
  int open = 0;
  do {
    if (cursor.at("(", ahead)) ++open;
    if (cursor.at(")", ahead)) --open;
    ++ahead;
  } while (open > 0 && !cursor.at_kind(TokenKind::end, ahead));
  return ahead;
}

// (a, b) or (), or one expression, which may begin with a parenthesis too.
Expressions grouping_set(Cursor& cursor) {
  Expressions items;
  const bool set = cursor.at("(") && !at_operator(cursor, after_parentheses(cursor));
  if (!set) {
    items.push_back(expression(cursor));
    return items;
  }
  const Location open = cursor.take().location;
  if (cursor.accept(")")) return items;
  Parenthesized content = parenthesized_content(cursor, open);
  cursor.expect(")");
  if (content.query) {
    auto subquery = make_node<ScalarSubquery>(open);
    subquery->query = std::move(content.query);
    items.push_back(std::move(subquery));
  } else if (content.expression->kind == ExpressionKind::row &&
             content.expression->location.offset == open.offset) {
    items = std::move(static_cast<RowConstructor&>(*content.expression).items);
  } else {
    items.push_back(std::move(content.expression));
  }
  return items;
}

GroupingElement grouping_element(Cursor& cursor) {
  GroupingElement element;
  element.location = cursor.location();
  if (cursor.accept("ROLLUP")) {
    element.kind = GroupingElementKind::rollup;
  } else if (cursor.accept("CUBE")) {
    element.kind = GroupingElementKind::cube;
  } else if (cursor.accept("GROUPING", "SETS")) {
    element.kind = GroupingElementKind::grouping_sets;
  } else {
    element.sets.push_back(grouping_set(cursor));
    return element;
  }
  cursor.expect("(");
  if (element.kind != GroupingElementKind::grouping_sets && cursor.accept(")")) return element;
  element.sets = comma_list(cursor, grouping_set);
  cursor.expect(")");
  return element;
}

GroupBy group_by(Cursor& cursor) {
  GroupBy group;
  if (cursor.accept("DISTINCT")) {
    group.quantifier = SetQuantifier::distinct;
  } else if (cursor.at("ALL") &&
             (at_expression(cursor, 1) || cursor.at("ROLLUP", 1) || cursor.at("CUBE", 1))) {
    cursor.take();
    group.quantifier = SetQuantifier::all;
  }
  group.elements = comma_list(cursor, grouping_element);
  return group;
}

RelationPtr from_clause(Cursor& cursor) {
  RelationPtr left = relation(cursor);
  while (cursor.at(",")) {
    auto join = make_node<Join>(cursor.take().location);
    join->join = JoinKind::implicit;
    join->left = std::move(left);
    join->right = relation(cursor);
    cursor.grow();
    left = std::move(join);
  }
  cursor.welcome(",");
  return left;
}

WindowDefinition window_definition(Cursor& cursor) {
  WindowDefinition window;
  window.name = cursor.identifier();
  cursor.expect("AS");
  cursor.expect("(");
  window.specification = window_specification(cursor);
  cursor.expect(")");
  return window;
}

}  // namespace

QueryBodyPtr select_body(Cursor& cursor) {
  auto select = make_node<Select>(cursor.location());
  cursor.expect("SELECT");
  cursor.welcome("*");
  select_quantifier(cursor, *select);
  select->items = comma_list(cursor, select_item);
  if (cursor.accept("FROM")) select->from = from_clause(cursor);
  if (cursor.accept("WHERE")) select->where = expression(cursor);
  if (cursor.accept("GROUP")) {
    cursor.expect("BY");
    select->group_by = group_by(cursor);
  }
  if (cursor.accept("HAVING")) select->having = expression(cursor);
  cursor.welcome("WINDOW");
  if (cursor.at("WINDOW") && at_query_clause(cursor)) {
    cursor.take();
    select->windows = comma_list(cursor, window_definition);
  }
  return select;
}

}  // namespace sluice::sql
