// Starts deployed pipelines when they are due.
#pragma once

#include <atomic>
#include <functional>
#include <list>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <thread>

#include "base/cancel.h"
#include "base/log.h"
#include "jobs/runs.h"
#include "pipeline/deploy/deployments.h"

namespace sluice::pipeline {

inline constexpr std::size_t kScheduledRunsMax = 4;  // at once; more wait for their turn

// A pipeline runs once at a time. Firings that come while it runs, while kScheduledRunsMax others
// do, or while no server is there, are made up for by one run as soon as that can be: what a run
// loads is all that is new. A firing counts as handled when its run starts, durably, so that a
// pipeline that brings the process down does not do so at every start; a run that was stopped by
// stop() counts as not handled.
//
// Owns a thread for each run. fire_due() is called by one thread, again and again; the others by
// any.
class Scheduler {
 public:
  // Runs a deployed pipeline of that name to its end, and records it.
  using Run = std::function<jobs::Run(const std::string& name, const CancelToken&)>;

  Scheduler(Deployments& deployments, Run run, const Clock& clock, const Log& log);
  ~Scheduler();  // stop(), and waits for the runs
  Scheduler(const Scheduler&) = delete;
  Scheduler& operator=(const Scheduler&) = delete;

  // Starts what is due. Nothing that fails in a run or a deployment is thrown: it is logged.
  void fire_due();
  // Returns when no run is going.
  void wait();
  // Asks runs to stop, and starts no more. Returns at once.
  void stop();

  // For Prometheus: runs started and failed, of each pipeline since the process began.
  std::string metrics() const;

 private:
  struct Going {
    Deployment deployment;  // as it was due
    Timestamp begun;
    std::atomic<bool> is_done{false};
    std::thread thread;
  };
  struct Counts {
    std::uint64_t started = 0;
    std::uint64_t failed = 0;
  };

  std::vector<std::pair<Timestamp, Deployment>> due_now();
  std::optional<Timestamp> due_time(const Deployment& deployment);
  void correct_clock(Deployment& deployment);
  bool is_going(const std::string& name) const;
  void start(const Deployment& deployment, Timestamp due);
  void work(Going& going);
  void ended(const Going& going, const jobs::Run& run);
  void failed(const std::string& name, const std::string& reason);
  void join_done();

  Deployments& deployments_;
  Run run_;
  const Clock& clock_;
  const Log& log_;
  CancelToken cancel_;
  std::list<Going> going_;                // the calling thread's
  std::set<std::string> is_told_broken_;  // deployments whose schedule cannot be read, by name
  mutable std::mutex mutex_;
  std::map<std::string, Counts> counts_;
};

}  // namespace sluice::pipeline
