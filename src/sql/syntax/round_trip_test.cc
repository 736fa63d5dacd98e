// Printing a tree and parsing the text gives an equal tree: on TPC-H, on samples of each corner of
// the grammar, and on a file of cases when SLUICE_CONFORMANCE names one (JSON lines, perhaps
// gzipped: kind, sql, grammar, and other texts beside them), which is also what must parse at all.
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <sstream>

#include <gtest/gtest.h>
#include <zlib.h>

#include "base/error.h"
#include "base/json.h"
#include "sql/syntax/ast.h"
#include "sql/syntax/statements.h"

namespace sluice::sql {

namespace {

// Empty when the text is refused: then `why` says so.
struct Outcome {
  bool parses = true;
  std::string why;    // of the refusal
  std::string fault;  // of the round trip
};

template <class Parse>
Outcome round_trip(std::string_view text, Parse parse) {
  Outcome outcome;
  std::string printed;
  try {
    const auto tree = parse(text);
    printed = to_text(*tree);
    const auto again = parse(printed);
    if (!equal(*tree, *again)) outcome.fault = "another tree from " + printed;
  } catch (const Error& error) {
    outcome.parses = !printed.empty();
    (printed.empty() ? outcome.why : outcome.fault) = error.message() + " in " + printed;
  }
  return outcome;
}

Outcome of_statement(std::string_view text) {
  return round_trip(text, parse_statement);
}
Outcome of_expression(std::string_view text) {
  return round_trip(text, parse_expression);
}

Outcome of_type(std::string_view text) {
  Outcome outcome;
  try {
    const TypeSyntax type = parse_type_syntax(text);
    if (parse_type_syntax(to_text(type)) != type) outcome.fault = to_text(type);
  } catch (const Error& error) {
    outcome = {.parses = false, .why = error.message(), .fault = {}};
  }
  return outcome;
}

TEST(RoundTrip, HoldsForTpch) {
  for (int number = 1; number <= 22; ++number) {
    const std::string path = fmt::format("{}/bench/tpch/q{:02}.sql", SLUICE_SOURCE_DIR, number);
    std::stringstream text;
    text << std::ifstream(path).rdbuf();
    const std::string script = text.str();
    const auto statements = split_statements(script);
    ASSERT_FALSE(statements.empty()) << path;
    for (const ScriptStatement& statement : statements) {
      const Outcome outcome = of_statement(statement.text);
      EXPECT_TRUE(outcome.parses) << path << ": " << outcome.why;
      EXPECT_EQ(outcome.fault, "") << path;
    }
  }
}

constexpr const char* kExpressions[] = {
    "-(-5)",
    "- -a",
    "-(1.5)",
    "+(-a)",
    "(-5)[1]",
    "(5).x",
    "a.b[1].c",
    "f(x).y[2].z",
    "a - (b - c)",
    "(a || b) || (c || d)",
    "NOT (NOT a AND b) OR c",
    "(a OR b) OR c",
    "(x -> x) = y",
    "filter(a, x -> x IN (1, 2))",
    "() -> 1",
    "\"select\".\"From\"",
    "\"normalize\"(x, 'NFC')",
    "normalize(x, NFKD)",
    "DATE '2020-01-01'",
    "\"date\" 'x'",
    "INTERVAL '1' DAY + INTERVAL -'2' HOUR TO SECOND",
    "x AT TIME ZONE INTERVAL '1' HOUR",
    "(a AND b) IS NULL",
    "(a = b) IS NOT DISTINCT FROM (c < d)",
    "a BETWEEN (b AND c) AND d",
    "a LIKE 'x' ESCAPE '$'",
    "a = ALL (SELECT 1)",
    "a <> ANY (VALUES 1, 2)",
    "EXISTS (TABLE t)",
    "CASE a WHEN 1 THEN 2 ELSE 3 END",
    "CASE WHEN a THEN b END",
    "TRY_CAST(a AS row(x bigint))",
    "count(*) FILTER (WHERE a) OVER (w ROWS BETWEEN 1 PRECEDING AND CURRENT ROW)",
    "first_value(x) RESPECT NULLS OVER (ORDER BY a DESC NULLS FIRST GROUPS UNBOUNDED PRECEDING)",
    "listagg(DISTINCT x, ',' ON OVERFLOW TRUNCATE '..' WITH COUNT) WITHIN GROUP (ORDER BY y)",
    "trim(+a FROM b)",
    "trim(LEADING FROM -b)",
    "GROUPING(a, t.b)",
    "EXTRACT(YEAR FROM x)",
    "CURRENT_TIMESTAMP(3)",
    "1e999",
    "-1.5E-300",
    "U&'\\0041'",
    "X'00FF'",
    "'it''s'",
    "RUNNING last(a.x, 2)",
    "count(a.*)",
    "f(ORDER BY x)",
    "JSON_VALUE(j, 'lax $.x' PASSING 1 AS \"K\" RETURNING bigint DEFAULT 0 ON EMPTY "
    "ERROR ON ERROR)",
    "JSON_QUERY(j FORMAT JSON, 'strict $' WITH CONDITIONAL WRAPPER OMIT QUOTES "
    "EMPTY ARRAY ON EMPTY)",
    "JSON_OBJECT('a' : 1, KEY 'b' VALUE 2 ABSENT ON NULL WITH UNIQUE KEYS RETURNING varchar)",
    "JSON_ARRAY(1, 2 NULL ON NULL)",
    "JSON_EXISTS(j, 'lax $' TRUE ON ERROR)",
    "JSON_OBJECT()",
    "key",
    "JSON_OBJECT(key VALUE 1)",
    "1 IN (ROW(1, 2))",
    "position((a IN (b)), c) + position((a IN (SELECT 1)) AND b, c) + position(a, c)",
    "(1, 2) IN ((1, 2), (3, 4))",
};

TEST(RoundTrip, HoldsForExpressions) {
  for (const char* text : kExpressions) {
    const Outcome outcome = of_expression(text);
    EXPECT_TRUE(outcome.parses) << text << ": " << outcome.why;
    EXPECT_EQ(outcome.fault, "") << text;
  }
}

constexpr const char* kStatements[] = {
    "WITH RECURSIVE t (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t) TABLE t",
    "(SELECT 1 ORDER BY 1 LIMIT 1) EXCEPT SELECT 2 EXCEPT SELECT 3 INTERSECT ALL SELECT 4",
    "SELECT r.* AS (a, b), (x).*, * FROM t AS r (x, y)",
    "SELECT * FROM (a CROSS JOIN b) AS c RIGHT JOIN d USING (x, y)",
    "SELECT * FROM a, LATERAL (SELECT a.x) AS b, UNNEST(c, d) WITH ORDINALITY AS u (e, f, g)",
    "SELECT * FROM (t TABLESAMPLE BERNOULLI (10)) AS s TABLESAMPLE SYSTEM (1)",
    "SELECT * FROM (TABLE(f(1)) CROSS JOIN (TABLE(g(2)) AS a)) AS b",
    "SELECT * FROM t FOR TIMESTAMP AS OF TIMESTAMP '2020-01-01 00:00:00' AS x",
    "SELECT * FROM TABLE(f(TABLE(a) AS b PARTITION BY x KEEP WHEN EMPTY ORDER BY y, "
    "d => DESCRIPTOR(p bigint, q), n => CAST(NULL AS DESCRIPTOR) COPARTITION (a, b)))",
    "SELECT 1 GROUP BY DISTINCT (a, b), ROLLUP (a, (b, c)), CUBE (), GROUPING SETS ((), a)",
    "SELECT 1 GROUP BY ((SELECT 1) UNION (SELECT 2)), ((SELECT 1), 2)",
    "SELECT rank() OVER w FROM t WINDOW w AS (PARTITION BY a ORDER BY b RANGE 5 PRECEDING)",
    "SELECT * FROM t MATCH_RECOGNIZE (PARTITION BY a ORDER BY b MEASURES last(x.c) AS m "
    "ALL ROWS PER MATCH OMIT EMPTY MATCHES AFTER MATCH SKIP TO FIRST x INITIAL "
    "PATTERN (^ (x | y z)+? {- y -} PERMUTE(x, y){2,3} () $) SUBSET u = (x, y) "
    "DEFINE x AS a > 1) AS r",
    "SELECT * FROM JSON_TABLE(j, 'lax $' COLUMNS (o FOR ORDINALITY, a bigint PATH 'lax $.a', "
    "NESTED PATH 'lax $[*]' AS p COLUMNS (q varchar FORMAT JSON)) PLAN DEFAULT (INNER))",
    "WITH FUNCTION f(x bigint) RETURNS bigint RETURN x + 1 SELECT f(1)",
    "CREATE OR REPLACE VIEW v COMMENT 'c' SECURITY INVOKER AS TABLE t",
    "CREATE TABLE IF NOT EXISTS t (a bigint COMMENT 'x' WITH (p = 1), LIKE s EXCLUDING PROPERTIES)",
    "MERGE INTO t AS x USING s ON a = b WHEN MATCHED AND c THEN UPDATE SET d = 1 "
    "WHEN NOT MATCHED THEN INSERT (d, e) VALUES (1, DEFAULT_VALUE)",
    "EXPLAIN ANALYZE VERBOSE SELECT 1",
    "PREPARE p FROM SELECT ?",
    "SHOW TABLES FROM a LIKE 'x%'",
    "SHOW CREATE TABLE a.b",
    "ALTER TABLE t ADD COLUMN x bigint",
    "SET SESSION a.b = 'c'",
    "DROP SCHEMA IF EXISTS s CASCADE",
    "UPDATE t SET a = 1 WHERE b",
    "DELETE FROM t",
    "INSERT INTO t (a) (SELECT 1) UNION SELECT 2",
    "CALL p(1, x => 2)",
};

TEST(RoundTrip, HoldsForStatements) {
  for (const char* text : kStatements) {
    const Outcome outcome = of_statement(text);
    EXPECT_TRUE(outcome.parses) << text << ": " << outcome.why;
    EXPECT_EQ(outcome.fault, "") << text;
  }
}

// --- cases from a file

std::vector<std::string> lines_of(const char* path) {
  std::vector<std::string> lines(1);
  gzFile file = gzopen(path, "rb");
  if (file == nullptr) throw std::runtime_error(fmt::format("cannot open {}", path));
  char block[1 << 16];
  for (int size = gzread(file, block, sizeof block); size > 0;
       size = gzread(file, block, sizeof block)) {
    for (const char c : std::string_view(block, static_cast<std::size_t>(size))) {
      if (c == '\n') {
        lines.emplace_back();
      } else {
        lines.back() += c;
      }
    }
  }
  gzclose(file);
  if (lines.back().empty()) lines.pop_back();
  return lines;
}

struct Tally {
  int right = 0;
  int all = 0;
  double percent() const { return all == 0 ? 100 : 100.0 * right / all; }
};

class Corpus {
 public:
  void add(const json::object& entry) {
    const std::string kind(entry.at("kind").as_string());
    const bool is_error = kind == "parse_error";
    const auto* grammar = entry.if_contains("grammar");
    const std::string door = grammar == nullptr ? "statement" : std::string(grammar->as_string());
    for (const char* member : {"sql", "sql_bound"}) {
      const auto* text = entry.if_contains(member);
      if (text == nullptr || !text->is_string()) continue;
      try_text(kind, door, std::string(text->as_string()), !is_error);
    }
  }

  Tally& tally(const std::string& kind) { return tallies_[kind]; }
  const std::map<std::string, Tally>& tallies() const { return tallies_; }

 private:
  void try_text(const std::string& kind, const std::string& door, const std::string& text,
                bool should_parse) {
    const Outcome outcome = door == "expression" ? of_expression(text)
                            : door == "type"     ? of_type(text)
                                                 : of_statement(text);
    EXPECT_EQ(outcome.fault, "") << text;
    Tally& tally = tallies_[kind];
    ++tally.all;
    if (outcome.parses == should_parse) {
      ++tally.right;
    } else {
      std::cout << kind << ": " << text << "\n    " << outcome.why << '\n';
    }
  }

  std::map<std::string, Tally> tallies_;
};

TEST(Conformance, AcceptsAndRefusesWhatTheFileSays) {
  const char* path = std::getenv("SLUICE_CONFORMANCE");
  if (path == nullptr) GTEST_SKIP() << "SLUICE_CONFORMANCE names no file of cases";
  Corpus corpus;
  for (const std::string& line : lines_of(path))
    corpus.add(parse_json(line).as_object());
  for (const auto& [kind, tally] : corpus.tallies()) {
    std::cout << fmt::format("{}: {} of {} ({:.2f} %)\n", kind, tally.right, tally.all,
                             tally.percent());
    EXPECT_GE(tally.percent(), kind == "parse_error" ? 97 : 99) << kind;
  }
}

}  // namespace

}  // namespace sluice::sql
