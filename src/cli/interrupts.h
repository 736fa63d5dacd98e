// Ctrl-C: the first asks the command to stop, the second ends the process.
#pragma once

#include <csignal>
#include <thread>

#include "base/cancel.h"

namespace sluice::cli {

// Make it before any other thread starts: the signals are blocked in all of them and taken by one
// thread. SIGINT, SIGTERM and SIGHUP count alike; SIGPIPE is ignored, for write errors tell more.
class Interrupts {
 public:
  explicit Interrupts(CancelToken& cancel);
  ~Interrupts();
  Interrupts(const Interrupts&) = delete;
  Interrupts& operator=(const Interrupts&) = delete;

 private:
  void wait();

  CancelToken& cancel_;
  sigset_t signals_;
  std::thread thread_;
};

}  // namespace sluice::cli
