// Timestamps with time zone: the instant in UTC beside the zone's name, so that each value keeps
// its own.
#include <duckdb/common/types/time.hpp>

#include "engine/functions/calendar.h"
#include "engine/functions/families.h"
#include "engine/functions/time/rows.h"
#include "engine/functions/time/unit.h"
#include "engine/functions/time/zone.h"

namespace sluice::engine {

namespace {

using duckdb::string_t;
using duckdb::timestamp_t;

// The clock's reading in a zone.
Zoned zoned(Zones& zones, timestamp_t local, string_t name) {
  Zone& zone = zones.of(view(name));
  return {zone.to_utc(local.value), zone.name()};
}

// TIMESTAMP '… zone', whose error is one of the query's text.
Zoned zoned_literal(Zones& zones, timestamp_t local, string_t name, std::int32_t precision,
                    string_t message) {
  Zone* zone = zones.find(view(name));
  const auto utc = zone == nullptr ? std::nullopt : zone->find_utc(local.value);
  if (!utc || zone->skips(local.value) || (precision <= 3 && std::abs(*utc) > kPackedMicrosMax)) {
    raise("INVALID_LITERAL", view(message));
  }
  return {*utc, zone->name()};
}

// The same instant, seen elsewhere.
Zoned at_timezone(Zones& zones, Zoned value, string_t name) {
  return {value.utc, zones.of(view(name)).name()};
}

Zoned at_offset(Zones& zones, Zoned value, std::int64_t millis) {
  constexpr std::int64_t kMillisPerMinute = kMicrosPerMinute / 1'000;
  if (millis % kMillisPerMinute != 0) {
    raise(kInvalidArgument, "Invalid time zone offset interval: interval contains seconds");
  }
  const std::int64_t minutes = millis / kMillisPerMinute;
  Zone* zone = zones.find_offset(minutes);
  if (zone == nullptr) raise(kInvalidArgument, fmt::format("Invalid offset minutes {}", minutes));
  return {value.utc, zone->name()};
}

timestamp_t local_time(Zones& zones, Zoned value) {
  return timestamp_t(zones.of(value.zone).to_local(value.utc));
}

std::int64_t offset_hour(Zones& zones, Zoned value) {
  return zones.of(value.zone).offset_at(value.utc) / kMicrosPerHour;
}

std::int64_t offset_minute(Zones& zones, Zoned value) {
  return zones.of(value.zone).offset_at(value.utc) / kMicrosPerMinute % 60;
}

Zoned round_zoned(Zones&, Zoned value, std::int32_t precision) {
  return {round_micros(value.utc, precision), value.zone};
}

// --- from_unixtime: seconds since the epoch, rounded half up to milliseconds

std::int64_t micros_of_unixtime(double seconds) {
  const double millis = std::floor(seconds * 1'000 + 0.5);
  if (!(std::abs(millis) < static_cast<double>(kPackedMicrosMax) / 1'000)) {
    raise(kInvalidArgument,
          fmt::format("Millis overflow: {}", std::isnan(millis) ? 0
                                             : std::abs(millis) >= 9.3e18
                                                 ? (millis > 0 ? INT64_MAX : INT64_MIN)
                                                 : static_cast<std::int64_t>(millis)));
  }
  return static_cast<std::int64_t>(millis) * 1'000;
}

Zoned from_unixtime(Zones& zones, double seconds, string_t name) {
  return {micros_of_unixtime(seconds), zones.of(view(name)).name()};
}

Zoned from_unixtime_by_offset(Zones& zones, double seconds, std::int64_t hours,
                              std::int64_t minutes) {
  constexpr std::int64_t kFar = 1'000'000;
  const bool is_near = std::abs(hours) < kFar && std::abs(minutes) < kFar;
  const std::int64_t offset = is_near ? hours * 60 + minutes : kFar;
  Zone* zone = zones.find_offset(offset);
  if (zone == nullptr) raise(kInvalidArgument, fmt::format("Invalid offset minutes {}", offset));
  return {micros_of_unixtime(seconds), zone->name()};
}

}  // namespace

void register_zones(duckdb::ExtensionLoader& loader) {
  const auto text = LogicalType::VARCHAR;
  const auto stamp = LogicalType::TIMESTAMP;
  const auto number = LogicalType::BIGINT;
  const auto seconds = LogicalType::DOUBLE;
  const auto fails = Fails::on_values;
  add_function(loader, "sluice_zoned", {stamp, text}, zoned_type(), fails, with_shared(zoned));
  add_function(loader, "sluice_zoned_literal", {stamp, text, LogicalType::INTEGER, text},
               zoned_type(), fails, with_shared(zoned_literal));
  add_function(loader, "sluice_at_timezone", {zoned_type(), text}, zoned_type(), fails,
               with_shared(at_timezone));
  add_function(loader, "sluice_at_timezone", {zoned_type(), number}, zoned_type(), fails,
               with_shared(at_offset));
  add_function(loader, "sluice_local", {zoned_type()}, stamp, fails, with_shared(local_time));
  add_function(loader, "sluice_timezone_hour", {zoned_type()}, number, fails,
               with_shared(offset_hour));
  add_function(loader, "sluice_timezone_minute", {zoned_type()}, number, fails,
               with_shared(offset_minute));
  add_function(loader, "sluice_round_zoned", {zoned_type(), LogicalType::INTEGER}, zoned_type(),
               fails, with_shared(round_zoned));
  add_function(loader, "sluice_from_unixtime", {seconds, text}, zoned_type(), fails,
               with_shared(from_unixtime));
  add_function(loader, "sluice_from_unixtime", {seconds, number, number}, zoned_type(), fails,
               with_shared(from_unixtime_by_offset));
}

}  // namespace sluice::engine
