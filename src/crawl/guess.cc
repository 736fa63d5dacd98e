#include "crawl/guess.h"

#include "base/text.h"
#include "engine/text/cast.h"

namespace sluice::crawl {

namespace {

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
    // Digits that no bigint holds identify something: a double would not keep them.
    return engine::cast_integer(text, INT64_MIN, INT64_MAX) ? Guess::integer : Guess::text;
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

// By the casts that will read the values.
Guess guess_time(std::string_view text) {
  constexpr std::size_t kDateCharacters = 10;
  if (text.size() < kDateCharacters || text[4] != '-') return Guess::text;
  if (engine::cast_date(text)) return Guess::date;
  const bool is_timestamp = engine::cast_timestamp(text, engine::TimeUnit::microsecond).has_value();
  return is_timestamp ? Guess::timestamp : Guess::text;
}

}  // namespace

Guess guess(std::string_view text, Rules rules) {
  if (text.empty()) return Guess::nothing;
  const char first = text.front();
  if (first == 't' || first == 'T' || first == 'f' || first == 'F') {
    return engine::cast_boolean(text) ? Guess::boolean : Guess::text;
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
