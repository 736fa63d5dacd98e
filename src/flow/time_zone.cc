#include "flow/time_zone.h"

#include <date/tz.h>

#include <fmt/format.h>

#include "base/error.h"

namespace sluice::flow {
namespace {

// Other spellings of the same zones, and zones that count leap seconds.
bool is_foreign(const std::string& name) {
  return name.empty() || name.starts_with("posix/") || name.starts_with("right/");
}

[[noreturn]] void refuse(const std::string& name) {
  throw Error(
      ErrorKind::invalid, "InvalidTimeZone",
      fmt::format("\"{}\" is no time zone: expected a name such as UTC or Europe/Berlin", name));
}

}  // namespace

TimeZone TimeZone::find(const std::string& name) {
  TimeZone zone;
  if (name == zone.name_) return zone;
  if (is_foreign(name)) refuse(name);
  try {
    zone.rules_ = date::locate_zone(name);
  } catch (const std::runtime_error&) {
    refuse(name);
  }
  zone.name_ = name;
  return zone;
}

std::chrono::local_days TimeZone::day_of(Timestamp time) const {
  std::chrono::seconds offset{0};
  const auto second = std::chrono::floor<std::chrono::seconds>(time);
  if (rules_ != nullptr) offset = rules_->get_info(second).offset;
  return std::chrono::local_days(
      std::chrono::floor<std::chrono::days>(second.time_since_epoch() + offset));
}

std::optional<Timestamp> TimeZone::instant_of(std::chrono::local_seconds shown) const {
  const auto seconds = shown.time_since_epoch();
  if (rules_ == nullptr) return Timestamp(seconds);
  const auto info = rules_->get_info(date::local_seconds(seconds));
  if (info.result == date::local_info::nonexistent) return std::nullopt;
  return Timestamp(seconds - info.first.offset);
}

}  // namespace sluice::flow
