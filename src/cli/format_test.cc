#include <gtest/gtest.h>

#include "base/text.h"
#include "cli/progress/measures.h"
#include "cli/progress/step_tree.h"
#include "cli/sql/hive_ddl.h"
#include "cli/sql/result_writer.h"
#include "cli/sql/statements.h"
#include "cli/text_table.h"

namespace sluice::cli {
namespace {

class TextOutput final : public server::Output {
 public:
  void out(std::string_view more) override { text += more; }
  void err(std::string_view) override {}
  bool is_out_closed() const override { return false; }
  const server::Terminal& terminal() const override { return terminal_; }

  std::string text;

 private:
  server::Terminal terminal_;
};

// Two rows: 1 and a text with everything awkward in it; NULL and an empty text.
std::string written(ResultFormat format, std::vector<std::string> names) {
  TextOutput output;
  const auto writer = result_writer(
      format,
      {std::move(names), {{.kind = sql::TypeKind::bigint}, {.kind = sql::TypeKind::varchar}}},
      output);
  writer->rows({{engine::Value{std::int64_t{1}}, engine::Value{}},
                {engine::Value{std::string("a \"b\",\n\tc")}, engine::Value{std::string()}}});
  writer->end();
  return output.text;
}

TEST(ResultWriter, TellsNullFromEmptyInEveryFormat) {
  EXPECT_EQ(written(ResultFormat::csv, {"n", "t"}), "n,t\n1,\"a \"\"b\"\",\n\tc\"\n,\"\"\n");
  EXPECT_EQ(written(ResultFormat::tsv, {"n", "t"}), "n\tt\n1\ta \"b\",\\n\\tc\n\\N\t\n");
  EXPECT_EQ(written(ResultFormat::json, {"n", "t"}),
            "{\"n\":1,\"t\":\"a \\\"b\\\",\\n\\tc\"}\n{\"n\":null,\"t\":\"\"}\n");
  EXPECT_EQ(written(ResultFormat::table, {"n", "t"}),
            "   n  t\n────  ───────────\n   1  a \"b\",\\n\\tc\nNULL\n(2 rows)\n");
}

TEST(ResultWriter, JsonNumbersColumnsThatShareAName) {
  EXPECT_NE(written(ResultFormat::json, {"x", "x"}).find("\"x_2\""), std::string::npos);
}

TEST(TextTable, CutsAndPadsByCharactersNotBytes) {
  EXPECT_EQ(fit("Zürich", 8), "Zürich  ");
  EXPECT_EQ(fit("Zürich", 4), "Zür…");
  EXPECT_EQ(fit("12", 4, Align::right), "  12");
  EXPECT_EQ(on_one_line("a\x1b[31m\nb"), "a\\x1b[31m\\nb");
}

TEST(Statements, KeepTheirPlaceInTheWholeText) {
  const auto statements = split_statements("select 1;\n -- a;b\n select ';' ;;\n");
  ASSERT_EQ(statements.size(), 2u);
  EXPECT_EQ(statements[0], "select 1");
  EXPECT_EQ(statements[1], "\n\n select ';' ");
}

TEST(Statements, ATextOfCommentsHasNone) {
  EXPECT_TRUE(split_statements("-- nothing\n;/* here */;").empty());
}

TEST(Measures, TellWhatIsKnownAndTheTimeLeft) {
  using std::chrono::seconds;
  const pipeline::StepStatus half{.state = pipeline::StepState::running,
                                  .bytes = 50 << 20,
                                  .bytes_total = 100 << 20,
                                  .share_done = 0.5};
  EXPECT_EQ(measures(half, seconds(10)), "50.0 MiB of 100.0 MiB  5.0 MiB/s  10.0 s  10.0 s left");
  const pipeline::StepStatus model{
      .state = pipeline::StepState::running, .rows = 3000, .share_done = 0.75};
  EXPECT_EQ(measures(model, seconds(30)), "3,000 rows  100 rows/s  30.0 s  10.0 s left");
  EXPECT_EQ(measures({}, {}), "");
}

TEST(StepTree, PutsAStepBelowTheLastThatItNeeds) {
  const pipeline::Graph graph{.steps = {{.name = "a", .needs = {}},
                                        {.name = "b", .needs = {0}},
                                        {.name = "c", .needs = {0, 1}},
                                        {.name = "d", .needs = {0}}}};
  std::vector<std::string> lines;
  for (const auto& line : step_tree(graph))
    lines.push_back(line.branch + graph.steps[line.step].name);
  EXPECT_EQ(lines, (std::vector<std::string>{"a", "├─ b", "│  └─ c", "└─ d"}));
}

std::string ddl(const catalog::Table& table) {
  return join(create_table_lines(table), "\n");
}

TEST(HiveDdl, WritesTextsAsHiveReadsThem) {
  catalog::Table table{.name = {catalog::DatabaseName("db"), "t"}, .description = "it's\na\\b"};
  table.storage.columns = {
      {.name = "a`b", .type = catalog::parse_type("string"), .comment = "\"x\"\t"}};
  table.storage.serde.parameters = {{"field.delim", "\x01"}};
  EXPECT_EQ(ddl(table),
            "CREATE EXTERNAL TABLE `db.t`(\n  `a``b` string COMMENT '\"x\"\\t')\n"
            "COMMENT 'it\\'s\\na\\\\b'\nWITH SERDEPROPERTIES ( \n"
            "  'field.delim'='\\u0001')");
}

TEST(HiveDdl, OpensNoListOfNoColumns) {
  catalog::Table table{.name = {catalog::DatabaseName("db"), "t"}};
  table.storage.location = "s3://b/t/";
  EXPECT_EQ(ddl(table), "CREATE EXTERNAL TABLE `db.t`\nLOCATION \n  's3://b/t/'");
}

}  // namespace
}  // namespace sluice::cli
