// Reads the whole lake rarely while it is served, so that damage is known before a client meets it.
#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

#include "base/log.h"
#include "store/store.h"

namespace sluice::cli {

// Owns a thread, which reads half of the time at most and logs every damaged object. Begins a day
// after it was made, then weekly. Store and log outlive it.
class ScrubThread {
 public:
  ScrubThread(const store::Store& store, const Log& log);
  ~ScrubThread();
  ScrubThread(const ScrubThread&) = delete;
  ScrubThread& operator=(const ScrubThread&) = delete;

 private:
  void work();
  void scrub();
  // Whether it shall end.
  bool pause(std::chrono::steady_clock::duration);

  const store::Store& store_;
  const Log& log_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool is_ending_ = false;
  std::thread thread_;  // last: it uses the others
};

}  // namespace sluice::cli
