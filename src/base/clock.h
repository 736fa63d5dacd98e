// Time as a seam, so that schedules, retries and grace times are tested without waiting.
#pragma once

#include <chrono>
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
  explicit FakeClock(Timestamp start) : now_(start) {}
  Timestamp now() const override { return now_; }
  std::chrono::nanoseconds monotonic() const override { return now_.time_since_epoch(); }
  void advance(std::chrono::microseconds by) { now_ += by; }

 private:
  Timestamp now_;
};

// "2026-11-22T17:20:05.123Z": ISO 8601 in UTC, milliseconds.
std::string to_iso8601(Timestamp time);

}  // namespace sluice
