// Casts between text and dates, times and timestamps; to_iso8601.
#include <duckdb/common/types/date.hpp>
#include <duckdb/common/types/time.hpp>

#include "engine/functions/calendar.h"
#include "engine/functions/families.h"
#include "engine/functions/time/rows.h"
#include "engine/functions/time/text.h"
#include "engine/functions/time/zone.h"

namespace sluice::engine {

namespace {

using duckdb::date_t;
using duckdb::dtime_t;
using duckdb::string_t;
using duckdb::timestamp_t;

[[noreturn]] void fail_cast(string_t text, std::string_view type) {
  raise("INVALID_CAST_ARGUMENT", fmt::format("Value cannot be cast to {}: {}", type, view(text)));
}

template <class Value>
Value present(const std::optional<Value>& value, string_t text, std::string_view type) {
  if (!value) fail_cast(text, type);
  return *value;
}

std::optional<date_t> date_of(string_t text) {
  const auto days = parse_date(view(text));
  return days ? std::optional(date_t(*days)) : std::nullopt;
}
date_t date_or_fail(string_t text) {
  return present(date_of(text), text, "date");
}

std::optional<dtime_t> time_of(string_t text, std::int32_t precision) {
  const auto micros = parse_time(view(text), precision);
  return micros ? std::optional(dtime_t(*micros)) : std::nullopt;
}
dtime_t time_or_fail(string_t text, std::int32_t precision) {
  return present(time_of(text, precision), text, "time");
}

// A zone in the text has to be one, and is not looked at.
std::optional<timestamp_t> timestamp_of(Zones& zones, string_t text, std::int32_t precision) {
  const auto read = parse_timestamp(view(text), precision);
  if (!read || (!read->zone.empty() && zones.find(read->zone) == nullptr)) return std::nullopt;
  if (read->is_too_fine) fail_too_fine(precision);
  return timestamp_t(read->micros);
}
timestamp_t timestamp_or_fail(Zones& zones, string_t text, std::int32_t precision) {
  return present(timestamp_of(zones, text, precision), text, "timestamp");
}

std::optional<Zoned> zoned_of(Zones& zones, string_t text, std::int32_t precision,
                              string_t session_zone) {
  const auto read = parse_timestamp(view(text), precision);
  if (!read) return std::nullopt;
  Zone* zone = zones.find(read->zone.empty() ? view(session_zone) : read->zone);
  if (zone == nullptr) return std::nullopt;
  if (read->is_too_fine) fail_too_fine(precision);
  const auto utc = zone->find_utc(read->micros);
  if (!utc || (precision <= 3 && std::abs(*utc) >= kPackedMicrosMax)) return std::nullopt;
  return Zoned{*utc, zone->name()};
}
Zoned zoned_or_fail(Zones& zones, string_t text, std::int32_t precision, string_t session_zone) {
  return present(zoned_of(zones, text, precision, session_zone), text, "timestamp");
}

// --- to text

TimeText date_text(date_t date) {
  return TimeText().date(date.days);
}

TimeText time_text(dtime_t time, std::int32_t precision) {
  return TimeText().time(time.micros, precision);
}

template <char Separator>
TimeText timestamp_text(timestamp_t timestamp, std::int32_t precision) {
  return TimeText().timestamp(timestamp.value, precision, Separator);
}

// Each row's text in turn.
struct ZonedText {
  std::string text;
  Zones zones;
};

std::string_view zoned_text(ZonedText& out, Zoned value, std::int32_t precision) {
  const std::int64_t local = out.zones.of(value.zone).to_local(value.utc);
  out.text = TimeText().timestamp(local, precision, ' ').view();
  return out.text.append(" ").append(value.zone);
}

TimeText zoned_iso(Zones& zones, Zoned value, std::int32_t precision) {
  Zone& zone = zones.of(value.zone);
  const std::int64_t offset = zone.offset_at(value.utc);
  if (offset % kMicrosPerMinute != 0) {
    raise("INVALID_ARGUMENTS",
          "Timezone with non-zero seconds offset cannot be rendered as ISO8601: " +
              std::string(value.zone));
  }
  TimeText out;
  out.timestamp(zone.to_local(value.utc), precision, 'T');
  return offset == 0 ? out.letter('Z') : out.offset(offset / kMicrosPerMinute);
}

}  // namespace

void register_time_casts(duckdb::ExtensionLoader& loader) {
  const auto text = LogicalType::VARCHAR;
  const auto digits = LogicalType::INTEGER;
  const auto date = LogicalType::DATE;
  const auto time = LogicalType::TIME;
  const auto stamp = LogicalType::TIMESTAMP;
  const auto fails = Fails::on_values;
  const auto total = Fails::never;
  add_function(loader, "sluice_cast_date", {text}, date, fails, unary(date_or_fail));
  add_function(loader, "sluice_try_cast_date", {text}, date, total, unary_or_null(date_of));
  add_function(loader, "sluice_cast_time", {text, digits}, time, fails, binary(time_or_fail));
  add_function(loader, "sluice_try_cast_time", {text, digits}, time, fails,
               binary_or_null(time_of));
  add_function(loader, "sluice_cast_timestamp", {text, digits}, stamp, fails,
               with_shared(timestamp_or_fail));
  add_function(loader, "sluice_try_cast_timestamp", {text, digits}, stamp, fails,
               with_shared(timestamp_of));
  add_function(loader, "sluice_cast_zoned", {text, digits, text}, zoned_type(), fails,
               with_shared(zoned_or_fail));
  add_function(loader, "sluice_try_cast_zoned", {text, digits, text}, zoned_type(), fails,
               with_shared(zoned_of));
  add_function(loader, "sluice_to_text", {date}, text, total, unary(date_text));
  add_function(loader, "sluice_to_text", {time, digits}, text, total, binary(time_text));
  add_function(loader, "sluice_to_text", {stamp, digits}, text, total, binary(timestamp_text<' '>));
  add_function(loader, "sluice_to_text", {zoned_type(), digits}, text, fails,
               with_shared(zoned_text));
  add_function(loader, "sluice_to_iso8601", {stamp, digits}, text, total,
               binary(timestamp_text<'T'>));
  add_function(loader, "sluice_to_iso8601", {zoned_type(), digits}, text, fails,
               with_shared(zoned_iso));
}

}  // namespace sluice::engine
