// How long a body may take: a client that trickles bytes must not hold a thread for ever.
#pragma once

#include <algorithm>

#include "server/http/limits.h"
#include "server/http/stream.h"

namespace sluice::server {

class TransferClock {
 public:
  explicit TransferClock(const HttpLimits& limits, Deadline now = std::chrono::steady_clock::now())
      : limits_(limits), due_(now + limits.transfer_patience) {}

  // Bytes earn time at the least rate, but never more than the patience: what came fast does not
  // pay for a trickle afterwards.
  void moved(std::uint64_t bytes, Deadline now = std::chrono::steady_clock::now()) {
    const std::chrono::nanoseconds earned(bytes * std::nano::den /
                                          limits_.transfer_bytes_per_second_min);
    due_ = std::min(due_ + earned, now + limits_.transfer_patience);
    last_ = now;
  }

  // When the next bytes must have moved. The handler's own time between two moves does not count.
  Deadline deadline(Deadline now = std::chrono::steady_clock::now()) {
    if (last_ != Deadline{}) due_ += now - last_;
    last_ = now;
    return due_;
  }

 private:
  const HttpLimits& limits_;
  Deadline due_;
  Deadline last_{};  // when bytes moved, or began to be waited for
};

}  // namespace sluice::server
