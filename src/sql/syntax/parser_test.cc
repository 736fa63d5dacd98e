// What the parser makes of texts, told by its printer: precedence shows in parentheses.
#include <gtest/gtest.h>

#include "sql/syntax/ast.h"

namespace sluice::sql {

namespace {

std::string expression(std::string_view text) {
  return to_text(*parse_expression(text));
}
std::string statement(std::string_view text) {
  return to_text(*parse_statement(text));
}
std::string type(std::string_view text) {
  return to_text(parse_type_syntax(text));
}

template <class Node>
std::unique_ptr<Node> parsed(std::string_view text) {
  ExpressionPtr node = parse_expression(text);
  EXPECT_EQ(node->kind, Node::kKind) << text;
  return std::unique_ptr<Node>(static_cast<Node*>(node.release()));
}

TEST(Expressions, BindMultiplicationTighterThanAdditionAndConcatenationLoosest) {
  EXPECT_EQ(expression("(a * b) + c"), "a * b + c");
  EXPECT_EQ(expression("a * (b + c)"), "a * (b + c)");
  EXPECT_EQ(expression("a || (b + c)"), "a || b + c");
  EXPECT_EQ(expression("a - (b - c)"), "a - (b - c)");
  EXPECT_EQ(expression("(a - b) - c"), "a - b - c");
}

TEST(Expressions, BindAtTimeZoneTighterThanTheMinusSign) {
  const auto minus = parsed<Unary>("- a AT TIME ZONE 'UTC'");
  EXPECT_EQ(minus->operand->kind, ExpressionKind::at_time_zone);
}

TEST(Expressions, TakeAMinusBeforeDigitsIntoTheLiteral) {
  EXPECT_EQ(parsed<IntegerLiteral>("-9223372036854775808")->value, INT64_MIN);
  EXPECT_EQ(parsed<DecimalLiteral>("- 1.50")->text, "-1.50");
  EXPECT_EQ(parsed<Unary>("-(1)")->operand->kind, ExpressionKind::integer_literal);
  EXPECT_EQ(parsed<Binary>("1 -1")->op, BinaryOperator::subtract);
}

TEST(Expressions, ReadEveryNumberThatTrinoDoes) {
  EXPECT_EQ(parsed<IntegerLiteral>("0x1F")->value, 31);
  EXPECT_EQ(parsed<IntegerLiteral>("0b1_01")->value, 5);
  EXPECT_EQ(parsed<IntegerLiteral>("0O17")->value, 15);
  EXPECT_EQ(parsed<IntegerLiteral>("1_000")->value, 1000);
  EXPECT_EQ(parsed<DecimalLiteral>(".5")->text, ".5");
  EXPECT_EQ(parsed<DecimalLiteral>("1_0.")->text, "10.");
  EXPECT_EQ(parsed<DoubleLiteral>("1.5E-3")->value, 0.0015);
}

TEST(Expressions, ReadEveryString) {
  EXPECT_EQ(parsed<StringLiteral>("'it''s'")->value, "it's");
  EXPECT_EQ(parsed<StringLiteral>("U&'caf\\00E9 \\+01F600 \\\\'")->value, "café 😀 \\");
  EXPECT_EQ(parsed<StringLiteral>("u&'!0041' uescape '!'")->value, "A");
  EXPECT_EQ(parsed<BinaryLiteral>("X'ca fe'")->bytes, "\xCA\xFE");
}

TEST(Expressions, ReadTypedLiteralsOfAnyType) {
  EXPECT_EQ(parsed<TypedLiteral>("DATE '2020-01-01'")->type_name.name, "date");
  EXPECT_EQ(parsed<TypedLiteral>("double precision '1'")->type_name.name, "double");
  const auto interval = parsed<IntervalLiteral>("INTERVAL -'1-3' YEAR TO MONTH");
  EXPECT_TRUE(interval->negative);
  EXPECT_EQ(interval->from, IntervalField::year);
  EXPECT_EQ(interval->to, IntervalField::month);
}

TEST(Expressions, KeepAChainOfOrsInOneNode) {
  EXPECT_EQ(parsed<Logical>("a OR b OR c OR d")->terms.size(), 4U);
  EXPECT_EQ(expression("a AND (b OR c) AND NOT d"), "a AND (b OR c) AND NOT d");
}

TEST(Expressions, AllowOnePredicateOnly) {
  EXPECT_THROW(parse_expression("a = b = c"), std::exception);
  EXPECT_EQ(expression("(a = b) = c"), "(a = b) = c");
}

TEST(Expressions, TellAListFromASubqueryBehindIn) {
  EXPECT_EQ(parsed<InSubquery>("a IN (SELECT 1)")->negated, false);
  EXPECT_EQ(parsed<InSubquery>("a NOT IN ((SELECT 1) UNION SELECT 2)")->negated, true);
  EXPECT_EQ(parsed<InList>("a IN ((SELECT 1))")->items.size(), 1U);
  EXPECT_EQ(parsed<InList>("a IN ((SELECT 1), 2)")->items.size(), 2U);
  EXPECT_EQ(parsed<InList>("a IN ((SELECT 1) + 1)")->items.size(), 1U);
}

TEST(Expressions, TellWhatAParenthesisOpens) {
  EXPECT_EQ(parsed<Lambda>("(a, b) -> a + b")->parameters.size(), 2U);
  EXPECT_EQ(parsed<RowConstructor>("(a, b)")->items.size(), 2U);
  EXPECT_EQ(parsed<ColumnReference>("((a))")->name.name, "a");
  EXPECT_EQ(expression("((SELECT 1) + 1)"), "(SELECT 1) + 1");
  EXPECT_EQ(expression("((SELECT 1) UNION (SELECT 2))"), "((SELECT 1) UNION (SELECT 2))");
}

TEST(Expressions, ReadCallsWithTheirClauses) {
  const auto call = parsed<FunctionCall>(
      "array_agg(DISTINCT x ORDER BY y DESC) FILTER (WHERE z) OVER (PARTITION BY a)");
  EXPECT_TRUE(call->distinct);
  EXPECT_EQ(call->order_by.size(), 1U);
  EXPECT_NE(call->filter, nullptr);
  EXPECT_TRUE(call->over.has_value());
  EXPECT_TRUE(parsed<FunctionCall>("count(*)")->star);
  EXPECT_EQ(parsed<FunctionCall>("lag(x) IGNORE NULLS OVER w")->nulls, NullTreatment::ignore);
}

TEST(Expressions, GiveTheStandardsSpellingsTheirFunctionsNames) {
  EXPECT_EQ(expression("SUBSTRING(a FROM 2 FOR 3)"), "substr(a, 2, 3)");
  EXPECT_EQ(expression("POSITION('x' IN b)"), "strpos(b, 'x')");
  EXPECT_EQ(expression("substring(a, 2)"), "substring(a, 2)");
  EXPECT_EQ(expression("trim(BOTH 'x' FROM a)"), "TRIM(BOTH 'x' FROM a)");
  EXPECT_EQ(parsed<Trim>("trim(a, 'x')")->characters->kind, ExpressionKind::string_literal);
}

TEST(Expressions, LetWordsOfTheGrammarBeNamesWhereTheyAreNotNeeded) {
  for (const char* name : {"date", "limit", "over", "filter", "array", "row", "interval", "first",
                           "unbounded", "running", "position", "at", "all", "offset", "try_cast"}) {
    EXPECT_EQ(parsed<ColumnReference>(name)->name.name, name);
  }
}

TEST(Expressions, SpellAQualifiedName) {
  const ExpressionPtr chain = parse_expression("Cat.\"Sch\".t.c");
  const auto name = as_qualified_name(*chain);
  ASSERT_TRUE(name.has_value());
  EXPECT_EQ(to_text(*name), "cat.sch.t.c");
  EXPECT_EQ(name->parts[0].text, "Cat");
  EXPECT_FALSE(as_qualified_name(*parse_expression("f(x).y")).has_value());
}

TEST(Types, AreReadWithTheirFields) {
  EXPECT_EQ(type("row(a decimal(10, 2), varchar(3), x array<bigint>)"),
            "row(a decimal(10, 2), varchar(3), x array(bigint))");
  EXPECT_EQ(type("TIMESTAMP(3) WITH TIME ZONE"), "timestamp(3) with time zone");
  EXPECT_EQ(type("double precision"), "double");
  EXPECT_EQ(type("map<varchar, bigint array>"), "map(varchar, array(bigint))");
  EXPECT_EQ(type("interval day to second"), "interval day to second");
}

TEST(Types, TellAFieldsNameFromItsType) {
  EXPECT_FALSE(parse_type_syntax("row(double precision)").fields[0].name.has_value());
  EXPECT_FALSE(parse_type_syntax("row(bigint array)").fields[0].name.has_value());
  EXPECT_EQ(parse_type_syntax("row(time time)").fields[0].name->name, "time");
  EXPECT_EQ(parse_type_syntax("row(a array(bigint))").fields[0].name->name, "a");
}

TEST(Queries, BindIntersectTighterThanUnion) {
  const StatementPtr node = parse_statement("TABLE a UNION TABLE b INTERSECT TABLE c");
  const auto& body = body_cast<SetOperation>(*statement_cast<QueryStatement>(*node).query->body);
  EXPECT_EQ(body.op, SetOperator::union_);
  EXPECT_EQ(body_cast<SetOperation>(*body.terms[1]).op, SetOperator::intersect);
}

TEST(Queries, KeepAChainOfUnionsInOneNode) {
  const StatementPtr node = parse_statement("TABLE a UNION ALL TABLE b UNION ALL TABLE c");
  const auto& query = *statement_cast<QueryStatement>(*node).query;
  EXPECT_EQ(body_cast<SetOperation>(*query.body).terms.size(), 3U);
}

TEST(Queries, TellClausesFromAliases) {
  EXPECT_EQ(statement("select a limit limit 10"), "SELECT a AS \"limit\" LIMIT 10");
  EXPECT_EQ(statement("select 1 from t offset 5 fetch first row only"),
            "SELECT 1 FROM t OFFSET 5 FETCH FIRST ROWS ONLY");
  EXPECT_EQ(statement("select 1 from t window w as (order by x)"),
            "SELECT 1 FROM t WINDOW w AS (ORDER BY x)");
  EXPECT_EQ(statement("select 1 from t tablesample, s tablesample system (3)"),
            "SELECT 1 FROM t AS \"tablesample\", s TABLESAMPLE SYSTEM (3)");
}

TEST(Queries, NestJoinsAsTheirConditionsSay) {
  EXPECT_EQ(statement("select * from a join b join c on x on y"),
            "SELECT * FROM a JOIN (b JOIN c ON x) ON y");
  EXPECT_EQ(statement("select * from ((select 1) a cross join b) natural left join c, d"),
            "SELECT * FROM (SELECT 1) AS a CROSS JOIN b NATURAL LEFT JOIN c, d");
}

TEST(Queries, TellAGroupingSetFromAnExpression) {
  const StatementPtr node = parse_statement("SELECT 1 GROUP BY (a, b), (a + b) * 2, (), (a)");
  const auto& query = *statement_cast<QueryStatement>(*node).query;
  const auto& elements = body_cast<Select>(*query.body).group_by->elements;
  ASSERT_EQ(elements.size(), 4U);
  EXPECT_EQ(elements[0].sets[0].size(), 2U);
  EXPECT_EQ(elements[1].sets[0][0]->kind, ExpressionKind::binary);
  EXPECT_TRUE(elements[2].sets[0].empty());
  EXPECT_EQ(elements[3].sets[0][0]->kind, ExpressionKind::column);
}

TEST(Queries, SayWhereEverythingStands) {
  const StatementPtr node = parse_statement("SELECT 'é',\n  f(x) + 1 FROM t");
  const auto& query = *statement_cast<QueryStatement>(*node).query;
  const auto& items = body_cast<Select>(*query.body).items;
  const auto& sum = expression_cast<Binary>(*items[1].expression);
  EXPECT_EQ(items[1].location.line, 2U);
  EXPECT_EQ(items[1].location.column, 3U);
  EXPECT_EQ(sum.location.column, 8U);
  EXPECT_EQ(sum.left->location.offset, 15U);
}

TEST(Statements, AreToldApart) {
  const auto kind = [](std::string_view text) { return parse_statement(text)->kind; };
  EXPECT_EQ(kind("CREATE TABLE t WITH (format = 'PARQUET') AS SELECT 1 WITH NO DATA"),
            StatementKind::create_table_as);
  EXPECT_EQ(kind("CREATE TABLE t (x) AS (WITH a AS (SELECT 1) SELECT * FROM a)"),
            StatementKind::create_table_as);
  EXPECT_EQ(kind("CREATE TABLE t (x bigint NOT NULL, LIKE s)"), StatementKind::create_table);
  EXPECT_EQ(kind("UNLOAD (SELECT 1) TO 's3://b/p/' WITH (format = 'ORC')"), StatementKind::unload);
  EXPECT_EQ(kind("EXPLAIN (TYPE IO, FORMAT JSON) SELECT 1"), StatementKind::explain);
  EXPECT_EQ(kind("DESCRIBE t"), StatementKind::show);
  EXPECT_EQ(kind("GRANT SELECT ON t TO u"), StatementKind::utility);
  EXPECT_EQ(kind("EXECUTE IMMEDIATE 'SELECT ?' USING 1"), StatementKind::execute_immediate);
}

TEST(Statements, NumberTheirParametersInOrder) {
  const StatementPtr node = parse_statement("SELECT ? FROM t WHERE a = ? LIMIT ?");
  EXPECT_EQ(statement_cast<QueryStatement>(*node).query->limit->parameter, 2);
}

}  // namespace

}  // namespace sluice::sql
