// Times with time zone: the time in UTC beside the offset of the clock that shows it.
#include <duckdb/common/types/time.hpp>

#include "engine/functions/calendar.h"
#include "engine/functions/families.h"
#include "engine/functions/parse.h"
#include "engine/functions/time/offset_time.h"
#include "engine/functions/time/text.h"
#include "engine/functions/time/zone.h"

namespace sluice::engine {

namespace {

using duckdb::dtime_t;
using duckdb::string_t;

// Nothing is shared between rows.
struct Nothing {};

std::int64_t within_day(std::int64_t micros) {
  return (micros % kMicrosPerDay + kMicrosPerDay) % kMicrosPerDay;
}

OffsetTime offset_time(Nothing&, dtime_t clock, std::int32_t minutes) {
  return {within_day(clock.micros - minutes * kMicrosPerMinute), minutes};
}

dtime_t clock_of(Nothing&, OffsetTime time) {
  return dtime_t(within_day(time.utc + time.minutes * kMicrosPerMinute));
}

// The same time, by another clock.
OffsetTime at_offset(Nothing&, OffsetTime time, std::int32_t minutes) {
  return {time.utc, minutes};
}

// What Trino takes is the offset when UTC's clocks show what the zone's show here.
std::int32_t offset_minutes(Zones& zones, Zoned value) {
  Zone& zone = zones.of(value.zone);
  return static_cast<std::int32_t>(zone.offset_at(zone.to_local(value.utc)) / kMicrosPerMinute);
}

std::int32_t interval_minutes(std::int64_t millis) {
  constexpr std::int64_t kMillisPerMinute = kMicrosPerMinute / 1'000;
  constexpr std::int64_t kMinutesMax = 14 * 60;
  const std::int64_t minutes = millis / kMillisPerMinute;
  if (millis % kMillisPerMinute != 0 || std::abs(minutes) > kMinutesMax) {
    raise(kInvalidArgument, fmt::format("Invalid offset minutes {}", minutes));
  }
  return static_cast<std::int32_t>(minutes);
}

TimeText offset_time_text(Nothing& nothing, OffsetTime time, std::int32_t precision) {
  return TimeText().time(clock_of(nothing, time).micros, precision).offset(time.minutes);
}

// "12:34:56+08:35"; without an offset the session's clock shows it.
std::optional<OffsetTime> offset_time_of(Nothing& nothing, string_t text, std::int32_t precision,
                                         std::int32_t session_minutes) {
  std::string_view clock = view(text);
  std::int32_t minutes = session_minutes;
  const auto sign = clock.find_first_of("+-");
  if (sign != std::string_view::npos) {
    Zones zones;
    std::string_view offset = clock.substr(sign);
    while (offset.ends_with(' '))
      offset.remove_suffix(1);
    Zone* zone = offset.size() == 6 ? zones.find(offset) : nullptr;
    if (zone == nullptr) return std::nullopt;
    minutes = static_cast<std::int32_t>(zone->offset_at(0) / kMicrosPerMinute);
    clock = clock.substr(0, sign);
  }
  const auto micros = parse_time(clock, precision);
  if (!micros) return std::nullopt;
  return offset_time(nothing, dtime_t(*micros), minutes);
}

OffsetTime offset_time_or_fail(Nothing& nothing, string_t text, std::int32_t precision,
                               std::int32_t session_minutes) {
  const auto time = offset_time_of(nothing, text, precision, session_minutes);
  if (!time) {
    raise("INVALID_CAST_ARGUMENT", fmt::format("Value cannot be cast to time: {}", view(text)));
  }
  return *time;
}

}  // namespace

void register_offset_times(duckdb::ExtensionLoader& loader) {
  const auto type = offset_time_type();
  const auto text = LogicalType::VARCHAR;
  const auto time = LogicalType::TIME;
  const auto number = LogicalType::INTEGER;
  const auto total = Fails::never;
  add_function(loader, "sluice_offset_time", {time, number}, type, total, with_shared(offset_time));
  add_function(loader, "sluice_at_offset", {type, number}, type, total, with_shared(at_offset));
  add_function(loader, "sluice_clock", {type}, time, total, with_shared(clock_of));
  add_function(loader, "sluice_offset_minutes", {zoned_type()}, number, Fails::on_values,
               with_shared(offset_minutes));
  add_function(loader, "sluice_offset_minutes", {LogicalType::BIGINT}, number, Fails::on_values,
               unary(interval_minutes));
  add_function(loader, "sluice_to_text", {type, number}, text, total,
               with_shared(offset_time_text));
  add_function(loader, "sluice_cast_offset_time", {text, number, number}, type, Fails::on_values,
               with_shared(offset_time_or_fail));
  add_function(loader, "sluice_try_cast_offset_time", {text, number, number}, type,
               Fails::on_values, with_shared(offset_time_of));
}

}  // namespace sluice::engine
