#include "api/http/date.h"

#include <array>
#include <chrono>

#include <fmt/format.h>

#include "base/text.h"

namespace sluice::api {
namespace {

using std::chrono::floor;
using std::chrono::seconds;

constexpr std::array<std::string_view, 7> kDays = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                   "Thursday", "Friday", "Saturday"};
constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

// Reads from left to right; once something does not fit, it is bad for good.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  bool good() const { return good_; }
  bool done() const { return good_ && rest_.empty(); }
  char peek() const { return rest_.empty() ? '\0' : rest_.front(); }

  void literal(std::string_view expected) {
    good_ &= rest_.starts_with(expected);
    if (good_) rest_.remove_prefix(expected.size());
  }
  bool optional(char c) {
    if (peek() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }
  int digits(std::size_t count) {
    good_ &= rest_.size() >= count;
    int number = 0;
    for (std::size_t i = 0; good_ && i < count; ++i) {
      good_ &= is_digit(rest_[i]);
      number = number * 10 + (rest_[i] - '0');
    }
    if (good_) rest_.remove_prefix(count);
    return good_ ? number : 0;
  }
  unsigned month() {
    for (unsigned i = 0; i < kMonths.size(); ++i) {
      if (!rest_.starts_with(kMonths[i])) continue;
      rest_.remove_prefix(kMonths[i].size());
      return i + 1;
    }
    good_ = false;
    return 0;
  }
  void fail() { good_ = false; }

 private:
  std::string_view rest_;
  bool good_ = true;
};

struct Fields {
  int year = 0;
  unsigned month = 0;
  unsigned day = 0;
  int hour = 0;
  int minute = 0;
  int second = 0;
};

std::optional<Timestamp> time_of(const Fields& f) {
  const auto date =
      std::chrono::year(f.year) / std::chrono::month(f.month) / std::chrono::day(f.day);
  if (!date.ok() || f.hour > 23 || f.minute > 59 || f.second > 60) return std::nullopt;
  return std::chrono::sys_days(date) + std::chrono::hours(f.hour) + std::chrono::minutes(f.minute) +
         seconds(f.second);
}

void read_clock(Scanner& in, Fields& f) {
  f.hour = in.digits(2);
  in.literal(":");
  f.minute = in.digits(2);
  in.literal(":");
  f.second = in.digits(2);
}

// After "Sun, ": "06 Nov 1994 08:49:37 GMT".
bool read_current(Scanner in, Fields& f) {
  f.day = static_cast<unsigned>(in.digits(2));
  in.literal(" ");
  f.month = in.month();
  in.literal(" ");
  f.year = in.digits(4);
  in.literal(" ");
  read_clock(in, f);
  in.literal(" GMT");
  return in.done();
}

// After "Sunday, ": "06-Nov-94 08:49:37 GMT".
bool read_rfc850(Scanner in, Fields& f) {
  f.day = static_cast<unsigned>(in.digits(2));
  in.literal("-");
  f.month = in.month();
  in.literal("-");
  const int year = in.digits(2);
  f.year = year < 70 ? 2000 + year : 1900 + year;
  in.literal(" ");
  read_clock(in, f);
  in.literal(" GMT");
  return in.done();
}

// After "Sun ": "Nov  6 08:49:37 1994".
bool read_asctime(Scanner in, Fields& f) {
  f.month = in.month();
  in.literal(" ");
  f.day = static_cast<unsigned>(in.digits(in.optional(' ') ? 1 : 2));
  in.literal(" ");
  read_clock(in, f);
  in.literal(" ");
  f.year = in.digits(4);
  return in.done();
}

// 'Z', "+02:00", "+0200": how far local time is ahead.
std::chrono::minutes read_zone(Scanner& in) {
  if (in.optional('Z') || in.optional('z')) return std::chrono::minutes(0);
  const bool behind = in.peek() == '-';
  if (!behind && in.peek() != '+') in.fail();
  in.literal(behind ? "-" : "+");
  const int hours = in.digits(2);
  in.optional(':');
  const int minutes = in.digits(2);
  if (hours > 23 || minutes > 59) in.fail();
  const auto offset = std::chrono::hours(hours) + std::chrono::minutes(minutes);
  return behind ? -offset : offset;
}

std::chrono::microseconds read_fraction(Scanner& in) {
  if (!in.optional('.')) return std::chrono::microseconds(0);
  std::int64_t micros = 0;
  std::int64_t unit = 100000;
  if (!is_digit(in.peek())) in.fail();
  // What is bad already is read no further: its digits would stay for ever.
  while (in.good() && is_digit(in.peek())) {
    micros += unit * in.digits(1);
    unit /= 10;
  }
  return std::chrono::microseconds(micros);
}

struct Civil {
  std::chrono::year_month_day date;
  std::chrono::weekday weekday;
  std::chrono::hh_mm_ss<seconds> clock;
};

Civil civil(Timestamp time) {
  const auto whole = floor<seconds>(time);
  const auto day = floor<std::chrono::days>(whole);
  return {day, std::chrono::weekday(day), std::chrono::hh_mm_ss<seconds>(whole - day)};
}

}  // namespace

std::string format_http_date(Timestamp time) {
  const auto c = civil(time);
  std::string text = "Day, 00 Mon 0000 00:00:00 GMT";
  // Every answer has two of them.
  const auto put = [&text](std::size_t at, std::size_t digits, std::int64_t number) {
    for (; digits > 0; number /= 10)
      text[at + --digits] = static_cast<char>('0' + number % 10);
  };
  text.replace(0, 3, kDays[c.weekday.c_encoding()].substr(0, 3));
  put(5, 2, static_cast<unsigned>(c.date.day()));
  text.replace(8, 3, kMonths[static_cast<unsigned>(c.date.month()) - 1]);
  put(12, 4, static_cast<int>(c.date.year()));
  put(17, 2, c.clock.hours().count());
  put(20, 2, c.clock.minutes().count());
  put(23, 2, c.clock.seconds().count());
  return text;
}

std::string format_iso8601_seconds(Timestamp time) {
  const auto c = civil(time);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", static_cast<int>(c.date.year()),
                     static_cast<unsigned>(c.date.month()), static_cast<unsigned>(c.date.day()),
                     c.clock.hours().count(), c.clock.minutes().count(), c.clock.seconds().count());
}

std::optional<Timestamp> parse_http_date(std::string_view text) {
  Fields fields;
  for (const auto day : kDays) {
    const auto brief = day.substr(0, 3);
    if (!text.starts_with(brief)) continue;
    const auto after = text.substr(brief.size());
    const auto after_full = text.starts_with(day) ? text.substr(day.size()) : "";
    if (after.starts_with(", ") && read_current(Scanner(after.substr(2)), fields)) {
      return time_of(fields);
    }
    if (after_full.starts_with(", ") && read_rfc850(Scanner(after_full.substr(2)), fields)) {
      return time_of(fields);
    }
    if (after.starts_with(" ") && read_asctime(Scanner(after.substr(1)), fields)) {
      return time_of(fields);
    }
  }
  return std::nullopt;
}

std::optional<Timestamp> parse_iso8601(std::string_view text) {
  Scanner in(text);
  Fields f;
  f.year = in.digits(4);
  const bool extended = in.optional('-');
  f.month = static_cast<unsigned>(in.digits(2));
  if (extended) in.literal("-");
  f.day = static_cast<unsigned>(in.digits(2));
  if (in.done() && extended) return time_of(f);
  in.literal("T");
  f.hour = in.digits(2);
  if (extended) in.literal(":");
  f.minute = in.digits(2);
  if (extended) in.literal(":");
  f.second = in.digits(2);
  const auto fraction = read_fraction(in);
  const auto ahead = read_zone(in);
  const auto local = in.done() ? time_of(f) : std::nullopt;
  if (!local) return std::nullopt;
  return *local + fraction - ahead;
}

}  // namespace sluice::api
