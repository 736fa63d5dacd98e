// Time zones as Trino knows them: one spelling for each, and what its clocks show.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "engine/functions/int128.h"

namespace date {
class time_zone;
}

namespace sluice::engine {

// Times are microseconds. A zone remembers the last stretch of time with one offset: not for two
// threads at once.
class Zone {
 public:
  // Nothing where there is no such zone. All names of UTC are "UTC", offsets read "+05:30".
  static std::optional<Zone> find(std::string_view name);

  const std::string& name() const { return name_; }
  // East of UTC is positive.
  std::int64_t offset_at(std::int64_t utc);
  // All below raise INVALID_FUNCTION_ARGUMENT where the other side is past the last timestamp.
  std::int64_t to_local(std::int64_t utc);
  // The earlier of two instants; a reading that the clock skips moves on by what was skipped.
  std::int64_t to_utc(std::int64_t local);
  // As to_utc, but nothing past the last timestamp.
  std::optional<std::int64_t> find_utc(std::int64_t local);
  // As above, but with the offset that `near` has where that fits, too: a sum keeps its offset.
  std::int64_t to_utc_near(std::int64_t local, std::int64_t near);
  bool skips(std::int64_t local) { return to_local(to_utc(local)) != local; }
  // "PST", "PDT"; the name where there is none.
  std::string abbreviation_at(std::int64_t utc);

 private:
  void look_up(std::int64_t utc);
  Int128 utc_of(std::int64_t local);

  std::string name_;
  const date::time_zone* rules_ = nullptr;  // null where the offset is fixed
  std::int64_t offset_ = 0;
  std::int64_t begin_ = 0;  // offset_ holds from here to end_
  std::int64_t end_ = 0;
  std::string abbreviation_;
};

// The zones that one vector's rows name.
class Zones {
 public:
  // Null where there is no such zone.
  Zone* find(std::string_view name);
  // Raises INVALID_FUNCTION_ARGUMENT.
  Zone& of(std::string_view name);
  // "+05:30" by its minutes east of UTC. Null past 14 hours.
  Zone* find_offset(std::int64_t minutes);

 private:
  std::map<std::string, std::optional<Zone>, std::less<>> known_;
  std::string_view last_name_;
  Zone* last_ = nullptr;
};

}  // namespace sluice::engine
