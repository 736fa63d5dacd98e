#include "sql/syntax/statements.h"

#include <gtest/gtest.h>

namespace sluice::sql {

namespace {

std::vector<std::string> texts(std::string_view script) {
  std::vector<std::string> result;
  for (const ScriptStatement& statement : split_statements(script)) {
    result.emplace_back(statement.text);
  }
  return result;
}

using Texts = std::vector<std::string>;

TEST(SplitStatements, CutsAtSemicolonsAndTrims) {
  EXPECT_EQ(texts("select 1; select 2 ;\n"), (Texts{"select 1", "select 2"}));
}

TEST(SplitStatements, LeavesEmptyStatementsOut) {
  EXPECT_EQ(texts(" ;; -- nothing\n; /* here */ ;"), Texts{});
  EXPECT_EQ(texts(""), Texts{});
}

TEST(SplitStatements, KeepsSemicolonsInQuotesAndComments) {
  EXPECT_EQ(texts("select ';' as \"a;b\" -- c;d\n from t /* ; */ where x = U&';'; select 2"),
            (Texts{"select ';' as \"a;b\" -- c;d\n from t /* ; */ where x = U&';'", "select 2"}));
}

TEST(SplitStatements, GivesAnUnclosedQuoteToItsParser) {
  EXPECT_EQ(texts("select 'a"), Texts{"select 'a"});
}

TEST(SplitStatements, KeepsARoutineTogether) {
  const std::string routine =
      "WITH FUNCTION f(x int) RETURNS int BEGIN IF x > 1 THEN RETURN 1; END IF; "
      "RETURN CASE WHEN x = 0 THEN 2 ELSE 3 END; END SELECT f(1)";
  EXPECT_EQ(texts(routine + "; select 2"), (Texts{routine, "select 2"}));
}

TEST(SplitStatements, SaysWhereEachBegins) {
  const auto statements = split_statements("select 1;\n  -- two\n  select 2");
  ASSERT_EQ(statements.size(), 2U);
  EXPECT_EQ(statements[1].location.line, 3U);
  EXPECT_EQ(statements[1].location.column, 3U);
  EXPECT_EQ(statements[1].location.offset, 21U);
}

}  // namespace

}  // namespace sluice::sql
