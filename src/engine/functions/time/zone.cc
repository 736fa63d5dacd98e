#include "engine/functions/time/zone.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

#include <date/tz.h>
#include <fmt/format.h>

#include "engine/functions/calendar.h"
#include "engine/functions/define.h"
#include "engine/functions/time/text.h"
#include "engine/functions/time/unit.h"

namespace sluice::engine {

namespace {

constexpr std::int64_t kForever = 9'000'000'000'000;  // seconds
constexpr int kOffsetMinutesMax = 14 * 60;

// Trino's TimeZoneKey: names that are all UTC.
constexpr std::array<std::string_view, 17> kUtcNames = {
    "UTC",      "Z",         "GMT",       "UT",      "GMT0",         "Etc/GMT",
    "Etc/GMT0", "Etc/UT",    "Etc/UTC",   "+0000",   "-0000",        "Zulu",
    "UCT",      "Greenwich", "Universal", "Etc/UCT", "Etc/Universal"};
constexpr std::array<std::string_view, 6> kOffsetPrefixes = {"Etc/GMT", "Etc/UTC", "Etc/UT",
                                                             "GMT",     "UTC",     "UT"};
// In the system's files, but no names that Java takes.
constexpr std::array<std::string_view, 7> kForeignNames = {
    "EST", "MST", "HST", "ROC", "Factory", "localtime", "posixrules"};

template <std::size_t Size>
bool is_among(const std::array<std::string_view, Size>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::optional<int> digits(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool is_number = !text.empty() && text[0] >= '0' && text[0] <= '9';
  if (!is_number || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// "+8", "+08", "+0830", "+08:30", in minutes.
std::optional<int> offset_minutes(std::string_view text) {
  if (text.size() < 2 || (text[0] != '+' && text[0] != '-')) return std::nullopt;
  const bool is_west = text[0] == '-';
  text.remove_prefix(1);
  std::string_view minute = "0";
  const auto colon = text.find(':');
  if (colon != std::string_view::npos) {
    minute = text.substr(colon + 1);
    if (minute.size() != 2 || colon != 2) return std::nullopt;
    text = text.substr(0, colon);
  } else if (text.size() == 4) {
    minute = text.substr(2);
    text = text.substr(0, 2);
  }
  const auto hours = digits(text);
  const auto minutes = digits(minute);
  if (text.size() > 2 || !hours || !minutes || *minutes > 59) return std::nullopt;
  const int total = *hours * 60 + *minutes;
  if (total > kOffsetMinutesMax) return std::nullopt;
  return is_west ? -total : total;
}

// "Etc/GMT-3" is three hours east: its sign reads the other way round.
std::optional<int> prefixed_offset(std::string_view name) {
  for (const auto prefix : kOffsetPrefixes) {
    if (!name.starts_with(prefix)) continue;
    const std::string_view rest = name.substr(prefix.size());
    if (rest.size() > 3 && rest.find(':') == std::string_view::npos) return std::nullopt;
    const auto minutes = offset_minutes(rest);
    if (!minutes) return std::nullopt;
    return prefix == "Etc/GMT" ? -*minutes : *minutes;
  }
  return std::nullopt;
}

std::string offset_name(std::int64_t minutes) {
  return minutes == 0 ? "UTC" : std::string(TimeText().offset(minutes).view());
}

const date::time_zone* find_rules(std::string_view name) {
  const bool is_foreign = name.starts_with("posix/") || name.starts_with("right/");
  if (name.empty() || is_foreign || is_among(kForeignNames, name)) return nullptr;
  try {
    const date::time_zone* found = date::locate_zone(std::string(name));
    return found->name() == name ? found : nullptr;
  } catch (const std::runtime_error&) {
    return nullptr;
  }
}

std::int64_t first_second(int year) {
  return day_number(year, 1, 1) * (kMicrosPerDay / kMicrosPerSecond);
}

bool leaps(int year) {
  return days_in_month(year, 2) == 29;
}

constexpr int kLastListed = 2037;

// The system's files list the changes of rules that go on until 2037, others to their last: a year
// beyond a list is as the one of those before that has the same calendar.
int known_year(int year, const date::sys_info& info) {
  constexpr int kLast = kLastListed - 1;
  constexpr std::int64_t kNoFileReaches = 10'000;  // years
  const bool is_listed = info.end.time_since_epoch().count() < first_second(kNoFileReaches) ||
                         info.begin.time_since_epoch().count() >= first_second(kLastListed + 1);
  if (year <= kLast || is_listed) return year;
  for (int known = kLast; known > kLast - 28; --known) {
    const bool is_same = weekday(day_number(known, 1, 1)) == weekday(day_number(year, 1, 1));
    if (is_same && leaps(known) == leaps(year)) return known;
  }
  return kLast;
}

// The first or the last instant for one beyond them.
std::int64_t within_time(Int128 utc) {
  return static_cast<std::int64_t>(std::clamp<Int128>(utc, kFirstMicros, kLastMicros));
}

}  // namespace

std::optional<Zone> Zone::find(std::string_view name) {
  Zone zone;
  std::optional<int> minutes = offset_minutes(name);
  if (!minutes) minutes = prefixed_offset(name);
  if (is_among(kUtcNames, name)) minutes = 0;
  if (minutes) {
    zone.name_ = offset_name(*minutes);
    zone.offset_ = *minutes * kMicrosPerMinute;
    return zone;
  }
  zone.rules_ = find_rules(name);
  if (zone.rules_ == nullptr) return std::nullopt;
  zone.name_ = name;
  return zone;
}

void Zone::look_up(std::int64_t utc) {
  const std::int64_t second = floor_divide(utc, kMicrosPerSecond);
  const auto info_at = [this](std::int64_t at) {
    return rules_->get_info(date::sys_seconds(std::chrono::seconds(at)));
  };
  const int year = moment_of(utc).date.year;
  auto info = info_at(second);
  const int known = known_year(year, info);
  const std::int64_t shift = first_second(year) - first_second(known);
  if (known != year) info = info_at(second - shift);
  std::int64_t begin = std::max<std::int64_t>(info.begin.time_since_epoch().count(), -kForever);
  std::int64_t end = std::min<std::int64_t>(info.end.time_since_epoch().count(), kForever);
  if (known != year) {
    begin = std::max(begin + shift, first_second(year));
    end = std::min({end + shift, first_second(year + 1), kForever});
  } else if (year < kLastListed) {
    // Later years may be read elsewhere.
    end = std::min(end, first_second(kLastListed));
  }
  begin_ = begin * kMicrosPerSecond;
  end_ = end * kMicrosPerSecond;
  offset_ = info.offset.count() * kMicrosPerSecond;
  abbreviation_ = info.abbrev;
}

std::int64_t Zone::offset_at(std::int64_t utc) {
  if (rules_ != nullptr && (utc < begin_ || utc >= end_)) look_up(utc);
  return offset_;
}

Int128 Zone::utc_of(std::int64_t local) {
  const Int128 wide = local;
  const Int128 guess = wide - offset_;
  if (rules_ == nullptr) return guess;
  if (guess - kMicrosPerDay >= begin_ && guess + kMicrosPerDay < end_) return guess;
  // What holds before a change is right for readings that come twice, and for those skipped.
  const std::int64_t before = offset_at(within_time(wide - kMicrosPerDay));
  const Int128 early = wide - before;
  const std::int64_t after = offset_at(within_time(early));
  if (after == before) return early;
  return offset_at(within_time(wide - after)) == after ? wide - after : early;
}

std::int64_t Zone::to_local(std::int64_t utc) {
  return checked_micros(static_cast<Int128>(utc) + offset_at(utc));
}

std::int64_t Zone::to_utc(std::int64_t local) {
  return checked_micros(utc_of(local));
}

std::optional<std::int64_t> Zone::find_utc(std::int64_t local) {
  const Int128 utc = utc_of(local);
  return is_timestamp(utc) ? std::optional(static_cast<std::int64_t>(utc)) : std::nullopt;
}

std::int64_t Zone::to_utc_near(std::int64_t local, std::int64_t near) {
  const std::int64_t offset = offset_at(near);
  const Int128 utc = static_cast<Int128>(local) - offset;
  return offset_at(within_time(utc)) == offset ? checked_micros(utc) : to_utc(local);
}

std::string Zone::abbreviation_at(std::int64_t utc) {
  if (rules_ == nullptr) return name_;
  offset_at(utc);
  return abbreviation_;
}

Zone* Zones::find(std::string_view name) {
  if (last_ != nullptr && name == last_name_) return last_;
  auto found = known_.find(name);
  if (found == known_.end()) found = known_.emplace(std::string(name), Zone::find(name)).first;
  if (!found->second) return nullptr;
  last_name_ = found->first;
  last_ = &*found->second;
  return last_;
}

Zone* Zones::find_offset(std::int64_t minutes) {
  return std::abs(minutes) > kOffsetMinutesMax ? nullptr : find(offset_name(minutes));
}

Zone& Zones::of(std::string_view name) {
  Zone* zone = find(name);
  if (zone == nullptr) {
    raise(kInvalidArgument, fmt::format("'{}' is not a valid time zone", name));
  }
  return *zone;
}

}  // namespace sluice::engine
