// For fuzzers and tests: bytes become a query. Every form of the language that has a lowering and
// every function of the table can come out; whether it is well typed is left to chance.
#pragma once

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sql/functions/signature.h"

namespace sluice::sql {

// The table that the queries name.
inline constexpr const char* kGrammarTable =
    "t(b boolean, i integer, n bigint, x double, d decimal(10,2), s varchar, c char(3), day date, "
    "ts timestamp(3), tz timestamp(3) with time zone, j json, v varbinary, a array(integer), "
    "m map(varchar, bigint), r row(p integer, q varchar))";

namespace grammar {

inline constexpr int kDepthMax = 24;
inline constexpr std::size_t kSizeMax = 20'000;

struct Production {
  std::string_view name;
  std::string_view form;  // <name> is expanded
};

// The first form of a name ends: it is taken when bytes, depth or size run out. A form that stands
// twice is taken twice as often.
inline constexpr Production kGrammar[] = {
    {"query", "SELECT * FROM t"},
    {"query", "SELECT <items> FROM <relation>"},
    {"query", "SELECT <items> FROM <relation> WHERE <value>"},
    {"query", "SELECT DISTINCT <items> FROM <relation> ORDER BY 1 LIMIT 5"},
    {"query", "SELECT <value>, count(*), <aggregate> FROM <relation> GROUP BY 1 HAVING <value>"},
    {"query", "SELECT <items> FROM <relation> GROUP BY <grouping> ORDER BY <value> DESC"},
    {"query", "<query> UNION ALL <query>"},
    {"query", "(<query>) EXCEPT (<query>)"},
    {"query", "(<query>) INTERSECT <query>"},
    {"query", "WITH w AS (<query>), y(k) AS (<query>) SELECT <items> FROM w, y"},
    {"query",
     "WITH RECURSIVE z(k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM z WHERE 5 > k) "
     "SELECT <items> FROM z"},
    {"query", "VALUES (<value>, <value>), (<value>, <value>)"},
    {"query", "TABLE t"},
    {"query",
     "SELECT i, <value> FROM <relation> ORDER BY <value> OFFSET 1 FETCH FIRST 2 ROWS ONLY"},
    {"query", "SELECT i, s FROM t ORDER BY <column> FETCH FIRST ROW WITH TIES"},
    {"query", "<query> UNION ALL CORRESPONDING <query>"},
    {"query", "VALUES <value>, <value> ORDER BY <value>"},
    {"query",
     "SELECT <value> OVER u, <aggregate> OVER w FROM <relation> "
     "WINDOW w AS (PARTITION BY <value>), u AS (w ORDER BY <value>), v AS (u <frame>)"},
    {"items", "*"},
    {"items", "<value>"},
    {"items", "<value> AS k, <value>"},
    {"items", "t.*, <value>"},
    {"items", "r.*"},
    {"items", "<aggregate>, <window>"},
    {"grouping", "1"},
    {"grouping", "<value>, <value>"},
    {"grouping", "ROLLUP (s, i)"},
    {"grouping", "GROUPING SETS ((s), (i, n), ())"},
    {"grouping", "CUBE (s, <column>)"},
    {"relation", "t"},
    {"relation", "t AS u"},
    {"relation", "t JOIN t AS u ON <value>"},
    {"relation", "<relation> LEFT JOIN (<query>) AS q ON <value>"},
    {"relation", "t FULL JOIN t AS u USING (i, s)"},
    {"relation", "<relation> CROSS JOIN UNNEST(<value>, a) WITH ORDINALITY AS e(k, l, o)"},
    {"relation", "(<query>) AS q"},
    {"relation", "t, LATERAL (<query>) AS q"},
    {"relation", "t TABLESAMPLE BERNOULLI (10)"},
    {"relation", "t RIGHT JOIN LATERAL (<query>) AS q ON <value>"},
    {"relation", "t FULL JOIN UNNEST(<value>) AS e(k) ON true"},
    {"relation", "TABLE(sequence(start => <literal>, stop => 10, step => 3)) AS t(k)"},
    {"relation", "TABLE(exclude_columns(input => TABLE(t), columns => DESCRIPTOR(s, x)))"},
    {"relation",
     "<relation> <join> JSON_TABLE(<value>, 'lax $.a[*]' AS p PASSING <value> AS z COLUMNS (k FOR "
     "ORDINALITY, l <type> PATH 'lax $.b' DEFAULT <value> ON EMPTY, o varchar FORMAT JSON PATH "
     "'lax $' WITH WRAPPER, NESTED PATH 'lax $.c[*]' AS q COLUMNS (g varchar)) EMPTY ON ERROR) AS "
     "jt ON true"},
    {"relation",
     "<relation> MATCH_RECOGNIZE (PARTITION BY s ORDER BY i MEASURES <measure> AS k, <measure> AS "
     "l "
     "<rows> <pattern>) AS p"},
    {"join", "JOIN"},
    {"join", "LEFT JOIN"},
    {"join", "RIGHT JOIN"},
    {"rows", "ONE ROW PER MATCH"},
    {"rows", "ALL ROWS PER MATCH WITH UNMATCHED ROWS AFTER MATCH SKIP TO NEXT ROW"},
    {"rows", "AFTER MATCH SKIP TO LAST B"},
    {"pattern", "PATTERN (A B+) DEFINE B AS <condition>"},
    {"pattern", "PATTERN (A B*? (C | A){1,2}) SUBSET U = (A, B) DEFINE B AS <condition>"},
    {"pattern", "PATTERN (PERMUTE(A, B, C)?) DEFINE A AS <condition>, B AS <condition>"},
    {"pattern", "PATTERN (^ A {- B+ -} $) DEFINE A AS true, B AS <condition>"},
    {"condition", "i > PREV(i)"},
    {"condition", "B.i < LAST(A.i)"},
    {"condition", "<measure> <comparison> <measure>"},
    {"condition", "<value>"},
    {"measure", "A.i"},
    {"measure", "CLASSIFIER()"},
    {"measure", "MATCH_NUMBER()"},
    {"measure", "LAST(B.<column>)"},
    {"measure", "FINAL LAST(n, 1)"},
    {"measure", "PREV(FIRST(i), 2)"},
    {"measure", "RUNNING sum(A.i + 1)"},
    {"measure", "array_agg(CLASSIFIER(A))"},
    {"measure", "count(B.*)"},
    {"measure", "<value>"},
    {"column", "i"},
    {"column", "b"},
    {"column", "n"},
    {"column", "x"},
    {"column", "d"},
    {"column", "s"},
    {"column", "c"},
    {"column", "day"},
    {"column", "ts"},
    {"column", "tz"},
    {"column", "j"},
    {"column", "v"},
    {"column", "a"},
    {"column", "m"},
    {"column", "r"},
    {"column", "r.p"},
    {"column", "t.s"},
    {"column", "k"},
    {"literal", "1"},
    {"literal", "NULL"},
    {"literal", "'ab'"},
    {"literal", "''"},
    {"literal", "2.50"},
    {"literal", "1e10"},
    {"literal", "9223372036854775807"},
    {"literal", "true"},
    {"literal", "DATE '2024-02-29'"},
    {"literal", "TIMESTAMP '2024-02-29 01:02:03.456'"},
    {"literal", "TIMESTAMP '2024-02-29 01:02:03 Europe/Berlin'"},
    {"literal", "TIME '01:02:03'"},
    {"literal", "INTERVAL '3' DAY"},
    {"literal", "INTERVAL '1' YEAR"},
    {"literal", "X'00FF'"},
    {"literal", "JSON '[1, null]'"},
    {"literal", "ARRAY[]"},
    {"value", "<column>"},
    {"value", "<literal>"},
    {"value", "<column>"},
    {"value", "<call>"},
    {"value", "<call>"},
    {"value", "<call>"},
    {"value", "<aggregate>"},
    {"value", "<window>"},
    {"value", "(<value> <operator> <value>)"},
    {"value", "(<value> <comparison> <value>)"},
    {"value", "(<value> AND <value> OR NOT <value>)"},
    {"value", "(- <value>)"},
    {"value", "<value> IS NULL"},
    {"value", "(<value> IS NOT DISTINCT FROM <value>)"},
    {"value", "(<value> BETWEEN <value> AND <value>)"},
    {"value", "(<value> NOT IN (<value>, <value>, <literal>))"},
    {"value", "(<value> LIKE <value> ESCAPE '!')"},
    {"value", "CASE WHEN <value> THEN <value> ELSE <value> END"},
    {"value", "CASE <value> WHEN <value> THEN <value> END"},
    {"value", "CAST(<value> AS <type>)"},
    {"value", "TRY_CAST(<value> AS <type>)"},
    {"value", "TRY(<value>)"},
    {"value", "coalesce(<value>, <value>)"},
    {"value", "if(<value>, <value>, <value>)"},
    {"value", "nullif(<value>, <value>)"},
    {"value", "ARRAY[<value>, <value>]"},
    {"value", "MAP(ARRAY[<value>], ARRAY[<value>])"},
    {"value", "ROW(<value>, <value>)"},
    {"value", "<value>[<value>]"},
    {"value", "EXTRACT(YEAR FROM <value>)"},
    {"value", "(<value> AT TIME ZONE 'America/New_York')"},
    {"value", "(SELECT <value> FROM t AS u)"},
    {"value", "EXISTS (<query>)"},
    {"value", "(<value> IN (<query>))"},
    {"value", "(<value> <comparison> ALL (<query>))"},
    {"value", "transform(<value>, e -> <value>)"},
    {"value", "reduce(a, 0, (q, e) -> q + e, q -> <value>)"},
    {"value", "json_query(<value>, 'lax $.a[*]' WITH WRAPPER)"},
    {"value", "json_value(<value>, 'strict $.a' RETURNING bigint DEFAULT 1 ON EMPTY)"},
    {"value", "json_query(v FORMAT JSON, 'lax $' RETURNING varbinary FORMAT JSON KEEP QUOTES)"},
    {"value", "json_exists(<value>, 'lax $.a ? (@.b > $z)' PASSING <value> AS z TRUE ON ERROR)"},
    {"value", "json_object(<value> : <value>, KEY 'b' VALUE <value> ABSENT ON NULL)"},
    {"value", "json_array(<value>, <value> FORMAT JSON NULL ON NULL RETURNING varchar)"},
    {"value", "grouping(s, i)"},
    {"value", "typeof(<value>)"},
    {"value", "format('%s %5d', <value>, <value>)"},
    {"value", "trim(LEADING 'a' FROM <value>)"},
    {"value", "current_timestamp"},
    {"value", "(<value>).p"},
    {"value", "reduce(<value>, <value>, (p, q) -> <value>, p -> p)"},
    {"operator", "+"},
    {"operator", "-"},
    {"operator", "*"},
    {"operator", "/"},
    {"operator", "%"},
    {"operator", "||"},
    {"comparison", "="},
    {"comparison", "<>"},
    {"comparison", "<"},
    {"comparison", ">="},
    {"type", "varchar"},
    {"type", "bigint"},
    {"type", "decimal(12,3)"},
    {"type", "double"},
    {"type", "varchar(2)"},
    {"type", "char(4)"},
    {"type", "date"},
    {"type", "timestamp(6)"},
    {"type", "timestamp(3) with time zone"},
    {"type", "json"},
    {"type", "varbinary"},
    {"type", "array(<type>)"},
    {"type", "map(varchar, <type>)"},
    {"type", "row(p <type>, q <type>)"},
    {"type", "Geometry"},
    {"aggregate", "count(*)"},
    {"aggregate", "sum(<value>)"},
    {"aggregate", "array_agg(<value> ORDER BY <value> DESC)"},
    {"aggregate", "count(DISTINCT <value>)"},
    {"aggregate", "max_by(<value>, <value>) FILTER (WHERE <value>)"},
    {"aggregate", "listagg(s, ',') WITHIN GROUP (ORDER BY <value>)"},
    {"aggregate", "listagg(DISTINCT s) WITHIN GROUP (ORDER BY <value>) FILTER (WHERE <value>)"},
    {"window", "row_number() OVER ()"},
    {"window", "rank() OVER (PARTITION BY <value> ORDER BY <value>)"},
    {"window", "lag(<value>, 1, <value>) IGNORE NULLS OVER (ORDER BY <value>)"},
    {"window", "sum(<value>) OVER (ORDER BY <value> ROWS BETWEEN 1 PRECEDING AND CURRENT ROW)"},
    {"window", "avg(n) OVER (ORDER BY n RANGE BETWEEN 2 PRECEDING AND UNBOUNDED FOLLOWING)"},
    {"window", "last_value(<value>) OVER (PARTITION BY <value> ORDER BY <column> <frame>)"},
    {"window", "k OVER (ORDER BY i MEASURES <measure> AS k <matched> <pattern>)"},
    {"window", "sum(<value>) OVER (ORDER BY i MEASURES 1 AS k <matched> <pattern>)"},
    {"matched", "ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING"},
    {"matched", "ROWS BETWEEN CURRENT ROW AND 3 FOLLOWING SEEK"},
    {"frame", "ROWS CURRENT ROW"},
    {"frame", "GROUPS BETWEEN <value> PRECEDING AND <literal> FOLLOWING"},
    {"frame", "RANGE BETWEEN <literal> PRECEDING AND <value> FOLLOWING"},
    {"frame", "ROWS <value> PRECEDING"},
};

inline bool is_callable(const Function& function) {
  return std::isalpha(static_cast<unsigned char>(function.name[0])) != 0;
}

inline std::vector<const Function*> callable_functions() {
  std::vector<const Function*> out;
  for (const auto& family : function_families()) {
    for (const auto& function : family) {
      if (is_callable(function)) out.push_back(&function);
    }
  }
  return out;
}

class Expander {
 public:
  explicit Expander(std::span<const std::uint8_t> bytes) : bytes_(bytes) {}

  std::string query() {
    expand("query", 0);
    return std::move(out_);
  }

 private:
  std::size_t pick(std::size_t count) {
    if (at_ + 1 >= bytes_.size()) {
      at_ = bytes_.size();
      return 0;
    }
    const std::size_t number = bytes_[at_] + 256U * bytes_[at_ + 1];
    at_ += count > 256 ? 2 : 1;
    return number % count;
  }

  bool is_at_end(int depth) const {
    return depth > kDepthMax || out_.size() > kSizeMax || at_ >= bytes_.size();
  }

  void expand(std::string_view name, int depth) {
    if (name == "call" && !is_at_end(depth)) return call(depth);
    if (name == "call") name = "column";
    const auto* first =
        std::find_if(std::begin(kGrammar), std::end(kGrammar),
                     [&](const Production& production) { return production.name == name; });
    const auto* last = std::find_if(first, std::end(kGrammar),
                                    [&](const Production& each) { return each.name != name; });
    const auto count = static_cast<std::size_t>(last - first);
    write(first[is_at_end(depth) ? 0 : pick(count)].form, depth);
  }

  void write(std::string_view form, int depth) {
    while (!form.empty()) {
      const auto open = form.find('<');
      const auto close = form.find('>', open);
      const bool is_name = open != std::string_view::npos && close != std::string_view::npos &&
                           close > open + 1 && form[open + 1] >= 'a' && form[open + 1] <= 'z';
      if (!is_name) {
        out_ += form;
        return;
      }
      out_ += form.substr(0, open);
      expand(form.substr(open + 1, close - open - 1), depth + 1);
      form.remove_prefix(close + 1);
    }
  }

  void call(int depth) {
    const Function& function = *functions_[pick(functions_.size())];
    const Signature signature = parse_signature(function.signature);
    out_ += function.name;
    out_ += '(';
    for (std::size_t i = 0; i < signature.parameters.size(); ++i) {
      if (i > 0) out_ += ", ";
      const TypePattern& parameter = signature.parameters[i];
      if (parameter.is_function()) {
        lambda(parameter.arguments.size() - 1, depth);
      } else {
        expand("value", depth + 1);
      }
    }
    out_ += ')';
    if (function.kind == FunctionKind::window) out_ += " OVER (ORDER BY i)";
  }

  void lambda(std::size_t parameters, int depth) {
    out_ += '(';
    for (std::size_t i = 0; i < parameters; ++i)
      out_ += fmt::format("{}l{}", i > 0 ? ", " : "", i);
    out_ += ") -> ";
    expand("value", depth + 1);
  }

  std::span<const std::uint8_t> bytes_;
  std::size_t at_ = 0;
  std::string out_;
  std::vector<const Function*> functions_ = callable_functions();
};

}  // namespace grammar

// About 20,000 characters at most.
inline std::string query_from_bytes(std::span<const std::uint8_t> bytes) {
  return grammar::Expander(bytes).query();
}

}  // namespace sluice::sql
