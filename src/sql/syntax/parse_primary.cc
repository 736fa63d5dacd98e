// Literals, names, constructors, parentheses.
#include <cstdlib>

#include "sql/syntax/literal_text.h"
#include "sql/syntax/parser.h"

namespace sluice::sql {

namespace {

ExpressionPtr number(Cursor& cursor) {
  const Location at = cursor.location();
  std::string text;
  if (cursor.at("-")) text = cursor.take().text;
  const Token& token = cursor.take();
  for (char c : token.text) {
    if (c != '_') text += c;
  }
  if (token.kind == TokenKind::integer) {
    auto node = make_node<IntegerLiteral>(at);
    node->value = decode_integer(text, at);
    return node;
  }
  if (token.kind == TokenKind::decimal) {
    auto node = make_node<DecimalLiteral>(at);
    node->text = std::move(text);
    return node;
  }
  auto node = make_node<DoubleLiteral>(at);
  // Beyond the range it is infinity or nothing, as in Java; from_chars would leave it at 0.
  node->value = std::strtod(text.c_str(), nullptr);
  return node;
}

ExpressionPtr boolean(Cursor& cursor, bool value) {
  auto node = make_node<BooleanLiteral>(cursor.take().location);
  node->value = value;
  return node;
}

ExpressionPtr string_literal(Cursor& cursor) {
  auto node = make_node<StringLiteral>(cursor.location());
  node->value = cursor.string();
  return node;
}

ExpressionPtr binary_literal(Cursor& cursor) {
  const Token& token = cursor.take();
  auto node = make_node<BinaryLiteral>(token.location);
  node->bytes = decode_binary(token.text.substr(2, token.text.size() - 3), token.location);
  return node;
}

ExpressionPtr parameter(Cursor& cursor) {
  auto node = make_node<Parameter>(cursor.take().location);
  node->index = cursor.next_parameter();
  return node;
}

// name 'text', DOUBLE PRECISION 'text'
ExpressionPtr typed_literal(Cursor& cursor) {
  auto node = make_node<TypedLiteral>(cursor.location());
  node->type_name = cursor.identifier();
  if (node->type_name.name == "x" && !node->type_name.quoted) {
    Cursor::fail(node->location,
                 "Spaces are not allowed between 'X' and the starting quote of a hex literal");
  }
  cursor.accept("PRECISION");
  node->text = cursor.string();
  return node;
}

ExpressionPtr array_constructor(Cursor& cursor) {
  auto node = make_node<ArrayConstructor>(cursor.take().location);
  cursor.expect("[");
  if (cursor.accept("]")) return node;
  if (!at_expression(cursor, 0)) {
    cursor.welcome("<expression>");
    cursor.fail();
  }
  node->items = expressions(cursor);
  cursor.expect("]");
  return node;
}

ExpressionPtr row_constructor(Cursor& cursor) {
  auto node = make_node<RowConstructor>(cursor.take().location);
  node->items = parenthesized_expressions(cursor);
  return node;
}

ExpressionPtr scalar_subquery(QueryPtr query, const Location& at) {
  auto node = make_node<ScalarSubquery>(at);
  node->query = std::move(query);
  return node;
}

template <class Node>
ExpressionPtr query_predicate(Cursor& cursor) {
  auto node = make_node<Node>(cursor.take().location);
  node->query = parenthesized_query(cursor);
  return node;
}

// At "(": (a, b) -> … has nothing but names between the parentheses.
bool at_lambda_parameters(const Cursor& cursor) {
  std::size_t ahead = 1;
  if (!cursor.at(")", ahead)) {
    while (cursor.at_identifier(ahead) && cursor.at(",", ahead + 1))
      ahead += 2;
    if (!cursor.at_identifier(ahead)) return false;
    ++ahead;
  }
  return cursor.at(")", ahead) && cursor.at("->", ahead + 1);
}

ExpressionPtr lambda(Cursor& cursor) {
  auto node = make_node<Lambda>(cursor.location());
  if (cursor.at("(")) {
    cursor.take();
    if (!cursor.at(")")) node->parameters = identifier_list(cursor);
    cursor.expect(")");
  } else {
    node->parameters.push_back(cursor.identifier());
  }
  cursor.expect("->");
  node->body = expression(cursor);
  return node;
}

ExpressionPtr parenthesized(Cursor& cursor) {
  if (at_lambda_parameters(cursor)) return lambda(cursor);
  const Location open = cursor.take().location;
  Parenthesized content = parenthesized_content(cursor, open);
  cursor.expect(")");
  return content.query ? scalar_subquery(std::move(content.query), open)
                       : std::move(content.expression);
}

struct CurrentRow {
  Terminal word;
  CurrentKind kind;
  bool has_precision;
};

constexpr CurrentRow kCurrents[] = {
    {"CURRENT_DATE", CurrentKind::date, false},
    {"CURRENT_TIME", CurrentKind::time, true},
    {"CURRENT_TIMESTAMP", CurrentKind::timestamp, true},
    {"LOCALTIME", CurrentKind::local_time, true},
    {"LOCALTIMESTAMP", CurrentKind::local_timestamp, true},
    {"CURRENT_USER", CurrentKind::user, false},
    {"CURRENT_CATALOG", CurrentKind::catalog, false},
    {"CURRENT_SCHEMA", CurrentKind::schema, false},
    {"CURRENT_PATH", CurrentKind::path, false},
};

// CURRENT_DATE and its kin; null when the word is another.
ExpressionPtr current(Cursor& cursor) {
  for (const CurrentRow& row : kCurrents) {
    if (!cursor.at(row.word)) continue;
    auto node = make_node<Current>(cursor.take().location);
    node->what = row.kind;
    if (row.has_precision && cursor.accept("(")) {
      node->precision = cursor.integer();
      cursor.expect(")");
    }
    return node;
  }
  return nullptr;
}

// Words that no identifier can be.
ExpressionPtr reserved_primary(Cursor& cursor) {
  if (cursor.at("NULL")) return make_node<NullLiteral>(cursor.take().location);
  if (cursor.at("TRUE")) return boolean(cursor, true);
  if (cursor.at("FALSE")) return boolean(cursor, false);
  if (cursor.at("CASE")) return case_expression(cursor);
  if (cursor.at("CAST")) return cast_expression(cursor);
  if (cursor.at("EXISTS")) return query_predicate<Exists>(cursor);
  if (cursor.at("LISTAGG")) return listagg_call(cursor);
  if (cursor.at("GROUPING")) {
    auto node = make_node<Grouping>(cursor.take().location);
    cursor.expect("(");
    if (cursor.accept(")")) return node;
    node->columns = comma_list(cursor, [](Cursor& at) { return at.qualified_name(); });
    cursor.expect(")");
    return node;
  }
  if (ExpressionPtr node = current(cursor)) return node;
  if (ExpressionPtr node = keyword_call(cursor)) return node;
  if (ExpressionPtr node = json_call(cursor)) return node;
  cursor.welcome("<expression>");
  cursor.fail();
}

// a.b.c( …
bool at_call(const Cursor& cursor) {
  std::size_t ahead = 1;
  while (cursor.at(".", ahead) && cursor.at_identifier(ahead + 1))
    ahead += 2;
  return cursor.at("(", ahead);
}

// RUNNING last(x): the mode is followed by a call, a function of that name by a parenthesis.
bool at_processing_mode(const Cursor& cursor) {
  return (cursor.at("RUNNING") || cursor.at("FINAL")) && cursor.at_identifier(1) &&
         (cursor.at("(", 2) || cursor.at(".", 2));
}

ExpressionPtr measure(Cursor& cursor) {
  auto node = make_node<Measure>(cursor.location());
  node->name = cursor.identifier();
  node->over = over_clause(cursor);
  return node;
}

ExpressionPtr column(Cursor& cursor) {
  auto node = make_node<ColumnReference>(cursor.location());
  node->name = cursor.identifier();
  return node;
}

// Whatever begins with an identifier, or with a word that could be one.
ExpressionPtr named_primary(Cursor& cursor) {
  const bool parenthesis = cursor.at("(", 1);
  const bool sign = cursor.at("+", 1) || cursor.at("-", 1);
  if (cursor.at("INTERVAL") && (cursor.at_string(1) || (sign && cursor.at_string(2)))) {
    return interval_literal(cursor);
  }
  if (cursor.at_string(1)) return typed_literal(cursor);
  if (cursor.at("DOUBLE") && cursor.at("PRECISION", 1) && cursor.at_string(2)) {
    return typed_literal(cursor);
  }
  if (cursor.at("->", 1)) return lambda(cursor);
  if (cursor.at("ARRAY") && cursor.at("[", 1)) return array_constructor(cursor);
  if (parenthesis && cursor.at("ROW") && !cursor.at(")", 2)) return row_constructor(cursor);
  if (parenthesis && cursor.at("TRY_CAST")) return cast_expression(cursor);
  if (parenthesis && cursor.at("UNIQUE") && (cursor.at("SELECT", 2) || cursor.at("VALUES", 2))) {
    return query_predicate<Unique>(cursor);
  }
  if (parenthesis) {
    if (ExpressionPtr node = keyword_call(cursor)) return node;
  }
  if (at_processing_mode(cursor) || at_call(cursor)) return function_call(cursor);
  if (at_over(cursor, 1)) return measure(cursor);
  return column(cursor);
}

ExpressionPtr primary_start(Cursor& cursor) {
  switch (cursor.token().kind) {
    case TokenKind::integer:
    case TokenKind::decimal:
    case TokenKind::double_:
      return number(cursor);
    case TokenKind::string:
    case TokenKind::unicode_string:
      return string_literal(cursor);
    case TokenKind::binary:
      return binary_literal(cursor);
    case TokenKind::sign:
      if (cursor.at("-")) return number(cursor);
      if (cursor.at("?")) return parameter(cursor);
      if (cursor.at("(")) return parenthesized(cursor);
      break;
    default:
      break;
  }
  return cursor.at_identifier() ? named_primary(cursor) : reserved_primary(cursor);
}

ExpressionPtr method_call(Cursor& cursor, ExpressionPtr target, bool is_static) {
  auto node = make_node<MethodCall>(target->location);
  node->is_static = is_static;
  node->target = std::move(target);
  node->method = cursor.identifier();
  cursor.expect("(");
  CallArguments arguments = call_arguments(cursor);
  cursor.expect(")");
  node->arguments = std::move(arguments.values);
  node->argument_names = std::move(arguments.names);
  return node;
}

}  // namespace

ExpressionPtr primary_expression(Cursor& cursor) {
  const Level level(cursor);
  ExpressionPtr start = primary_start(cursor);
  return with_suffixes(cursor, std::move(start));
}

ExpressionPtr with_suffixes(Cursor& cursor, ExpressionPtr base) {
  for (;;) {
    if (cursor.accept("[")) {
      auto node = make_node<Subscript>(base->location);
      node->base = std::move(base);
      node->index = value_expression(cursor);
      cursor.expect("]");
      base = std::move(node);
    } else if (cursor.at(".") && !cursor.at("*", 1)) {
      cursor.take();
      if (cursor.at("(", 1)) {
        base = method_call(cursor, std::move(base), false);
      } else {
        auto node = make_node<Dereference>(base->location);
        node->base = std::move(base);
        cursor.welcome("*");
        node->field = cursor.identifier();
        base = std::move(node);
      }
    } else if (cursor.at("::") && as_qualified_name(*base)) {
      cursor.take();
      base = method_call(cursor, std::move(base), true);
    } else {
      cursor.welcome(".");
      return base;
    }
    cursor.grow();
  }
}

bool at_expression(const Cursor& cursor, std::size_t ahead) {
  static constexpr Terminal kSignStarts[] = {"(", "?", "-", "+"};
  static constexpr Terminal kWordStarts[] = {"NULL",
                                             "TRUE",
                                             "FALSE",
                                             "CASE",
                                             "CAST",
                                             "EXISTS",
                                             "NOT",
                                             "LISTAGG",
                                             "GROUPING",
                                             "TRIM",
                                             "EXTRACT",
                                             "NORMALIZE",
                                             "CURRENT_DATE",
                                             "CURRENT_TIME",
                                             "CURRENT_TIMESTAMP",
                                             "LOCALTIME",
                                             "LOCALTIMESTAMP",
                                             "CURRENT_USER",
                                             "CURRENT_CATALOG",
                                             "CURRENT_SCHEMA",
                                             "CURRENT_PATH",
                                             "JSON_EXISTS",
                                             "JSON_VALUE",
                                             "JSON_QUERY",
                                             "JSON_OBJECT",
                                             "JSON_ARRAY"};
  const Token& token = cursor.token(ahead);
  switch (token.kind) {
    case TokenKind::end:
    case TokenKind::unrecognized:
      return false;
    case TokenKind::sign:
      return std::find(std::begin(kSignStarts), std::end(kSignStarts), token.terminal) !=
             std::end(kSignStarts);
    case TokenKind::word:
      return cursor.at_identifier(ahead) ||
             std::find(std::begin(kWordStarts), std::end(kWordStarts), token.terminal) !=
                 std::end(kWordStarts);
    default:
      return true;
  }
}

Parenthesized parenthesized_content(Cursor& cursor, const Location& open) {
  ExpressionPtr first;
  const HeightScope scope(cursor);
  if (!cursor.at_query()) {
    first = expression(cursor);
  } else if (!cursor.at("(")) {
    return {.query = query(cursor), .expression = nullptr};
  } else {
    const Level level(cursor);
    const Location inner_open = cursor.take().location;
    Parenthesized inner = parenthesized_content(cursor, inner_open);
    cursor.expect(")");
    if (inner.query) {
      QueryBodyPtr body = subquery_body(std::move(inner.query), inner_open);
      const bool more = at_query_continuation(cursor) || cursor.at(")");
      if (more) return {.query = query_after(cursor, std::move(body)), .expression = nullptr};
      inner.expression =
          scalar_subquery(std::move(static_cast<SubqueryBody&>(*body).query), inner_open);
    }
    first = expression(cursor, with_suffixes(cursor, std::move(inner.expression)));
  }
  if (!cursor.accept(",")) return {.query = nullptr, .expression = std::move(first)};
  auto row = make_node<RowConstructor>(open);
  row->items = expressions(cursor);
  row->items.insert(row->items.begin(), std::move(first));
  return {.query = nullptr, .expression = std::move(row)};
}

}  // namespace sluice::sql
