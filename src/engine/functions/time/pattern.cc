#include "engine/functions/time/pattern.h"

#include <algorithm>

#include <duckdb/common/types/timestamp.hpp>

#include "engine/functions/define.h"

namespace sluice::engine {

namespace {

void add_literal(Pattern& pattern, std::string_view text) {
  if (text.empty()) return;
  if (pattern.empty() || pattern.back().field != Field::literal) pattern.push_back({});
  pattern.back().text += text;
}

void add_clock(Pattern& pattern, Field hour) {
  pattern.push_back({.field = hour, .least = 2});
  add_literal(pattern, ":");
  pattern.push_back({.field = Field::minute, .least = 2});
  add_literal(pattern, ":");
  pattern.push_back({.field = Field::second, .least = 2});
}

struct MysqlCode {
  char code;
  Element element;
};

const MysqlCode* find_mysql(char code) {
  static const MysqlCode kCodes[] = {
      {'a', {.field = Field::weekday_short}},
      {'b', {.field = Field::month_short}},
      {'c', {.field = Field::month}},
      {'d', {.field = Field::day, .least = 2}},
      {'e', {.field = Field::day}},
      {'f', {.field = Field::fraction, .least = 6, .most = 9}},
      {'H', {.field = Field::hour, .least = 2}},
      {'h', {.field = Field::clockhour_of_halfday, .least = 2}},
      {'I', {.field = Field::clockhour_of_halfday, .least = 2}},
      {'i', {.field = Field::minute, .least = 2}},
      {'j', {.field = Field::day_of_year, .least = 3, .most = 3}},
      {'k', {.field = Field::hour}},
      {'l', {.field = Field::clockhour_of_halfday}},
      {'M', {.field = Field::month_text}},
      {'m', {.field = Field::month, .least = 2}},
      {'p', {.field = Field::halfday}},
      {'S', {.field = Field::second, .least = 2}},
      {'s', {.field = Field::second, .least = 2}},
      {'v', {.field = Field::week, .least = 2}},
      {'W', {.field = Field::weekday_text}},
      {'x', {.field = Field::weekyear, .least = 4, .most = 4}},
      {'Y', {.field = Field::year, .least = 4, .most = 4}},
      {'y', {.field = Field::two_digit_year, .least = 2}},
  };
  const auto* found = std::find_if(std::begin(kCodes), std::end(kCodes),
                                   [&](const auto& c) { return c.code == code; });
  return found == std::end(kCodes) ? nullptr : found;
}

void add_mysql(Pattern& pattern, char code) {
  if (std::string_view("DUuVwX").find(code) != std::string_view::npos) {
    raise(kInvalidArgument, fmt::format("%{} not supported in date format string", code));
  }
  if (code == 'r') {
    add_clock(pattern, Field::clockhour_of_halfday);
    add_literal(pattern, " ");
    pattern.push_back({.field = Field::halfday});
  } else if (code == 'T') {
    add_clock(pattern, Field::hour);
  } else if (const auto* known = find_mysql(code)) {
    pattern.push_back(known->element);
  } else {
    add_literal(pattern, {&code, 1});
  }
}

// --- Joda

// "yyyy", or the text between letters.
struct Token {
  char letter = 0;
  int count = 0;
  std::string text;

  bool is_numeric() const {
    if (letter == 'M') return count <= 2;
    return letter != 0 && std::string_view("cCxyYdhHmsSeDFwWkK").find(letter) != std::string::npos;
  }
};

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// A quote opens and closes literal text; two of them are one, everywhere.
std::vector<Token> joda_tokens(std::string_view format) {
  std::vector<Token> tokens;
  bool is_quoted = false;
  for (std::size_t i = 0; i < format.size(); ++i) {
    const char c = format[i];
    if (is_letter(c) && !is_quoted) {
      if (tokens.empty() || tokens.back().letter != c) tokens.push_back({.letter = c});
      ++tokens.back().count;
      continue;
    }
    if (tokens.empty() || tokens.back().letter != 0) tokens.push_back({});
    if (c != '\'') {
      tokens.back().text += c;
    } else if (i + 1 < format.size() && format[i + 1] == '\'') {
      tokens.back().text += format[++i];
    } else {
      is_quoted = !is_quoted;
    }
  }
  return tokens;
}

// The hundred years around now, as Joda takes them.
int joda_first_year() {
  return moment_of(duckdb::Timestamp::GetCurrentTimestamp().value).date.year - 80;
}

Element year_element(const Token& token, bool before_number) {
  const bool is_week = token.letter == 'x';
  if (token.count == 2) {
    return {.field = is_week ? Field::two_digit_weekyear : Field::two_digit_year,
            .least = 2,
            .first_year = joda_first_year(),
            .is_lenient = !before_number};
  }
  const Field field = is_week               ? Field::weekyear
                      : token.letter == 'Y' ? Field::year_of_era
                                            : Field::year;
  return {.field = field, .least = token.count, .most = before_number ? token.count : 9};
}

struct JodaLetter {
  char letter;
  Field field;
  int most;
};

const JodaLetter* find_joda(char letter) {
  static constexpr JodaLetter kLetters[] = {
      {'d', Field::day, 2},
      {'h', Field::clockhour_of_halfday, 2},
      {'H', Field::hour, 2},
      {'k', Field::clockhour, 2},
      {'K', Field::hour_of_halfday, 2},
      {'m', Field::minute, 2},
      {'s', Field::second, 2},
      {'e', Field::day_of_week, 1},
      {'D', Field::day_of_year, 3},
      {'w', Field::week, 2},
  };
  const auto* found = std::find_if(std::begin(kLetters), std::end(kLetters),
                                   [&](const auto& l) { return l.letter == letter; });
  return found == std::end(kLetters) ? nullptr : found;
}

Element zone_element(const Token& token) {
  if (token.letter == 'z')
    return {.field = token.count >= 4 ? Field::zone_long : Field::zone_short};
  return {.field = token.count == 1   ? Field::offset
                   : token.count == 2 ? Field::offset_colon
                                      : Field::zone_id};
}

Element joda_element(const Token& token, bool before_number) {
  switch (token.letter) {
    case 'G':
      return {.field = Field::era};
    case 'C':
      return {.field = Field::century, .least = token.count, .most = token.count};
    case 'x':
    case 'y':
    case 'Y':
      return year_element(token, before_number);
    case 'M':
      if (token.count >= 4) return {.field = Field::month_text};
      if (token.count == 3) return {.field = Field::month_short};
      return {.field = Field::month, .least = token.count};
    case 'a':
      return {.field = Field::halfday};
    case 'S':
      return {.field = Field::fraction, .least = token.count, .most = token.count};
    case 'E':
      return {.field = token.count >= 4 ? Field::weekday_text : Field::weekday_short};
    case 'z':
    case 'Z':
      return zone_element(token);
    default:
      break;
  }
  const auto* known = find_joda(token.letter);
  if (known == nullptr) {
    raise(kInvalidArgument,
          fmt::format("Illegal pattern component: {}", std::string(token.count, token.letter)));
  }
  return {.field = known->field, .least = token.count, .most = std::max(known->most, token.count)};
}

}  // namespace

Pattern mysql_pattern(std::string_view format) {
  Pattern pattern;
  for (std::size_t i = 0; i < format.size(); ++i) {
    if (format[i] != '%') {
      add_literal(pattern, format.substr(i, 1));
    } else if (i + 1 < format.size()) {
      add_mysql(pattern, format[++i]);
    }
  }
  if (pattern.empty()) raise(kInvalidArgument, "Both printing and parsing not supported");
  return pattern;
}

Pattern joda_pattern(std::string_view format) {
  if (format.empty()) raise(kInvalidArgument, "Invalid pattern specification");
  Pattern pattern;
  const auto tokens = joda_tokens(format);
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (tokens[i].letter == 0) {
      add_literal(pattern, tokens[i].text);
    } else {
      const bool before_number = i + 1 < tokens.size() && tokens[i + 1].is_numeric();
      pattern.push_back(joda_element(tokens[i], before_number));
    }
  }
  return pattern;
}

bool has_zone(const Pattern& pattern) {
  return std::any_of(pattern.begin(), pattern.end(),
                     [](const Element& e) { return e.field >= Field::zone_short; });
}

}  // namespace sluice::engine
