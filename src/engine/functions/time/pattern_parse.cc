#include <array>

#include "base/text.h"
#include "engine/functions/define.h"
#include "engine/functions/time/fields.h"
#include "engine/functions/time/pattern.h"
#include "engine/functions/time/zone.h"

namespace sluice::engine {

namespace {

// Joda's wording, by where the reading stopped.
[[noreturn]] void fail_format(std::string_view text, std::size_t at) {
  constexpr std::size_t kSample = 32;
  std::string sample(text);
  if (text.size() > at + kSample + 3) sample = std::string(text.substr(0, at + kSample)) + "...";
  std::string message = fmt::format("Invalid format: \"{}\"", sample);
  if (at >= text.size() && at > 0) {
    message += " is too short";
  } else if (at > 0) {
    message += fmt::format(" is malformed at \"{}\"", sample.substr(at));
  }
  raise(kInvalidArgument, message);
}

struct NamedZone {
  std::string_view abbreviation;
  std::string_view zone;
};

// Those that Joda reads.
constexpr std::array<NamedZone, 11> kAbbreviations = {{{"UTC", "UTC"},
                                                       {"UT", "UTC"},
                                                       {"GMT", "UTC"},
                                                       {"EST", "America/New_York"},
                                                       {"EDT", "America/New_York"},
                                                       {"CST", "America/Chicago"},
                                                       {"CDT", "America/Chicago"},
                                                       {"MST", "America/Denver"},
                                                       {"MDT", "America/Denver"},
                                                       {"PST", "America/Los_Angeles"},
                                                       {"PDT", "America/Los_Angeles"}}};

class PatternReader {
 public:
  explicit PatternReader(std::string_view text) : text_(text) {}

  ParsedTime read(const Pattern& pattern) {
    for (const auto& element : pattern) {
      if (!read_element(element)) fail_format(text_, at_);
    }
    if (at_ < text_.size()) fail_format(text_, at_);
    out_.local = moment_of_fields(fields_, text_);
    return std::move(out_);
  }

 private:
  bool at_end() const { return at_ >= text_.size(); }
  bool at_digit(std::size_t ahead = 0) const {
    return at_ + ahead < text_.size() && is_digit(text_[at_ + ahead]);
  }

  // Up to `most` digits; the sign of a signed number is not one of them.
  bool number(std::optional<int>& out, int most, bool is_signed = false) {
    const bool negative = !at_end() && text_[at_] == '-';
    const bool has_sign = is_signed && (negative || (!at_end() && text_[at_] == '+'));
    if (has_sign && !at_digit(1)) return false;
    if (has_sign) ++at_;
    if (!at_digit()) return false;
    int value = 0;
    for (int count = 0; count < std::min(most, 9) && at_digit(); ++count)
      value = value * 10 + (text_[at_++] - '0');
    out = has_sign && negative ? -value : value;
    return true;
  }

  bool literal(std::string_view expected) {
    if (!equal_ignoring_case(text_.substr(at_, expected.size()), expected)) return false;
    at_ += expected.size();
    return true;
  }

  // The whole name or its first letters, as Joda takes both for both; capitals all or none.
  template <std::size_t Size>
  bool name(const std::string_view (&names)[Size], std::size_t abbreviated,
            std::optional<int>& out) {
    for (const bool is_short : {false, true}) {
      for (std::size_t i = 0; i < Size; ++i) {
        const std::string_view full = is_short ? names[i].substr(0, abbreviated) : names[i];
        const std::string_view found = text_.substr(at_, full.size());
        if (found != full && found != lower_ascii(full) && found != upper_ascii(full)) continue;
        at_ += full.size();
        out = static_cast<int>(i);
        return true;
      }
    }
    return false;
  }

  bool two_digit_year(const Element& element, std::optional<int>& out) {
    std::size_t digits = 0;
    const bool has_sign = !at_end() && (text_[at_] == '-' || text_[at_] == '+');
    while (at_digit(digits + (has_sign ? 1 : 0)))
      ++digits;
    if (element.is_lenient && (has_sign || digits != 2)) return number(out, 9, true);
    if (has_sign || digits < 2) return false;
    if (!number(out, 2)) return false;
    const int first = element.first_year;
    *out += first / 100 * 100 + (*out < first % 100 ? 100 : 0);
    return true;
  }

  bool fraction(int most) {
    if (!at_digit()) return false;
    int unit = 100;
    int millis = 0;
    for (int count = 0; count < most && at_digit(); ++count, unit /= 10)
      millis += (text_[at_++] - '0') * unit;
    fields_.millis = millis;
    return true;
  }

  bool two_digits(int& out, int most) {
    if (!at_digit() || !at_digit(1)) return false;
    out = (text_[at_] - '0') * 10 + text_[at_ + 1] - '0';
    at_ += 2;
    return out <= most;
  }

  // Z, +hh, +hhmm or +hh:mm
  bool offset() {
    out_.offset = 0;
    if (literal("Z")) return true;
    if (at_end() || (text_[at_] != '+' && text_[at_] != '-')) return false;
    const bool is_west = text_[at_++] == '-';
    int hours = 0;
    int minutes = 0;
    if (!two_digits(hours, 23)) return false;
    const bool has_colon = !at_end() && text_[at_] == ':';
    if (has_colon) ++at_;
    if ((has_colon || at_digit()) && !two_digits(minutes, 59)) return false;
    const std::int64_t size = hours * kMicrosPerHour + minutes * kMicrosPerMinute;
    out_.offset = is_west ? -size : size;
    return true;
  }

  // The longest name that is a zone's.
  bool zone_id() {
    std::size_t size = 0;
    while (at_ + size < text_.size() &&
           (std::isalnum(static_cast<unsigned char>(text_[at_ + size])) != 0 ||
            std::string_view("_/+-").find(text_[at_ + size]) != std::string_view::npos)) {
      ++size;
    }
    for (; size > 0 && !is_digit(text_[at_]) && text_[at_] != '+' && text_[at_] != '-'; --size) {
      const auto zone = Zone::find(text_.substr(at_, size));
      if (!zone) continue;
      at_ += size;
      out_.zone = zone->name();
      return true;
    }
    return false;
  }

  bool zone_short() {
    for (const auto& known : kAbbreviations) {
      if (!text_.substr(at_).starts_with(known.abbreviation)) continue;
      at_ += known.abbreviation.size();
      out_.zone = known.zone;
      return true;
    }
    return false;
  }

  bool read_element(const Element& element) {
    const int most = element.most;
    switch (element.field) {
      case Field::literal:
        return literal(element.text);
      case Field::century:
        return number(fields_.century, most, true);
      case Field::year_of_era:
        return number(fields_.year_of_era, most);
      case Field::year:
        return number(fields_.year, most, true);
      case Field::two_digit_year:
        return two_digit_year(element, fields_.year);
      case Field::weekyear:
        return number(fields_.weekyear, most, true);
      case Field::two_digit_weekyear:
        return two_digit_year(element, fields_.weekyear);
      case Field::month:
        return number(fields_.month, most);
      case Field::week:
        return number(fields_.week, most);
      case Field::day_of_year:
        return number(fields_.day_of_year, most);
      case Field::day:
        return number(fields_.day, most);
      case Field::day_of_week:
        return number(fields_.day_of_week, most);
      case Field::hour_of_halfday:
        return number(fields_.hour_of_halfday, most);
      case Field::hour:
        return number(fields_.hour, most);
      case Field::minute:
        return number(fields_.minute, most);
      case Field::second:
        return number(fields_.second, most);
      case Field::fraction:
        return fraction(most);
      default:
        return read_other(element.field, most);
    }
  }

  // Names, zones, and hours that count from one.
  bool read_other(Field field, int most) {
    switch (field) {
      case Field::era:
        return era();
      case Field::month_short:
      case Field::month_text:
        if (!name(kMonthNames, 3, fields_.month)) return false;
        ++*fields_.month;
        return true;
      case Field::weekday_short:
      case Field::weekday_text:
        if (!name(kWeekdayNames, 3, fields_.day_of_week)) return false;
        ++*fields_.day_of_week;
        return true;
      case Field::halfday:
        return name({"AM", "PM"}, 2, fields_.halfday);
      case Field::clockhour_of_halfday:
        return clockhour(fields_.hour_of_halfday, most, 12);
      case Field::clockhour:
        return clockhour(fields_.hour, most, 24);
      case Field::offset:
      case Field::offset_colon:
        return offset();
      case Field::zone_id:
        return zone_id();
      case Field::zone_short:
        return zone_short();
      default:
        raise(kInvalidArgument, "Parsing not supported");
    }
  }

  bool era() { return name({"BCE", "CE"}, 3, fields_.era) || name({"BC", "AD"}, 2, fields_.era); }

  bool clockhour(std::optional<int>& hour, int most, int count) {
    if (!number(hour, most)) return false;
    if (*hour < 1 || *hour > count) {
      raise(kInvalidArgument,
            fmt::format("Cannot parse \"{}\": Value {} for {} must be in the range [1,{}]", text_,
                        *hour, count == 12 ? "clockhourOfHalfday" : "clockhourOfDay", count));
    }
    hour = *hour % count;
    return true;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  DateFields fields_;
  ParsedTime out_;
};

}  // namespace

ParsedTime parse_reading(const Pattern& pattern, std::string_view text) {
  return PatternReader(text).read(pattern);
}

}  // namespace sluice::engine
