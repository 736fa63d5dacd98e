#include "sql/types/coercion.h"

#include <gtest/gtest.h>

#include "sql/syntax/ast.h"
#include "sql/types/make.h"
#include "sql/types/resolve.h"

namespace sluice::sql {
namespace {

Type type(std::string_view text) {
  return resolve_type(parse_type_syntax(text));
}

std::string common(std::string_view left, std::string_view right) {
  const auto found = common_type(type(left), type(right));
  return found ? to_text(*found) : "none";
}

TEST(Coercion, NumbersMeetInTheWiderOne) {
  EXPECT_EQ(common("tinyint", "bigint"), "bigint");
  EXPECT_EQ(common("integer", "decimal(5,2)"), "decimal(12,2)");
  EXPECT_EQ(common("bigint", "real"), "real");
  EXPECT_EQ(common("decimal(38,2)", "double"), "double");
  EXPECT_EQ(common("decimal(5,1)", "decimal(4,3)"), "decimal(7,3)");
}

TEST(Coercion, TextsMeetInTheLongerOneAndCharBeatsVarchar) {
  EXPECT_EQ(common("varchar(2)", "varchar(5)"), "varchar(5)");
  EXPECT_EQ(common("varchar(2)", "varchar"), "varchar");
  EXPECT_EQ(common("char(2)", "varchar(5)"), "char(5)");
}

TEST(Coercion, DatesBecomeTimestampsAndTextBecomesNeither) {
  EXPECT_EQ(common("date", "timestamp(3)"), "timestamp(3)");
  EXPECT_EQ(common("timestamp(3)", "timestamp(6)"), "timestamp(6)");
  EXPECT_EQ(common("date", "varchar"), "none");
  EXPECT_EQ(common("integer", "varchar"), "none");
}

TEST(Coercion, NestedTypesMeetElementByElement) {
  EXPECT_EQ(common("array(integer)", "array(double)"), "array(double)");
  EXPECT_EQ(common("map(varchar(1), integer)", "map(varchar(2), bigint)"),
            "map(varchar(2), bigint)");
  EXPECT_EQ(common("row(a integer, b date)", "row(a bigint, c date)"), "row(a bigint, date)");
  EXPECT_EQ(common("row(a integer)", "row(a integer, b integer)"), "none");
}

TEST(Coercion, NullBecomesEverything) {
  EXPECT_EQ(common("unknown", "row(a date)"), "row(a date)");
}

TEST(Coercion, NothingNarrowsByItself) {
  EXPECT_TRUE(can_coerce(type("varchar(2)"), type("varchar(5)")));
  EXPECT_FALSE(can_coerce(type("varchar(5)"), type("varchar(2)")));
  EXPECT_FALSE(can_coerce(type("bigint"), type("integer")));
}

TEST(Types, PrintAsTrinoDoesAndReadBack) {
  for (const char* text :
       {"decimal(10,2)", "varchar(5)", "char(3)", "timestamp(3) with time zone", "array(integer)",
        "map(varchar, double)", "row(a integer, \"B c\" varchar(2))", "interval day to second"}) {
    EXPECT_EQ(to_text(type(text)), text);
  }
}

TEST(Types, HaveADuckDbTypeThatHoldsTheirValues) {
  EXPECT_EQ(duckdb_type(type("row(a integer, b array(decimal(5,2)))")),
            "STRUCT(a INTEGER, b DECIMAL(5,2)[])");
  EXPECT_EQ(duckdb_type(type("real")), "FLOAT");
}

TEST(Types, ComeFromTheCatalogAndGoBack) {
  EXPECT_EQ(to_text(from_catalog(catalog::parse_type("struct<a:string,b:array<float>>"))),
            "row(a varchar, b array(real))");
  EXPECT_EQ(catalog::to_text(to_catalog(type("map(varchar(3), timestamp(3))"))),
            "map<varchar(3),timestamp>");
}

}  // namespace
}  // namespace sluice::sql
