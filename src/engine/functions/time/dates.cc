// date_trunc, date_add, date_diff, and what + and - do.
#include <duckdb/common/types/date.hpp>
#include <duckdb/common/types/time.hpp>
#include <duckdb/execution/expression_executor.hpp>

#include "engine/functions/calendar.h"
#include "engine/functions/families.h"
#include "engine/functions/time/rows.h"
#include "engine/functions/time/unit.h"
#include "engine/functions/time/zone.h"

namespace sluice::engine {

namespace {

using duckdb::date_t;
using duckdb::dtime_t;
using duckdb::string_t;
using duckdb::timestamp_t;

constexpr std::int64_t kMicrosPerMilli = 1'000;

struct ZonedUnits {
  UnitNames units;
  Zones zones;
};

date_t truncate_date(UnitNames& units, string_t unit, date_t date) {
  return date_t(truncate_day(units.of_date(view(unit)), date.days));
}

dtime_t truncate_time(UnitNames& units, string_t unit, dtime_t time) {
  return dtime_t(truncate_micros(units.of_time(view(unit)), time.micros));
}

timestamp_t truncate_timestamp(UnitNames& units, string_t unit, timestamp_t value) {
  return timestamp_t(truncate_micros(units.of_timestamp(view(unit)), value.value));
}

// By the zone's clock; an hour that comes twice stays what it is.
Zoned truncate_zoned(ZonedUnits& shared, string_t name, Zoned value) {
  const Unit unit = shared.units.of_timestamp(view(name));
  Zone& zone = shared.zones.of(value.zone);
  const std::int64_t local = truncate_micros(unit, zone.to_local(value.utc));
  if (unit >= Unit::day) return {zone.to_utc(local), value.zone};
  return {checked_micros(static_cast<Int128>(local) - zone.offset_at(value.utc)), value.zone};
}

date_t add_to_date(UnitNames& units, string_t unit, std::int64_t count, date_t date) {
  return date_t(add_to_day(units.of_date(view(unit)), count, date.days));
}

dtime_t add_to_time(UnitNames& units, string_t unit, std::int64_t count, dtime_t time) {
  const std::int64_t size = micros_of(units.of_time(view(unit)));
  const std::int64_t sum = count % (kMicrosPerDay / size) * size + time.micros;
  return dtime_t((sum % kMicrosPerDay + kMicrosPerDay) % kMicrosPerDay);
}

timestamp_t add_to_timestamp(UnitNames& units, string_t unit, std::int64_t count,
                             timestamp_t value) {
  return timestamp_t(add_to_micros(units.of_timestamp(view(unit)), count, value.value));
}

// Days and months by the zone's clock, hours and less by the time that passes.
Zoned add_to_zoned(ZonedUnits& shared, string_t name, std::int64_t count, Zoned value) {
  const Unit unit = shared.units.of_timestamp(view(name));
  if (unit < Unit::day) return {add_to_micros(unit, count, value.utc), value.zone};
  Zone& zone = shared.zones.of(value.zone);
  const std::int64_t local = add_to_micros(unit, count, zone.to_local(value.utc));
  return {zone.to_utc_near(local, value.utc), value.zone};
}

std::int64_t date_difference(UnitNames& units, string_t unit, date_t from, date_t to) {
  return day_difference(units.of_date(view(unit)), from.days, to.days);
}

// With a unit that is known now nothing can fail, and DuckDB computes a dictionary's days once.
duckdb::unique_ptr<duckdb::FunctionData> bind_date_difference(
    duckdb::ClientContext& context, duckdb::ScalarFunction& function,
    duckdb::vector<duckdb::unique_ptr<duckdb::Expression>>& arguments) {
  if (!arguments[0]->IsFoldable()) return nullptr;
  const auto name = duckdb::ExpressionExecutor::EvaluateScalar(context, *arguments[0]);
  if (name.IsNull()) return nullptr;
  const auto unit = find_unit(duckdb::StringValue::Get(name));
  if (unit && *unit >= Unit::day) {
    function.SetErrorMode(duckdb::FunctionErrors::CANNOT_ERROR);
  }
  return nullptr;
}

std::int64_t time_difference_by_name(UnitNames& units, string_t unit, dtime_t from, dtime_t to) {
  return time_difference(units.of_time(view(unit)), from.micros, to.micros);
}

std::int64_t timestamp_difference(UnitNames& units, string_t unit, timestamp_t from,
                                  timestamp_t to) {
  return difference(units.of_timestamp(view(unit)), from.value, to.value);
}

// Both by the clock of the first.
std::int64_t zoned_difference(ZonedUnits& shared, string_t name, Zoned from, Zoned to) {
  const Unit unit = shared.units.of_timestamp(view(name));
  if (unit < Unit::day) return difference(unit, from.utc, to.utc);
  Zone& zone = shared.zones.of(from.zone);
  return difference(unit, zone.to_local(from.utc), zone.to_local(to.utc));
}

// --- + and -

date_t add_days(date_t date, std::int64_t millis) {
  constexpr std::int64_t kMillisPerDay = kMicrosPerDay / kMicrosPerMilli;
  if (millis % kMillisPerDay != 0) {
    raise(kInvalidArgument, "Cannot add hour, minutes or seconds to a date");
  }
  return date_t(checked_day(date.days + millis / kMillisPerDay));
}

dtime_t add_millis_to_time(dtime_t time, std::int64_t millis) {
  const std::int64_t sum = time.micros + millis % (kMicrosPerDay / kMicrosPerMilli) * 1'000;
  return dtime_t((sum % kMicrosPerDay + kMicrosPerDay) % kMicrosPerDay);
}

timestamp_t add_millis(timestamp_t value, std::int64_t millis) {
  return timestamp_t(checked_micros(static_cast<Int128>(millis) * kMicrosPerMilli + value.value));
}

Zoned add_millis_to_zoned(Zones&, Zoned value, std::int64_t millis) {
  return {add_millis(timestamp_t(value.utc), millis).value, value.zone};
}

date_t add_months_to_date(date_t date, std::int32_t months) {
  return date_t(add_months_checked(date.days, months));
}

timestamp_t add_months_to_timestamp(timestamp_t value, std::int32_t months) {
  return timestamp_t(add_months_to_micros(value.value, months));
}

Zoned add_months_to_zoned(Zones& zones, Zoned value, std::int32_t months) {
  Zone& zone = zones.of(value.zone);
  const std::int64_t local = add_months_to_micros(zone.to_local(value.utc), months);
  return {zone.to_utc_near(local, value.utc), value.zone};
}

std::int64_t millis_between(timestamp_t to, timestamp_t from) {
  return floor_divide(to.value, kMicrosPerMilli) - floor_divide(from.value, kMicrosPerMilli);
}

// --- rounding, half up

timestamp_t round_timestamp(timestamp_t value, std::int32_t precision) {
  return timestamp_t(round_micros(value.value, precision));
}

dtime_t round_time(dtime_t value, std::int32_t precision) {
  return dtime_t(round_micros(value.micros, precision) % kMicrosPerDay);
}

dtime_t time_of(timestamp_t value) {
  return dtime_t(value.value - floor_divide(value.value, kMicrosPerDay) * kMicrosPerDay);
}

date_t last_day_of_month(date_t date) {
  const Day day = day_of(date.days);
  return date_t(checked_day(day_count(day.year, day.month, days_in_month(day.year, day.month))));
}

void register_units(duckdb::ExtensionLoader& loader) {
  const auto text = LogicalType::VARCHAR;
  const auto date = LogicalType::DATE;
  const auto time = LogicalType::TIME;
  const auto stamp = LogicalType::TIMESTAMP;
  const auto zoned = zoned_type();
  const auto number = LogicalType::BIGINT;
  const auto fails = Fails::on_values;
  const std::string truncate = "sluice_date_trunc";
  add_function(loader, truncate, {text, date}, date, fails, with_shared(truncate_date));
  add_function(loader, truncate, {text, time}, time, fails, with_shared(truncate_time));
  add_function(loader, truncate, {text, stamp}, stamp, fails, with_shared(truncate_timestamp));
  add_function(loader, truncate, {text, zoned}, zoned, fails, with_shared(truncate_zoned));
  const std::string add = "sluice_date_add";
  add_function(loader, add, {text, number, date}, date, fails, with_shared(add_to_date));
  add_function(loader, add, {text, number, time}, time, fails, with_shared(add_to_time));
  add_function(loader, add, {text, number, stamp}, stamp, fails, with_shared(add_to_timestamp));
  add_function(loader, add, {text, number, zoned}, zoned, fails, with_shared(add_to_zoned));
  const std::string diff = "sluice_date_diff";
  add_function(loader, diff, {text, date, date}, number, fails, with_shared(date_difference),
               bind_date_difference);
  add_function(loader, diff, {text, time, time}, number, fails,
               with_shared(time_difference_by_name));
  add_function(loader, diff, {text, stamp, stamp}, number, fails,
               with_shared(timestamp_difference));
  add_function(loader, diff, {text, zoned, zoned}, number, fails, with_shared(zoned_difference));
}

}  // namespace

void register_dates(duckdb::ExtensionLoader& loader) {
  register_units(loader);
  const auto date = LogicalType::DATE;
  const auto time = LogicalType::TIME;
  const auto stamp = LogicalType::TIMESTAMP;
  const auto zoned = zoned_type();
  const auto number = LogicalType::BIGINT;
  const auto months = LogicalType::INTEGER;
  const auto fails = Fails::on_values;
  const auto total = Fails::never;
  add_function(loader, "sluice_add_days", {date, number}, date, fails, binary(add_days));
  add_function(loader, "sluice_add_millis", {time, number}, time, total,
               binary(add_millis_to_time));
  add_function(loader, "sluice_add_millis", {stamp, number}, stamp, fails, binary(add_millis));
  add_function(loader, "sluice_add_millis", {zoned, number}, zoned, fails,
               with_shared(add_millis_to_zoned));
  add_function(loader, "sluice_add_months", {date, months}, date, fails,
               binary(add_months_to_date));
  add_function(loader, "sluice_add_months", {stamp, months}, stamp, fails,
               binary(add_months_to_timestamp));
  add_function(loader, "sluice_add_months", {zoned, months}, zoned, fails,
               with_shared(add_months_to_zoned));
  add_function(loader, "sluice_millis_between", {stamp, stamp}, number, total,
               binary(millis_between));
  add_function(loader, "sluice_round_timestamp", {stamp, LogicalType::INTEGER}, stamp, fails,
               binary(round_timestamp));
  add_function(loader, "sluice_round_time", {time, LogicalType::INTEGER}, time, total,
               binary(round_time));
  add_function(loader, "sluice_time_of", {stamp}, time, total, unary(time_of));
  add_function(loader, "sluice_last_day_of_month", {date}, date, fails, unary(last_day_of_month));
}

}  // namespace sluice::engine
