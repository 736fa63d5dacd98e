#include "sql/functions/function.h"
#include "sql/types/make.h"

namespace sluice::sql {

namespace {

// Intervals of seconds have milliseconds: what they are added to has, too.
Type with_millis(const Type& type) {
  Type out = type;
  out.precision = std::max(out.precision, 3);
  return out;
}
Type first_with_millis(std::span<const Type> types) {
  return with_millis(types[0]);
}
Type second_with_millis(std::span<const Type> types) {
  return with_millis(types[1]);
}

constexpr const char* kAddFirst = "sluice_add_millis({0}, {1})";
constexpr const char* kAddSecond = "sluice_add_millis({1}, {0})";
constexpr const char* kSubtract = "sluice_add_millis({0}, - {1})";
constexpr const char* kMonthsFirst = "sluice_add_months({0}, {1})";
constexpr const char* kMonthsSecond = "sluice_add_months({1}, {0})";
constexpr const char* kMinusMonths = "sluice_add_months({0}, - {1})";
constexpr const char* kBetween = "sluice_millis_between({0}, {1})";

constexpr Function kIntervals[] = {
    {"+", "(date, interval_day_second) -> date", "sluice_add_days({0}, {1})", kFails},
    {"+", "(interval_day_second, date) -> date", "sluice_add_days({1}, {0})", kFails},
    {"+", "(date, interval_year_month) -> date", kMonthsFirst, kFails},
    {"+", "(interval_year_month, date) -> date", kMonthsSecond, kFails},
    {.name = "+",
     .signature = "(time(p), interval_day_second) -> time(p)",
     .lowering = kAddFirst,
     .result = first_with_millis},
    {.name = "+",
     .signature = "(interval_day_second, time(p)) -> time(p)",
     .lowering = kAddSecond,
     .result = second_with_millis},
    {.name = "+",
     .signature = "(time_tz(p), interval_day_second) -> time_tz(p)",
     .lowering = "sluice_offset_time(sluice_add_millis(sluice_clock({0}), {1}), ({0}).minutes)",
     .result = first_with_millis},
    {.name = "+",
     .signature = "(interval_day_second, time_tz(p)) -> time_tz(p)",
     .lowering = "sluice_offset_time(sluice_add_millis(sluice_clock({1}), {0}), ({1}).minutes)",
     .result = second_with_millis},
    {.name = "+",
     .signature = "(timestamp(p), interval_day_second) -> timestamp(p)",
     .lowering = kAddFirst,
     .failure = kFails,
     .result = first_with_millis},
    {.name = "+",
     .signature = "(interval_day_second, timestamp(p)) -> timestamp(p)",
     .lowering = kAddSecond,
     .failure = kFails,
     .result = second_with_millis},
    {.name = "+",
     .signature = "(timestamp_tz(p), interval_day_second) -> timestamp_tz(p)",
     .lowering = kAddFirst,
     .failure = kFails,
     .result = first_with_millis},
    {.name = "+",
     .signature = "(interval_day_second, timestamp_tz(p)) -> timestamp_tz(p)",
     .lowering = kAddSecond,
     .failure = kFails,
     .result = second_with_millis},
    {"+", "(timestamp(p), interval_year_month) -> timestamp(p)", kMonthsFirst, kFails},
    {"+", "(interval_year_month, timestamp(p)) -> timestamp(p)", kMonthsSecond, kFails},
    {"+", "(timestamp_tz(p), interval_year_month) -> timestamp_tz(p)", kMonthsFirst, kFails},
    {"+", "(interval_year_month, timestamp_tz(p)) -> timestamp_tz(p)", kMonthsSecond, kFails},
    {"+", "(interval_day_second, interval_day_second) -> interval_day_second", "({0} + {1})",
     kFails},
    {"+", "(interval_year_month, interval_year_month) -> interval_year_month", "({0} + {1})",
     kFails},

    {"-", "(date, interval_day_second) -> date", "sluice_add_days({0}, - {1})", kFails},
    {"-", "(date, interval_year_month) -> date", kMinusMonths, kFails},
    {.name = "-",
     .signature = "(time(p), interval_day_second) -> time(p)",
     .lowering = kSubtract,
     .failure = kFails,
     .result = first_with_millis},
    {.name = "-",
     .signature = "(time_tz(p), interval_day_second) -> time_tz(p)",
     .lowering = "sluice_offset_time(sluice_add_millis(sluice_clock({0}), - {1}), ({0}).minutes)",
     .failure = kFails,
     .result = first_with_millis},
    {.name = "-",
     .signature = "(timestamp(p), interval_day_second) -> timestamp(p)",
     .lowering = kSubtract,
     .failure = kFails,
     .result = first_with_millis},
    {.name = "-",
     .signature = "(timestamp_tz(p), interval_day_second) -> timestamp_tz(p)",
     .lowering = kSubtract,
     .failure = kFails,
     .result = first_with_millis},
    {"-", "(timestamp(p), interval_year_month) -> timestamp(p)", kMinusMonths, kFails},
    {"-", "(timestamp_tz(p), interval_year_month) -> timestamp_tz(p)", kMinusMonths, kFails},
    {"-", "(date, date) -> interval_day_second", "(({0} - {1}) * CAST(86400000 AS BIGINT))"},
    {"-", "(time(p), time(p)) -> interval_day_second", "((epoch_us({0}) - epoch_us({1})) // 1000)"},
    {"-", "(time_tz(p), time_tz(p)) -> interval_day_second",
     "((epoch_us(({0}).utc) - epoch_us(({1}).utc)) // 1000)"},
    {"-", "(timestamp(p), timestamp(p)) -> interval_day_second", kBetween},
    {"-", "(timestamp_tz(p), timestamp_tz(p)) -> interval_day_second",
     "sluice_millis_between(({0}).utc, ({1}).utc)"},
    {"-", "(interval_day_second, interval_day_second) -> interval_day_second", "({0} - {1})",
     kFails},
    {"-", "(interval_year_month, interval_year_month) -> interval_year_month", "({0} - {1})",
     kFails},

    {"*", "(interval_day_second, bigint) -> interval_day_second", "({0} * {1})", kFails},
    {"*", "(bigint, interval_day_second) -> interval_day_second", "({0} * {1})", kFails},
    {"*", "(interval_day_second, double) -> interval_day_second",
     "sluice_interval_multiply({0}, {1})", kFails},
    {"*", "(double, interval_day_second) -> interval_day_second",
     "sluice_interval_multiply({1}, {0})", kFails},
    {"*", "(interval_year_month, bigint) -> interval_year_month", "CAST({0} * {1} AS INTEGER)",
     kFails},
    {"*", "(bigint, interval_year_month) -> interval_year_month", "CAST({0} * {1} AS INTEGER)",
     kFails},
    {"*", "(interval_year_month, double) -> interval_year_month",
     "sluice_interval_multiply({0}, {1})", kFails},
    {"*", "(double, interval_year_month) -> interval_year_month",
     "sluice_interval_multiply({1}, {0})", kFails},
    {"/", "(interval_day_second, double) -> interval_day_second",
     "sluice_interval_divide({0}, {1})", kFails},
    {"/", "(interval_year_month, double) -> interval_year_month",
     "sluice_interval_divide({0}, {1})", kFails},

    {"negate", "(interval_day_second) -> interval_day_second", "(- {0})", kFails},
    {"negate", "(interval_year_month) -> interval_year_month", "(- {0})", kFails},
};

}  // namespace

std::span<const Function> interval_operators() {
  return kIntervals;
}

}  // namespace sluice::sql
