// Deployments on a disk that loses what was not synced, and pipelines to deploy.
#pragma once

#include <atomic>
#include <memory>

#include "base/fault_files.h"
#include "pipeline/deploy/deployments.h"
#include "pipeline/pipeline_test_world.h"

namespace sluice::pipeline {

struct DeployWorld {
  DeployWorld() {
    files.create_directories("/lake");
    files.sync_directory("/");
    open();
  }

  void cut_power_and_open() {
    files.cut_power();
    deployments.reset();
    database.reset();
    files.restart(FaultFiles::Unsynced::dropped, random);
    open();
  }

  void open() {
    database = std::make_unique<meta::Database>(
        files, meta::DatabaseOptions{.path = "/lake/meta.db", .schema = Deployments::schema()});
    deployments = std::make_unique<Deployments>(*database, clock, random, std::string(32, 'k'));
  }

  Deployment deploy(const std::string& yaml, const std::string& file = "sluice.yaml") {
    folder.write(file, yaml);
    return deployments->put(copy_pipeline(file, {}, folder.path()));
  }

  std::string next(const std::string& name) {
    const auto time = next_firing(*deployments->find(name));
    return time ? to_iso8601(*time).substr(0, 19) : "never";
  }

  // Monday, November 23 of 2026, at noon.
  FakeClock clock{std::chrono::sys_days(std::chrono::year(2026) / 11 / 23) +
                  std::chrono::hours(12)};
  SeededRandom random{1};
  FaultFiles files;
  TestFolder folder;
  std::unique_ptr<meta::Database> database;
  std::unique_ptr<Deployments> deployments;
};

}  // namespace sluice::pipeline
