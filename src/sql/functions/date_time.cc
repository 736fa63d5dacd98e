#include "base/error.h"

#include "sql/functions/function.h"
#include "sql/types/make.h"

namespace sluice::sql {

namespace {

// Text of at most 1 + 6 digits of the year, the rest, the fraction, and perhaps the offset.
Type iso_text(const Type& timestamp, int offset_length) {
  const int fraction = timestamp.precision > 0 ? timestamp.precision + 1 : 0;
  return varchar_type(1 + 6 + 15 + fraction + offset_length);
}
Type iso_local_type(std::span<const Type> types) {
  return iso_text(types[0], 0);
}
Type iso_zoned_type(std::span<const Type> types) {
  return iso_text(types[0], 6);
}

// Units may be smaller than the timestamp's last digit.
std::string add_rounded(std::span<const Type> types) {
  const Type& type = types[2];
  const bool is_offset_time = type.kind == TypeKind::time_tz;
  std::string sum = is_offset_time ? "sluice_date_add({0}, {1}, sluice_clock({2}))"
                                   : "sluice_date_add({0}, {1}, {2})";
  if (type.precision < 3) {
    const char* what = type.kind == TypeKind::timestamp_tz ? "zoned"
                       : type.kind == TypeKind::timestamp  ? "timestamp"
                                                           : "time";
    sum = fmt::format("sluice_round_{}({}, {})", what, sum, type.precision);
  }
  return is_offset_time ? "sluice_offset_time(" + sum + ", ({2}).minutes)" : sum;
}

std::string refuse_nanos(std::span<const Type>) {
  throw Error(ErrorKind::unsupported, "NOT_SUPPORTED", "timestamp(9) is not supported yet");
}

constexpr const char* kNow =
    "sluice_at_timezone(struct_pack(utc := sluice_round_timestamp(timezone('UTC', now()), 3), "
    "tz := 'UTC'), {zone})";
// A zone's offset when the query runs is its clocks' for a time without a day.
constexpr const char* kTimeAtZone =
    "sluice_at_offset({0}, sluice_offset_minutes(sluice_at_timezone(struct_pack(utc := "
    "timezone('UTC', now()), tz := 'UTC'), {1})))";

// https://trino.io/docs/current/functions/datetime.html; {zone} is the session's.
constexpr Function kDateTime[] = {
    {"date_trunc", "(varchar, date) -> date", "sluice_date_trunc({0}, {1})", kFails},
    {"date_trunc", "(varchar, time(p)) -> time(p)", "sluice_date_trunc({0}, {1})", kFails},
    {"date_trunc", "(varchar, time_tz(p)) -> time_tz(p)",
     "sluice_offset_time(sluice_date_trunc({0}, sluice_clock({1})), ({1}).minutes)", kFails},
    {"date_trunc", "(varchar, timestamp(p)) -> timestamp(p)", "sluice_date_trunc({0}, {1})",
     kFails},
    {"date_trunc", "(varchar, timestamp_tz(p)) -> timestamp_tz(p)", "sluice_date_trunc({0}, {1})",
     kFails},
    {"date_add", "(varchar, bigint, date) -> date", "sluice_date_add({0}, {1}, {2})", kFails},
    {.name = "date_add",
     .signature = "(varchar, bigint, time(p)) -> time(p)",
     .failure = kFails,
     .lower = add_rounded},
    {.name = "date_add",
     .signature = "(varchar, bigint, time_tz(p)) -> time_tz(p)",
     .failure = kFails,
     .lower = add_rounded},
    {.name = "date_add",
     .signature = "(varchar, bigint, timestamp(p)) -> timestamp(p)",
     .failure = kFails,
     .lower = add_rounded},
    {.name = "date_add",
     .signature = "(varchar, bigint, timestamp_tz(p)) -> timestamp_tz(p)",
     .failure = kFails,
     .lower = add_rounded},
    {"date_diff", "(varchar, date, date) -> bigint", "sluice_date_diff({0}, {1}, {2})", kFails},
    {"date_diff", "(varchar, time(p), time(p)) -> bigint", "sluice_date_diff({0}, {1}, {2})",
     kFails},
    {"date_diff", "(varchar, time_tz(p), time_tz(p)) -> bigint",
     "sluice_date_diff({0}, ({1}).utc, ({2}).utc)", kFails},
    {"date_diff", "(varchar, timestamp(p), timestamp(p)) -> bigint",
     "sluice_date_diff({0}, {1}, {2})", kFails},
    {"date_diff", "(varchar, timestamp_tz(p), timestamp_tz(p)) -> bigint",
     "sluice_date_diff({0}, {1}, {2})", kFails},

    {"date", "(varchar) -> date", "sluice_cast_date({0})", kFails},
    {"date", "(timestamp(p)) -> date", "CAST({0} AS DATE)"},
    {"date", "(timestamp_tz(p)) -> date", "CAST(sluice_local({0}) AS DATE)", kFails},
    {"date_format", "(timestamp(p), varchar) -> varchar", "sluice_date_format({0}, {1})", kFails},
    {"date_format", "(timestamp_tz(p), varchar) -> varchar", "sluice_date_format({0}, {1})",
     kFails},
    {"date_parse", "(varchar, varchar) -> timestamp(3)", "sluice_date_parse({0}, {1})", kFails},
    {"format_datetime", "(timestamp(p), varchar) -> varchar", "sluice_format_datetime({0}, {1})",
     kFails},
    {"format_datetime", "(timestamp_tz(p), varchar) -> varchar", "sluice_format_datetime({0}, {1})",
     kFails},
    {"parse_datetime", "(varchar, varchar) -> timestamp_tz(3)",
     "sluice_parse_datetime({0}, {1}, {zone})", kFails},
    {"from_iso8601_date", "(varchar) -> date", "sluice_iso_date({0})", kFails},
    {"from_iso8601_timestamp", "(varchar) -> timestamp_tz(3)", "sluice_iso_timestamp({0}, {zone})",
     kFails},
    {.name = "from_iso8601_timestamp_nanos",
     .signature = "(varchar) -> timestamp_tz(9)",
     .failure = kFails,
     .lower = refuse_nanos},
    {"to_iso8601", "(date) -> varchar(16)", "sluice_to_text({0})"},
    {.name = "to_iso8601",
     .signature = "(timestamp(p)) -> varchar",
     .lowering = "sluice_to_iso8601({0}, {p})",
     .result = iso_local_type},
    {.name = "to_iso8601",
     .signature = "(timestamp_tz(p)) -> varchar",
     .lowering = "sluice_to_iso8601({0}, {p})",
     .failure = kFails,
     .result = iso_zoned_type},

    {"from_unixtime", "(double) -> timestamp_tz(3)", "sluice_from_unixtime({0}, {zone})", kFails},
    {"from_unixtime", "(double, varchar) -> timestamp_tz(3)", "sluice_from_unixtime({0}, {1})",
     kFails},
    {"from_unixtime", "(double, bigint, bigint) -> timestamp_tz(3)",
     "sluice_from_unixtime({0}, {1}, {2})", kFails},
    {.name = "from_unixtime_nanos",
     .signature = "(bigint) -> timestamp_tz(9)",
     .failure = kFails,
     .lower = refuse_nanos},
    {.name = "from_unixtime_nanos",
     .signature = "(decimal(p,s)) -> timestamp_tz(9)",
     .failure = kFails,
     .lower = refuse_nanos},
    {"to_unixtime", "(timestamp_tz(p)) -> double",
     "(epoch_us(({0}).utc) / CAST(1000000 AS DOUBLE))"},

    {"parse_duration", "(varchar) -> interval_day_second", "sluice_parse_duration({0})", kFails},
    {"to_milliseconds", "(interval_day_second) -> bigint", "{0}"},
    {"human_readable_seconds", "(double) -> varchar", "sluice_human_readable_seconds({0})", kFails},

    {"now", "() -> timestamp_tz(3)", kNow, kFails, Stability::per_query},
    {"current_timezone", "() -> varchar", "{zone}", kTotal, Stability::per_query},
    {"at_timezone", "(timestamp_tz(p), varchar) -> timestamp_tz(p)", "sluice_at_timezone({0}, {1})",
     kFails},
    {"at_timezone", "(timestamp_tz(p), interval_day_second) -> timestamp_tz(p)",
     "sluice_at_timezone({0}, {1})", kFails},
    {"at_timezone", "(time_tz(p), varchar) -> time_tz(p)", kTimeAtZone, kFails,
     Stability::per_query},
    {"at_timezone", "(time_tz(p), interval_day_second) -> time_tz(p)",
     "sluice_at_offset({0}, sluice_offset_minutes({1}))", kFails},
    {"with_timezone", "(timestamp(p), varchar) -> timestamp_tz(p)", "sluice_zoned({0}, {1})",
     kFails},
};

}  // namespace

std::span<const Function> date_functions() {
  return kDateTime;
}

}  // namespace sluice::sql
