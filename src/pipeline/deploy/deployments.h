// Pipelines that the lake keeps, to be run on their schedule.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "access/sealer.h"
#include "base/clock.h"
#include "base/random.h"
#include "meta/database.h"
#include "pipeline/deploy/pipeline_copy.h"

namespace sluice::pipeline {

struct Deployment {
  std::string name;  // the pipeline's: one of each name
  std::string file;  // where it was deployed from, absolute
  std::string schedule;
  std::string time_zone;
  Timestamp deployed;
  Timestamp counted_from;   // of a rate
  Timestamp handled_until;  // its firings until then are done or were let go
};

// Later than what was handled; none: never again. Throws Error invalid where this machine does not
// know the time zone.
std::optional<Timestamp> next_firing(const Deployment& deployment);

// Throws Error invalid (NoSchedule, NeverFires) for a pipeline that nothing would start after
// `now`.
void check_deployable(const Pipeline& pipeline, Timestamp now);

// Thread-safe. The copies are sealed by the lake's master key: arguments hold passwords.
class Deployments {
 public:
  Deployments(meta::Database& database, const Clock& clock, Random& random,
              std::string_view master_key)
      : database_(database), clock_(clock), sealer_(master_key, "deployments", random) {}

  static std::span<const meta::Migration> schema();

  // Replaces one of the same name, in one durable step. An unchanged schedule keeps its rhythm: who
  // deploys each minute does not put off a rate of an hour. Throws what check_deployable throws.
  Deployment put(const CopiedPipeline& pipeline);
  // Throws Error not_found (NoSuchDeployment).
  void remove(const std::string& name);
  // By name.
  std::vector<Deployment> list();
  std::optional<Deployment> find(const std::string& name);
  // Throws Error not_found (NoSuchDeployment), corrupt.
  PipelineCopy copy_of(const std::string& name);

  // Durable. False, without effect, where it is not as given any more: deployed anew, or removed.
  bool set_handled(const Deployment& as_given, Timestamp until);

 private:
  meta::Database& database_;
  const Clock& clock_;
  access::Sealer sealer_;
};

}  // namespace sluice::pipeline
