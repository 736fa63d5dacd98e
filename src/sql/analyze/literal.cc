#include "sql/analyze/literal.h"

#include <cmath>

#include "sql/failure.h"
#include "sql/functions/cast.h"
#include "sql/syntax/ast.h"
#include "sql/types/make.h"
#include "sql/types/resolve.h"

namespace sluice::sql {

namespace {

using typed::NodePtr;

constexpr int kDecimalDigitsMax = 38;
constexpr std::int64_t kMillisPerSecond = 1'000;

std::string blob_escape(std::string_view bytes) {
  std::string out;
  for (const char c : bytes)
    out += fmt::format("\\x{:02X}", static_cast<unsigned char>(c));
  return out;
}

[[noreturn]] void fail_literal(const TypedLiteral& literal, std::string_view type) {
  fail(literal.location, "INVALID_LITERAL",
       fmt::format("'{}' is not a valid {} literal", literal.text, type));
}

// --- dates and times

struct Reader {
  std::string_view text;
  std::size_t at = 0;

  bool take(char c) {
    if (at >= text.size() || text[at] != c) return false;
    ++at;
    return true;
  }
  // Between `least` and `most` digits.
  std::optional<std::string> digits(std::size_t least, std::size_t most) {
    const std::size_t from = at;
    while (at < text.size() && at - from < most && text[at] >= '0' && text[at] <= '9')
      ++at;
    if (at - from < least) return std::nullopt;
    return std::string(text.substr(from, at - from));
  }
  std::optional<int> number(std::size_t most) {
    const auto found = digits(1, most);
    return found ? std::optional(std::stoi(*found)) : std::nullopt;
  }
  bool done() const { return at == text.size(); }
};

int days_in_month(int year, int month) {
  constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leaps = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return month == 2 && leaps ? 29 : kDays[month - 1];
}

// "yyyy-mm-dd" in four and two digits, however the text has it.
std::optional<std::string> read_date(Reader& reader) {
  const auto year = reader.digits(4, 4);
  if (!year || !reader.take('-')) return std::nullopt;
  const auto month = reader.number(2);
  if (!month || !reader.take('-')) return std::nullopt;
  const auto day = reader.number(2);
  if (!day || *month < 1 || *month > 12 || *day < 1) return std::nullopt;
  if (*day > days_in_month(std::stoi(*year), *month)) return std::nullopt;
  return fmt::format("{}-{:02}-{:02}", *year, *month, *day);
}

struct TimeText {
  std::string text;
  int precision = 0;
};

std::optional<TimeText> read_time(Reader& reader) {
  const auto hour = reader.number(2);
  if (!hour || !reader.take(':')) return std::nullopt;
  const auto minute = reader.number(2);
  if (!minute || *hour > 23 || *minute > 59) return std::nullopt;
  int second = 0;
  TimeText out;
  std::string fraction;
  if (reader.take(':')) {
    const auto seconds = reader.number(2);
    if (!seconds || *seconds > 59) return std::nullopt;
    second = *seconds;
    if (reader.take('.')) {
      const auto digits = reader.digits(1, 12);
      if (!digits) return std::nullopt;
      fraction = "." + *digits;
      out.precision = static_cast<int>(digits->size());
    }
  }
  out.text = fmt::format("{:02}:{:02}:{:02}{}", *hour, *minute, second, fraction);
  return out;
}

NodePtr date_constant(const TypedLiteral& literal) {
  Reader reader{literal.text};
  const auto date = read_date(reader);
  if (!date || !reader.done()) fail_literal(literal, "DATE");
  return typed::make_literal(make_type(TypeKind::date), fmt::format("DATE '{}'", *date), *date);
}

NodePtr timestamp_constant(const TypedLiteral& literal) {
  Reader reader{literal.text};
  const auto date = read_date(reader);
  if (!date) fail_literal(literal, "TIMESTAMP");
  TimeText time{.text = "00:00:00"};
  if (!reader.done()) {
    if (!reader.take(' ') && !reader.take('T')) fail_literal(literal, "TIMESTAMP");
    const auto read = read_time(reader);
    if (!read) fail_literal(literal, "TIMESTAMP");
    time = *read;
  }
  if (time.precision > 6) {
    fail_unsupported(literal.location, fmt::format("timestamp({}) is", time.precision));
  }
  const std::string text = *date + " " + time.text;
  if (reader.done()) {
    return typed::make_literal(timestamp_type(time.precision), fmt::format("TIMESTAMP '{}'", text),
                               text);
  }
  reader.take(' ');
  const Type zoned{.kind = TypeKind::timestamp_tz, .precision = time.precision};
  const std::string zone(reader.text.substr(reader.at));
  return typed::make_literal(
      zoned, fmt::format("sluice_zoned(TIMESTAMP '{}', {})", text, quote_literal(zone)));
}

NodePtr time_constant(const TypedLiteral& literal) {
  Reader reader{literal.text};
  const auto time = read_time(reader);
  if (!time || !reader.done()) fail_literal(literal, "TIME");
  if (time->precision > 6) {
    fail_unsupported(literal.location, fmt::format("time({}) is", time->precision));
  }
  return typed::make_literal({.kind = TypeKind::time, .precision = time->precision},
                             fmt::format("TIME '{}'", time->text), time->text);
}

// --- intervals

std::int64_t millis_of(IntervalField field) {
  switch (field) {
    case IntervalField::day:
      return 86'400 * kMillisPerSecond;
    case IntervalField::hour:
      return 3'600 * kMillisPerSecond;
    case IntervalField::minute:
      return 60 * kMillisPerSecond;
    default:
      return kMillisPerSecond;
  }
}

[[noreturn]] void fail_interval(const IntervalLiteral& literal) {
  fail(literal.location, "INVALID_LITERAL",
       fmt::format("'{}' is not a valid interval literal", literal.text));
}

std::int64_t number_or_fail(Reader& reader, const IntervalLiteral& literal) {
  const auto digits = reader.digits(1, 15);
  if (!digits) fail_interval(literal);
  return std::stoll(*digits);
}

std::int64_t months_of(Reader& reader, const IntervalLiteral& literal) {
  const std::int64_t first = number_or_fail(reader, literal);
  if (literal.from == IntervalField::month) return first;
  std::int64_t months = first * 12;
  if (literal.to == IntervalField::month) {
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
    if (field == last) break;
    if (!reader.take(field == IntervalField::day ? ' ' : ':')) fail_interval(literal);
  }
  if (last == IntervalField::second && reader.take('.')) {
    auto digits = reader.digits(1, 3);
    if (!digits) fail_interval(literal);
    digits->resize(3, '0');
    total += std::stoll(*digits);
  }
  return total;
}

}  // namespace

int count_characters(std::string_view text) {
  return static_cast<int>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  }));
}

NodePtr bigint_constant(std::int64_t value) {
  return typed::make_literal(make_type(TypeKind::bigint),
                             fmt::format("CAST('{}' AS BIGINT)", value), std::to_string(value));
}

NodePtr integer_constant(std::int64_t value) {
  if (value < INT32_MIN || value > INT32_MAX) return bigint_constant(value);
  return typed::make_literal(make_type(TypeKind::integer),
                             fmt::format("CAST('{}' AS INTEGER)", value), std::to_string(value));
}

NodePtr decimal_constant(std::string_view text, Location location) {
  std::string digits;
  const bool negative = text.starts_with('-');
  std::optional<std::size_t> whole;
  for (const char c : text.substr(negative || text.starts_with('+') ? 1 : 0)) {
    if (c == '.' && !whole) {
      whole = digits.size();
    } else if (c >= '0' && c <= '9') {
      digits += c;
    } else {
      fail(location, "INVALID_LITERAL", fmt::format("'{}' is not a valid DECIMAL literal", text));
    }
  }
  const int scale = static_cast<int>(digits.size() - whole.value_or(digits.size()));
  const auto first = std::min(digits.find_first_not_of('0'), digits.size() - scale);
  const int precision = std::max({static_cast<int>(digits.size() - first), scale, 1});
  if (digits.empty() || precision > kDecimalDigitsMax) {
    fail(location, "INVALID_LITERAL", fmt::format("'{}' is not a valid DECIMAL literal", text));
  }
  std::string plain = (negative ? "-" : "") + digits.substr(first, digits.size() - scale - first);
  if (plain.empty() || plain == "-") plain += "0";
  if (scale > 0) plain += "." + digits.substr(digits.size() - scale);
  const Type type = decimal_type(precision, scale);
  return typed::make_literal(type, fmt::format("CAST('{}' AS {})", plain, duckdb_type(type)),
                             plain);
}

NodePtr double_constant(double value) {
  const std::string text = std::isfinite(value) ? fmt::format("{}", value)
                           : std::isnan(value)  ? "NaN"
                           : value > 0          ? "Infinity"
                                                : "-Infinity";
  return typed::make_literal(make_type(TypeKind::double_),
                             fmt::format("CAST('{}' AS DOUBLE)", text), text);
}

NodePtr varchar_constant(std::string_view text) {
  return typed::make_literal(varchar_type(count_characters(text)), quote_literal(text),
                             std::string(text));
}

NodePtr boolean_constant(bool value) {
  return typed::make_literal(make_type(TypeKind::boolean), value ? "true" : "false",
                             value ? "true" : "false");
}

NodePtr binary_constant(std::string_view bytes) {
  return typed::make_literal(make_type(TypeKind::varbinary),
                             fmt::format("CAST('{}' AS BLOB)", blob_escape(bytes)));
}

NodePtr interval_constant(const IntervalLiteral& literal) {
  Reader reader{literal.text};
  bool negative = literal.negative;
  if (reader.take('-')) negative = !negative;
  const bool is_months =
      literal.from == IntervalField::year || literal.from == IntervalField::month;
  std::int64_t amount = is_months ? months_of(reader, literal) : milliseconds_of(reader, literal);
  if (!reader.done()) fail_interval(literal);
  if (negative) amount = -amount;
  const Type type =
      make_type(is_months ? TypeKind::interval_year_month : TypeKind::interval_day_second);
  return typed::make_literal(type, fmt::format("CAST('{}' AS {})", amount, duckdb_type(type)),
                             std::to_string(amount));
}

NodePtr typed_constant(const TypedLiteral& literal) {
  const std::string& name = literal.type_name.name;
  if (name == "date") return date_constant(literal);
  if (name == "timestamp") return timestamp_constant(literal);
  if (name == "time") return time_constant(literal);
  if (name == "decimal") return decimal_constant(literal.text, literal.location);
  if (name == "json") {
    return typed::make_literal(make_type(TypeKind::json),
                               fmt::format("sluice_json_parse({})", quote_literal(literal.text)));
  }
  const NodePtr text = varchar_constant(literal.text);
  if (name == "char") return coerce(text, char_type(std::max(1, text->type.length)));
  const Type type = resolve_type({.location = literal.location, .name = name});
  if (type.kind == TypeKind::varchar) return text;
  auto value = cast(text, type, CastMode::strict);
  if (!value) fail_unsupported(literal.location, fmt::format("{} literals are", to_text(type)));
  if (is_integer(type)) {
    const bool is_number =
        !literal.text.empty() &&
        literal.text.find_first_not_of("0123456789", literal.text[0] == '-') == std::string::npos;
    if (is_number && literal.text.size() < 19) {
      return typed::make_literal(
          type,
          typed::node_if<typed::Call>(*value) != nullptr
              ? fmt::format("CAST('{}' AS {})", literal.text, duckdb_type(type))
              : literal.text,
          literal.text);
    }
  }
  return *value;
}

}  // namespace sluice::sql
