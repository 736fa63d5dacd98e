#include "engine/functions/define.h"
#include "engine/functions/time/pattern.h"
#include "engine/functions/time/text.h"

namespace sluice::engine {

namespace {

void append_number(std::string& out, std::int64_t value, int width) {
  if (value < 0) {
    out += '-';
    value = -value;
  }
  if (width == 2 && value < 100) return append_two(out, static_cast<int>(value));
  if (width == 4 && value >= 1'000 && value < 10'000) {
    append_two(out, static_cast<int>(value) / 100);
    return append_two(out, static_cast<int>(value) % 100);
  }
  char digits[20];
  int size = 0;
  for (; value > 0 || size == 0; value /= 10)
    digits[size++] = static_cast<char>('0' + value % 10);
  for (int i = size; i < width; ++i)
    out += '0';
  while (size > 0)
    out += digits[--size];
}

struct IsoWeek {
  int year = 0;
  int week = 0;
};

IsoWeek iso_week(std::int32_t number) {
  const Day thursday = day_of(number - weekday(number) + 4);
  return {thursday.year, (day_of_year(thursday) - 1) / 7 + 1};
}

int year_of_era(int year) {
  return year <= 0 ? 1 - year : year;
}

// At least `least` digits, the milliseconds first; zeros beyond them.
void append_fraction(std::string& out, int micros, int least) {
  int unit = 100'000;
  for (int place = 0; place < least; ++place) {
    out += static_cast<char>(unit >= 1'000 ? '0' + micros / unit % 10 : '0');
    unit /= 10;
  }
}

void append_offset(std::string& out, std::int64_t offset, bool has_colon) {
  std::string text(TimeText().offset(offset / kMicrosPerMinute).view());
  if (!has_colon) std::erase(text, ':');
  out += text;
}

void append_text(std::string& out, const Element& element, const Reading& reading) {
  const Moment& m = reading.moment;
  switch (element.field) {
    case Field::literal:
      out += element.text;
      return;
    case Field::era:
      out += m.date.year > 0 ? "AD" : "BC";
      return;
    case Field::month_short:
      out += kMonthNames[m.date.month - 1].substr(0, 3);
      return;
    case Field::month_text:
      out += kMonthNames[m.date.month - 1];
      return;
    case Field::weekday_short:
      out += kWeekdayNames[weekday(m.day_number) - 1].substr(0, 3);
      return;
    case Field::weekday_text:
      out += kWeekdayNames[weekday(m.day_number) - 1];
      return;
    case Field::halfday:
      out += m.hour < 12 ? "AM" : "PM";
      return;
    case Field::fraction:
      append_fraction(out, m.micros, element.least);
      return;
    case Field::zone_short:
      out += reading.abbreviation;
      return;
    case Field::zone_id:
      out += reading.zone;
      return;
    case Field::offset:
      append_offset(out, reading.offset, false);
      return;
    case Field::offset_colon:
      append_offset(out, reading.offset, true);
      return;
    default:
      raise("NOT_SUPPORTED", "the long names of time zones are not supported");
  }
}

// Nothing where the field is a text.
std::optional<int> number_of(Field field, const Moment& m) {
  switch (field) {
    case Field::century:
      return year_of_era(m.date.year) / 100;
    case Field::year_of_era:
      return year_of_era(m.date.year);
    case Field::year:
      return m.date.year;
    case Field::two_digit_year:
      return std::abs(m.date.year) % 100;
    case Field::weekyear:
      return iso_week(m.day_number).year;
    case Field::two_digit_weekyear:
      return std::abs(iso_week(m.day_number).year) % 100;
    case Field::month:
      return m.date.month;
    case Field::week:
      return iso_week(m.day_number).week;
    case Field::day_of_year:
      return day_of_year(m.date);
    case Field::day:
      return m.date.day;
    case Field::day_of_week:
      return weekday(m.day_number);
    case Field::hour_of_halfday:
      return m.hour % 12;
    case Field::clockhour_of_halfday:
      return m.hour % 12 == 0 ? 12 : m.hour % 12;
    case Field::hour:
      return m.hour;
    case Field::clockhour:
      return m.hour == 0 ? 24 : m.hour;
    case Field::minute:
      return m.minute;
    case Field::second:
      return m.second;
    default:
      return std::nullopt;
  }
}

}  // namespace

void print_reading(const Pattern& pattern, const Reading& reading, std::string& out) {
  for (const auto& element : pattern) {
    if (const auto number = number_of(element.field, reading.moment)) {
      append_number(out, *number, element.least);
    } else {
      append_text(out, element, reading);
    }
  }
}

}  // namespace sluice::engine
