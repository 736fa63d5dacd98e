// A whole pipeline on a lake of its own: what runs, what waits, what a second run finds to do.
#include "pipeline/run.h"

#include <gtest/gtest.h>

#include "pipeline/lake_services.h"
#include "pipeline/pipeline_test_world.h"
#include "query/values.h"

namespace sluice::pipeline {
namespace {

struct World : TestFolder {
  World() {
    write("sluice.yaml",
          "zones:\n  raw: {bucket: a-raw, versioned: true}\n  out: {bucket: a-out}\n"
          "sources:\n  load: {files: data, to: raw}\n"
          "crawls:\n  find: {of: raw}\n"
          "models: models\n");
    write("data/orders/1.csv", "id,price\n1,1.5\n2,2.5\n");
    write("models/cheap.sql", "SELECT id, price FROM raw.orders WHERE price < 2");
    write("models/total.sql", "SELECT sum(price) AS total FROM cheap");
    services = std::make_unique<LakeServices>(LakeServicesOptions{
        .directory = path() + "/lake", .key_file = path() + "/key", .threads = 2});
  }

  // "load succeeded, find up to date, …".
  std::string run(const RunOptions& options = {}) {
    RunObserver observer;
    result = run_pipeline(read(), services->services(), options, observer);
    constexpr std::array<std::string_view, 7> kStates{
        "waiting", "running", "succeeded", "up to date", "failed", "skipped", "stopped"};
    std::string text;
    for (const auto& step : result.steps) {
      text += fmt::format("{}{} {}", text.empty() ? "" : ", ", result.graph.steps[step.step].name,
                          kStates[static_cast<std::size_t>(step.status.state)]);
    }
    return text;
  }

  std::string answer(const std::string& sql) {
    auto& core = services->core();
    auto plan = core.planner.plan(sql, core.database.snapshot(), {});
    auto rows = core.engine.query(query::request(plan, nullptr))->next();
    if (rows.empty() || rows[0].empty()) return "(no row)";
    return query::to_text(rows[0][0], plan.lowered.output[0].type).value_or("NULL");
  }

  std::unique_ptr<LakeServices> services;
  PipelineResult result;
};

TEST(RunPipeline, LoadsCrawlsAndTransforms) {
  World world;
  EXPECT_EQ(world.run(), "load succeeded, find succeeded, cheap succeeded, total succeeded");
  EXPECT_TRUE(world.result.succeeded());
  EXPECT_EQ(world.answer("SELECT total FROM out.total"), "1.5");
  EXPECT_EQ(world.services->core().runs.list(10, world.result.run.id).size(), 4u);
}

TEST(RunPipeline, DoesNothingWhenNothingChanged) {
  World world;
  world.run();
  EXPECT_EQ(world.run(), "load up to date, find up to date, cheap up to date, total up to date");
}

TEST(RunPipeline, RunsOnlyAChangedModelAndWhatDependsOnIt) {
  World world;
  world.run();
  world.write("models/total.sql", "SELECT sum(price) + 1 AS total FROM cheap");
  EXPECT_EQ(world.run(), "load up to date, find up to date, cheap up to date, total succeeded");
  world.write("models/cheap.sql", "SELECT id, price FROM raw.orders");
  EXPECT_EQ(world.run(), "load up to date, find up to date, cheap succeeded, total succeeded");
  EXPECT_EQ(world.answer("SELECT total FROM out.total"), "5.0");
}

TEST(RunPipeline, DoesNotGoOnWhereAChangeMadeNoDifference) {
  World world;
  world.run();
  world.write("models/cheap.sql", "SELECT id, price FROM raw.orders WHERE price < 2 AND id > 0");
  EXPECT_EQ(world.run(), "load up to date, find up to date, cheap succeeded, total up to date");
}

TEST(RunPipeline, TakesNewFiles) {
  World world;
  world.run();
  world.write("data/orders/2.csv", "id,price\n3,0.5\n");
  EXPECT_EQ(world.run(), "load succeeded, find succeeded, cheap succeeded, total succeeded");
  EXPECT_EQ(world.answer("SELECT total FROM out.total"), "2.0");
}

TEST(RunPipeline, SkipsOnlyWhatNeedsAFailedStep) {
  World world;
  world.write("models/other.sql", "SELECT count(*) AS n FROM raw.orders");
  world.write("models/cheap.sql",
              "/*\ntests:\n  - row_count: {min: 100}\n*/\nSELECT id, price FROM raw.orders");
  EXPECT_EQ(world.run(),
            "load succeeded, find succeeded, cheap failed, other succeeded, total skipped");
  EXPECT_FALSE(world.result.succeeded());
  EXPECT_EQ(world.result.run.error, "failed: cheap");
}

TEST(RunPipeline, RunsOnlyWhatIsSelected) {
  World world;
  world.run();
  world.write("data/orders/2.csv", "id,price\n3,0.5\n");
  EXPECT_EQ(world.run({.selection = "cheap+"}),
            "load skipped, find skipped, cheap up to date, total up to date");
}

TEST(RunPipeline, StopsWhenItIsCancelled) {
  World world;
  CancelToken cancel;
  cancel.cancel();
  EXPECT_EQ(world.run({.cancel = &cancel}),
            "load stopped, find skipped, cheap skipped, "
            "total skipped");
  EXPECT_EQ(world.result.run.state, jobs::RunState::stopped);
}

// Asks for a stop as soon as a step waits for its next attempt.
class Impatient final : public RunObserver {
 public:
  explicit Impatient(CancelToken& token) : token_(token) {}
  void started(const Pipeline&, const Graph&) override {}
  void changed(std::size_t, const StepStatus& status) override {
    if (status.note.find("attempt 2") != std::string::npos) token_.cancel();
  }

 private:
  CancelToken& token_;
};

TEST(RunPipeline, StopsWhileAStepWaitsForItsNextAttempt) {
  World world;
  world.write("sluice.yaml",
              "retries: 3\nbackoff: 60s\nzones:\n  raw: {bucket: a-raw}\n"
              "sources:\n  load: {files: \"http://127.0.0.1:1/x.csv\", to: raw}\n");
  CancelToken token;
  Impatient observer(token);
  auto result =
      run_pipeline(world.read(), world.services->services(), {.cancel = &token}, observer);
  EXPECT_EQ(result.steps[0].status.state, StepState::stopped);
  EXPECT_EQ(result.run.state, jobs::RunState::stopped);
}

TEST(RunPipeline, FailsBeforeAnythingRunsForATableThatNobodyMakes) {
  World world;
  world.write("models/total.sql", "SELECT * FROM nowhere.at_all");
  EXPECT_THROW(world.run(), Error);
  EXPECT_TRUE(world.services->core().runs.list(10).empty());
}

TEST(PlanPipeline, SaysWhatWouldRunAndWhy) {
  World world;
  auto plan = plan_pipeline(world.read(), world.services->services(), {});
  EXPECT_TRUE(plan.steps.back().runs);
  EXPECT_EQ(plan.steps.back().reason, "after the steps that make its tables");
  world.run();
  plan = plan_pipeline(world.read(), world.services->services(), {});
  EXPECT_FALSE(plan.steps.back().runs);
  EXPECT_EQ(plan.steps.back().reason, "neither it nor what it reads changed");
  world.write("models/cheap.sql", "SELECT id, price FROM raw.orders");
  plan = plan_pipeline(world.read(), world.services->services(), {});
  EXPECT_EQ(plan.steps[2].reason, "its definition changed");
  EXPECT_GT(plan.steps[2].read_bytes, 0u);
  EXPECT_GT(plan.cost.total_usd(), 0);
}

TEST(ReportHtml, ShowsEveryStepAndNothingFromElsewhere) {
  World world;
  world.run();
  auto html = report_html(world.read(), world.result);
  for (auto name : {"load", "find", "cheap", "total"}) {
    EXPECT_NE(html.find(name), std::string::npos) << name;
  }
  EXPECT_EQ(html.find("src=\"http"), std::string::npos);
}

}  // namespace
}  // namespace sluice::pipeline
