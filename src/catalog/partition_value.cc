#include "catalog/partition_value.h"

#include <charconv>

#include "base/text.h"

namespace sluice::catalog {

namespace {

using Ordering = std::strong_ordering;

// Below every byte that text usually has, so that a shorter value sorts before its continuations.
constexpr char kSeparator = '\x01';
constexpr char kEscape = '\x02';

std::optional<Ordering> compare_integers(std::string_view left, std::string_view right) {
  const auto a = integer_of(left);
  const auto b = integer_of(right);
  if (!a || !b) return std::nullopt;
  return *a <=> *b;
}

std::optional<double> double_of(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value != value) {
    return std::nullopt;
  }
  return value;
}

std::optional<Ordering> compare_doubles(std::string_view left, std::string_view right) {
  const auto a = double_of(left);
  const auto b = double_of(right);
  if (!a || !b) return std::nullopt;
  if (*a == *b) return Ordering::equal;
  return *a < *b ? Ordering::less : Ordering::greater;
}

bool is_digits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// A decimal of any length, as sign, digits before the point and digits after it.
struct DecimalText {
  bool is_negative = false;
  std::string_view whole;
  std::string_view fraction;
};

std::optional<DecimalText> decimal_of(std::string_view text) {
  DecimalText result;
  if (text.starts_with('-') || text.starts_with('+')) {
    result.is_negative = text.front() == '-';
    text.remove_prefix(1);
  }
  const std::size_t point = text.find('.');
  result.whole = text.substr(0, point);
  if (point != std::string_view::npos) result.fraction = text.substr(point + 1);
  if (result.whole.empty() && result.fraction.empty()) return std::nullopt;
  if (!is_digits(result.whole) || !is_digits(result.fraction)) return std::nullopt;
  while (result.whole.starts_with('0'))
    result.whole.remove_prefix(1);
  while (result.fraction.ends_with('0'))
    result.fraction.remove_suffix(1);
  if (result.whole.empty() && result.fraction.empty()) result.is_negative = false;
  return result;
}

std::optional<Ordering> compare_decimals(std::string_view left, std::string_view right) {
  auto a = decimal_of(left);
  auto b = decimal_of(right);
  if (!a || !b) return std::nullopt;
  if (a->is_negative != b->is_negative) return a->is_negative ? Ordering::less : Ordering::greater;
  if (a->is_negative) std::swap(a, b);
  if (a->whole.size() != b->whole.size()) return a->whole.size() <=> b->whole.size();
  if (const auto order = a->whole <=> b->whole; order != 0) return order;
  return a->fraction <=> b->fraction;
}

// Does the text have the pattern, in which 0 stands for any digit?
bool matches(std::string_view text, std::string_view pattern) {
  if (text.size() != pattern.size()) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_digit = text[i] >= '0' && text[i] <= '9';
    if (pattern[i] == '0' ? !is_digit : text[i] != pattern[i]) return false;
  }
  return true;
}

std::optional<Ordering> compare_dates(std::string_view left, std::string_view right) {
  if (!matches(left, "0000-00-00") || !matches(right, "0000-00-00")) return std::nullopt;
  return left <=> right;
}

// "2020-01-02 03:04:05" and what is left of the fraction; shorter forms are filled up.
std::optional<std::string> timestamp_of(std::string_view text) {
  if (matches(text, "0000-00-00")) return std::string(text) + " 00:00:00.";
  if (text.size() < 16) return std::nullopt;
  std::string result(text);
  if (result[10] == 'T') result[10] = ' ';
  if (result.size() == 16) result += ":00";
  if (!matches(std::string_view(result).substr(0, 19), "0000-00-00 00:00:00")) return std::nullopt;
  if (result.size() == 19) return result + ".";
  if (result[19] != '.' || !is_digits(std::string_view(result).substr(20))) return std::nullopt;
  while (result.ends_with('0'))
    result.pop_back();
  return result;
}

std::optional<Ordering> compare_timestamps(std::string_view left, std::string_view right) {
  const auto a = timestamp_of(left);
  const auto b = timestamp_of(right);
  if (!a || !b) return std::nullopt;
  return *a <=> *b;
}

std::optional<Ordering> compare_booleans(std::string_view left, std::string_view right) {
  const std::string a = lower_ascii(left);
  const std::string b = lower_ascii(right);
  const auto is_boolean = [](const std::string& text) { return text == "true" || text == "false"; };
  if (!is_boolean(a) || !is_boolean(b)) return std::nullopt;
  return a <=> b;
}

std::string_view without_trailing_blanks(std::string_view text) {
  while (text.ends_with(' '))
    text.remove_suffix(1);
  return text;
}

void append_escaped(std::string_view value, std::string& key) {
  for (const char c : value) {
    if (c == kSeparator || c == kEscape) key += kEscape;
    key += c;
  }
}

}  // namespace

std::optional<std::strong_ordering> compare_values(const Type& type, std::string_view left,
                                                   std::string_view right) {
  if (left == kNullPartition || right == kNullPartition) return std::nullopt;
  switch (type.kind) {
    case TypeKind::tinyint:
    case TypeKind::smallint:
    case TypeKind::integer:
    case TypeKind::bigint:
      return compare_integers(left, right);
    case TypeKind::float_:
    case TypeKind::double_:
      return compare_doubles(left, right);
    case TypeKind::decimal:
      return compare_decimals(left, right);
    case TypeKind::date:
      return compare_dates(left, right);
    case TypeKind::timestamp:
      return compare_timestamps(left, right);
    case TypeKind::boolean:
      return compare_booleans(left, right);
    case TypeKind::char_:
      return without_trailing_blanks(left) <=> without_trailing_blanks(right);
    default:
      return left <=> right;
  }
}

bool satisfies(const Type& type, std::string_view value, const PartitionPredicate& predicate) {
  if (value == kNullPartition) return false;
  const auto equals = [&](const std::string& other) {
    return compare_values(type, value, other) == Ordering::equal;
  };
  if (!predicate.one_of.empty() &&
      std::none_of(predicate.one_of.begin(), predicate.one_of.end(), equals)) {
    return false;
  }
  if (predicate.at_least) {
    const auto order = compare_values(type, value, *predicate.at_least);
    if (!order || *order < 0 || (predicate.at_least_strict && *order == 0)) return false;
  }
  if (predicate.at_most) {
    const auto order = compare_values(type, value, *predicate.at_most);
    if (!order || *order > 0 || (predicate.at_most_strict && *order == 0)) return false;
  }
  return true;
}

std::string values_key(const std::vector<std::string>& values) {
  std::string key;
  for (const std::string& value : values) {
    append_escaped(value, key);
    key += kSeparator;
  }
  return key;
}

std::vector<std::string> values_of_key(std::string_view key) {
  std::vector<std::string> values;
  std::string value;
  for (std::size_t i = 0; i < key.size(); ++i) {
    if (key[i] == kSeparator) {
      values.push_back(std::move(value));
      value.clear();
    } else {
      if (key[i] == kEscape && i + 1 < key.size()) ++i;
      value += key[i];
    }
  }
  return values;
}

KeyRange first_value_equals(std::string_view value) {
  KeyRange range;
  append_escaped(value, range.from);
  range.to = range.from;
  range.from += kSeparator;
  range.to += kEscape;
  return range;
}

KeyRange first_value_between(const std::optional<std::string>& at_least,
                             const std::optional<std::string>& at_most) {
  KeyRange range;
  if (at_least) range.from = first_value_equals(*at_least).from;
  if (at_most) range.to = first_value_equals(*at_most).to;
  return range;
}

std::optional<std::int64_t> integer_of(std::string_view value) {
  if (value.starts_with('+') && !value.starts_with("+-")) value.remove_prefix(1);
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
  if (error != std::errc() || end != value.data() + value.size()) return std::nullopt;
  return number;
}

}  // namespace sluice::catalog
