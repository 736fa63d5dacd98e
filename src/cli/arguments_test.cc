#include "cli/arguments.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "cli/command.h"

namespace sluice::cli {
namespace {

CommandLine parsed(const std::vector<std::string>& arguments) {
  return std::get<CommandLine>(parse_arguments(arguments));
}

std::string help(const std::vector<std::string>& arguments) {
  return std::get<HelpText>(parse_arguments(arguments)).text;
}

std::string complaint(const std::vector<std::string>& arguments) {
  try {
    parse_arguments(arguments);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), "UsageError");
    return error.message();
  }
  return "none";
}

TEST(Arguments, TheLakeMayComeBeforeOrAfterTheCommand) {
  EXPECT_EQ(parsed({"--lake", "L", "tables"}).lake, "L");
  EXPECT_EQ(parsed({"tables", "--lake", "L"}).lake, "L");
  EXPECT_EQ(parsed({"tables", "--lake=L"}).lake, "L");
  EXPECT_EQ(parsed({"tables"}).lake, std::nullopt);
}

TEST(Arguments, ARunHasItsParametersSelectionAndMemory) {
  const auto line = parsed({"run", "p/sluice.yaml", "--param", "input=/a=b.csv", "--param", "n=1",
                            "--select", "clean+", "--rebuild", "--memory", "192MB", "--json"});
  const auto& run = std::get<RunOptions>(line.options);
  EXPECT_EQ(run.pipeline.file, "p/sluice.yaml");
  EXPECT_EQ(run.pipeline.parameters,
            (std::map<std::string, std::string>{{"input", "/a=b.csv"}, {"n", "1"}}));
  EXPECT_EQ(run.pipeline.selection, "clean+");
  EXPECT_TRUE(run.pipeline.is_rebuild);
  EXPECT_EQ(line.memory_bytes, 192u << 20);
  EXPECT_TRUE(line.is_json);
}

TEST(Arguments, AParameterDoesNotSwallowTheFileAfterIt) {
  const auto line = parsed({"run", "--param", "n=1", "p.yaml"});
  EXPECT_EQ(std::get<RunOptions>(line.options).pipeline.file, "p.yaml");
}

TEST(Arguments, WithoutAFileThePipelineIsTheFoldersOwn) {
  EXPECT_EQ(std::get<PlanOptions>(parsed({"plan"}).options).pipeline.file, "sluice.yaml");
}

TEST(Arguments, SqlReadsStdinOnlyWithoutTextAndFile) {
  EXPECT_TRUE(parsed({"sql"}).reads_input());
  EXPECT_TRUE(parsed({"sql", "-f", "-"}).reads_input());
  EXPECT_FALSE(parsed({"sql", "select 1"}).reads_input());
  EXPECT_FALSE(parsed({"sql", "-f", "a.sql"}).reads_input());
  EXPECT_FALSE(parsed({"tables"}).reads_input());
}

TEST(Arguments, JsonIsAFormatOfSqlToo) {
  EXPECT_EQ(std::get<SqlOptions>(parsed({"sql", "select 1", "--json"}).options).format,
            ResultFormat::json);
  EXPECT_EQ(std::get<SqlOptions>(parsed({"sql", "--json", "x", "--format", "csv"}).options).format,
            ResultFormat::csv);
}

TEST(Arguments, MistakesAreOneLineThatSaysWhereHelpIs) {
  EXPECT_EQ(complaint({"run", "--param", "novalue"}),
            "--param novalue is not of the form k=v: see `sluice run --help`");
  EXPECT_NE(complaint({"frobnicate"}).find("see `sluice --help`"), std::string::npos);
  EXPECT_NE(complaint({"sql", "select 1", "--nonsense"}).find("--nonsense"), std::string::npos);
  EXPECT_NE(complaint({"tables", "--memory", "much"}).find("--memory"), std::string::npos);
  EXPECT_NE(complaint({"cp", "a"}).find("TO"), std::string::npos);
  EXPECT_NE(complaint({}), "none");
}

TEST(Arguments, EveryCommandHasHelpWithAnExample) {
  const auto overview = help({"--help"});
  EXPECT_NE(overview.find("Exit codes"), std::string::npos);
  for (const auto& command : commands()) {
    const std::string name(command.name);
    EXPECT_NE(overview.find("  " + name), std::string::npos) << name;
    const auto text = help({name, "--help"});
    EXPECT_NE(text.find("Usage: sluice " + name), std::string::npos) << name;
    EXPECT_NE(text.find("\n  sluice " + name), std::string::npos) << name;
  }
}

TEST(Arguments, OnlyUnitTestsNeedNoLake) {
  EXPECT_EQ(lake_need(parsed({"test", "--unit"})), LakeNeed::none);
  EXPECT_EQ(lake_need(parsed({"test"})), LakeNeed::optional);
  EXPECT_EQ(lake_need(parsed({"sql", "select 1"})), LakeNeed::reads);
  EXPECT_EQ(lake_need(parsed({"run"})), LakeNeed::writes);
}

}  // namespace
}  // namespace sluice::cli
