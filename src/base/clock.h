// Time as a seam, so that schedules, retries and grace times are tested without waiting.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <string>

namespace sluice {

// UTC, microseconds since the Unix epoch.
using Timestamp = std::chrono::sys_time<std::chrono::microseconds>;

// Thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Timestamp now() const = 0;
  // Never goes back; only differences mean something.
  virtual std::chrono::nanoseconds monotonic() const = 0;
};

class SystemClock final : public Clock {
 public:
  Timestamp now() const override;
  std::chrono::nanoseconds monotonic() const override;
};

// Stands still until told otherwise.
class FakeClock final : public Clock {
 public:
  explicit FakeClock(Timestamp start) : since_epoch_us_(start.time_since_epoch().count()) {}
  Timestamp now() const override {
    return Timestamp(std::chrono::microseconds(since_epoch_us_.load()));
  }
  std::chrono::nanoseconds monotonic() const override { return now().time_since_epoch(); }
  void advance(std::chrono::microseconds by) { since_epoch_us_ += by.count(); }

 private:
  std::atomic<std::int64_t> since_epoch_us_;
};

// "2026-11-22T17:20:05.123Z": ISO 8601 in UTC, milliseconds.
std::string to_iso8601(Timestamp time);

}  // namespace sluice
