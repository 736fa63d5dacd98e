#include "engine/functions/time/fields.h"

#include "engine/functions/calendar.h"
#include "engine/functions/define.h"

namespace sluice::engine {

namespace {

constexpr int kEpochYear = 1970;
constexpr int kLeapYear = 2000;
constexpr int kYearMax = 290'000;

// Joda sets the fields one after another, those of the longest range first.
class Setter {
 public:
  Setter(const DateFields& fields, std::string_view text) : fields_(fields), text_(text) {}

  std::int64_t micros() {
    set_year();
    set_month();
    set_days();
    return day_ * kMicrosPerDay + time();
  }

 private:
  void check(int value, std::string_view field, int least, int most) const {
    if (value >= least && value <= most) return;
    raise(kInvalidArgument,
          fmt::format("Cannot parse \"{}\": Value {} for {} must be in the range [{},{}]", text_,
                      value, field, least, most));
  }

  // A month or a day without a year has room for the 29th of February.
  int default_year() const {
    const bool has_year =
        fields_.era || fields_.century || fields_.year_of_era || fields_.year || fields_.weekyear;
    const bool has_date =
        fields_.month || fields_.week || fields_.day_of_year || fields_.day || fields_.day_of_week;
    return has_date && !has_year ? kLeapYear : kEpochYear;
  }

  void set_year() {
    int year = default_year();
    if (fields_.year_of_era) year = *fields_.year_of_era;
    if (fields_.century) year = *fields_.century * 100 + year % 100;
    if (fields_.era && *fields_.era == 0) year = 1 - year;
    if (fields_.year) year = *fields_.year;
    check(year, "year", -kYearMax, kYearMax);
    day_ = day_number(year, 1, 1);
    if (!fields_.weekyear) return;
    check(*fields_.weekyear, "weekyear", -kYearMax, kYearMax);
    day_ = first_monday(*fields_.weekyear);
  }

  // Of the ISO year's first week, the one with the 4th of January.
  static std::int32_t first_monday(int year) {
    const std::int32_t fourth = day_number(year, 1, 4);
    return fourth - (weekday(fourth) - 1);
  }

  static int weekyear_of(std::int32_t day) { return day_of(day - weekday(day) + 4).year; }

  void set_month() {
    if (!fields_.month) return;
    check(*fields_.month, "monthOfYear", 1, 12);
    day_ = day_number(day_of(day_).year, *fields_.month, 1);
  }

  void set_days() {
    if (fields_.week) {
      const int year = weekyear_of(day_);
      const int weeks = (first_monday(year + 1) - first_monday(year)) / 7;
      check(*fields_.week, "weekOfWeekyear", 1, weeks);
      day_ = first_monday(year) + (*fields_.week - 1) * 7;
    }
    if (fields_.day_of_year) {
      const int year = day_of(day_).year;
      const std::int32_t first = day_number(year, 1, 1);
      check(*fields_.day_of_year, "dayOfYear", 1, day_number(year + 1, 1, 1) - first);
      day_ = first + *fields_.day_of_year - 1;
    }
    if (fields_.day) {
      const Day date = day_of(day_);
      check(*fields_.day, "dayOfMonth", 1, days_in_month(date.year, date.month));
      day_ = day_number(date.year, date.month, *fields_.day);
    }
    if (!fields_.day_of_week) return;
    check(*fields_.day_of_week, "dayOfWeek", 1, 7);
    day_ += *fields_.day_of_week - weekday(day_);
  }

  std::int64_t time() const {
    int hour = fields_.halfday.value_or(0) * 12;
    if (fields_.hour_of_halfday) {
      check(*fields_.hour_of_halfday, "hourOfHalfday", 0, 11);
      hour += *fields_.hour_of_halfday;
    }
    if (fields_.hour) hour = *fields_.hour;
    check(hour, "hourOfDay", 0, 23);
    const int minute = fields_.minute.value_or(0);
    const int second = fields_.second.value_or(0);
    check(minute, "minuteOfHour", 0, 59);
    check(second, "secondOfMinute", 0, 59);
    return hour * kMicrosPerHour + minute * kMicrosPerMinute + second * kMicrosPerSecond +
           fields_.millis.value_or(0) * 1'000LL;
  }

  const DateFields& fields_;
  std::string_view text_;
  std::int32_t day_ = 0;
};

}  // namespace

std::int64_t moment_of_fields(const DateFields& fields, std::string_view text) {
  return Setter(fields, text).micros();
}

}  // namespace sluice::engine
