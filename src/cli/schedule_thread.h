// Looks now and again which deployed pipelines are due, while the lake is served.
#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

#include "pipeline/deploy/scheduler.h"

namespace sluice::cli {

// Owns a thread. It looks twice a second rather than waiting for the next firing: clocks are set,
// machines sleep, and `sluice deploy` changes what is next.
class ScheduleThread {
 public:
  // The scheduler outlives it.
  explicit ScheduleThread(pipeline::Scheduler& scheduler);
  ~ScheduleThread();
  ScheduleThread(const ScheduleThread&) = delete;
  ScheduleThread& operator=(const ScheduleThread&) = delete;

 private:
  void work();

  pipeline::Scheduler& scheduler_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool is_ending_ = false;
  std::thread thread_;  // last: it uses the others
};

}  // namespace sluice::cli
