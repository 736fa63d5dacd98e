// date_format and date_parse by MySQL's codes, format_datetime and parse_datetime by Joda's.
#include "engine/functions/families.h"
#include "engine/functions/time/pattern.h"
#include "engine/functions/time/rows.h"
#include "engine/functions/time/unit.h"
#include "engine/functions/time/zone.h"

namespace sluice::engine {

namespace {

using duckdb::string_t;
using duckdb::timestamp_t;

constexpr int kMillis = 3;  // digits of the second that formats know

// A format's pattern; rows mostly repeat the last one.
template <Pattern (*Compile)(std::string_view)>
struct Formats {
  const Pattern& of(string_t format) {
    if (pattern.empty() || view(format) != last) {
      pattern = Compile(view(format));
      last = view(format);
    }
    return pattern;
  }

  std::string last;
  Pattern pattern;
  Zones zones;
  std::string out;
};

using MysqlFormats = Formats<mysql_pattern>;
using JodaFormats = Formats<joda_pattern>;

template <class Shared>
std::string_view print_local(Shared& formats, timestamp_t value, string_t format) {
  const Pattern& pattern = formats.of(format);
  formats.out.clear();
  print_reading(pattern, {.moment = moment_of(round_micros(value.value, kMillis))}, formats.out);
  return formats.out;
}

template <class Shared>
std::string_view print_zoned(Shared& formats, Zoned value, string_t format) {
  const Pattern& pattern = formats.of(format);
  Zone& zone = formats.zones.of(value.zone);
  const std::int64_t utc = round_micros(value.utc, kMillis);
  const std::int64_t offset = zone.offset_at(utc);
  Reading reading{.moment = moment_of(utc + offset), .offset = offset, .zone = zone.name()};
  if (has_zone(pattern)) reading.abbreviation = zone.abbreviation_at(utc);
  formats.out.clear();
  print_reading(pattern, reading, formats.out);
  return formats.out;
}

std::string_view format_datetime(JodaFormats& formats, timestamp_t value, string_t format) {
  if (has_zone(formats.of(format))) {
    raise(kInvalidArgument,
          "format_datetime for TIMESTAMP type, cannot use 'Z' nor 'z' in format, as this type does "
          "not contain TZ information");
  }
  return print_local(formats, value, format);
}

timestamp_t date_parse(MysqlFormats& formats, string_t text, string_t format) {
  return timestamp_t(parse_reading(formats.of(format), view(text)).local);
}

// Where the text names no zone, the session's holds.
Zoned parse_datetime(JodaFormats& formats, string_t text, string_t format, string_t session_zone) {
  const ParsedTime parsed = parse_reading(formats.of(format), view(text));
  if (parsed.offset) {
    const std::int64_t minutes = *parsed.offset / kMicrosPerMinute;
    Zone* zone = formats.zones.find_offset(minutes);
    if (zone == nullptr) raise(kInvalidArgument, fmt::format("Invalid offset minutes {}", minutes));
    return {zone->to_utc(parsed.local), zone->name()};
  }
  Zone& zone = formats.zones.of(parsed.zone ? std::string_view(*parsed.zone) : view(session_zone));
  const std::int64_t utc = zone.to_utc(parsed.local);
  if (zone.to_local(utc) != parsed.local) {
    raise(kInvalidArgument,
          fmt::format("Cannot parse \"{}\": Illegal instant due to time zone offset "
                      "transition ({})",
                      view(text), zone.name()));
  }
  return {utc, zone.name()};
}

}  // namespace

void register_date_formats(duckdb::ExtensionLoader& loader) {
  const auto text = LogicalType::VARCHAR;
  const auto stamp = LogicalType::TIMESTAMP;
  const auto fails = Fails::on_values;
  add_function(loader, "sluice_date_format", {stamp, text}, text, fails,
               with_shared(print_local<MysqlFormats>));
  add_function(loader, "sluice_date_format", {zoned_type(), text}, text, fails,
               with_shared(print_zoned<MysqlFormats>));
  add_function(loader, "sluice_format_datetime", {stamp, text}, text, fails,
               with_shared(format_datetime));
  add_function(loader, "sluice_format_datetime", {zoned_type(), text}, text, fails,
               with_shared(print_zoned<JodaFormats>));
  add_function(loader, "sluice_date_parse", {text, text}, stamp, fails, with_shared(date_parse));
  add_function(loader, "sluice_parse_datetime", {text, text, text}, zoned_type(), fails,
               with_shared(parse_datetime));
}

}  // namespace sluice::engine
