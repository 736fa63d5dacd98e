#include "sql/functions/function.h"

namespace sluice::sql {

namespace {

// The parts of dates, times and intervals: EXTRACT and its functions.
// https://trino.io/docs/current/functions/datetime.html#extraction-function
constexpr Function kDateFields[] = {
    {"year", "(date) -> bigint", "year({0})"},
    {"year", "(timestamp(p)) -> bigint", "year({0})"},
    {"year", "(timestamp_tz(p)) -> bigint", "year(sluice_local({0}))", kFails},
    {"year", "(interval_year_month) -> bigint", "CAST({0} // 12 AS BIGINT)"},
    {"quarter", "(date) -> bigint", "quarter({0})"},
    {"quarter", "(timestamp(p)) -> bigint", "quarter({0})"},
    {"quarter", "(timestamp_tz(p)) -> bigint", "quarter(sluice_local({0}))", kFails},
    {"month", "(date) -> bigint", "month({0})"},
    {"month", "(timestamp(p)) -> bigint", "month({0})"},
    {"month", "(timestamp_tz(p)) -> bigint", "month(sluice_local({0}))", kFails},
    {"month", "(interval_year_month) -> bigint", "CAST({0} % 12 AS BIGINT)"},
    {"week", "(date) -> bigint", "week({0})"},
    {"week", "(timestamp(p)) -> bigint", "week({0})"},
    {"week", "(timestamp_tz(p)) -> bigint", "week(sluice_local({0}))", kFails},
    {"week_of_year", "(date) -> bigint", "week({0})"},
    {"week_of_year", "(timestamp(p)) -> bigint", "week({0})"},
    {"week_of_year", "(timestamp_tz(p)) -> bigint", "week(sluice_local({0}))", kFails},
    {"day", "(date) -> bigint", "day({0})"},
    {"day", "(timestamp(p)) -> bigint", "day({0})"},
    {"day", "(timestamp_tz(p)) -> bigint", "day(sluice_local({0}))", kFails},
    {"day", "(interval_day_second) -> bigint", "({0} // 86400000)"},
    {"day_of_month", "(date) -> bigint", "day({0})"},
    {"day_of_month", "(timestamp(p)) -> bigint", "day({0})"},
    {"day_of_month", "(timestamp_tz(p)) -> bigint", "day(sluice_local({0}))", kFails},
    {"day_of_month", "(interval_day_second) -> bigint", "({0} // 86400000)"},
    {"day_of_week", "(date) -> bigint", "isodow({0})"},
    {"day_of_week", "(timestamp(p)) -> bigint", "isodow({0})"},
    {"day_of_week", "(timestamp_tz(p)) -> bigint", "isodow(sluice_local({0}))", kFails},
    {"dow", "(date) -> bigint", "isodow({0})"},
    {"dow", "(timestamp(p)) -> bigint", "isodow({0})"},
    {"dow", "(timestamp_tz(p)) -> bigint", "isodow(sluice_local({0}))", kFails},
    {"day_of_year", "(date) -> bigint", "dayofyear({0})"},
    {"day_of_year", "(timestamp(p)) -> bigint", "dayofyear({0})"},
    {"day_of_year", "(timestamp_tz(p)) -> bigint", "dayofyear(sluice_local({0}))", kFails},
    {"doy", "(date) -> bigint", "dayofyear({0})"},
    {"doy", "(timestamp(p)) -> bigint", "dayofyear({0})"},
    {"doy", "(timestamp_tz(p)) -> bigint", "dayofyear(sluice_local({0}))", kFails},
    {"year_of_week", "(date) -> bigint", "isoyear({0})"},
    {"year_of_week", "(timestamp(p)) -> bigint", "isoyear({0})"},
    {"year_of_week", "(timestamp_tz(p)) -> bigint", "isoyear(sluice_local({0}))", kFails},
    {"yow", "(date) -> bigint", "isoyear({0})"},
    {"yow", "(timestamp(p)) -> bigint", "isoyear({0})"},
    {"yow", "(timestamp_tz(p)) -> bigint", "isoyear(sluice_local({0}))", kFails},
    {"hour", "(timestamp(p)) -> bigint", "hour({0})"},
    {"hour", "(time_tz(p)) -> bigint", "hour(sluice_clock({0}))"},
    {"hour", "(time(p)) -> bigint", "hour({0})"},
    {"hour", "(timestamp_tz(p)) -> bigint", "hour(sluice_local({0}))", kFails},
    {"hour", "(interval_day_second) -> bigint", "(({0} // 3600000) % 24)"},
    {"minute", "(timestamp(p)) -> bigint", "minute({0})"},
    {"minute", "(time_tz(p)) -> bigint", "minute(sluice_clock({0}))"},
    {"minute", "(time(p)) -> bigint", "minute({0})"},
    {"minute", "(timestamp_tz(p)) -> bigint", "minute(sluice_local({0}))", kFails},
    {"minute", "(interval_day_second) -> bigint", "(({0} // 60000) % 60)"},
    {"second", "(timestamp(p)) -> bigint", "second({0})"},
    {"second", "(time_tz(p)) -> bigint", "second(sluice_clock({0}))"},
    {"second", "(time(p)) -> bigint", "second({0})"},
    {"second", "(timestamp_tz(p)) -> bigint", "second(sluice_local({0}))", kFails},
    {"second", "(interval_day_second) -> bigint", "(({0} // 1000) % 60)"},
    {"millisecond", "(timestamp(p)) -> bigint", "(millisecond({0}) % 1000)"},
    {"millisecond", "(time_tz(p)) -> bigint", "(millisecond(sluice_clock({0})) % 1000)"},
    {"millisecond", "(time(p)) -> bigint", "(millisecond({0}) % 1000)"},
    {"millisecond", "(timestamp_tz(p)) -> bigint", "(millisecond(({0}).utc) % 1000)"},
    {"millisecond", "(interval_day_second) -> bigint", "({0} % 1000)"},
    {"timezone_hour", "(timestamp_tz(p)) -> bigint", "sluice_timezone_hour({0})", kFails},
    {"timezone_minute", "(timestamp_tz(p)) -> bigint", "sluice_timezone_minute({0})", kFails},
    {"timezone_hour", "(time_tz(p)) -> bigint", "CAST(({0}).minutes // 60 AS BIGINT)"},
    {"timezone_minute", "(time_tz(p)) -> bigint", "CAST(({0}).minutes % 60 AS BIGINT)"},
    {"timezone", "(timestamp_tz(p)) -> varchar", "({0}).tz"},
    {"last_day_of_month", "(date) -> date", "sluice_last_day_of_month({0})", kFails},
    {"last_day_of_month", "(timestamp(p)) -> date", "sluice_last_day_of_month(CAST({0} AS DATE))",
     kFails},
    {"last_day_of_month", "(timestamp_tz(p)) -> date",
     "sluice_last_day_of_month(CAST(sluice_local({0}) AS DATE))", kFails},
};

}  // namespace

std::span<const Function> date_field_functions() {
  return kDateFields;
}

}  // namespace sluice::sql
