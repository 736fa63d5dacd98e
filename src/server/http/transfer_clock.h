// How long a body may take: a client that trickles bytes must not hold a thread for ever.
#pragma once

#include "server/http/limits.h"
#include "server/http/stream.h"

namespace sluice::server {

class TransferClock {
 public:
  explicit TransferClock(const HttpLimits& limits)
      : limits_(limits), start_(std::chrono::steady_clock::now()) {}

  void moved(std::uint64_t bytes) {
    bytes_ += bytes;
    last_ = std::chrono::steady_clock::now();
  }

  // When the next bytes must have moved: within the patience of the last ones, and early enough for
  // the least rate since the start. The handler's own time between two reads counts for neither.
  Deadline deadline() {
    const auto now = std::chrono::steady_clock::now();
    if (last_ != Deadline{}) start_ += now - last_;
    last_ = now;
    const auto earned =
        std::chrono::milliseconds(bytes_ * 1000 / limits_.transfer_bytes_per_second_min);
    return std::min(now + limits_.transfer_patience, start_ + limits_.transfer_patience + earned);
  }

 private:
  const HttpLimits& limits_;
  Deadline start_;   // moved on by the time that was not the client's
  Deadline last_{};  // when bytes moved, or began to be waited for
  std::uint64_t bytes_ = 0;
};

}  // namespace sluice::server
