// Operators and predicates, from OR down to unary minus.
#include <algorithm>

#include "sql/syntax/parser.h"

namespace sluice::sql {

namespace {

struct OperatorRow {
  Terminal sign;
  BinaryOperator op;
  int precedence;
};

constexpr int kUnaryPrecedence = 4;

constexpr OperatorRow kOperators[] = {
    {"||", BinaryOperator::concat, 1},  {"+", BinaryOperator::add, 2},
    {"-", BinaryOperator::subtract, 2}, {"*", BinaryOperator::multiply, 3},
    {"/", BinaryOperator::divide, 3},   {"%", BinaryOperator::modulus, 3},
};

struct ComparisonRow {
  Terminal sign;
  ComparisonOperator op;
};

constexpr ComparisonRow kComparisons[] = {
    {"=", ComparisonOperator::equal},   {"<>", ComparisonOperator::not_equal},
    {"<", ComparisonOperator::less},    {"<=", ComparisonOperator::less_or_equal},
    {">", ComparisonOperator::greater}, {">=", ComparisonOperator::greater_or_equal},
};

// Keeps the height of a seed, which counts for what is built on it.
class SeededScope {
 public:
  SeededScope(Cursor& cursor, bool seeded) : cursor_(cursor), outer_(seeded ? 0 : cursor.height) {
    if (!seeded) cursor.height = 0;
  }
  ~SeededScope() { cursor_.height = std::max(cursor_.height, outer_); }
  SeededScope(const SeededScope&) = delete;
  SeededScope& operator=(const SeededScope&) = delete;

 private:
  Cursor& cursor_;
  int outer_;
};

bool at_number(const Cursor& cursor, std::size_t ahead) {
  return cursor.at_kind(TokenKind::integer, ahead) || cursor.at_kind(TokenKind::decimal, ahead) ||
         cursor.at_kind(TokenKind::double_, ahead);
}

ExpressionPtr with_time_zones(Cursor& cursor, ExpressionPtr operand) {
  for (;;) {
    cursor.welcome("AT");
    const bool local = cursor.at("AT") && cursor.at("LOCAL", 1);
    if (!local && !(cursor.at("AT") && cursor.at("TIME", 1))) return operand;
    cursor.take();
    cursor.take();
    auto node = make_node<AtTimeZone>(operand->location);
    node->operand = std::move(operand);
    if (!local) {
      cursor.expect("ZONE");
      const Location at = cursor.location();
      if (cursor.at("INTERVAL")) {
        node->zone = interval_literal(cursor);
      } else {
        auto zone = make_node<StringLiteral>(at);
        zone->value = cursor.string();
        node->zone = std::move(zone);
      }
    }
    cursor.grow();
    operand = std::move(node);
  }
}

ExpressionPtr unary(Cursor& cursor) {
  const bool minus = cursor.at("-");
  if ((minus && at_number(cursor, 1)) || (!minus && !cursor.at("+"))) {
    return with_time_zones(cursor, primary_expression(cursor));
  }
  const Level level(cursor);
  auto node = make_node<Unary>(cursor.take().location);
  node->op = minus ? UnaryOperator::minus : UnaryOperator::plus;
  node->operand = unary(cursor);
  return node;
}

const OperatorRow* operator_here(Cursor& cursor, int precedence_min) {
  const OperatorRow* found = nullptr;
  for (const OperatorRow& row : kOperators) {
    if (cursor.at(row.sign) && row.precedence >= precedence_min) found = &row;
    cursor.welcome(row.sign.text());
  }
  return found;
}

ExpressionPtr arithmetic(Cursor& cursor, int precedence_min, ExpressionPtr seed) {
  const SeededScope scope(cursor, seed != nullptr);
  ExpressionPtr left = seed ? with_time_zones(cursor, std::move(seed)) : unary(cursor);
  while (const OperatorRow* row = operator_here(cursor, precedence_min)) {
    auto node = make_node<Binary>(cursor.take().location);
    node->op = row->op;
    node->left = std::move(left);
    node->right = row->precedence + 1 == kUnaryPrecedence
                      ? unary(cursor)
                      : arithmetic(cursor, row->precedence + 1, nullptr);
    cursor.grow();
    left = std::move(node);
  }
  return left;
}

std::optional<Quantifier> quantifier_here(Cursor& cursor) {
  if (!cursor.at("(", 1)) return std::nullopt;
  if (cursor.at("ALL")) return Quantifier::all;
  if (cursor.at("ANY")) return Quantifier::any;
  if (cursor.at("SOME")) return Quantifier::some;
  return std::nullopt;
}

ExpressionPtr comparison(Cursor& cursor, ExpressionPtr left, ComparisonOperator op) {
  const Location at = cursor.take().location;
  if (const auto quantifier = quantifier_here(cursor)) {
    cursor.take();
    auto node = make_node<QuantifiedComparison>(at);
    node->op = op;
    node->quantifier = *quantifier;
    node->left = std::move(left);
    node->query = parenthesized_query(cursor);
    return node;
  }
  auto node = make_node<Comparison>(at);
  node->op = op;
  node->left = std::move(left);
  node->right = value_expression(cursor);
  return node;
}

// SYMMETRIC is no word of Athena's grammar: only where an operand follows can it be the newer one.
bool accept_symmetric(Cursor& cursor) {
  const bool sign = cursor.at("+", 1) || cursor.at("-", 1);
  const bool operand = at_expression(cursor, 1) && !sign;
  return cursor.at_word("SYMMETRIC") && operand && cursor.accept_word("SYMMETRIC");
}

ExpressionPtr between(Cursor& cursor, ExpressionPtr operand, bool negated, const Location& at) {
  auto node = make_node<Between>(at);
  node->negated = negated;
  node->symmetric = accept_symmetric(cursor);
  node->operand = std::move(operand);
  node->low = value_expression(cursor);
  cursor.expect("AND");
  node->high = value_expression(cursor);
  return node;
}

bool is_bare_subquery(const Query& query) {
  return query.body->kind == QueryBodyKind::subquery && query.with.empty() &&
         query.order_by.empty() && !query.offset && !query.limit && !query.fetch;
}

ExpressionPtr scalar_subquery(QueryPtr query) {
  auto node = make_node<ScalarSubquery>(query->location);
  node->query = std::move(query);
  return node;
}

// IN ((SELECT 1)) is a list with one scalar subquery; IN (SELECT 1) is a subquery.
ExpressionPtr in(Cursor& cursor, ExpressionPtr operand, bool negated, const Location& at) {
  const Location open = cursor.location();
  cursor.expect("(");
  const bool parentheses = cursor.at("(") && cursor.at_query();
  auto list = make_node<InList>(at);
  list->negated = negated;
  if (parentheses || cursor.at_query()) {
    Parenthesized content = parenthesized_content(cursor, open);
    cursor.expect(")");
    if (content.query && !(parentheses && is_bare_subquery(*content.query))) {
      auto node = make_node<InSubquery>(at);
      node->negated = negated;
      node->operand = std::move(operand);
      node->query = std::move(content.query);
      return node;
    }
    list->operand = std::move(operand);
    if (content.query) {
      auto& body = static_cast<SubqueryBody&>(*content.query->body);
      list->items.push_back(scalar_subquery(std::move(body.query)));
    } else if (content.expression->kind == ExpressionKind::row &&
               content.expression->location.offset == open.offset) {
      list->items = std::move(static_cast<RowConstructor&>(*content.expression).items);
    } else {
      list->items.push_back(std::move(content.expression));
    }
    return list;
  }
  list->operand = std::move(operand);
  list->items = expressions(cursor);
  cursor.expect(")");
  return list;
}

ExpressionPtr like(Cursor& cursor, ExpressionPtr operand, bool negated, const Location& at) {
  auto node = make_node<Like>(at);
  node->negated = negated;
  node->operand = std::move(operand);
  node->pattern = value_expression(cursor);
  if (cursor.accept("ESCAPE")) node->escape = value_expression(cursor);
  return node;
}

ExpressionPtr is_predicate(Cursor& cursor, ExpressionPtr operand) {
  const Location at = cursor.take().location;
  const bool negated = cursor.accept("NOT");
  if (cursor.accept("NULL")) {
    auto node = make_node<IsNull>(at);
    node->negated = negated;
    node->operand = std::move(operand);
    return node;
  }
  cursor.expect("DISTINCT");
  cursor.expect("FROM");
  auto node = make_node<IsDistinct>(at);
  node->negated = negated;
  node->left = std::move(operand);
  node->right = value_expression(cursor);
  return node;
}

ExpressionPtr negatable_predicate(Cursor& cursor, ExpressionPtr operand) {
  const Location at = cursor.location();
  const bool negated = cursor.accept("NOT");
  if (cursor.accept("BETWEEN")) return between(cursor, std::move(operand), negated, at);
  if (cursor.accept("IN")) return in(cursor, std::move(operand), negated, at);
  cursor.expect("LIKE");
  return like(cursor, std::move(operand), negated, at);
}

ExpressionPtr predicate(Cursor& cursor, ExpressionPtr operand) {
  for (const ComparisonRow& row : kComparisons) {
    if (cursor.at(row.sign)) return comparison(cursor, std::move(operand), row.op);
  }
  if (cursor.at("IS")) return is_predicate(cursor, std::move(operand));
  return negatable_predicate(cursor, std::move(operand));
}

bool at_predicate(const Cursor& cursor) {
  for (const ComparisonRow& row : kComparisons) {
    if (cursor.at(row.sign)) return true;
  }
  return cursor.at("IS") || cursor.at("NOT") || cursor.at("BETWEEN") || cursor.at("IN") ||
         cursor.at("LIKE");
}

ExpressionPtr predicated(Cursor& cursor, ExpressionPtr seed) {
  const SeededScope scope(cursor, seed != nullptr);
  ExpressionPtr operand = arithmetic(cursor, 1, std::move(seed));
  cursor.welcome("<predicate>");
  if (!at_predicate(cursor)) return operand;
  ExpressionPtr node = predicate(cursor, std::move(operand));
  cursor.grow();
  return node;
}

ExpressionPtr negation(Cursor& cursor, ExpressionPtr seed) {
  if (seed || !cursor.at("NOT")) return predicated(cursor, std::move(seed));
  const Level level(cursor);
  auto node = make_node<Not>(cursor.take().location);
  node->operand = negation(cursor, nullptr);
  return node;
}

template <class Operand>
ExpressionPtr logical(Cursor& cursor, LogicalOperator op, Terminal word, ExpressionPtr seed,
                      Operand operand) {
  const SeededScope scope(cursor, seed != nullptr);
  const Location start = seed ? seed->location : cursor.location();
  ExpressionPtr first = operand(cursor, std::move(seed));
  if (!cursor.accept(word)) return first;
  auto node = make_node<Logical>(start);
  node->op = op;
  node->terms.push_back(std::move(first));
  do {
    node->terms.push_back(operand(cursor, nullptr));
  } while (cursor.accept(word));
  cursor.grow();
  return node;
}

ExpressionPtr conjunction(Cursor& cursor, ExpressionPtr seed) {
  return logical(cursor, LogicalOperator::and_, "AND", std::move(seed), negation);
}

}  // namespace

ExpressionPtr value_expression(Cursor& cursor, ExpressionPtr seed) {
  return arithmetic(cursor, 1, std::move(seed));
}

ExpressionPtr expression(Cursor& cursor, ExpressionPtr seed) {
  return logical(cursor, LogicalOperator::or_, "OR", std::move(seed), conjunction);
}

Expressions expressions(Cursor& cursor) {
  return comma_list(cursor, [](Cursor& at) { return expression(at); });
}

Expressions parenthesized_expressions(Cursor& cursor) {
  cursor.expect("(");
  Expressions items = expressions(cursor);
  cursor.expect(")");
  return items;
}

}  // namespace sluice::sql
