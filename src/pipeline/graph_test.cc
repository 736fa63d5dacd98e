#include "pipeline/graph.h"

#include <gtest/gtest.h>

#include "pipeline/pipeline_test_world.h"

namespace sluice::pipeline {
namespace {

struct Steps : TestFolder {
  Steps() {
    write("sluice.yaml",
          "zones:\n  raw: {bucket: a-raw}\n  out: {bucket: a-out}\n"
          "sources:\n  load_a: {files: a.csv, to: raw/a}\n  load_x: {files: x.csv, to: out/x}\n"
          "crawls:\n  crawl_raw: {of: raw}\n"
          "models: models\n");
    std::filesystem::create_directories(path() + "/models");
  }

  void model(const std::string& name, std::string_view sql) {
    write("models/" + name + ".sql", sql);
  }

  Graph graph() const {
    return make_graph(
        read(), [](const catalog::TableName& table) { return to_text(table) == "old.known"; });
  }

  std::string failure() const {
    try {
      graph();
      return "ok";
    } catch (const Error& error) {
      return error.code() + ": " + error.message();
    }
  }

  // "name needs a, b", in order.
  std::string text() const {
    auto made = graph();
    std::string text;
    for (const auto& step : made.steps) {
      text += step.name + ":";
      for (auto need : step.needs)
        text += " " + made.steps[need].name;
      text += "\n";
    }
    return text;
  }

  std::string selected(const std::string& selection) const {
    auto made = graph();
    auto chosen = select_steps(made, selection);
    std::string text;
    for (std::size_t i = 0; i < chosen.size(); ++i) {
      if (chosen[i]) text += made.steps[i].name + " ";
    }
    return text;
  }
};

TEST(Graph, FollowsTheTablesThatTheSqlNames) {
  Steps steps;
  steps.model("a_last", "SELECT * FROM b_middle JOIN old.known USING (id)");
  steps.model("b_middle", "WITH c AS (SELECT * FROM raw.a) SELECT * FROM c");
  EXPECT_EQ(steps.text(),
            "load_a:\nload_x:\ncrawl_raw: load_a\nb_middle: crawl_raw\na_last: b_middle\n");
}

TEST(Graph, RefusesATableThatNobodyMakesWithItsPlace) {
  Steps steps;
  steps.model("m", "/*\nzone: out\n*/\nSELECT *\n  FROM old.unknown");
  EXPECT_EQ(steps.failure(),
            "TABLE_NOT_FOUND: models/m.sql:5:8: table old.unknown is neither made by "
            "this pipeline nor in the catalog");
}

TEST(Graph, RefusesACycleAndNamesIt) {
  Steps steps;
  steps.model("a", "SELECT * FROM c");
  steps.model("b", "SELECT * FROM a");
  steps.model("c", "SELECT * FROM b");
  EXPECT_EQ(steps.failure(), "ModelCycle: a cycle of models: a needs c needs b needs a");
}

TEST(Graph, RefusesAModelThatReadsItself) {
  Steps steps;
  steps.model("a", "SELECT * FROM a");
  EXPECT_EQ(steps.failure(),
            "ModelCycle: models/a.sql:1:15: the model reads the table that it makes, out.a");
}

TEST(Graph, RefusesSqlThatIsNoSqlWithItsPlace) {
  Steps steps;
  steps.model("a", "SELECT\n  FROM");
  auto failure = steps.failure();
  EXPECT_TRUE(failure.starts_with("SYNTAX_ERROR: models/a.sql:2:3: ")) << failure;
}

TEST(SelectSteps, TakesAStepWhatFollowsItAndWhatItNeeds) {
  Steps steps;
  steps.model("a", "SELECT * FROM raw.a");
  steps.model("b", "SELECT * FROM a");
  steps.model("c", "SELECT * FROM b");
  EXPECT_EQ(steps.selected("b"), "b ");
  EXPECT_EQ(steps.selected("b+"), "b c ");
  EXPECT_EQ(steps.selected("+a"), "load_a crawl_raw a ");
  EXPECT_EQ(steps.selected("load_x, c"), "load_x c ");
  EXPECT_EQ(steps.selected("+b+"), "load_a crawl_raw a b c ");
  EXPECT_EQ(steps.selected(""), "load_a load_x crawl_raw a b c ");
}

TEST(SelectSteps, RefusesANameThatIsNoStep) {
  Steps steps;
  try {
    steps.selected("nothing+");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.message(),
              "--select: \"nothing\" is no step; the steps are load_a, load_x, crawl_raw");
  }
}

}  // namespace
}  // namespace sluice::pipeline
