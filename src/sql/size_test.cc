// Large and deep texts: answered or refused, and soon. The bound is far above what they take (tens
// of milliseconds), and far below what quadratic work would.
#include <chrono>
#include <random>

#include <gtest/gtest.h>

#include "base/error.h"
#include "sql/query_grammar.h"
#include "sql/sql_fixture.h"

namespace sluice::sql {
namespace {

constexpr std::chrono::seconds kSoon{5};

std::string repeated(std::string_view text, int count, std::string_view separator = "") {
  std::string out;
  for (int i = 0; i < count; ++i) {
    if (i > 0) out += separator;
    out += fmt::format(fmt::runtime(text), i);
  }
  return out;
}

enum class Fate { lowered, refused, either };

void expect_soon(const std::string& what, const std::string& text, Fate fate) {
  FixedTables tables({"t(i integer, n bigint, s varchar, b boolean, a array(integer))"});
  const auto start = std::chrono::steady_clock::now();
  std::string failure;
  try {
    lower_query(text, tables, {});
  } catch (const Error& error) {
    failure = error.code() + ": " + error.message();
  }
  const auto took = std::chrono::steady_clock::now() - start;
  EXPECT_LT(took, kSoon) << what;
  if (fate == Fate::lowered) {
    EXPECT_EQ(failure, "") << what;
  }
  if (fate == Fate::refused) {
    EXPECT_NE(failure, "") << what;
  }
  const auto took_ms = std::chrono::duration_cast<std::chrono::milliseconds>(took).count();
  ::testing::Test::RecordProperty(what, static_cast<int>(took_ms));
  if (std::getenv("SLUICE_SHOW_TIMES") != nullptr) {
    fmt::print("{:32} {:6} ms {}\n", what, took_ms, failure.substr(0, 80));
  }
}

// The sets are counted before they are made.
TEST(Size, TooManyGroupingSetsAreRefusedSoon) {
  const std::string keys = "i, n, s, b, i+1, i+2, i+3, i+4, i+5, i+6, i+7";
  expect_soon("product of grouping sets",
              "SELECT 1 FROM t GROUP BY CUBE(" + keys + "), GROUPING SETS(" +
                  repeated("(i)", 6'000, ", ") + ")",
              Fate::refused);
  expect_soon("ROLLUP", "SELECT 1 FROM t GROUP BY ROLLUP(" + repeated("i + {}", 6'000, ", ") + ")",
              Fate::refused);
}

TEST(Size, WideTextsAreLowered) {
  expect_soon("text of 250 KB",
              "SELECT " + repeated("i + {0} AS column_{0}", 12'000, ", ") + " FROM t",
              Fate::either);
  expect_soon("long literal", "SELECT '" + std::string(250'000, 'x') + "'", Fate::lowered);
  expect_soon("columns", "SELECT " + repeated("i AS c{0}", 5'000, ", ") + " FROM t", Fate::lowered);
  expect_soon("terms of OR", "SELECT 1 FROM t WHERE " + repeated("i = {0}", 5'000, " OR "),
              Fate::lowered);
  expect_soon("terms of AND", "SELECT 1 FROM t WHERE " + repeated("i <> {0}", 5'000, " AND "),
              Fate::lowered);
  expect_soon("IN list", "SELECT 1 FROM t WHERE i IN (" + repeated("{0}", 20'000, ", ") + ")",
              Fate::lowered);
  expect_soon("IN list of texts",
              "SELECT 1 FROM t WHERE s NOT IN (" + repeated("'v{0}'", 10'000, ", ") + ")",
              Fate::lowered);
  expect_soon("IN list of doubles",
              "SELECT 1 FROM t WHERE i IN (" + repeated("{0}e0", 3'000, ", ") + ")", Fate::lowered);
  expect_soon("branches of CASE",
              "SELECT CASE " + repeated("WHEN i = {0} THEN 'r{0}'", 3'000, " ") + " END FROM t",
              Fate::lowered);
  expect_soon("branches of CASE i",
              "SELECT CASE i " + repeated("WHEN {0} THEN {0}", 3'000, " ") + " END FROM t",
              Fate::lowered);
  expect_soon("rows of VALUES", "VALUES " + repeated("({0}, 'r{0}')", 5'000, ", "), Fate::lowered);
  expect_soon("array", "SELECT ARRAY[" + repeated("{0}", 20'000, ", ") + "]", Fate::either);
  expect_soon("arguments", "SELECT concat(" + repeated("s", 127, ", ") + ") FROM t", Fate::lowered);
}

TEST(Size, ManyRelationsAreLowered) {
  expect_soon("joins",
              "SELECT * FROM t t0 " + repeated("JOIN t AS j{0} ON j{0}.i = t0.i", 100, " "),
              Fate::lowered);
  expect_soon("joins USING", "SELECT i FROM t t0 " + repeated("JOIN t AS j{0} USING (i)", 100, " "),
              Fate::lowered);
  expect_soon("comma joins", "SELECT 1 FROM t" + repeated(", t AS j{0}", 300), Fate::lowered);
  expect_soon("terms of UNION", repeated("SELECT {0} AS k", 2'000, " UNION ALL "), Fate::lowered);
  expect_soon("WITH queries",
              "WITH w0 AS (SELECT 1 AS k), " +
                  repeated("v{0} AS (SELECT k + 1 AS k FROM w0)", 500, ", ") + " SELECT * FROM v7",
              Fate::lowered);
  std::string chain = "WITH w0 AS (SELECT 1 AS k)";
  for (int i = 1; i < 200; ++i)
    chain +=
        fmt::format(", w{} AS (SELECT a.k FROM w{} a JOIN w{} b ON a.k = b.k)", i, i - 1, i - 1);
  expect_soon("WITH queries that use the last one twice", chain + " SELECT * FROM w199",
              Fate::either);
  expect_soon("group keys",
              "SELECT " + repeated("i + {0}", 300, ", ") + ", count(*) FROM t GROUP BY " +
                  repeated("i + {0}", 300, ", "),
              Fate::lowered);
  expect_soon("aggregates", "SELECT " + repeated("sum(i + {0})", 1'000, ", ") + " FROM t",
              Fate::lowered);
  expect_soon("windows",
              "SELECT " + repeated("sum(i) OVER (ORDER BY n + {0})", 500, ", ") + " FROM t",
              Fate::lowered);
  expect_soon("scalar subqueries",
              "SELECT " + repeated("(SELECT max(u.i) FROM t u WHERE u.n = t.n + {0})", 200, ", ") +
                  " FROM t",
              Fate::lowered);
}

TEST(Size, DeepTextsAreLoweredOrRefused) {
  const auto nested = [](std::string_view open, std::string_view inner, std::string_view close,
                         int count) {
    return "SELECT " + repeated(open, count) + std::string(inner) + repeated(close, count) +
           " FROM t";
  };
  expect_soon("parentheses", nested("(", "i", ")", 500), Fate::lowered);
  expect_soon("too many parentheses", nested("(", "i", ")", 5'000), Fate::refused);
  expect_soon("sums", "SELECT " + repeated("i", 1'400, " + ") + " FROM t", Fate::either);
  expect_soon("too long a sum", "SELECT " + repeated("i", 50'000, " + ") + " FROM t",
              Fate::refused);
  expect_soon("sums of mixed types", "SELECT " + repeated("i + n", 600, " + ") + " FROM t",
              Fate::either);
  expect_soon("decimals", "SELECT " + repeated("1.5", 600, " + "), Fate::either);
  expect_soon("chain of ||", "SELECT " + repeated("s", 1'400, " || ") + " FROM t", Fate::either);
  expect_soon("arrays ||", "SELECT " + repeated("a", 600, " || ") + " FROM t", Fate::either);
  expect_soon("signs", nested("- ", "i", "", 600), Fate::either);
  expect_soon("NOT", nested("NOT ", "b", "", 600), Fate::either);
  expect_soon("CASE in ELSE", nested("CASE WHEN b THEN 1 ELSE ", "i", " END", 300), Fate::either);
  expect_soon("CASE in WHEN", nested("CASE WHEN ", "b", " THEN b END", 300), Fate::either);
  expect_soon("calls", nested("abs(", "i", ")", 300), Fate::either);
  expect_soon("coalesce", nested("coalesce(i, ", "i", ")", 300), Fate::either);
  expect_soon("try", nested("try(", "i", ")", 200), Fate::either);
  expect_soon("concat", nested("concat(s, ", "s", ")", 300), Fate::either);
  expect_soon("nullif", nested("nullif(", "i", ", 1)", 200), Fate::either);
  expect_soon("if", nested("if(b, ", "i", ", 1)", 300), Fate::either);
  expect_soon("BETWEEN", nested("(1 BETWEEN 0 AND if(", "b", ", 1, 2))", 100), Fate::either);
  expect_soon("operands of BETWEEN", nested("if(", "i", " BETWEEN 0 AND 1, 1, 2)", 200),
              Fate::either);
  expect_soon("operands of IN", nested("if(", "1e0", " IN (0, 1, 2), 1e0, 2e0)", 200),
              Fate::either);
  expect_soon("casts of rows", nested("CAST(", "ROW(i, s)", " AS row(p bigint, q varchar(7)))", 40),
              Fate::either);
  expect_soon("array_join", nested("split(array_join(", "a", ", 'x', 'y'), 'x')", 60),
              Fate::either);
  expect_soon("sequence", nested("sequence(cardinality(", "a", "), 10)", 60), Fate::either);
  expect_soon("ALL in ALL", nested("(1 = ALL (SELECT if(", "b", ", 1, 2) FROM t))", 40),
              Fate::either);
  expect_soon("round", nested("round(", "1.25", ")", 100), Fate::either);
  expect_soon("casts", nested("CAST(CAST(", "i", " AS varchar) AS bigint)", 150), Fate::either);
  expect_soon("arrays in arrays", nested("ARRAY[", "i", "]", 100), Fate::either);
  expect_soon("rows in rows", nested("ROW(", "i", ", 1)", 60), Fate::either);
  expect_soon("lambdas",
              "SELECT " + repeated("transform(a, x{0} -> cardinality(", 30) + "a" +
                  repeated("))", 30) + " FROM t",
              Fate::either);
  std::string queries = "SELECT i FROM t";
  for (int i = 0; i < 150; ++i)
    queries = fmt::format("SELECT i FROM ({}) AS q{}", queries, i);
  expect_soon("subqueries", queries, Fate::either);
  std::string exists = "SELECT 1 FROM t";
  for (int i = 0; i < 100; ++i)
    exists = fmt::format("SELECT 1 FROM t AS e{} WHERE EXISTS ({})", i, exists);
  expect_soon("EXISTS in EXISTS", exists, Fate::either);
}

TEST(Size, QueriesOfTheGrammarAreLoweredOrRefused) {
  std::mt19937 random(20'240'229);  // the same queries each time
  FixedTables tables({kGrammarTable});
  int lowered = 0;
  for (int i = 0; i < 3'000; ++i) {
    std::vector<std::uint8_t> bytes(10 + random() % 100);
    for (auto& byte : bytes)
      byte = static_cast<std::uint8_t>(random());
    const std::string text = query_from_bytes(bytes);
    SCOPED_TRACE(text);
    try {
      lower_query(text, tables, {});
      ++lowered;
    } catch (const Error& error) {
      EXPECT_FALSE(error.code().empty());
    }
  }
  EXPECT_GT(lowered, 100);
}

}  // namespace
}  // namespace sluice::sql
