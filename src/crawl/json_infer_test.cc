#include "crawl/json_infer.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace sluice::crawl {
namespace {

std::string columns(const std::optional<JsonInference>& found) {
  if (!found) return "(none)";
  std::string text;
  for (const auto& each : found->shape.columns) {
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", each.name, to_text(each.type));
  }
  return text;
}

std::optional<JsonInference> infer(std::string_view text, Rules rules = Rules::native) {
  return infer_json(text, Extent::whole, rules);
}

TEST(JsonInference, FindsNestedTypes) {
  EXPECT_EQ(columns(infer(R"({"a":1,"b":{"C":[1,2.5],"d":"x"},"e":[],"f":null}
{"a":2,"b":{"g":true}})")),
            "a bigint, b struct<c:array<double>,d:string,g:boolean>, e array<string>, f string");
}

TEST(JsonInference, TellsIntFromBigintLikeAws) {
  EXPECT_EQ(columns(infer(R"({"a":1,"b":3000000000,"c":1.5,"d":true,"e":null,"f":"2020-01-01"})",
                          Rules::like_aws)),
            "a int, b bigint, c double, d boolean, e string, f string");
}

TEST(JsonInference, MergesTypesThatDiffer) {
  EXPECT_EQ(
      columns(infer(R"({"a":1,"b":1,"c":{"x":1},"d":[1]} {"a":9999999999,"b":0.5,"c":7,"d":["x"]})",
                    Rules::like_aws)),
      "a bigint, b double, c string, d array<string>");
}

TEST(JsonInference, ReadsDatesFromStringsNatively) {
  EXPECT_EQ(columns(infer(R"({"d":"2020-01-01","t":"2020-01-01T00:00:00Z"}
{"d":"2020-01-02","t":null})")),
            "d date, t timestamp");
}

TEST(JsonInference, LowerCasesNamesInTheOrderFirstSeenAndKeepsTheOriginal) {
  const auto found = infer(R"({"bB":1}{"Aa":2,"bb":3})");
  EXPECT_EQ(columns(found), "bb bigint, aa bigint");
  EXPECT_EQ(found->shape.original_names, (std::vector<std::string>{"bB", "Aa"}));
}

TEST(JsonInference, ReadsAnArrayAsItsRecordsNatively) {
  const auto found = infer(R"([{"a":1},{"a":2,"b":"x"}])");
  EXPECT_EQ(columns(found), "a bigint, b string");
  EXPECT_TRUE(found->shape.format.is_json_array);
}

TEST(JsonInference, ReadsAnArrayAsOneColumnLikeAws) {
  EXPECT_EQ(columns(infer(R"([{"a":1},{"b":"x"}])", Rules::like_aws)),
            "array array<struct<a:int,b:string>>");
}

TEST(JsonInference, ReadsRecordsThatSpanLines) {
  EXPECT_EQ(columns(infer("{\n  \"a\": 1\n}\n{\n  \"a\": 2\n}\n")), "a bigint");
}

TEST(JsonInference, LeavesBrokenRecordsAside) {
  const auto found = infer("{\"a\":1}\n{\"a\":\n{\"a\":3}\n");
  EXPECT_EQ(columns(found), "a bigint");
  EXPECT_GE(found->bad_records, 1u);
}

TEST(JsonInference, RefusesJsonThatIsNoTable) {
  EXPECT_THROW(infer("[1,2,3]"), Error);
  EXPECT_THROW(infer("{}\n{}\n"), Error);
  EXPECT_FALSE(infer("hello"));
}

TEST(JsonInference, KeepsIntegersPast64BitsAsStringsNatively) {
  EXPECT_EQ(columns(infer(R"({"a":18446744073709551615})")), "a string");
}

TEST(JsonInference, RemembersMembersThatWereAlwaysNull) {
  EXPECT_TRUE(infer(R"({"a":1,"b":null})")->shape.untyped.contains("b"));
}

TEST(JsonInference, SurvivesDeepNesting) {
  std::string text = "{\"a\":";
  for (int i = 0; i < 200; ++i)
    text += "[";
  for (int i = 0; i < 200; ++i)
    text += "]";
  text += "}";
  const auto found = infer(text);
  ASSERT_TRUE(found);
  EXPECT_NO_THROW(catalog::parse_type(to_text(found->shape.columns[0].type)));
}

TEST(JsonInference, IgnoresTheCutRecordAtTheEndOfABeginning) {
  const auto found = infer_json("{\"a\":1}\n{\"b\":2", Extent::beginning, Rules::native);
  EXPECT_EQ(columns(found), "a bigint");
}

}  // namespace
}  // namespace sluice::crawl
