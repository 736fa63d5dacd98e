#include "crawl/csv_infer.h"

#include <gtest/gtest.h>

namespace sluice::crawl {
namespace {

std::string columns(const std::optional<CsvInference>& found) {
  if (!found) return "(none)";
  std::string text;
  for (const auto& each : found->shape.columns) {
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", each.name, to_text(each.type));
  }
  return text;
}

std::optional<CsvInference> infer(std::string_view text, Rules rules = Rules::native) {
  return infer_csv(text, Extent::whole, rules);
}

TEST(CsvInference, FindsEveryDelimiterThatAwsFinds) {
  for (const char delimiter : {',', '|', '\t', ';', '\x01'}) {
    const std::string text = fmt::format("id{0}name\n1{0}a\n2{0}b\n", delimiter);
    for (const Rules rules : {Rules::native, Rules::like_aws}) {
      const auto found = infer(text, rules);
      EXPECT_EQ(columns(found), "id bigint, name string");
      ASSERT_TRUE(found);
      EXPECT_EQ(found->shape.format.csv.delimiter, delimiter);
      EXPECT_EQ(found->shape.format.csv.header_lines, 1);
    }
  }
}

TEST(CsvInference, ReadsQuotesNatively) {
  const auto found =
      infer("name,when,amount\n\"Smith, John\",2020-01-02,1.5\n\"a \"\"b\"\"\",,2\n");
  EXPECT_EQ(columns(found), "name string, when date, amount double");
  EXPECT_EQ(found->shape.format.csv.quote, '"');
  EXPECT_EQ(found->shape.format.csv.escape, '"');
}

TEST(CsvInference, ReadsLineEndsInsideQuotes) {
  const auto found = infer("id,text\n1,\"two\nlines\"\n2,\"three\n\nlines\"\n");
  EXPECT_EQ(columns(found), "id bigint, text string");
  EXPECT_EQ(found->records, 3u);
}

TEST(CsvInference, TakesABackslashBeforeQuotesAsTheirEscape) {
  const auto found = infer("id,text\n1,\"say \\\"hi, you\\\" now\"\n2,\"x\"\n");
  ASSERT_EQ(columns(found), "id bigint, text string");
  EXPECT_EQ(found->shape.format.csv.escape, '\\');
}

TEST(CsvInference, LeavesQuotesAloneThatDoNotPairUp) {
  std::string text = "id|size\n";
  for (int i = 0; i < 40; ++i)
    text += fmt::format("{}|\"{} inch\n", i, i);
  const auto found = infer(text);
  ASSERT_EQ(columns(found), "id bigint, size string");
  EXPECT_EQ(found->shape.format.csv.quote, std::nullopt);
}

// AWS: "1,\"Smith, John\"" has three fields.
TEST(CsvInference, TakesQuotesAsCharactersLikeAws) {
  const auto found = infer("id,name\n1,\"a\"\n2,\"b\"\n", Rules::like_aws);
  ASSERT_EQ(columns(found), "id bigint, name string");
  EXPECT_EQ(found->shape.format.csv.quote, std::nullopt);
}

TEST(CsvInference, CallsDatesStringsLikeAws) {
  EXPECT_EQ(columns(infer("id,day\n1,2020-01-02\n", Rules::like_aws)), "id bigint, day string");
}

TEST(CsvInference, KeepsBlanksAndDotsOfHeaders) {
  EXPECT_EQ(columns(infer("Row ID,Sub-Category,dto. devols\n1,a,2.5\n", Rules::like_aws)),
            "row id bigint, sub-category string, dto. devols double");
}

TEST(CsvInference, NamesColumnsByNumberWithoutAHeader) {
  EXPECT_EQ(columns(infer("1,a\n2,b\n")), "col0 bigint, col1 string");
  EXPECT_EQ(columns(infer("a,b\nc,d\n", Rules::like_aws)), "col0 string, col1 string");
}

TEST(CsvInference, SeesNoHeaderInAFileOfTextsLikeAws) {
  const std::string text = "first_name,city\nAnn,Paris\nBob,Rome\n";
  EXPECT_EQ(columns(infer(text, Rules::like_aws)), "col0 string, col1 string");
  EXPECT_EQ(columns(infer(text)), "first_name string, city string");
  EXPECT_EQ(columns(infer("Ann,Paris\nBob,Rome\nEve,Oslo\n")), "col0 string, col1 string");
}

TEST(CsvInference, WantsTwoColumnsAndTwoRows) {
  EXPECT_FALSE(infer("id,name\n"));
  EXPECT_FALSE(infer("just some text\nand more of it\n"));
  EXPECT_FALSE(infer(""));
  EXPECT_FALSE(infer("\n\n\n"));
}

TEST(CsvInference, TakesASingleColumnWhereTheNameSaysSo) {
  const auto found = infer_csv("id\n1\n2\n", Extent::whole, Rules::native, SingleColumn::accepted);
  EXPECT_EQ(columns(found), "id bigint");
}

TEST(CsvInference, ToleratesRaggedRows) {
  const auto found = infer("a,b,c\n1,2,3\n4,5\n6,7,8,9\n1,1,1\n1,1,1\n1,1,1\n1,1,1\n");
  EXPECT_EQ(columns(found), "a bigint, b bigint, c bigint");
  EXPECT_NE(found->evidence.find("2 records of another length"), std::string::npos);
}

TEST(CsvInference, LeavesRecordsAsideThatAreNotUtf8) {
  const auto found = infer("a,b\n1,caf\xe9\n2,x\n3,y\n");
  EXPECT_EQ(columns(found), "a bigint, b string");
  EXPECT_NE(found->evidence.find("1 records are not UTF-8"), std::string::npos);
  EXPECT_FALSE(infer("\xe9,\xe8\n1,\xe9\n2,\xe9\n"));
}

TEST(CsvInference, RefusesBinaryContent) {
  EXPECT_FALSE(infer(std::string_view("a,b\0,c\n1,2,\0\n", 14)));
}

TEST(CsvInference, GivesColumnsOfTheSameNameDifferentOnes) {
  EXPECT_EQ(columns(infer("id,ID,,id\n1,2,3,4\n", Rules::native)).substr(0, 4), "col0");
  EXPECT_EQ(columns(infer("id,ID,x,\n1,2,3,4\n")), "id bigint, id_1 bigint, x bigint, col3 bigint");
}

TEST(CsvInference, RemembersColumnsThatWereEmpty) {
  const auto found = infer("id,note\n1,\n2,\n");
  EXPECT_EQ(columns(found), "id bigint, note string");
  EXPECT_TRUE(found->shape.untyped.contains("note"));
}

TEST(CsvInference, IgnoresTheCutRecordAtTheEndOfABeginning) {
  const auto found = infer_csv("a,b\n1,2\n3,no", Extent::beginning, Rules::native);
  EXPECT_EQ(columns(found), "a bigint, b bigint");
}

}  // namespace
}  // namespace sluice::crawl
