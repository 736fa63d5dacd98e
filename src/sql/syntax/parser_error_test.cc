// What the parser says of texts that are wrong, and of those that are too much.
#include <ctime>

#include <gtest/gtest.h>

#include "base/error.h"
#include "sql/syntax/ast.h"

namespace sluice::sql {

namespace {

std::string refusal(std::string_view text) {
  try {
    parse_statement(text);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), "SYNTAX_ERROR");
    return error.message();
  }
  return "accepted";
}

std::string repeated(std::string_view text, int times) {
  std::string result;
  for (int time = 0; time < times; ++time)
    result += text;
  return result;
}

TEST(ParserErrors, SayWhatWasExpected) {
  EXPECT_EQ(refusal("select "),
            "line 1:8: mismatched input '<EOF>'. Expecting: '*', 'ALL', 'DISTINCT', <expression>");
  EXPECT_EQ(refusal("select * from foo where @what"),
            "line 1:25: mismatched input '@'. Expecting: <expression>");
  EXPECT_EQ(refusal("select fuu from dual limit 10 order by fuu"),
            "line 1:31: mismatched input 'order'. Expecting: <EOF>");
  EXPECT_EQ(refusal("SELECT CAST(a AS decimal()"),
            "line 1:26: mismatched input ')'. Expecting: <integer>, <type>");
  EXPECT_EQ(refusal("CREATE TABLE foo "),
            "line 1:18: mismatched input '<EOF>'. Expecting: '(', '.', 'AS', 'COMMENT', 'WITH'");
}

TEST(ParserErrors, ExplainIdentifiersThatTrinoRefuses) {
  EXPECT_EQ(refusal("select * from foo `bar`"),
            "line 1:19: backquoted identifiers are not supported; use double quotes to quote "
            "identifiers");
  EXPECT_EQ(refusal("select 1x from dual"),
            "line 1:8: identifiers must not start with a digit; surround the identifier with "
            "double quotes");
  EXPECT_EQ(refusal("SELECT a FROM \"\""),
            "line 1:15: Zero-length delimited identifier not allowed");
}

TEST(ParserErrors, NameLiteralsThatDoNotFit) {
  EXPECT_EQ(refusal("select -9223372036854775809"),
            "line 1:8: Invalid numeric literal: -9223372036854775809");
  EXPECT_EQ(refusal("select X'F'"),
            "line 1:8: Binary literal must contain an even number of digits");
  EXPECT_EQ(refusal("select U&'\\D800'"),
            "line 1:8: Invalid escaped character: D800. Escaped character is a surrogate. Use "
            "'\\+123456' instead.");
}

TEST(ParserErrors, RefuseClausesOnFunctionsThatAreNone) {
  EXPECT_EQ(refusal("select coalesce(1, 2) OVER ()"),
            "line 1:8: OVER clause not valid for 'coalesce' function");
  EXPECT_EQ(refusal("select nullif(1)"),
            "line 1:8: Invalid number of arguments for 'nullif' function");
}

TEST(ParserErrors, CountColumnsInCharacters) {
  EXPECT_TRUE(refusal("select 'é' 😀").starts_with("line 1:12: mismatched input '😀'. "));
}

TEST(ParserLimits, AllowFiveHundredNestedParentheses) {
  const std::string text = "select " + repeated("(", 500) + "1" + repeated(")", 500);
  EXPECT_EQ(to_text(*parse_statement(text)), "SELECT 1");
  const std::string query = repeated("(", 500) + "select 1" + repeated(")", 500);
  EXPECT_EQ(to_text(*parse_statement(query)).size(), query.size());
  EXPECT_EQ(refusal("select * from " + repeated("(", 300) + "select 1" + repeated(")", 300)),
            "accepted");
}

TEST(ParserLimits, RefuseDeeperNestingInsteadOfOverflowing) {
  for (std::string_view open :
       {"(", "not ", "-(", "f(", "case when ", "(select ", "array[", "- "}) {
    const std::string message = refusal("select " + repeated(open, 100'000) + "1");
    EXPECT_NE(message.find("statement is nested too deep"), std::string::npos) << open;
  }
}

TEST(ParserLimits, AllowLongChains) {
  EXPECT_EQ(refusal("select a" + repeated(" or a = 1", 5'000)), "accepted");
  EXPECT_EQ(refusal("select a" + repeated(" and a", 5'000)), "accepted");
  EXPECT_EQ(refusal("select 1" + repeated(" union all select 1", 5'000)), "accepted");
  EXPECT_EQ(refusal("select a" + repeated(" + a", 1'000)), "accepted");
  EXPECT_EQ(refusal("select * from t" + repeated(" join t on a", 1'000)), "accepted");
}

TEST(ParserLimits, RefuseTreesThatWouldBeTooHigh) {
  for (std::string_view link : {" + a", "[1]", ".a", " at time zone 'x'", " || a"}) {
    const std::string message = refusal("select a" + repeated(link, 50'000));
    EXPECT_NE(message.find("statement is nested too deep"), std::string::npos) << link;
  }
  EXPECT_NE(refusal("select 1" + repeated(" except select 1", 50'000)).find("too deep"),
            std::string::npos);
}

TEST(ParserLimits, ReadAQuarterOfAMegabyteWithinASecond) {
  const std::string texts[] = {
      "select " + repeated("a + b * c, ", 22'000) + "1",
      "select * from t where x in (" + repeated("'abcdefgh', ", 21'000) + "1)",
      "values " + repeated("(1, 'a', (select 2)), ", 11'000) + "(1)",
      "select 1 " + repeated("/*", 125'000),
      "select 1 " + repeated("'", 250'001),
      repeated("(", 250'000),
      "select * from " + repeated("(", 250'000),
      "select cast(x as " + repeated("row(a ", 40'000),
  };
  for (const std::string& text : texts) {
    // Processor time: other programs on the machine must not fail the test.
    const std::clock_t start = std::clock();
    refusal(text);
    const double seconds = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
    EXPECT_LT(seconds, 1.0) << text.substr(0, 60);
  }
}

}  // namespace

}  // namespace sluice::sql
