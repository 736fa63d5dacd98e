#include "crawl/guess.h"

#include <charconv>

#include "base/text.h"

namespace sluice::crawl {

namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

std::size_t count_digits(std::string_view text) {
  std::size_t count = 0;
  while (count < text.size() && is_digit(text[count]))
    ++count;
  return count;
}

bool is_exponent(std::string_view text) {
  if (text.empty() || (text.front() != 'e' && text.front() != 'E')) return false;
  text.remove_prefix(1);
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  return !text.empty() && count_digits(text) == text.size();
}

// Postal codes and article numbers start with zeros that a number would lose.
bool has_leading_zero(std::string_view digits) {
  return digits.size() > 1 && digits[0] == '0';
}

Guess guess_number(std::string_view text, Rules rules) {
  std::string_view rest = text;
  if (rest.starts_with('-')) rest.remove_prefix(1);
  const std::size_t whole = count_digits(rest);
  if (rules == Rules::native && has_leading_zero(rest.substr(0, whole))) return Guess::text;
  rest.remove_prefix(whole);
  if (rest.empty()) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    // Digits that no bigint holds identify something: a double would not keep them.
    return whole > 0 && error == std::errc() ? Guess::integer : Guess::text;
  }
  std::size_t fraction = 0;
  if (rest.starts_with('.')) {
    rest.remove_prefix(1);
    fraction = count_digits(rest);
    rest.remove_prefix(fraction);
  }
  if (whole + fraction == 0) return Guess::text;
  return rest.empty() || is_exponent(rest) ? Guess::floating : Guess::text;
}

int number(std::string_view digits) {
  int value = 0;
  for (const char c : digits)
    value = value * 10 + (c - '0');
  return value;
}

bool matches(std::string_view text, std::string_view pattern) {
  if (text.size() != pattern.size()) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (pattern[i] == '0' ? !is_digit(text[i]) : text[i] != pattern[i]) return false;
  }
  return true;
}

bool is_date(std::string_view text) {
  if (!matches(text, "0000-00-00")) return false;
  constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const int year = number(text.substr(0, 4));
  const int month = number(text.substr(5, 2));
  const int day = number(text.substr(8, 2));
  if (month < 1 || month > 12 || day < 1) return false;
  const bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return day <= kDays[month - 1] + (month == 2 && is_leap ? 1 : 0);
}

// "03:04", "03:04:05", "03:04:05.123456": at most nine digits of a second.
bool is_time(std::string_view text) {
  if (text.size() < 5 || !matches(text.substr(0, 5), "00:00")) return false;
  if (number(text.substr(0, 2)) > 23 || number(text.substr(3, 2)) > 59) return false;
  text.remove_prefix(5);
  if (text.empty()) return true;
  if (text.size() < 3 || !matches(text.substr(0, 3), ":00") || number(text.substr(1, 2)) > 59) {
    return false;
  }
  text.remove_prefix(3);
  if (text.empty()) return true;
  return text.size() >= 2 && text.size() <= 10 && text.front() == '.' &&
         count_digits(text.substr(1)) == text.size() - 1;
}

Guess guess_time(std::string_view text) {
  if (text.size() < 10 || !is_date(text.substr(0, 10))) return Guess::text;
  if (text.size() == 10) return Guess::date;
  const bool is_joined = text[10] == ' ' || text[10] == 'T';
  return is_joined && is_time(text.substr(11)) ? Guess::timestamp : Guess::text;
}

}  // namespace

Guess guess(std::string_view text, Rules rules) {
  if (text.empty()) return Guess::nothing;
  const char first = text.front();
  if (first == 't' || first == 'T' || first == 'f' || first == 'F') {
    const bool is_boolean = equal_ignoring_case(text, "true") || equal_ignoring_case(text, "false");
    return is_boolean ? Guess::boolean : Guess::text;
  }
  if (!is_digit(first) && first != '-' && first != '.') return Guess::text;
  const Guess as_number = guess_number(text, rules);
  if (as_number != Guess::text || rules == Rules::like_aws) return as_number;
  return guess_time(text);
}

Guess merge(Guess left, Guess right) {
  if (left == right || right == Guess::nothing) return left;
  if (left == Guess::nothing) return right;
  const auto are = [&](Guess a, Guess b) {
    return (left == a && right == b) || (left == b && right == a);
  };
  if (are(Guess::integer, Guess::floating)) return Guess::floating;
  if (are(Guess::date, Guess::timestamp)) return Guess::timestamp;
  return Guess::text;
}

catalog::Type to_type(Guess guess) {
  using catalog::TypeKind;
  switch (guess) {
    case Guess::boolean:
      return catalog::scalar(TypeKind::boolean);
    case Guess::integer:
      return catalog::scalar(TypeKind::bigint);
    case Guess::floating:
      return catalog::scalar(TypeKind::double_);
    case Guess::date:
      return catalog::scalar(TypeKind::date);
    case Guess::timestamp:
      return catalog::scalar(TypeKind::timestamp);
    case Guess::nothing:
    case Guess::text:
      break;
  }
  return catalog::scalar(TypeKind::string);
}

}  // namespace sluice::crawl
