// from_iso8601_date and from_iso8601_timestamp: calendar, ordinal and week dates, as Joda's
// ISODateTimeFormat.dateTimeParser() reads them.
#include <duckdb/common/types/date.hpp>

#include "base/text.h"
#include "engine/functions/calendar.h"
#include "engine/functions/families.h"
#include "engine/functions/time/fields.h"
#include "engine/functions/time/rows.h"
#include "engine/functions/time/zone.h"

namespace sluice::engine {

namespace {

using duckdb::date_t;
using duckdb::string_t;

class IsoReader {
 public:
  explicit IsoReader(std::string_view text) : text_(text) {}

  std::int32_t date() {
    read_date();
    require_end();
    return static_cast<std::int32_t>(floor_divide(moment_of_fields(fields_, text_), kMicrosPerDay));
  }

  Zoned timestamp(Zones& zones, std::string_view session_zone) {
    if (peek() != 'T') read_date();
    if (take('T') && at_ < text_.size()) {
      if (is_digit(peek())) read_time();
      read_offset();
    }
    require_end();
    const std::int64_t local = moment_of_fields(fields_, text_) + fraction_;
    Zone* zone = offset_minutes_ ? zones.find_offset(*offset_minutes_) : &zones.of(session_zone);
    if (zone == nullptr) {
      raise(kInvalidArgument, fmt::format("Invalid offset minutes {}", *offset_minutes_));
    }
    return {zone->to_utc(local), zone->name()};
  }

 private:
  [[noreturn]] void fail() const {
    std::string message = fmt::format("Invalid format: \"{}\"", text_);
    if (at_ >= text_.size() && at_ > 0) {
      message += " is too short";
    } else if (at_ > 0) {
      message += fmt::format(" is malformed at \"{}\"", text_.substr(at_));
    }
    raise(kInvalidArgument, message);
  }

  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  bool take(char c) {
    if (peek() != c) return false;
    ++at_;
    return true;
  }
  void require_end() const {
    if (at_ < text_.size()) fail();
  }
  std::size_t digits_ahead() const {
    std::size_t count = 0;
    while (at_ + count < text_.size() && is_digit(text_[at_ + count]))
      ++count;
    return count;
  }
  int number(std::size_t most) {
    const std::size_t count = std::min(digits_ahead(), most);
    if (count == 0) fail();
    int value = 0;
    for (std::size_t i = 0; i < count; ++i)
      value = value * 10 + (text_[at_++] - '0');
    return value;
  }

  // yyyy[-MM[-dd]], yyyy-DDD or yyyy-Www[-e]
  void read_date() {
    const bool is_negative = take('-');
    if (!is_negative) take('+');
    const int year = number(9) * (is_negative ? -1 : 1);
    if (peek() != '-') {
      fields_.year = year;
      return;
    }
    ++at_;
    if (take('W')) {
      fields_.weekyear = year;
      fields_.week = number(2);
      if (take('-')) fields_.day_of_week = number(1);
      return;
    }
    fields_.year = year;
    if (digits_ahead() == 3) {
      fields_.day_of_year = number(3);
      return;
    }
    fields_.month = number(2);
    if (take('-')) fields_.day = number(2);
  }

  // HH[:mm[:ss]], each with a fraction
  void read_time() {
    fields_.hour = number(2);
    if (read_fraction(kMicrosPerHour) || !take(':')) return;
    fields_.minute = number(2);
    if (read_fraction(kMicrosPerMinute) || !take(':')) return;
    fields_.second = number(2);
    read_fraction(kMicrosPerSecond);
  }

  // Of what came before it, cut to milliseconds.
  bool read_fraction(std::int64_t unit) {
    if (peek() != '.' && peek() != ',') return false;
    ++at_;
    if (digits_ahead() == 0) fail();
    std::int64_t micros = 0;
    for (int place = 0; place < 9 && is_digit(peek()); ++place) {
      unit /= 10;
      micros += (text_[at_++] - '0') * unit;
    }
    fraction_ = micros / 1'000 * 1'000;
    return true;
  }

  void read_offset() {
    if (take('Z')) {
      offset_minutes_ = 0;
      return;
    }
    if (peek() != '+' && peek() != '-') return;
    const std::size_t begin = at_;
    const bool is_west = text_[at_++] == '-';
    const int hours = number(2);
    const bool has_colon = take(':');
    const int minutes = has_colon || is_digit(peek()) ? number(2) : 0;
    if (hours > 23 || minutes > 59) {
      at_ = begin;
      fail();
    }
    offset_minutes_ = (is_west ? -1 : 1) * (hours * 60 + minutes);
  }

  std::string_view text_;
  std::size_t at_ = 0;
  DateFields fields_;
  std::int64_t fraction_ = 0;
  std::optional<int> offset_minutes_;
};

date_t iso_date(string_t text) {
  return date_t(IsoReader(view(text)).date());
}

Zoned iso_timestamp(Zones& zones, string_t text, string_t session_zone) {
  return IsoReader(view(text)).timestamp(zones, view(session_zone));
}

}  // namespace

void register_iso_dates(duckdb::ExtensionLoader& loader) {
  const auto text = LogicalType::VARCHAR;
  add_function(loader, "sluice_iso_date", {text}, LogicalType::DATE, Fails::on_values,
               unary(iso_date));
  add_function(loader, "sluice_iso_timestamp", {text, text}, zoned_type(), Fails::on_values,
               with_shared(iso_timestamp));
}

}  // namespace sluice::engine
