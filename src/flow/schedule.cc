#include "flow/schedule.h"

#include <array>
#include <charconv>

#include <fmt/format.h>

#include "base/error.h"
#include "base/text.h"

namespace sluice::flow {
namespace {

using std::chrono::minutes;

// A century: the arithmetic of microseconds holds it.
constexpr minutes kPeriodMax = std::chrono::days(36'500);

[[noreturn]] void refuse(std::string_view expression, std::string_view why) {
  throw Error(ErrorKind::invalid, "InvalidSchedule", fmt::format("{}: {}", expression, why));
}

struct Unit {
  std::string_view singular;
  minutes length;
};
constexpr std::array kUnits{Unit{"minute", minutes(1)}, Unit{"hour", std::chrono::hours(1)},
                            Unit{"day", std::chrono::days(1)}};

// "5 minutes". As EventBridge has it: 1 takes the singular, and only 1.
minutes read_rate(std::string_view expression, std::string_view text) {
  const auto space = text.find_first_of(" \t");
  const auto number = text.substr(0, space);
  const auto name = space == std::string_view::npos ? "" : trim(text.substr(space));
  int count = 0;
  const auto* end = number.data() + number.size();
  const auto [stopped, failure] = std::from_chars(number.data(), end, count);
  if (failure != std::errc() || stopped != end || count < 1) {
    refuse(expression, "expected a whole number from 1 and a unit, such as rate(5 minutes)");
  }
  for (const auto& unit : kUnits) {
    if (name != unit.singular && name != std::string(unit.singular) + "s") continue;
    if ((count == 1) != (name == unit.singular)) {
      refuse(expression,
             fmt::format("expected {} {}{}", count, unit.singular, count == 1 ? "" : "s"));
    }
    if (count > kPeriodMax / unit.length) refuse(expression, "expected at most 36500 days");
    return count * unit.length;
  }
  refuse(expression, fmt::format("\"{}\": expected minutes, hours or days", name));
}

// What stands in "NAME(…)".
std::optional<std::string_view> inside(std::string_view text, std::string_view name) {
  if (!text.starts_with(name) || !text.ends_with(')')) return std::nullopt;
  text.remove_prefix(name.size());
  if (!text.starts_with('(')) return std::nullopt;
  return trim(text.substr(1, text.size() - 2));
}

}  // namespace

Schedule Schedule::parse(const std::string& expression, const TimeZone& zone) {
  Schedule schedule;
  schedule.expression_ = trim(expression);
  schedule.zone_ = zone;
  const auto& text = schedule.expression_;
  if (const auto fields = inside(text, "cron")) {
    try {
      schedule.cron_ = Cron::parse(*fields);
    } catch (const Error& error) {
      refuse(text, error.message());
    }
  } else if (const auto rate = inside(text, "rate")) {
    schedule.period_ = read_rate(text, *rate);
  } else {
    refuse(text,
           "expected cron(minutes hours day-of-month month day-of-week year), such as "
           "cron(0 8 * * ? *), or rate(5 minutes)");
  }
  return schedule;
}

std::optional<Timestamp> Schedule::next(Timestamp after, Timestamp start) const {
  if (!cron_) {
    const auto periods = after < start ? 0 : (after - start) / period_;
    return start + (periods + 1) * period_;
  }
  auto day = cron_->first_day(zone_.day_of(after));
  while (day) {
    // Later times on the wall are never earlier instants, so the first that fits is the next.
    for (const auto time : cron_->times()) {
      const auto instant = zone_.instant_of(*day + time);
      if (instant && *instant > after) return instant;
    }
    day = cron_->first_day(*day + std::chrono::days(1));
  }
  return std::nullopt;
}

}  // namespace sluice::flow
