#include "sql/sql.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "sql/types/make.h"

namespace sluice::sql {
namespace {

// Two tables and a view, in the database "lake".
class SampleTables final : public Tables {
 public:
  std::optional<TableSchema> find(const catalog::TableName& name) override {
    if (name.database.text() != "lake") return std::nullopt;
    if (name.table == "flights") {
      return TableSchema{
          .name = name,
          .columns = {
              {.name = "origin", .type = varchar_type()},
              {.name = "delay", .type = make_type(TypeKind::integer)},
              {.name = "fare", .type = decimal_type(10, 2)},
              {.name = "flown", .type = make_type(TypeKind::date)},
              {.name = "dt", .type = varchar_type(), .is_partition_key = true},
              {.name = "hr", .type = make_type(TypeKind::integer), .is_partition_key = true}}};
    }
    if (name.table == "airports") {
      return TableSchema{.name = name,
                         .columns = {{.name = "iata", .type = varchar_type()},
                                     {.name = "delay", .type = make_type(TypeKind::double_)}}};
    }
    if (name.table == "late") {
      return TableSchema{.name = name,
                         .columns = {{.name = "origin", .type = varchar_type()}},
                         .view_sql = "SELECT origin FROM flights WHERE delay > 15"};
    }
    return std::nullopt;
  }
  bool has_database(const std::string& database) override { return database == "lake"; }
};

LoweredQuery lowered(std::string_view text) {
  SampleTables tables;
  return lower_query(text, tables, {.database = "lake"});
}

std::string types_of(std::string_view text) {
  std::string out;
  for (const auto& column : lowered(text).output) {
    out += (out.empty() ? "" : ", ") + column.name + " " + to_text(column.type);
  }
  return out;
}

// "CODE message"
std::string failure_of(std::string_view text) {
  try {
    return "no error: " + lowered(text).duckdb_sql;
  } catch (const Error& error) {
    return error.code() + " " + error.message();
  }
}

TEST(Sql, LiteralsHaveTheTypesThatTrinoGivesThem) {
  EXPECT_EQ(types_of("SELECT 1, 3000000000, 1.50, 1e0, 'abc', true, NULL, DATE '2020-01-01'"),
            "_col0 integer, _col1 bigint, _col2 decimal(3,2), _col3 double, _col4 varchar(3), "
            "_col5 boolean, _col6 unknown, _col7 date");
  EXPECT_EQ(types_of("SELECT TIMESTAMP '2020-01-01 00:00:00.12' AS t, INTERVAL '1' DAY AS i"),
            "t timestamp(2), i interval day to second");
}

TEST(Sql, DecimalsGrowByAthenasRules) {
  EXPECT_EQ(types_of("SELECT DECIMAL '9' / DECIMAL '5'"), "_col0 decimal(1,0)");
  EXPECT_EQ(types_of("SELECT 1.5 + 2.25, 1.5 * 2.25, 1.5 % 2.25, fare * 2, sum(fare), avg(fare) "
                     "FROM flights GROUP BY fare"),
            "_col0 decimal(4,2), _col1 decimal(5,3), _col2 decimal(3,2), _col3 decimal(20,2), "
            "_col4 decimal(38,2), _col5 decimal(10,2)");
}

TEST(Sql, OperandsMeetInTheirCommonType) {
  EXPECT_EQ(types_of("SELECT delay + 1, delay + BIGINT '1', delay * 1e0, delay / 2, 'a' || 'b', "
                     "coalesce(delay, 1.5), if(true, 'a', 'bcd') FROM flights"),
            "_col0 integer, _col1 bigint, _col2 double, _col3 integer, _col4 varchar, "
            "_col5 decimal(11,1), _col6 varchar(3)");
}

TEST(Sql, ColumnsKeepTheirNamesAndOthersAreNumbered) {
  EXPECT_EQ(types_of("SELECT Origin, f.delay AS \"Late\", delay + 1 FROM flights f"),
            "Origin varchar, Late integer, _col2 integer");
}

TEST(Sql, NamesOutsideTheScopeAreErrorsWithTheirPlace) {
  EXPECT_EQ(failure_of("SELECT\n  nam FROM flights"),
            "COLUMN_NOT_FOUND line 2:3: Column 'nam' cannot be resolved");
  EXPECT_EQ(failure_of("SELECT delay FROM flights, airports"),
            "AMBIGUOUS_NAME line 1:8: Column 'delay' is ambiguous");
  EXPECT_EQ(failure_of("SELECT 1 FROM nothing"),
            "TABLE_NOT_FOUND line 1:15: Table 'awsdatacatalog.lake.nothing' does not exist");
  EXPECT_EQ(failure_of("SELECT 1 FROM sea.t"),
            "SCHEMA_NOT_FOUND line 1:15: Schema 'sea' does not exist");
}

TEST(Sql, TypesThatDoNotMeetAreErrors) {
  EXPECT_EQ(failure_of("SELECT delay = 'x' FROM flights"),
            "TYPE_MISMATCH line 1:14: Cannot apply operator: integer = varchar(1)");
  EXPECT_EQ(
      failure_of("SELECT 1 FROM flights WHERE delay"),
      "TYPE_MISMATCH line 1:29: WHERE clause must evaluate to a boolean: actual type integer");
  EXPECT_EQ(failure_of("SELECT CAST(true AS date)"),
            "TYPE_MISMATCH line 1:8: Cannot cast boolean to date");
  EXPECT_EQ(failure_of("SELECT * FROM (VALUES (1, 2)) t(a)"),
            "MISMATCHED_COLUMN_ALIASES line 1:15: Column alias list has 1 entries but 't' has 2 "
            "columns available");
}

TEST(Sql, FunctionsAreFoundByNameAndArguments) {
  EXPECT_EQ(failure_of("SELECT frobnicate(1)"),
            "FUNCTION_NOT_FOUND line 1:8: Function 'frobnicate' not registered");
  EXPECT_EQ(failure_of("SELECT from_iso8601_date(1)"),
            "FUNCTION_NOT_FOUND line 1:8: Unexpected parameters (integer) for function "
            "from_iso8601_date. Expected: from_iso8601_date(varchar)");
}

TEST(Sql, WhatIsNotGroupedMayNotBeSelected) {
  EXPECT_EQ(failure_of("SELECT origin, count(*) FROM flights GROUP BY delay"),
            "EXPRESSION_NOT_AGGREGATE line 1:8: 'origin' must be an aggregate expression or appear "
            "in GROUP BY clause");
  EXPECT_EQ(types_of("SELECT delay + 1, max(origin) FROM flights GROUP BY delay + 1"),
            "_col0 integer, _col1 varchar");
}

TEST(Sql, WhatIsMissingIsRefusedByName) {
  EXPECT_EQ(failure_of("SELECT TIMESTAMP '2020-01-01 00:00:00.1234567'"),
            "NOT_SUPPORTED a value of timestamp(7) with digits beyond the microsecond is not "
            "supported");
}

TEST(Sql, ConditionsOnPartitionKeysReachTheTablesUse) {
  const auto query = lowered(
      "SELECT count(*) FROM flights WHERE dt = '2020-01-01' AND hr BETWEEN 3 AND 5 AND delay > 1");
  ASSERT_EQ(query.tables.size(), 1U);
  const auto& predicates = query.tables[0].partitions;
  ASSERT_EQ(predicates.size(), 3U);
  EXPECT_EQ(predicates[0].key, 0U);
  EXPECT_EQ(predicates[0].one_of, std::vector<std::string>{"2020-01-01"});
  EXPECT_EQ(predicates[1].at_least, "3");
  EXPECT_EQ(predicates[2].at_most, "5");
}

TEST(Sql, AConditionUnderOrPrunesNothing) {
  const auto query = lowered("SELECT 1 FROM flights WHERE dt = 'a' OR delay = 1");
  EXPECT_TRUE(query.tables[0].partitions.empty());
}

TEST(Sql, AUseNamesTheColumnsThatItReads) {
  const auto query = lowered("SELECT f.origin FROM flights f JOIN late l ON l.origin = f.origin");
  ASSERT_EQ(query.tables.size(), 2U);
  EXPECT_EQ(query.tables[0].handle, "scan_0");
  EXPECT_EQ(query.tables[0].columns, std::vector<std::string>{"origin"});
  EXPECT_EQ(query.tables[1].columns, (std::vector<std::string>{"origin", "delay"}));
}

TEST(Sql, TheTablesOfATextAreFoundWhereverTheyStand) {
  const auto tables = table_references(
      "SELECT json_value((SELECT a FROM t1), 'lax $' DEFAULT (SELECT 1 FROM t2) ON EMPTY), "
      "json_object('k' : (SELECT b FROM t3)), json_array((SELECT c FROM t4)), "
      "sum(x) OVER (ORDER BY x ROWS (SELECT 1 FROM t5) PRECEDING), "
      "m OVER (ORDER BY x MEASURES (SELECT 1 FROM t6) AS m "
      "ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING PATTERN (A) DEFINE A AS "
      "EXISTS (SELECT 1 FROM t7)), "
      "listagg(s) WITHIN GROUP (ORDER BY s) FILTER (WHERE EXISTS (SELECT 1 FROM t8)) "
      "FROM TABLE(exclude_columns(input => TABLE(t9), columns => DESCRIPTOR(s))), "
      "TABLE(sequence(start => 1, stop => 2)), "
      "JSON_TABLE((SELECT j FROM t10), 'lax $' COLUMNS (k bigint DEFAULT (SELECT 1 FROM t11) ON "
      "ERROR))");
  std::vector<std::string> names;
  for (const auto& table : tables)
    names.push_back(table.table.table);
  std::sort(names.begin(), names.end());
  const std::vector<std::string> all = {"t1", "t10", "t11", "t2", "t3", "t4",
                                        "t5", "t6",  "t7",  "t8", "t9"};
  EXPECT_EQ(names, all);
}

TEST(Sql, AParameterIsAConstant) {
  SampleTables tables;
  const auto outcome = [&](const char* text, const char* value) {
    try {
      lower_query(text, tables, {.database = "lake", .parameters = {value}});
    } catch (const Error& error) {
      return error.code();
    }
    return std::string("lowered");
  };
  EXPECT_EQ(outcome("SELECT ?", "1 + 1"), "lowered");
  EXPECT_EQ(outcome("SELECT ?", "?"), "INVALID_PARAMETER_USAGE");
  EXPECT_EQ(outcome("SELECT ?", "1 + ?"), "INVALID_PARAMETER_USAGE");
  EXPECT_EQ(outcome("SELECT ? FROM flights", "delay"), "COLUMN_NOT_FOUND");
  EXPECT_EQ(outcome("SELECT ? FROM flights", "count(*)"), "EXPRESSION_NOT_SCALAR");
}

TEST(Sql, TheTablesOfATextAreFoundWithoutACatalog) {
  const auto tables = table_references(
      "WITH x AS (SELECT * FROM a)\nSELECT * FROM x, db.b WHERE k IN (SELECT k FROM c) AND 1 = 1");
  ASSERT_EQ(tables.size(), 3U);
  EXPECT_EQ(tables[0].table.table, "a");
  EXPECT_EQ(to_text(tables[1].table), "db.b");
  EXPECT_EQ(tables[1].line, 2);
  EXPECT_EQ(tables[2].table.table, "c");
}

}  // namespace
}  // namespace sluice::sql
