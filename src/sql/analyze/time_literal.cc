// DATE '…', TIME '…', TIMESTAMP '…' and INTERVAL '…'.
#include "sql/analyze/literal.h"
#include "sql/failure.h"
#include "sql/functions/cast.h"
#include "sql/types/make.h"

namespace sluice::sql {

namespace {

using typed::NodePtr;

constexpr int kPrecisionMax = 12;
constexpr int kEngineDigits = 6;
constexpr int kOffsetMinutesMax = 14 * 60;
constexpr std::int64_t kMillisPerSecond = 1'000;
constexpr std::int64_t kMicrosPerSecond = 1'000'000;
constexpr std::int64_t kSecondsPerDay = 86'400;

struct Reader {
  std::string_view text;
  std::size_t at = 0;

  bool take(char c) {
    if (at >= text.size() || text[at] != c) return false;
    ++at;
    return true;
  }
  void skip_spaces() {
    while (take(' ')) {
    }
  }
  // Between `least` and `most` digits.
  std::optional<std::string> digits(std::size_t least, std::size_t most) {
    const std::size_t from = at;
    while (at < text.size() && at - from < most && text[at] >= '0' && text[at] <= '9')
      ++at;
    if (at - from < least) return std::nullopt;
    return std::string(text.substr(from, at - from));
  }
  std::optional<int> number(std::size_t least, std::size_t most) {
    const auto found = digits(least, most);
    return found ? std::optional(std::stoi(*found)) : std::nullopt;
  }
  bool done() const { return at == text.size(); }
};

int days_in_month(int year, int month) {
  constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leaps = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return month == 2 && leaps ? 29 : kDays[month - 1];
}

std::int64_t floor_divide(std::int64_t value, std::int64_t by) {
  return value / by - (value % by < 0 ? 1 : 0);
}

// Since the epoch; http://howardhinnant.github.io/date_algorithms.html
std::int64_t day_count(std::int64_t year, int month, int day) {
  const std::int64_t y = month <= 2 ? year - 1 : year;
  const std::int64_t era = floor_divide(y, 400);
  const std::int64_t yoe = y - era * 400;
  const std::int64_t doy = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
  return era * 146'097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719'468;
}

struct DateText {
  std::int64_t days = 0;
  std::string text;  // empty where DuckDB's own literal cannot say it
};

// [+-]y-m-d
std::optional<DateText> read_date(Reader& reader, std::size_t year_digits) {
  const bool negative = reader.take('-');
  if (!negative) reader.take('+');
  const auto size = reader.number(year_digits, 9);
  if (!size || !reader.take('-')) return std::nullopt;
  const int year = negative ? -*size : *size;
  const auto month = reader.number(1, 2);
  if (!month || !reader.take('-') || *month < 1 || *month > 12) return std::nullopt;
  const auto day = reader.number(1, 2);
  if (!day || *day < 1 || *day > days_in_month(year, *month)) return std::nullopt;
  DateText out{.days = day_count(year, *month, *day)};
  if (year >= 1 && year <= 9999) out.text = fmt::format("{:04}-{:02}-{:02}", year, *month, *day);
  return out;
}

struct TimeText {
  std::string text = "00:00:00";
  int precision = 0;
  std::int64_t micros = 0;
  bool is_too_fine = false;  // digits beyond what the engine counts
};

std::optional<TimeText> read_time(Reader& reader) {
  const auto hour = reader.number(1, 2);
  if (!hour || !reader.take(':')) return std::nullopt;
  const auto minute = reader.number(1, 2);
  if (!minute || *hour > 23 || *minute > 59) return std::nullopt;
  int second = 0;
  TimeText out;
  std::string fraction;
  if (reader.take(':')) {
    const auto seconds = reader.number(1, 2);
    if (!seconds || *seconds > 59) return std::nullopt;
    second = *seconds;
    if (reader.take('.')) {
      const auto digits = reader.digits(1, kPrecisionMax);
      if (!digits) return std::nullopt;
      fraction = *digits;
    }
  }
  out.precision = static_cast<int>(fraction.size());
  out.text = fmt::format("{:02}:{:02}:{:02}", *hour, *minute, second);
  out.is_too_fine = fraction.find_last_not_of('0') + 1 > kEngineDigits;
  if (fraction.size() > kEngineDigits) fraction.resize(kEngineDigits);
  if (!fraction.empty()) out.text += "." + fraction;
  fraction.resize(kEngineDigits, '0');
  out.micros = ((*hour * 60 + *minute) * 60LL + second) * kMicrosPerSecond + std::stoll(fraction);
  return out;
}

// Has a type, but no lowering: what its type forbids is found before that.
NodePtr too_fine(const Type& type) {
  return typed::make_literal(type, "");
}

std::string timestamp_sql(const DateText& date, const TimeText& time) {
  if (!date.text.empty()) return fmt::format("TIMESTAMP '{} {}'", date.text, time.text);
  return fmt::format("make_timestamp(CAST('{}' AS BIGINT))",
                     date.days * kSecondsPerDay * kMicrosPerSecond + time.micros);
}

}  // namespace

NodePtr date_constant(const TypedLiteral& literal) {
  Reader reader{literal.text};
  const auto date = read_date(reader, 1);
  constexpr std::int64_t kDaysMax = 2'147'483'646;
  if (!date || !reader.done() || std::abs(date->days) > kDaysMax) fail_literal(literal, "DATE");
  const Type type = make_type(TypeKind::date);
  if (!date->text.empty()) {
    return typed::make_literal(type, fmt::format("DATE '{}'", date->text), date->text);
  }
  return typed::make_literal(
      type, fmt::format("(DATE '1970-01-01' + CAST('{}' AS INTEGER))", date->days));
}

// A time may be left out, and a zone may follow.
NodePtr timestamp_constant(const TypedLiteral& literal) {
  Reader reader{literal.text};
  const auto date = read_date(reader, 4);
  constexpr std::int64_t kDaysMax = 106'751'000;  // of 64-bit microseconds
  if (!date || std::abs(date->days) > kDaysMax) fail_literal(literal, "TIMESTAMP");
  TimeText time;
  if (!reader.done()) {
    if (!reader.take(' ')) fail_literal(literal, "TIMESTAMP");
    const std::size_t from = reader.at;
    if (const auto read = read_time(reader)) {
      time = *read;
    } else {
      reader.at = from;
    }
    reader.skip_spaces();
  }
  const std::string zone(reader.text.substr(reader.at));
  // No zone begins with a digit or a point: these are of a time that is none.
  if (!zone.empty() && (zone[0] == '.' || zone[0] == ':' || (zone[0] >= '0' && zone[0] <= '9'))) {
    fail_literal(literal, "TIMESTAMP");
  }
  const std::string sql = timestamp_sql(*date, time);
  if (zone.empty()) {
    if (time.is_too_fine) return too_fine(timestamp_type(time.precision));
    std::optional<std::string> text;
    if (!date->text.empty()) text = date->text + " " + time.text;
    return typed::make_literal(timestamp_type(time.precision), sql, text);
  }
  const Type zoned{.kind = TypeKind::timestamp_tz, .precision = time.precision};
  if (time.is_too_fine) return too_fine(zoned);
  // Which zones there are, and which hours they skip, the engine knows.
  const std::string message =
      fmt::format("line {}:{}: '{}' is not a valid TIMESTAMP literal", literal.location.line,
                  literal.location.column, literal.text);
  return typed::make_literal(
      zoned, fmt::format("sluice_zoned_literal({}, {}, {}, {})", sql, quote_literal(zone),
                         time.precision, quote_literal(message)));
}

NodePtr time_constant(const TypedLiteral& literal) {
  Reader reader{literal.text};
  const auto time = read_time(reader);
  if (!time) fail_literal(literal, "TIME");
  reader.skip_spaces();
  const bool is_west = reader.take('-');
  const bool has_offset = is_west || reader.take('+');
  int minutes = 0;
  if (has_offset) {
    const auto hour = reader.number(2, 2);
    if (!hour || !reader.take(':')) fail_literal(literal, "TIME");
    const auto minute = reader.number(2, 2);
    if (!minute || *minute > 59 || *hour * 60 + *minute > kOffsetMinutesMax) {
      fail_literal(literal, "TIME");
    }
    minutes = (*hour * 60 + *minute) * (is_west ? -1 : 1);
  }
  if (!reader.done()) fail_literal(literal, "TIME");
  const Type type{.kind = has_offset ? TypeKind::time_tz : TypeKind::time,
                  .precision = time->precision};
  if (time->is_too_fine) return too_fine(type);
  const std::string sql = fmt::format("TIME '{}'", time->text);
  if (!has_offset) return typed::make_literal(type, sql, time->text);
  return typed::make_literal(
      type, fmt::format("sluice_offset_time({}, CAST('{}' AS INTEGER))", sql, minutes));
}

// --- intervals

namespace {

std::int64_t millis_of(IntervalField field) {
  switch (field) {
    case IntervalField::day:
      return kSecondsPerDay * kMillisPerSecond;
    case IntervalField::hour:
      return 3'600 * kMillisPerSecond;
    case IntervalField::minute:
      return 60 * kMillisPerSecond;
    default:
      return kMillisPerSecond;
  }
}

const char* word_of(IntervalField field) {
  constexpr const char* kWords[] = {"YEAR", "MONTH", "DAY", "HOUR", "MINUTE", "SECOND"};
  return kWords[static_cast<std::size_t>(field)];
}

[[noreturn]] void fail_interval(const IntervalLiteral& literal) {
  std::string qualifier = word_of(literal.from);
  if (literal.to && *literal.to != literal.from) {
    qualifier += fmt::format(" TO {}", word_of(*literal.to));
  }
  fail(literal.location, "INVALID_LITERAL",
       fmt::format("Invalid INTERVAL {} value: {}", qualifier, literal.text));
}

std::int64_t number_or_fail(Reader& reader, const IntervalLiteral& literal) {
  const auto digits = reader.digits(1, 10);
  if (!digits || std::stoll(*digits) > INT32_MAX) fail_interval(literal);
  return std::stoll(*digits);
}

// Fields may be missing at the end: '1' YEAR TO MONTH.
std::int64_t months_of(Reader& reader, const IntervalLiteral& literal) {
  const std::int64_t first = number_or_fail(reader, literal);
  if (literal.from == IntervalField::month) return first;
  std::int64_t months = first * 12;
  if (literal.to == IntervalField::month && !reader.done()) {
    if (!reader.take('-')) fail_interval(literal);
    months += number_or_fail(reader, literal);
  }
  return months;
}

std::int64_t milliseconds_of(Reader& reader, const IntervalLiteral& literal) {
  const auto last = literal.to.value_or(literal.from);
  std::int64_t total = 0;
  for (auto field = literal.from;;
       field = static_cast<IntervalField>(static_cast<int>(field) + 1)) {
    total += number_or_fail(reader, literal) * millis_of(field);
    if (field == IntervalField::second && reader.take('.')) {
      auto digits = reader.digits(1, 10);
      if (!digits) fail_interval(literal);
      digits->resize(3, '0');
      total += std::stoll(*digits);
    }
    if (field == last || reader.done()) break;
    if (!reader.take(field == IntervalField::day ? ' ' : ':')) fail_interval(literal);
  }
  return total;
}

}  // namespace

NodePtr interval_constant(const IntervalLiteral& literal) {
  const bool is_years = literal.from == IntervalField::year;
  const bool ends_right = !literal.to || (*literal.to > literal.from &&
                                          (is_years || literal.from == IntervalField::month) ==
                                              (*literal.to == IntervalField::month));
  if (!ends_right) {
    fail(literal.location, "INVALID_LITERAL",
         fmt::format("Invalid interval qualifier: {} TO {}", word_of(literal.from),
                     word_of(*literal.to)));
  }
  Reader reader{literal.text};
  bool negative = literal.negative;
  if (reader.take('-')) negative = !negative;
  const bool is_months =
      literal.from == IntervalField::year || literal.from == IntervalField::month;
  std::int64_t amount = is_months ? months_of(reader, literal) : milliseconds_of(reader, literal);
  if (!reader.done() || (is_months && amount > INT32_MAX)) fail_interval(literal);
  if (negative) amount = -amount;
  const Type type =
      make_type(is_months ? TypeKind::interval_year_month : TypeKind::interval_day_second);
  return typed::make_literal(type, fmt::format("CAST('{}' AS {})", amount, duckdb_type(type)),
                             std::to_string(amount));
}

}  // namespace sluice::sql
