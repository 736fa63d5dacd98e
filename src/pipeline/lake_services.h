// An open lake and everything that works on it, built in order.
#pragma once

#include <string>

#include "base/clock.h"
#include "base/files.h"
#include "base/random.h"
#include "engine/engine.h"
#include "pipeline/deploy/deployments.h"
#include "pipeline/run.h"
#include "store/lake.h"

namespace sluice::pipeline {

struct LakeServicesOptions {
  std::string directory;
  store::MissingLake missing = store::MissingLake::create;
  std::optional<std::string> key_file;
  std::uint64_t memory_limit_bytes = 0;  // of queries; 0: the engine's default
  int threads = 0;
  std::chrono::microseconds day = std::chrono::hours(24);  // see store::LakeOptions
};

// Thread-safe as its parts are.
class LakeServices {
 public:
  // Throws what opening the lake throws. Runs that a dead process left behind are failed.
  explicit LakeServices(const LakeServicesOptions& options);

  store::Lake& lake() { return lake_; }
  jobs::Core& core() { return core_; }
  Services& services() { return services_; }
  Deployments& deployments() { return deployments_; }

 private:
  SystemFiles files_;
  SystemClock clock_;
  SystemRandom random_;
  store::Lake lake_;
  catalog::Catalog catalog_;
  engine::Engine engine_;
  query::Planner planner_;
  jobs::Runs runs_;
  jobs::Core core_;
  jobs::DeadLetters dead_letters_;
  jobs::ModelRunner models_;
  crawl::Crawler crawler_;
  Services services_;
  Deployments deployments_;
};

}  // namespace sluice::pipeline
