#include "sql/functions/cast_time.h"

#include "sql/types/make.h"

namespace sluice::sql {

namespace {

// The date where the query runs.
constexpr const char* kToday =
    "CAST(sluice_local(sluice_at_timezone(struct_pack(utc := timezone('UTC', now()), "
    "tz := 'UTC'), {zone})) AS DATE)";

// With the digits of `to`, rounded half up.
std::string rounded(const std::string& value, std::string_view what, const Type& from,
                    const Type& to) {
  if (to.precision >= from.precision) return value;
  return fmt::format("sluice_round_{}({}, {})", what, value, to.precision);
}

// Of a timestamp without zone, as one of its neighbours; the session's zone is where its clock
// hangs.
std::optional<std::string> from_local(const std::string& local, const Type& from, const Type& to) {
  switch (to.kind) {
    case TypeKind::date:
      return fmt::format("CAST({} AS DATE)", local);
    case TypeKind::time:
      return rounded(fmt::format("sluice_time_of({})", local), "time", from, to);
    case TypeKind::timestamp:
      return rounded(local, "timestamp", from, to);
    case TypeKind::time_tz: {
      // By the offset that the session's zone has at that moment.
      const std::string time = rounded(fmt::format("sluice_time_of({})", local), "time", from, to);
      return fmt::format(
          "sluice_offset_time({}, sluice_offset_minutes(sluice_zoned({}, {{zone}})))", time, local);
    }
    case TypeKind::timestamp_tz:
      return fmt::format("sluice_zoned({}, {{zone}})", rounded(local, "timestamp", from, to));
    default:
      return std::nullopt;
  }
}

std::optional<std::string> from_offset_time(const Type& from, const Type& to) {
  const std::string clock = rounded("sluice_clock({0})", "time", from, to);
  if (to.kind == TypeKind::time) return clock;
  if (to.kind == TypeKind::timestamp) {
    return from_local("(" + std::string(kToday) + " + sluice_clock({0}))", from, to);
  }
  if (to.kind != TypeKind::time_tz) return std::nullopt;
  return to.precision >= from.precision ? "{0}"
                                        : "sluice_offset_time(" + clock + ", ({0}).minutes)";
}

}  // namespace

bool is_instant(const Type& type) {
  return type.kind == TypeKind::timestamp || type.kind == TypeKind::timestamp_tz;
}

std::optional<std::string> cast_date_time(const Type& from, const Type& to, CastMode mode) {
  switch (from.kind) {
    case TypeKind::date:
      if (!is_instant(to)) return std::nullopt;
      return from_local(
          mode == CastMode::strict ? "CAST({0} AS TIMESTAMP)" : "TRY_CAST({0} AS TIMESTAMP)",
          timestamp_type(0), to);
    case TypeKind::time:
      if (to.kind == TypeKind::time) return rounded("{0}", "time", from, to);
      if (to.kind == TypeKind::time_tz) {
        return fmt::format("sluice_offset_time({}, {})", rounded("{0}", "time", from, to),
                           kOffsetNow);
      }
      if (!is_instant(to)) return std::nullopt;
      return from_local("(" + std::string(kToday) + " + {0})", from, to);
    case TypeKind::time_tz:
      return from_offset_time(from, to);
    case TypeKind::timestamp:
      return from_local("{0}", from, to);
    case TypeKind::timestamp_tz:
      if (to.kind == TypeKind::timestamp_tz) return rounded("{0}", "zoned", from, to);
      if (to.kind == TypeKind::time_tz) {
        return fmt::format("sluice_offset_time({}, sluice_offset_minutes({{0}}))",
                           rounded("sluice_time_of(sluice_local({0}))", "time", from, to));
      }
      return from_local("sluice_local({0})", from, to);
    default:
      return std::nullopt;
  }
}

}  // namespace sluice::sql
