// %t and the ISO texts of java.time.
#include <fmt/format.h>

#include "engine/functions/calendar.h"
#include "engine/functions/format/argument.h"

namespace sluice::engine::format {

namespace {

constexpr std::string_view kMonths[] = {"January",   "February", "March",    "April",
                                        "May",       "June",     "July",     "August",
                                        "September", "October",  "November", "December"};
constexpr std::string_view kDays[] = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                      "Friday", "Saturday", "Sunday"};

// What an argument knows of a moment.
struct Fields {
  Moment moment;
  bool has_date = false;
  bool has_time = false;
  const Zoned* zone = nullptr;

  std::int64_t epoch_millis() const {
    const std::int64_t local =
        moment.day_number * (kMicrosPerDay / 1'000) + moment.micros_of_day / 1'000;
    return local - zone->offset_seconds * 1'000;
  }
};

std::optional<Fields> fields_of(const Argument& argument) {
  if (const auto* date = std::get_if<Date>(&argument)) {
    // Not by its microseconds: there are days that no timestamp reaches.
    return Fields{.moment = {.day_number = date->days, .date = day_of(date->days)},
                  .has_date = true};
  }
  if (const auto* time = std::get_if<Time>(&argument))
    return Fields{.moment = moment_of(time->micros), .has_time = true};
  if (const auto* stamp = std::get_if<Timestamp>(&argument))
    return Fields{.moment = moment_of(stamp->micros), .has_date = true, .has_time = true};
  if (const auto* zoned = std::get_if<Zoned>(&argument)) {
    return Fields{.moment = moment_of(zoned->local_micros),
                  .has_date = true,
                  .has_time = true,
                  .zone = zoned};
  }
  return std::nullopt;
}

int hour_of_twelve(int hour) {
  return hour % 12 == 0 ? 12 : hour % 12;
}

std::string offset_text(std::int64_t seconds, std::string_view between) {
  const std::int64_t size = std::abs(seconds);
  return fmt::format("{}{:02}{}{:02}", seconds < 0 ? '-' : '+', size / 3600, between,
                     size / 60 % 60);
}

std::string time_field(const Fields& fields, char conversion) {
  const Moment& at = fields.moment;
  switch (conversion) {
    case 'H':
      return fmt::format("{:02}", at.hour);
    case 'k':
      return fmt::format("{}", at.hour);
    case 'I':
      return fmt::format("{:02}", hour_of_twelve(at.hour));
    case 'l':
      return fmt::format("{}", hour_of_twelve(at.hour));
    case 'M':
      return fmt::format("{:02}", at.minute);
    case 'S':
      return fmt::format("{:02}", at.second);
    case 'L':
      return fmt::format("{:03}", at.micros / 1'000);
    case 'N':
      return fmt::format("{:09}", at.micros * 1'000);
    case 'p':
      return at.hour < 12 ? "am" : "pm";
    case 'R':
      return fmt::format("{:02}:{:02}", at.hour, at.minute);
    case 'T':
      return fmt::format("{:02}:{:02}:{:02}", at.hour, at.minute, at.second);
    default:
      return fmt::format("{:02}:{:02}:{:02} {}", hour_of_twelve(at.hour), at.minute, at.second,
                         at.hour < 12 ? "AM" : "PM");
  }
}

std::string date_field(const Fields& fields, char conversion) {
  const Moment& at = fields.moment;
  const Day& day = at.date;
  const std::string_view month = kMonths[day.month - 1];
  const std::string_view weekday = kDays[sluice::engine::weekday(at.day_number) - 1];
  switch (conversion) {
    case 'B':
      return std::string(month);
    case 'b':
    case 'h':
      return std::string(month.substr(0, 3));
    case 'A':
      return std::string(weekday);
    case 'a':
      return std::string(weekday.substr(0, 3));
    case 'C':
      return fmt::format("{:02}", day.year / 100);
    case 'Y':
      return fmt::format("{:04}", day.year);
    case 'y':
      return fmt::format("{:02}", day.year % 100);
    case 'j':
      return fmt::format("{:03}", day_of_year(day));
    case 'm':
      return fmt::format("{:02}", day.month);
    case 'd':
      return fmt::format("{:02}", day.day);
    case 'e':
      return fmt::format("{}", day.day);
    case 'D':
      return fmt::format("{:02}/{:02}/{:02}", day.month, day.day, day.year % 100);
    default:
      return fmt::format("{:04}-{:02}-{:02}", day.year, day.month, day.day);
  }
}

std::string zone_field(const Fields& fields, char conversion) {
  switch (conversion) {
    case 'z':
      return offset_text(fields.zone->offset_seconds, "");
    case 'Z':
      return std::string(fields.zone->zone);
    case 's':
      return fmt::format("{}", floor_divide(fields.epoch_millis(), 1'000));
    case 'Q':
      return fmt::format("{}", fields.epoch_millis());
    default:
      return fmt::format("{} {} {} {} {} {}", date_field(fields, 'a'), date_field(fields, 'b'),
                         date_field(fields, 'd'), time_field(fields, 'T'), fields.zone->zone,
                         date_field(fields, 'Y'));
  }
}

// --- ISO

std::string iso_date(const Moment& at) {
  const Day& day = at.date;
  const char* sign = day.year < 0 ? "-" : day.year > 9999 ? "+" : "";
  return fmt::format("{}{:04}-{:02}-{:02}", sign, std::abs(day.year), day.month, day.day);
}

// Seconds where there are any, their fraction in threes.
std::string iso_time(const Moment& at) {
  std::string out = fmt::format("{:02}:{:02}", at.hour, at.minute);
  if (at.second == 0 && at.micros == 0) return out;
  out += fmt::format(":{:02}", at.second);
  if (at.micros == 0) return out;
  return out + (at.micros % 1'000 == 0 ? fmt::format(".{:03}", at.micros / 1'000)
                                       : fmt::format(".{:06}", at.micros));
}

std::string iso_zone(const Zoned& zoned) {
  const std::int64_t seconds = zoned.offset_seconds;
  std::string offset = seconds == 0 ? "Z" : offset_text(seconds, ":");
  if (seconds % 60 != 0) offset += fmt::format(":{:02}", std::abs(seconds) % 60);
  const bool is_offset = zoned.zone.starts_with('+') || zoned.zone.starts_with('-');
  return is_offset ? offset : fmt::format("{}[{}]", offset, zoned.zone);
}

}  // namespace

std::optional<std::string> format_time(const Argument& argument, char conversion) {
  const auto fields = fields_of(argument);
  if (!fields) return std::nullopt;
  if (std::string_view("HkIlMSLNpRTr").find(conversion) != std::string_view::npos)
    return fields->has_time ? std::optional(time_field(*fields, conversion)) : std::nullopt;
  if (std::string_view("zZsQc").find(conversion) != std::string_view::npos)
    return fields->zone != nullptr ? std::optional(zone_field(*fields, conversion)) : std::nullopt;
  return fields->has_date ? std::optional(date_field(*fields, conversion)) : std::nullopt;
}

std::string iso_text(const Argument& argument) {
  const Fields fields = fields_of(argument).value_or(Fields{});
  std::string out = fields.has_date ? iso_date(fields.moment) : "";
  if (fields.has_date && fields.has_time) out += 'T';
  if (fields.has_time) out += iso_time(fields.moment);
  if (fields.zone != nullptr) out += iso_zone(*fields.zone);
  return out;
}

}  // namespace sluice::engine::format
