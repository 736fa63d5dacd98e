// Plans and runs a pipeline on a lake.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/cancel.h"
#include "crawl/crawler.h"
#include "jobs/model_runner.h"
#include "pipeline/cost.h"
#include "pipeline/graph.h"

namespace sluice::pipeline {

// What the steps work with. Made by who opened the lake; outlives the run.
struct Services {
  jobs::Core& core;
  jobs::ModelRunner& models;
  jobs::DeadLetters& dead_letters;
  crawl::Crawler& crawler;
};

struct StepPlan {
  std::size_t step = 0;
  bool runs = false;
  std::string reason;                   // why it runs, or why not
  std::vector<std::string> partitions;  // that it reads or replaces, where it knows
  std::uint64_t read_bytes = 0;
  std::size_t objects = 0;
  Cost cost;  // the same on AWS
  // What it will read is known only after steps before it have run.
  bool is_estimate = false;
};

struct PipelinePlan {
  Graph graph;
  std::vector<bool> selected;
  std::vector<StepPlan> steps;
  Cost cost;
};

struct RunOptions {
  std::string selection;    // see select_steps
  bool is_rebuild = false;  // models forget what they read before
  std::string prices;       // plan: a price table's file; empty for the built-in one
  const CancelToken* cancel = nullptr;
};

PipelinePlan plan_pipeline(const Pipeline& pipeline, const Services& services,
                           const RunOptions& options);

enum class StepState { waiting, running, succeeded, up_to_date, failed, skipped, stopped };

struct StepStatus {
  StepState state = StepState::waiting;
  std::string note;  // reason, error, or "waits 2 s, then attempt 2 of 3"
  std::uint64_t rows = 0;
  std::uint64_t bytes = 0;
  std::uint64_t bytes_total = 0;  // 0: unknown
  double share_done = 0;          // of a step that runs, 0 to 1; 0: unknown
  std::uint64_t rejected = 0;
  std::chrono::nanoseconds elapsed{0};
};

// Told of every change, from one thread at a time. One of this class itself looks away.
class RunObserver {
 public:
  virtual ~RunObserver() = default;
  virtual void started(const Pipeline&, const Graph&) {}
  virtual void changed(std::size_t /*step*/, const StepStatus&) {}
};

struct StepResult {
  std::size_t step = 0;
  StepStatus status;
  std::optional<jobs::ModelResult> model;  // of a model that ran
  std::vector<jobs::DeadRecord> rejects;   // the first few that it set aside
  std::vector<std::string> lines;          // what a load or a crawl did, for the report
};

struct PipelineResult {
  jobs::Run run;
  Graph graph;
  std::vector<StepResult> steps;
  bool succeeded() const;
};

// A failed step fails those that need it (skipped) and no others. Steps whose turn has come run one
// after another: each uses all cores. The runs are recorded under one pipeline run. Throws only for
// what is wrong before anything runs.
PipelineResult run_pipeline(const Pipeline& pipeline, const Services& services,
                            const RunOptions& options, RunObserver& observer);

// One page that needs nothing but itself: the graph drawn, ledger, timings, rejects.
std::string report_html(const Pipeline& pipeline, const PipelineResult& result);

}  // namespace sluice::pipeline
