// A zone of the IANA database: what clocks on the wall show there.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "base/clock.h"

namespace date {
class time_zone;
}

namespace sluice::flow {

// A value; thread-safe. Later than 2037 it keeps the offset that the system's files end with.
class TimeZone {
 public:
  TimeZone() = default;  // UTC
  // By its name, such as Europe/Berlin. Throws Error invalid (InvalidTimeZone).
  static TimeZone find(const std::string& name);

  const std::string& name() const { return name_; }
  std::chrono::local_days day_of(Timestamp time) const;
  // When clocks show this: of two times the first, and none where they skip it.
  std::optional<Timestamp> instant_of(std::chrono::local_seconds shown) const;

 private:
  std::string name_ = "UTC";
  const date::time_zone* rules_ = nullptr;  // the library's, for as long as the process; null: UTC
};

}  // namespace sluice::flow
