// A clock that runs faster, so that tests see schedules fire.
#pragma once

#include "base/clock.h"

namespace sluice::cli {

// Right when it is made, and from then on `pace` times as fast as the other, which outlives it.
class PacedClock final : public Clock {
 public:
  PacedClock(const Clock& clock, double pace)
      : clock_(clock), pace_(pace), start_(clock.now()), monotonic_start_(clock.monotonic()) {}

  Timestamp now() const override {
    if (pace_ == 1) return clock_.now();
    return start_ + std::chrono::duration_cast<std::chrono::microseconds>(passed());
  }
  std::chrono::nanoseconds monotonic() const override { return monotonic_start_ + passed(); }

 private:
  std::chrono::nanoseconds passed() const {
    return std::chrono::duration_cast<std::chrono::nanoseconds>(
        (clock_.monotonic() - monotonic_start_) * pace_);
  }

  const Clock& clock_;
  const double pace_;
  const Timestamp start_;
  const std::chrono::nanoseconds monotonic_start_;
};

}  // namespace sluice::cli
