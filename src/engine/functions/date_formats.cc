// date_format and date_parse: MySQL's codes, as Trino takes them.
// https://trino.io/docs/current/functions/datetime.html#mysql-date-functions
#include <duckdb/common/types/timestamp.hpp>

#include "engine/functions/calendar.h"
#include "engine/functions/define.h"
#include "engine/functions/families.h"

namespace sluice::engine {

namespace {

using duckdb::string_t;
using duckdb::timestamp_t;

constexpr const char* kInvalid = "INVALID_FUNCTION_ARGUMENT";

constexpr std::string_view kMonths[] = {"January",   "February", "March",    "April",
                                        "May",       "June",     "July",     "August",
                                        "September", "October",  "November", "December"};
constexpr std::string_view kDays[] = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                      "Friday", "Saturday", "Sunday"};

[[noreturn]] void fail_code(char code) {
  raise(kInvalid, fmt::format("%{} not supported in date format string", code));
}

int hour_of_twelve(int hour) {
  return hour % 12 == 0 ? 12 : hour % 12;
}

struct IsoWeek {
  int year = 0;
  int week = 0;
};

IsoWeek iso_week(std::int32_t number) {
  const std::int32_t thursday = number - weekday(number) + 4;
  const Day day = day_of(thursday);
  return {day.year, (day_of_year(day) - 1) / 7 + 1};
}

// The codes of the date's parts; false for all others.
bool append_date_code(std::string& out, char code, const Moment& m) {
  auto to = std::back_inserter(out);
  switch (code) {
    case 'a': out += kDays[weekday(m.day_number) - 1].substr(0, 3); return true;
    case 'b': out += kMonths[m.date.month - 1].substr(0, 3); return true;
    case 'c': fmt::format_to(to, "{}", m.date.month); return true;
    case 'd': fmt::format_to(to, "{:02}", m.date.day); return true;
    case 'e': fmt::format_to(to, "{}", m.date.day); return true;
    case 'j': fmt::format_to(to, "{:03}", day_of_year(m.date)); return true;
    case 'M': out += kMonths[m.date.month - 1]; return true;
    case 'm': fmt::format_to(to, "{:02}", m.date.month); return true;
    case 'v': fmt::format_to(to, "{:02}", iso_week(m.day_number).week); return true;
    case 'W': out += kDays[weekday(m.day_number) - 1]; return true;
    case 'x': fmt::format_to(to, "{:04}", iso_week(m.day_number).year); return true;
    case 'Y': fmt::format_to(to, "{:04}", m.date.year); return true;
    case 'y': fmt::format_to(to, "{:02}", m.date.year % 100); return true;
    default: return false;
  }
}

void append_code(std::string& out, char code, const Moment& m) {
  if (std::string_view("DUuVwX").find(code) != std::string_view::npos) fail_code(code);
  if (append_date_code(out, code, m)) return;
  auto to = std::back_inserter(out);
  switch (code) {
    case 'f': fmt::format_to(to, "{:06}", m.micros); return;
    case 'H': fmt::format_to(to, "{:02}", m.hour); return;
    case 'h':
    case 'I': fmt::format_to(to, "{:02}", hour_of_twelve(m.hour)); return;
    case 'i': fmt::format_to(to, "{:02}", m.minute); return;
    case 'k': fmt::format_to(to, "{}", m.hour); return;
    case 'l': fmt::format_to(to, "{}", hour_of_twelve(m.hour)); return;
    case 'p': out += m.hour < 12 ? "AM" : "PM"; return;
    case 'r':
      fmt::format_to(to, "{:02}:{:02}:{:02} {}", hour_of_twelve(m.hour), m.minute, m.second,
                     m.hour < 12 ? "AM" : "PM");
      return;
    case 'S':
    case 's': fmt::format_to(to, "{:02}", m.second); return;
    case 'T': fmt::format_to(to, "{:02}:{:02}:{:02}", m.hour, m.minute, m.second); return;
    default: out += code; return;
  }
}

std::string format_date(timestamp_t value, string_t format) {
  const Moment moment = moment_of(value.value);
  std::string out;
  const std::string_view codes = view(format);
  for (std::size_t i = 0; i < codes.size(); ++i) {
    if (codes[i] != '%' || i + 1 == codes.size()) {
      out += codes[i];
    } else {
      append_code(out, codes[++i], moment);
    }
  }
  return out;
}

// --- parsing

struct Parsed {
  int year = 1970;
  int month = 1;
  int day = 1;
  int hour = 0;
  int minute = 0;
  int second = 0;
  int micros = 0;
  std::optional<bool> is_afternoon;
  std::optional<int> day_of_year;
};

class DateParser {
 public:
  explicit DateParser(std::string_view text) : text_(text) {}

  bool parse(std::string_view format) {
    for (std::size_t i = 0; i < format.size(); ++i) {
      if (format[i] != '%' || i + 1 == format.size()) {
        if (!take(format[i])) return false;
      } else if (!code(format[++i])) {
        return false;
      }
    }
    return at_ == text_.size();
  }

  // Nothing when the parts are no moment.
  std::optional<std::int64_t> micros() {
    if (parsed_.is_afternoon) {
      if (parsed_.hour < 1 || parsed_.hour > 12) return std::nullopt;
      parsed_.hour = parsed_.hour % 12 + (*parsed_.is_afternoon ? 12 : 0);
    }
    const bool is_time = parsed_.hour < 24 && parsed_.minute < 60 && parsed_.second < 60;
    if (!is_time || parsed_.month < 1 || parsed_.month > 12) return std::nullopt;
    if (parsed_.day < 1 || parsed_.day > days_in_month(parsed_.year, parsed_.month)) {
      return std::nullopt;
    }
    std::int64_t day = day_number(parsed_.year, parsed_.month, parsed_.day);
    if (parsed_.day_of_year) day = day_number(parsed_.year, 1, 1) + *parsed_.day_of_year - 1;
    return day * kMicrosPerDay + parsed_.hour * kMicrosPerHour + parsed_.minute * kMicrosPerMinute +
           parsed_.second * kMicrosPerSecond + parsed_.micros;
  }

 private:
  bool take(char c) {
    if (at_ == text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  bool number(int& out, std::size_t most) {
    const std::size_t from = at_;
    int value = 0;
    while (at_ < text_.size() && at_ - from < most && text_[at_] >= '0' && text_[at_] <= '9') {
      value = value * 10 + (text_[at_++] - '0');
    }
    out = value;
    return at_ > from;
  }

  // Milliseconds are kept: the result is a timestamp(3).
  bool fraction() {
    const std::size_t from = at_;
    int unit = 100'000;
    int value = 0;
    while (at_ < text_.size() && at_ - from < 9 && text_[at_] >= '0' && text_[at_] <= '9') {
      value += (text_[at_++] - '0') * unit;
      unit /= 10;
    }
    parsed_.micros = value / 1'000 * 1'000;
    return at_ > from;
  }

  bool starts_with(std::string_view word) const {
    const std::string_view rest = text_.substr(at_, word.size());
    return rest.size() == word.size() &&
           std::equal(rest.begin(), rest.end(), word.begin(), [](char a, char b) {
             return std::tolower(static_cast<unsigned char>(a)) ==
                    std::tolower(static_cast<unsigned char>(b));
           });
  }

  // The index of the name that stands here, from 1; 0 when there is none.
  int name(std::span<const std::string_view> names) {
    for (const bool in_full : {true, false}) {
      for (std::size_t i = 0; i < names.size(); ++i) {
        const auto word = in_full ? names[i] : names[i].substr(0, 3);
        if (!starts_with(word)) continue;
        at_ += word.size();
        return static_cast<int>(i) + 1;
      }
    }
    return 0;
  }

  bool afternoon() {
    const bool is_morning = starts_with("AM");
    if (!is_morning && !starts_with("PM")) return false;
    parsed_.is_afternoon = !is_morning;
    at_ += 2;
    return true;
  }

  bool two_digit_year() {
    int value = 0;
    if (!number(value, 2)) return false;
    parsed_.year = value + (value < 70 ? 2000 : 1900);
    return true;
  }

  bool clock() {
    return number(parsed_.hour, 2) && take(':') && number(parsed_.minute, 2) && take(':') &&
           number(parsed_.second, 2);
  }

  bool code(char c) {
    int ignored = 0;
    switch (c) {
      case 'a':
      case 'W':
        return name(kDays) > 0;
      case 'b':
      case 'M':
        return (parsed_.month = name(kMonths)) > 0;
      case 'c':
      case 'm':
        return number(parsed_.month, 2);
      case 'd':
      case 'e':
        return number(parsed_.day, 2);
      case 'f':
        return fraction();
      case 'H':
      case 'k':
      case 'h':
      case 'I':
      case 'l':
        return number(parsed_.hour, 2);
      case 'i':
        return number(parsed_.minute, 2);
      case 'j':
        return number(ignored, 3) && (parsed_.day_of_year = ignored).has_value();
      case 'p':
        return afternoon();
      case 'r':
        return clock() && take(' ') && afternoon();
      case 'S':
      case 's':
        return number(parsed_.second, 2);
      case 'T':
        return clock();
      case 'Y':
        return number(parsed_.year, 4);
      case 'y':
        return two_digit_year();
      case '%':
        return take('%');
      case 'D':
      case 'U':
      case 'u':
      case 'V':
      case 'v':
      case 'w':
      case 'X':
      case 'x':
        fail_code(c);
      default:
        return take(c);
    }
  }

  std::string_view text_;
  std::size_t at_ = 0;
  Parsed parsed_;
};

timestamp_t parse_date_by(string_t text, string_t format) {
  DateParser parser(view(text));
  std::optional<std::int64_t> micros;
  if (parser.parse(view(format))) micros = parser.micros();
  if (!micros) raise(kInvalid, fmt::format("Invalid format: \"{}\"", view(text)));
  return timestamp_t(*micros);
}

}  // namespace

void register_date_formats(duckdb::ExtensionLoader& loader) {
  add_function(loader, "sluice_date_format", {LogicalType::TIMESTAMP, LogicalType::VARCHAR},
               LogicalType::VARCHAR, Fails::on_values, binary(format_date));
  add_function(loader, "sluice_date_parse", {LogicalType::VARCHAR, LogicalType::VARCHAR},
               LogicalType::TIMESTAMP, Fails::on_values, binary(parse_date_by));
}

}  // namespace sluice::engine
