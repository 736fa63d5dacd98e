#include "pipeline/deploy/deployments.h"

#include <gtest/gtest.h>

#include "pipeline/deploy/deploy_test_world.h"

namespace sluice::pipeline {
namespace {

using namespace std::chrono_literals;

constexpr const char* kDaily = "name: daily\nschedule: cron(0 8 * * ? *)\n";
constexpr const char* kHourly = "name: hourly\nschedule: rate(1 hour)\n";

// The error's message, "ok" where there is none.
template <class Work>
std::string complaint(Work&& work) {
  try {
    work();
    return "ok";
  } catch (const Error& error) {
    return error.message();
  }
}

TEST(Deployments, KeepAPipelineThroughAPowerCut) {
  DeployWorld world;
  world.deploy("name: daily\nschedule: cron(0 8 * * ? *)\ntimezone: Europe/Berlin\n");
  world.cut_power_and_open();
  const auto all = world.deployments->list();
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].name, "daily");
  EXPECT_EQ(all[0].schedule, "cron(0 8 * * ? *)");
  EXPECT_EQ(all[0].time_zone, "Europe/Berlin");
  EXPECT_EQ(all[0].file, world.folder.path() + "/sluice.yaml");
  EXPECT_EQ(world.next("daily"), "2026-11-24T07:00:00");
}

TEST(Deployments, KeepTheFilesAsTheyWere) {
  DeployWorld world;
  world.folder.write("models/deep/one.sql", "SELECT 1 AS a");
  world.folder.write("models/notes.txt", "none of the pipeline's");
  world.folder.write("two.sql", "SELECT 2 AS a");
  world.folder.write("tests/one.yaml",
                     "model: one\ntests:\n  - {name: t, given: {}, expect: []}\n");
  world.deploy(
      "name: daily\nschedule: rate(1 day)\nzones: {out: {bucket: a-out}}\n"
      "models: [models, two.sql]\ntests: tests\n");
  std::filesystem::remove_all(world.folder.path());
  const auto read = read_pipeline(world.deployments->copy_of("daily"));
  ASSERT_EQ(read.models.size(), 2u);
  EXPECT_EQ(read.models[0].model.sql, "SELECT 1 AS a");
  EXPECT_EQ(read.models[0].model.file, world.folder.path() + "/models/deep/one.sql");
  EXPECT_EQ(read.models[1].name, "two");
  EXPECT_EQ(read.unit_tests.size(), 1u);
  EXPECT_EQ(read.folder, world.folder.path());
}

TEST(Deployments, KeepAnEmptyFolderOfModels) {
  DeployWorld world;
  std::filesystem::create_directories(world.folder.path() + "/models");
  world.deploy("name: daily\nschedule: rate(1 day)\nmodels: models\n");
  EXPECT_TRUE(read_pipeline(world.deployments->copy_of("daily")).models.empty());
}

TEST(Deployments, KeepArgumentsSealed) {
  DeployWorld world;
  world.folder.write("sluice.yaml",
                     "name: daily\nschedule: rate(1 day)\nparameters: {dsn: {type: string}}\n");
  world.deployments->put(
      copy_pipeline("sluice.yaml", {{"dsn", "password=open-sesame"}}, world.folder.path()));
  const auto read = read_pipeline(world.deployments->copy_of("daily"));
  EXPECT_EQ(read.parameters.at(0).value, "password=open-sesame");
  const auto stored = world.database->read([](meta::Connection& connection) {
    auto row = connection.prepare("SELECT copy FROM deployments");
    row.step();
    return row.blob(0);
  });
  EXPECT_EQ(stored.find("sesame"), std::string::npos);
  EXPECT_EQ(stored.find("schedule"), std::string::npos);
}

TEST(Deployments, OpenForNoOtherMasterKey) {
  DeployWorld world;
  world.deploy(kDaily);
  Deployments other(*world.database, world.clock, world.random, std::string(32, 'x'));
  EXPECT_EQ(complaint([&] { other.copy_of("daily"); }),
            "the deployed pipeline daily cannot be opened: deploy it again");
}

TEST(Deployments, ReplaceOneOfTheSameName) {
  DeployWorld world;
  world.deploy(kDaily);
  world.deploy("name: daily\nschedule: cron(0 9 * * ? *)\nzones: {raw: {bucket: a-raw}}\n");
  ASSERT_EQ(world.deployments->list().size(), 1u);
  EXPECT_EQ(world.next("daily"), "2026-11-24T09:00:00");
  EXPECT_EQ(read_pipeline(world.deployments->copy_of("daily")).zones.size(), 1u);
}

TEST(Deployments, LeaveTheOldOneWhereTheNewIsWrong) {
  DeployWorld world;
  world.deploy(kDaily);
  EXPECT_EQ(complaint([&] { world.deploy("name: daily\nschedule: daily\n"); }).substr(0, 17),
            "sluice.yaml:2:11:");
  EXPECT_EQ(world.next("daily"), "2026-11-24T08:00:00");
}

TEST(Deployments, KeepTheRhythmOfAnUnchangedSchedule) {
  DeployWorld world;
  world.deploy(kHourly);
  world.clock.advance(40min);
  world.deploy(kHourly);
  EXPECT_EQ(world.next("hourly"), "2026-11-23T13:00:00");
  world.deploy("name: hourly\nschedule: rate(2 hours)\n");
  EXPECT_EQ(world.next("hourly"), "2026-11-23T14:40:00");
}

TEST(Deployments, ForgetAClockThatWasAhead) {
  DeployWorld world;
  world.clock.advance(24h * 365);
  world.deploy(kHourly);
  world.clock.advance(-24h * 365);
  world.deploy(kHourly);
  EXPECT_EQ(world.next("hourly"), "2026-11-23T13:00:00");
}

TEST(Deployments, RefuseWhatNothingWouldStart) {
  DeployWorld world;
  EXPECT_EQ(complaint([&] { world.deploy("name: a\n"); }),
            "sluice.yaml:1:1: nothing would ever start it: expected a schedule, such as "
            "`schedule: cron(0 8 * * ? *)` or `schedule: rate(1 hour)`");
  EXPECT_EQ(complaint([&] { world.deploy("name: a\nschedule: cron(0 8 * * ? 2025)\n"); }),
            "sluice.yaml:2:11: cron(0 8 * * ? 2025) fires in the past only");
  EXPECT_TRUE(world.deployments->list().empty());
}

TEST(Deployments, AreRemovedByName) {
  DeployWorld world;
  world.deploy(kDaily);
  world.deploy(kHourly, "other.yaml");
  world.deployments->remove("daily");
  world.cut_power_and_open();
  EXPECT_FALSE(world.deployments->find("daily"));
  EXPECT_TRUE(world.deployments->find("hourly"));
  EXPECT_EQ(complaint([&] { world.deployments->remove("daily"); }),
            "no pipeline daily is deployed: `sluice deploy --list` shows those that are");
  EXPECT_EQ(complaint([&] { world.deployments->copy_of("daily"); }),
            "no pipeline daily is deployed: `sluice deploy --list` shows those that are");
}

TEST(Deployments, RememberWhatWasHandled) {
  DeployWorld world;
  world.deploy(kHourly);
  const auto before = *world.deployments->find("hourly");
  world.clock.advance(70min);
  EXPECT_TRUE(world.deployments->set_handled(before, world.clock.now()));
  EXPECT_FALSE(world.deployments->set_handled(before, world.clock.now()));
  world.cut_power_and_open();
  EXPECT_EQ(world.next("hourly"), "2026-11-23T14:00:00");
}

}  // namespace
}  // namespace sluice::pipeline
