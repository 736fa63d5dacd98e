// Asking long work to stop: the asker sets, the worker polls.
#pragma once

#include <atomic>

#include "base/error.h"

namespace sluice {

// Thread-safe. Shared by reference: whoever owns the work owns the token, and outlives it.
class CancelToken {
 public:
  void cancel() { cancelled_.store(true, std::memory_order_relaxed); }
  bool cancelled() const { return cancelled_.load(std::memory_order_relaxed); }
  // Throws Error cancelled once somebody has asked.
  void check() const {
    if (cancelled()) throw Error(ErrorKind::cancelled, "Cancelled", "cancelled on request");
  }

 private:
  std::atomic<bool> cancelled_{false};
};

}  // namespace sluice
