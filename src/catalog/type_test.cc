#include "catalog/type.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace sluice::catalog {
namespace {

std::string round_trip(std::string_view text) {
  return to_text(parse_type(text));
}

TEST(Type, ReadsAndWritesNestedTypes) {
  EXPECT_EQ(round_trip("struct<a:int,b:array<decimal(10,2)>>"),
            "struct<a:int,b:array<decimal(10,2)>>");
  EXPECT_EQ(round_trip("map<string,struct<x:double>>"), "map<string,struct<x:double>>");
  EXPECT_EQ(round_trip("struct<>"), "struct<>");
}

TEST(Type, AcceptsEverySpellingThatGlueAccepts) {
  EXPECT_EQ(round_trip("INTEGER"), "int");
  EXPECT_EQ(round_trip("long"), "bigint");
  EXPECT_EQ(round_trip("double precision"), "double");
  EXPECT_EQ(round_trip("decimal"), "decimal(10,0)");
  EXPECT_EQ(round_trip(" Array < VarChar( 10 ) > "), "array<varchar(10)>");
}

TEST(Type, LowerCasesFieldNames) {
  EXPECT_EQ(parse_type("struct<FirstName:string>").names.front(), "firstname");
}

TEST(Type, KeepsBlanksAndDotsInsideFieldNames) {
  EXPECT_EQ(parse_type("struct<row id:int,a.b:int>").names,
            (std::vector<std::string>{"row id", "a.b"}));
}

TEST(Type, QuotesFieldNamesThatWouldReadAsSomethingElse) {
  const Type odd = struct_of({"a:b", "c`d", " e"},
                             {scalar(TypeKind::integer), scalar(TypeKind::string), Type{}});
  EXPECT_EQ(to_text(odd), "struct<`a:b`:int,`c``d`:string,` e`:string>");
  EXPECT_EQ(parse_type(to_text(odd)), odd);
}

TEST(Type, SaysWhereATextIsWrong) {
  try {
    parse_type("array<decimal(10,11)>");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::invalid);
    EXPECT_EQ(
        error.message(),
        "\"array<decimal(10,11)>\" is no type: expected a number from 0 to 10 at position 18");
  }
}

TEST(Type, RefusesHalfTypes) {
  for (const char* text : {"", "array", "array<", "map<string>", "varchar", "decimal(39)", "int,",
                           "struct<a>", "struct<:int>", "frobnicate", "struct<`a:int>"}) {
    EXPECT_THROW(parse_type(text), Error) << text;
  }
}

TEST(Type, RefusesBottomlessNesting) {
  std::string text;
  for (int i = 0; i < 10000; ++i)
    text += "array<";
  EXPECT_THROW(parse_type(text), Error);
}

}  // namespace
}  // namespace sluice::catalog
