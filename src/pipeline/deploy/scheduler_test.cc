// What is started, when, and what becomes of it. Time is the test's.
#include "pipeline/deploy/scheduler.h"

#include <condition_variable>

#include <gtest/gtest.h>

#include "base/text.h"
#include "pipeline/deploy/deploy_test_world.h"
#include "pipeline/deploy/run_deployed.h"
#include "pipeline/lake_services.h"

namespace sluice::pipeline {
namespace {

using namespace std::chrono_literals;

constexpr const char* kHourly = "name: hourly\nschedule: rate(1 hour)\n";

// Runs that only take note; held ones go on until they are let go or cancelled.
struct ScheduledWorld : DeployWorld {
  ScheduledWorld() { start(); }

  void start() {
    scheduler.emplace(
        *deployments, [this](const auto& name, const auto& cancel) { return run(name, cancel); },
        clock, log);
  }

  jobs::Run run(const std::string& name, const CancelToken& cancel) {
    std::unique_lock lock(mutex);
    ran.push_back(name);
    while (is_held && !cancel.cancelled())
      changed.wait_for(lock, 1ms);
    if (throws) throw std::runtime_error("lost");
    return {.id = jobs::RunId("run-" + std::to_string(ran.size())),
            .name = name,
            .state = cancel.cancelled() ? jobs::RunState::stopped : state,
            .error = state == jobs::RunState::failed ? "failed: one" : ""};
  }

  void hold(bool is) {
    std::lock_guard lock(mutex);
    is_held = is;
    changed.notify_all();
  }

  // Everything due, run to its end.
  void pass(std::chrono::microseconds time) {
    clock.advance(time);
    scheduler->fire_due();
    scheduler->wait();
  }

  std::string ran_until_now() {
    std::lock_guard lock(mutex);
    return join(ran, " ");
  }

  bool has_logged(const std::string& text) {
    std::lock_guard lock(log_mutex);
    return std::any_of(lines.begin(), lines.end(), [&](const std::string& line) {
      return line.find(text) != std::string::npos;
    });
  }

  std::mutex mutex;
  std::condition_variable changed;
  bool is_held = false;
  bool throws = false;
  jobs::RunState state = jobs::RunState::succeeded;
  std::vector<std::string> ran;
  std::mutex log_mutex;
  std::vector<std::string> lines;
  Log log{clock, LogLevel::info, [this](LogLevel, std::string_view line) {
            std::lock_guard lock(log_mutex);
            lines.emplace_back(line);
          }};
  std::optional<Scheduler> scheduler;
};

TEST(Scheduler, StartsWhatIsDueAndNothingElse) {
  ScheduledWorld world;
  world.deploy(kHourly);
  world.deploy("name: daily\nschedule: cron(0 14 * * ? *)\n", "daily.yaml");
  world.pass(59min);
  EXPECT_EQ(world.ran_until_now(), "");
  world.pass(1min);
  EXPECT_EQ(world.ran_until_now(), "hourly");
  world.pass(59min);
  EXPECT_EQ(world.ran_until_now(), "hourly");
  world.pass(1min);
  EXPECT_EQ(world.ran_until_now().size(), std::string("hourly hourly daily").size());
  EXPECT_TRUE(world.has_logged("run ended pipeline=daily"));
}

TEST(Scheduler, FollowsWhatIsDeployedAndRemovedMeanwhile) {
  ScheduledWorld world;
  world.pass(1h);
  world.deploy(kHourly);
  world.pass(1h);
  EXPECT_EQ(world.ran_until_now(), "hourly");
  world.deployments->remove("hourly");
  world.pass(1h);
  EXPECT_EQ(world.ran_until_now(), "hourly");
}

TEST(Scheduler, MakesUpOnceForFiringsWhileNoServerWasThere) {
  ScheduledWorld world;
  world.deploy(kHourly);
  world.scheduler.reset();
  world.clock.advance(100h + 30min);
  world.cut_power_and_open();
  world.start();
  world.pass(0s);
  world.pass(0s);
  EXPECT_EQ(world.ran_until_now(), "hourly");
  world.pass(29min);
  EXPECT_EQ(world.ran_until_now(), "hourly");
  world.pass(1min);
  EXPECT_EQ(world.ran_until_now(), "hourly hourly");
}

TEST(Scheduler, MakesUpOnceForFiringsWhileThePipelineRan) {
  ScheduledWorld world;
  world.deploy(kHourly);
  world.hold(true);
  world.clock.advance(1h);
  world.scheduler->fire_due();
  for (int hour = 0; hour < 3; ++hour) {
    world.clock.advance(1h);
    world.scheduler->fire_due();
  }
  world.hold(false);
  world.scheduler->wait();
  EXPECT_EQ(world.ran_until_now(), "hourly");
  world.pass(10min);
  EXPECT_EQ(world.ran_until_now(), "hourly hourly");
  world.pass(10min);
  EXPECT_EQ(world.ran_until_now(), "hourly hourly");
}

TEST(Scheduler, RunsAFewPipelinesAtOnceAndTheOthersAfterThem) {
  ScheduledWorld world;
  for (const auto* name : {"a", "b", "c", "d", "e", "f"}) {
    world.deploy(fmt::format("name: {}\nschedule: rate(1 hour)\n", name),
                 fmt::format("{}.yaml", name));
    world.clock.advance(-1min);  // the later ones are due earlier
  }
  world.hold(true);
  world.clock.advance(2h);
  world.scheduler->fire_due();
  world.scheduler->fire_due();
  world.hold(false);
  world.scheduler->wait();
  EXPECT_EQ(world.ran.size(), kScheduledRunsMax);
  EXPECT_EQ(world.ran_until_now().find('a'), std::string::npos);
  world.pass(0s);
  EXPECT_EQ(world.ran.size(), 6u);
}

TEST(Scheduler, StopsRunsThatGoOnAndStartsThemAgainWithTheNextServer) {
  ScheduledWorld world;
  world.deploy(kHourly);
  world.hold(true);
  world.clock.advance(1h);
  world.scheduler->fire_due();
  world.scheduler->stop();
  world.scheduler->fire_due();
  world.scheduler.reset();
  EXPECT_TRUE(world.has_logged("state=STOPPED"));
  world.cut_power_and_open();
  world.hold(false);
  world.start();
  world.pass(0s);
  EXPECT_EQ(world.ran_until_now(), "hourly hourly");
  world.pass(0s);
  EXPECT_EQ(world.ran_until_now(), "hourly hourly");
}

TEST(Scheduler, DoesNotRepeatARunThatTookTheProcessWithIt) {
  ScheduledWorld world;
  world.deploy(kHourly);
  world.hold(true);
  world.clock.advance(1h);
  world.scheduler->fire_due();
  world.files.cut_power();
  world.scheduler.reset();
  world.cut_power_and_open();
  world.hold(false);
  world.start();
  world.pass(0s);
  EXPECT_EQ(world.ran_until_now(), "hourly");
  world.pass(1h);
  EXPECT_EQ(world.ran_until_now(), "hourly hourly");
}

TEST(Scheduler, LogsFailuresAndGoesOn) {
  ScheduledWorld world;
  world.deploy(kHourly);
  world.state = jobs::RunState::failed;
  world.pass(1h);
  EXPECT_TRUE(world.has_logged("error schedule: run ended pipeline=hourly run=run-1 state=FAILED"));
  world.throws = true;
  world.pass(1h);
  EXPECT_TRUE(world.has_logged("error schedule: run failed pipeline=hourly reason=lost"));
  world.throws = false;
  world.state = jobs::RunState::succeeded;
  world.pass(1h);
  EXPECT_EQ(world.ran_until_now(), "hourly hourly hourly");
  const auto metrics = world.scheduler->metrics();
  EXPECT_NE(metrics.find("\nsluice_scheduled_runs_started_total{pipeline=\"hourly\"} 3\n"),
            std::string::npos);
  EXPECT_NE(metrics.find("\nsluice_scheduled_runs_failed_total{pipeline=\"hourly\"} 2\n"),
            std::string::npos);
}

TEST(Scheduler, SaysOnceThatAScheduleCannotBeReadAndFollowsTheOthers) {
  ScheduledWorld world;
  world.deploy(kHourly);
  world.deploy("name: gone\nschedule: rate(1 hour)\n", "gone.yaml");
  world.database->write([](meta::Transaction& change) {
    change.prepare("UPDATE deployments SET time_zone = 'Mars/Olympus' WHERE name = 'gone'").run();
  });
  world.pass(1h);
  world.pass(1h);
  EXPECT_EQ(world.ran_until_now(), "hourly hourly");
  EXPECT_EQ(std::count_if(world.lines.begin(), world.lines.end(),
                          [](const auto& line) { return line.find("Mars") != std::string::npos; }),
            1);
}

TEST(Scheduler, FiresAgainAfterAClockThatWasAheadIsSetBack) {
  ScheduledWorld world;
  world.deploy(kHourly);
  world.pass(24h * 365);
  EXPECT_EQ(world.ran_until_now(), "hourly");
  world.pass(-24h * 365);
  EXPECT_TRUE(world.has_logged("the clock was set back"));
  world.pass(1h);
  EXPECT_EQ(world.ran_until_now(), "hourly hourly");
  // A clock that is corrected a little repeats nothing.
  world.pass(-30min);
  world.pass(30min);
  EXPECT_EQ(world.ran_until_now(), "hourly hourly");
}

TEST(Scheduler, TellsNamesInMetricsSafely) {
  ScheduledWorld world;
  world.deploy("name: 'a \"b\\'\nschedule: rate(1 hour)\n");
  world.pass(1h);
  EXPECT_NE(world.scheduler->metrics().find(R"({pipeline="a \"b\\"} 1)"), std::string::npos);
}

// A lake of its own, and a pipeline in the folder beside it.
struct LakeWorld : TestFolder {
  LakeWorld() {
    write("sluice.yaml",
          "name: prices\nschedule: rate(1 hour)\nzones:\n  raw: {bucket: a-raw}\n"
          "  out: {bucket: a-out}\nsources:\n  load: {files: data, to: raw}\n"
          "crawls:\n  find: {of: raw}\nmodels: models\n");
    write("data/orders/1.csv", "id,price\n1,1.5\n2,2.5\n");
    write("models/cheap.sql", "/*\nzone: out\n*/\nSELECT id FROM raw.orders WHERE price < 2");
    services.deployments().put(copy_pipeline("sluice.yaml", {}, path()));
  }

  jobs::Run run() {
    return run_deployed(services.deployments(), services.services(), "prices", cancel);
  }

  LakeServices services{LakeServicesOptions{
      .directory = path() + "/lake", .key_file = path() + "/key", .threads = 2}};
  CancelToken cancel;
};

TEST(RunDeployed, RunsThePipelineAsItWasAndLoadsWhatIsThereNow) {
  LakeWorld world;
  world.write("data/orders/2.csv", "id,price\n3,0.5\n");
  world.write("models/cheap.sql", "this is no SQL");
  const auto run = world.run();
  EXPECT_EQ(run.state, jobs::RunState::succeeded) << run.error;
  auto& runs = world.services.core().runs;
  EXPECT_EQ(runs.find(run.id)->name, "prices");
  EXPECT_EQ(runs.list(10, run.id).size(), 3u);
}

TEST(RunDeployed, RecordsARunThatFails) {
  LakeWorld world;
  std::filesystem::remove_all(world.path() + "/data");
  const auto run = world.run();
  EXPECT_EQ(run.state, jobs::RunState::failed);
  EXPECT_EQ(world.services.core().runs.find(run.id)->error, "failed: load");
}

TEST(RunDeployed, RecordsARunThatCouldNotBegin) {
  LakeWorld world;
  world.services.lake().database().write([](meta::Transaction& change) {
    change.prepare("UPDATE deployments SET copy = x'00'").run();
  });
  const auto run = world.run();
  EXPECT_EQ(run.state, jobs::RunState::failed);
  EXPECT_EQ(world.services.core().runs.list(1).at(0).error,
            "the deployed pipeline prices cannot be opened: deploy it again");
}

TEST(RunDeployed, StopsWhenItIsAskedTo) {
  LakeWorld world;
  world.cancel.cancel();
  EXPECT_EQ(world.run().state, jobs::RunState::stopped);
}

}  // namespace
}  // namespace sluice::pipeline
