// The record of everything that runs: loads, crawls, models, tests, whole pipelines.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/json.h"
#include "base/name.h"
#include "base/random.h"
#include "meta/database.h"

namespace sluice::jobs {

using RunId = Name<struct RunIdTag>;

enum class RunState { queued, running, succeeded, failed, stopped, timed_out };
std::string_view to_text(RunState state);  // "SUCCEEDED"

struct Run {
  RunId id;
  RunId parent;      // the pipeline's run; empty for none
  std::string kind;  // pipeline, load, crawl, model, test, replay
  std::string name;
  RunState state = RunState::queued;
  Timestamp started;
  std::optional<Timestamp> ended;
  int attempt = 1;
  std::string error;
  // What the kind counts: inputs, outputs, rows, bytes, ledger, parameters.
  json::object details;
};

// Thread-safe.
class Runs {
 public:
  Runs(meta::Database& database, const Clock& clock, Random& random)
      : database_(database), clock_(clock), random_(random) {}

  static std::span<const meta::Migration> schema();

  // A run in state running, durable.
  Run begin(std::string kind, std::string name, const RunId& parent = {});
  // Ends it within a larger commit, so that a run and its effect are one.
  void end(meta::Transaction&, Run& run, RunState state);
  void end(Run& run, RunState state, const std::string& error = {});

  std::optional<Run> find(const RunId& id);
  // Newest first; of one parent, or those without.
  std::vector<Run> list(int max_runs, const RunId& parent = {});

  // Runs of a process that is gone are failed: call once when a lake is opened.
  void fail_interrupted();

 private:
  meta::Database& database_;
  const Clock& clock_;
  Random& random_;
};

}  // namespace sluice::jobs
