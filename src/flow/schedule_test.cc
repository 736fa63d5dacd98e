// When schedules fire, and which are refused.
#include "flow/schedule.h"

#include <array>
#include <random>
#include <set>

#include <gtest/gtest.h>

#include "base/error.h"

namespace sluice::flow {
namespace {

Timestamp at(int year, unsigned month, unsigned day, int hour = 0, int minute = 0, int second = 0) {
  return std::chrono::sys_days(std::chrono::year(year) / month / day) + std::chrono::hours(hour) +
         std::chrono::minutes(minute) + std::chrono::seconds(second);
}

// "2026-11-23T08:00Z", the weekday before it.
std::string shown(const std::optional<Timestamp>& time) {
  if (!time) return "never";
  constexpr std::array<std::string_view, 7> kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  const std::chrono::weekday day(std::chrono::floor<std::chrono::days>(*time));
  return fmt::format("{} {}Z", kDays[day.c_encoding()], to_iso8601(*time).substr(0, 16));
}

// The next firings after a moment, joined by ", ".
std::string firings(const std::string& expression, Timestamp after, int count,
                    const std::string& zone = "UTC") {
  const auto schedule = Schedule::parse(expression, TimeZone::find(zone));
  std::string text;
  for (int i = 0; i < count; ++i) {
    const auto next = schedule.next(after, after);
    text += (i == 0 ? "" : ", ") + shown(next);
    if (!next) break;
    EXPECT_GT(*next, after);
    after = *next;
  }
  return text;
}

// Monday, November 23 of 2026.
const Timestamp kNow = at(2026, 11, 23, 3, 30, 15);

struct Firing {
  std::string expression;
  std::string next;  // three of them
};

class CronFirings : public testing::TestWithParam<Firing> {};

TEST_P(CronFirings, AreThoseOfTheExpression) {
  EXPECT_EQ(firings(GetParam().expression, kNow, 3), GetParam().next) << GetParam().expression;
}

INSTANTIATE_TEST_SUITE_P(
    OfAws, CronFirings,
    testing::Values(Firing{"cron(0 8 * * ? *)",
                           "Mon 2026-11-23T08:00Z, Tue 2026-11-24T08:00Z, Wed 2026-11-25T08:00Z"},
                    Firing{"cron(15 12 * * ? *)",
                           "Mon 2026-11-23T12:15Z, Tue 2026-11-24T12:15Z, Wed 2026-11-25T12:15Z"},
                    Firing{"cron(0 18 ? * MON-FRI *)",
                           "Mon 2026-11-23T18:00Z, Tue 2026-11-24T18:00Z, Wed 2026-11-25T18:00Z"},
                    Firing{"cron(0 8 1 * ? *)",
                           "Tue 2026-12-01T08:00Z, Fri 2027-01-01T08:00Z, Mon 2027-02-01T08:00Z"},
                    Firing{"cron(0/15 * * * ? *)",
                           "Mon 2026-11-23T03:45Z, Mon 2026-11-23T04:00Z, Mon 2026-11-23T04:15Z"},
                    Firing{"cron(0/10 * ? * MON-FRI *)",
                           "Mon 2026-11-23T03:40Z, Mon 2026-11-23T03:50Z, Mon 2026-11-23T04:00Z"},
                    Firing{"cron(0/5 8-17 ? * MON-FRI *)",
                           "Mon 2026-11-23T08:00Z, Mon 2026-11-23T08:05Z, Mon 2026-11-23T08:10Z"},
                    Firing{"cron(1/10 * * * ? *)",
                           "Mon 2026-11-23T03:31Z, Mon 2026-11-23T03:41Z, Mon 2026-11-23T03:51Z"}));

INSTANTIATE_TEST_SUITE_P(
    OfMinutesAndHours, CronFirings,
    testing::Values(Firing{"cron(* * * * ? *)",
                           "Mon 2026-11-23T03:31Z, Mon 2026-11-23T03:32Z, Mon 2026-11-23T03:33Z"},
                    Firing{"cron(30 3 * * ? *)",
                           "Tue 2026-11-24T03:30Z, Wed 2026-11-25T03:30Z, Thu 2026-11-26T03:30Z"},
                    Firing{"cron(10,50 */12 * * ? *)",
                           "Mon 2026-11-23T12:10Z, Mon 2026-11-23T12:50Z, Tue 2026-11-24T00:10Z"},
                    Firing{"cron(0-20/10 4 * * ? *)",
                           "Mon 2026-11-23T04:00Z, Mon 2026-11-23T04:10Z, Mon 2026-11-23T04:20Z"},
                    Firing{"cron(5,5,1-2,7 9 * * ? *)",
                           "Mon 2026-11-23T09:01Z, Mon 2026-11-23T09:02Z, Mon 2026-11-23T09:05Z"},
                    Firing{"  cron(  59   23  *  *  ?  * )  ",
                           "Mon 2026-11-23T23:59Z, Tue 2026-11-24T23:59Z, Wed 2026-11-25T23:59Z"}));

INSTANTIATE_TEST_SUITE_P(
    OfDaysOfTheMonth, CronFirings,
    testing::Values(Firing{"cron(0 0 L * ? *)",
                           "Mon 2026-11-30T00:00Z, Thu 2026-12-31T00:00Z, Sun 2027-01-31T00:00Z"},
                    Firing{"cron(0 0 L 2 ? *)",
                           "Sun 2027-02-28T00:00Z, Tue 2028-02-29T00:00Z, Wed 2029-02-28T00:00Z"},
                    Firing{"cron(0 0 LW * ? *)",
                           "Mon 2026-11-30T00:00Z, Thu 2026-12-31T00:00Z, Fri 2027-01-29T00:00Z"},
                    // January 3 of 2027 is a Sunday, April 3 a Saturday.
                    Firing{"cron(0 0 3W 1,4 ? *)",
                           "Mon 2027-01-04T00:00Z, Fri 2027-04-02T00:00Z, Mon 2028-01-03T00:00Z"},
                    // May 1 of 2027 is a Saturday: the Friday before is April's.
                    Firing{"cron(0 0 1W 5 ? *)",
                           "Mon 2027-05-03T00:00Z, Mon 2028-05-01T00:00Z, Tue 2029-05-01T00:00Z"},
                    // October 31 of 2027 is a Sunday: the Monday after is November's.
                    Firing{"cron(0 0 31w 10 ? *)",
                           "Fri 2027-10-29T00:00Z, Tue 2028-10-31T00:00Z, Wed 2029-10-31T00:00Z"},
                    Firing{"cron(0 0 31W * ? *)",
                           "Thu 2026-12-31T00:00Z, Fri 2027-01-29T00:00Z, Wed 2027-03-31T00:00Z"},
                    Firing{"cron(0 0 31 * ? *)",
                           "Thu 2026-12-31T00:00Z, Sun 2027-01-31T00:00Z, Wed 2027-03-31T00:00Z"},
                    Firing{"cron(0 0 29 FEB ? *)",
                           "Tue 2028-02-29T00:00Z, Sun 2032-02-29T00:00Z, Fri 2036-02-29T00:00Z"},
                    Firing{"cron(0 0 1/10 * ? *)",
                           "Tue 2026-12-01T00:00Z, Fri 2026-12-11T00:00Z, Mon 2026-12-21T00:00Z"}));

INSTANTIATE_TEST_SUITE_P(
    OfDaysOfTheWeek, CronFirings,
    testing::Values(Firing{"cron(0 0 ? * 1 *)",
                           "Sun 2026-11-29T00:00Z, Sun 2026-12-06T00:00Z, Sun 2026-12-13T00:00Z"},
                    Firing{"cron(0 0 ? * sat,Tue *)",
                           "Tue 2026-11-24T00:00Z, Sat 2026-11-28T00:00Z, Tue 2026-12-01T00:00Z"},
                    Firing{"cron(0 0 ? * * *)",
                           "Tue 2026-11-24T00:00Z, Wed 2026-11-25T00:00Z, Thu 2026-11-26T00:00Z"},
                    Firing{"cron(0 0 ? * L *)",
                           "Sat 2026-11-28T00:00Z, Sat 2026-12-05T00:00Z, Sat 2026-12-12T00:00Z"},
                    Firing{"cron(0 0 ? * 6L *)",
                           "Fri 2026-11-27T00:00Z, Fri 2026-12-25T00:00Z, Fri 2027-01-29T00:00Z"},
                    Firing{"cron(0 0 ? * MONL *)",
                           "Mon 2026-11-30T00:00Z, Mon 2026-12-28T00:00Z, Mon 2027-01-25T00:00Z"},
                    Firing{"cron(0 0 ? * 3#2 *)",
                           "Tue 2026-12-08T00:00Z, Tue 2027-01-12T00:00Z, Tue 2027-02-09T00:00Z"},
                    Firing{"cron(0 0 ? * SUN#1 *)",
                           "Sun 2026-12-06T00:00Z, Sun 2027-01-03T00:00Z, Sun 2027-02-07T00:00Z"},
                    Firing{"cron(0 0 ? * 2#5 *)",
                           "Mon 2026-11-30T00:00Z, Mon 2027-03-29T00:00Z, Mon 2027-05-31T00:00Z"}));

INSTANTIATE_TEST_SUITE_P(
    OfMonthsAndYears, CronFirings,
    testing::Values(Firing{"cron(0 0 1 JAN-MAR/2 ? *)",
                           "Fri 2027-01-01T00:00Z, Mon 2027-03-01T00:00Z, Sat 2028-01-01T00:00Z"},
                    Firing{"cron(0 0 1 feb,12 ? *)",
                           "Tue 2026-12-01T00:00Z, Mon 2027-02-01T00:00Z, Wed 2027-12-01T00:00Z"},
                    Firing{"cron(0 0 1 */6 ? *)",
                           "Fri 2027-01-01T00:00Z, Thu 2027-07-01T00:00Z, Sat 2028-01-01T00:00Z"},
                    Firing{"cron(0 0 1 1 ? 2030-2040/5)",
                           "Tue 2030-01-01T00:00Z, Mon 2035-01-01T00:00Z, Sun 2040-01-01T00:00Z"},
                    Firing{"cron(0 0 1 1 ? 2027)", "Fri 2027-01-01T00:00Z, never"},
                    Firing{"cron(0 0 31 12 ? 2199)", "Tue 2199-12-31T00:00Z, never"},
                    Firing{"cron(0 0 * * ? 1999)", "never"}));

TEST(Schedule, FiresAfterAnInstantAndNeverAtIt) {
  EXPECT_EQ(firings("cron(0 8 * * ? *)", at(2026, 11, 23, 8), 1), "Tue 2026-11-24T08:00Z");
  EXPECT_EQ(firings("cron(0 8 * * ? *)", at(2026, 11, 23, 7, 59, 59), 1), "Mon 2026-11-23T08:00Z");
}

TEST(Schedule, FollowsTheClocksOfItsZone) {
  EXPECT_EQ(firings("cron(0 8 * * ? *)", kNow, 1, "Asia/Kolkata"), "Tue 2026-11-24T02:30Z");
  // There it is Sunday still.
  EXPECT_EQ(firings("cron(0 22 ? * SUN *)", kNow, 1, "America/New_York"), "Mon 2026-11-30T03:00Z");
  EXPECT_EQ(firings("cron(40 22 ? * SUN *)", kNow, 1, "America/New_York"), "Mon 2026-11-23T03:40Z");
  EXPECT_EQ(firings("cron(0 8 * * ? *)", at(2026, 3, 28), 3, "Europe/Berlin"),
            "Sat 2026-03-28T07:00Z, Sun 2026-03-29T06:00Z, Mon 2026-03-30T06:00Z");
}

TEST(Schedule, HasNoFiringAtTimesThatTheClocksSkip) {
  // On March 29 clocks go from 2:00 to 3:00.
  EXPECT_EQ(firings("cron(30 2 * * ? *)", at(2026, 3, 27, 12), 3, "Europe/Berlin"),
            "Sat 2026-03-28T01:30Z, Mon 2026-03-30T00:30Z, Tue 2026-03-31T00:30Z");
  EXPECT_EQ(firings("cron(0/30 * * * ? *)", at(2026, 3, 29, 0, 15), 3, "Europe/Berlin"),
            "Sun 2026-03-29T00:30Z, Sun 2026-03-29T01:00Z, Sun 2026-03-29T01:30Z");
  EXPECT_EQ(firings("cron(30 2 29 3 ? 2026)", at(2026, 1, 1), 1, "Europe/Berlin"), "never");
  // Samoa had no December 30 in 2011.
  EXPECT_EQ(firings("cron(0 12 30 12 ? 2011-2012)", at(2011, 1, 1), 1, "Pacific/Apia"),
            "Sat 2012-12-29T22:00Z");
}

TEST(Schedule, FiresOnceAtTimesThatTheClocksShowTwice) {
  // On October 25 clocks go from 3:00 back to 2:00, at 1:00 UTC.
  EXPECT_EQ(firings("cron(30 2 * * ? *)", at(2026, 10, 24, 12), 2, "Europe/Berlin"),
            "Sun 2026-10-25T00:30Z, Mon 2026-10-26T01:30Z");
  EXPECT_EQ(firings("cron(30 2 * * ? *)", at(2026, 10, 25, 0, 45), 1, "Europe/Berlin"),
            "Mon 2026-10-26T01:30Z");
  EXPECT_EQ(firings("cron(0/30 * * * ? *)", at(2026, 10, 25, 0, 0), 3, "Europe/Berlin"),
            "Sun 2026-10-25T00:30Z, Sun 2026-10-25T02:00Z, Sun 2026-10-25T02:30Z");
}

// Any value of a field with equal chance, as a list.
template <class Random>
std::set<int> some_values(int least, int most, Random& random) {
  std::set<int> values;
  const int count = std::uniform_int_distribution(1, 4)(random);
  for (int i = 0; i < count; ++i)
    values.insert(std::uniform_int_distribution(least, most)(random));
  return values;
}

TEST(Schedule, AgreesWithLookingAtEveryMinute) {
  std::mt19937 random(20261123);
  for (int round = 0; round < 50; ++round) {
    const auto minutes = some_values(0, 59, random);
    const auto hours = some_values(0, 23, random);
    const auto months = some_values(1, 12, random);
    const bool is_of_week = round % 2 == 0;
    const auto days = is_of_week ? some_values(1, 7, random) : some_values(1, 28, random);
    const auto expression =
        fmt::format("cron({} {} {} {} {} *)", fmt::join(minutes, ","), fmt::join(hours, ","),
                    is_of_week ? "?" : fmt::to_string(fmt::join(days, ",")), fmt::join(months, ","),
                    is_of_week ? fmt::to_string(fmt::join(days, ",")) : "?");
    const auto is_on = [&](Timestamp time) {
      const auto day = std::chrono::floor<std::chrono::days>(time);
      const std::chrono::year_month_day date(day);
      const int minute = static_cast<int>((time - day) / std::chrono::minutes(1));
      const unsigned number = is_of_week ? std::chrono::weekday(day).c_encoding() + 1
                                         : static_cast<unsigned>(date.day());
      return minutes.contains(minute % 60) && hours.contains(minute / 60) &&
             days.contains(static_cast<int>(number)) &&
             months.contains(static_cast<int>(static_cast<unsigned>(date.month())));
    };
    auto time = at(2027, 1, 1) + std::chrono::minutes(random() % 100'000);
    const auto next = Schedule::parse(expression).next(time, time);
    ASSERT_TRUE(next) << expression;
    do
      time += std::chrono::minutes(1);
    while (!is_on(time));
    EXPECT_EQ(shown(next), shown(time)) << expression;
  }
}

TEST(Schedule, CountsARateFromItsStart) {
  const auto start = at(2026, 11, 23, 8, 0, 7);
  const auto next = [&](const std::string& rate, Timestamp after) {
    return to_iso8601(*Schedule::parse(rate).next(after, start));
  };
  EXPECT_EQ(next("rate(5 minutes)", start), "2026-11-23T08:05:07.000Z");
  EXPECT_EQ(next("rate(5 minutes)", at(2026, 11, 23, 8, 5, 7)), "2026-11-23T08:10:07.000Z");
  EXPECT_EQ(next("rate(5 minutes)", at(2026, 11, 23, 9, 1)), "2026-11-23T09:05:07.000Z");
  EXPECT_EQ(next("rate(1 minute)", start), "2026-11-23T08:01:07.000Z");
  EXPECT_EQ(next("rate(1 hour)", start), "2026-11-23T09:00:07.000Z");
  EXPECT_EQ(next("rate( 2  hours )", start), "2026-11-23T10:00:07.000Z");
  EXPECT_EQ(next("rate(1 day)", start), "2026-11-24T08:00:07.000Z");
  EXPECT_EQ(next("rate(7 days)", start), "2026-11-30T08:00:07.000Z");
  // The clock stood wrong when it started.
  EXPECT_EQ(next("rate(1 day)", at(2020, 1, 1)), "2026-11-24T08:00:07.000Z");
}

struct Refusal {
  std::string expression;
  std::string message;  // after "EXPRESSION: "
};

class ScheduleRefusals : public testing::TestWithParam<Refusal> {};

TEST_P(ScheduleRefusals, SayWhatWasExpected) {
  const auto& [expression, message] = GetParam();
  try {
    Schedule::parse(expression);
    FAIL() << expression << " was taken";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::invalid);
    EXPECT_EQ(error.code(), "InvalidSchedule");
    EXPECT_EQ(error.message(), expression + ": " + message);
  }
}

constexpr const char* kForms =
    "expected cron(minutes hours day-of-month month day-of-week year), such as cron(0 8 * * ? *), "
    "or rate(5 minutes)";
constexpr const char* kRateForm =
    "expected a whole number from 1 and a unit, such as rate(5 minutes)";
constexpr const char* kSix =
    " fields instead of six: expected minutes, hours, day of month, month, day of week and year, "
    "such as cron(0 8 * * ? *)";
constexpr const char* kNever = "it never fires: there is no such day in its months and years";
constexpr const char* kMonthDay = "expected 1 to 31, L, LW, a day with W, or ?";
constexpr const char* kWeekDay = "expected 1 to 7 or SUN to SAT, L, a day with L or #, or ?";

INSTANTIATE_TEST_SUITE_P(
    OfForms, ScheduleRefusals,
    testing::Values(
        Refusal{"", kForms}, Refusal{"daily", kForms}, Refusal{"0 8 * * *", kForms},
        Refusal{"cron 0 8 * * ? *", kForms}, Refusal{"cron(0 8 * * ? *", kForms},
        Refusal{"Cron(0 8 * * ? *)", kForms}, Refusal{"at(2026-11-23T08:00:00)", kForms},
        Refusal{"rate", kForms}, Refusal{"rate)", kForms}, Refusal{"cron)", kForms},
        Refusal{"cron()", std::string("0") + kSix},
        Refusal{"cron(0 8 * * ?)", std::string("5") + kSix},
        Refusal{"cron(0 0 8 * * ? *)", std::string("7") + kSix}, Refusal{"rate()", kRateForm},
        Refusal{"rate(5)", "\"\": expected minutes, hours or days"},
        Refusal{"rate(0 minutes)", kRateForm}, Refusal{"rate(-1 minutes)", kRateForm},
        Refusal{"rate(1.5 hours)", kRateForm}, Refusal{"rate(99999999999 days)", kRateForm},
        Refusal{"rate(five minutes)", kRateForm}, Refusal{"rate(1 minutes)", "expected 1 minute"},
        Refusal{"rate(2 minute)", "expected 2 minutes"},
        Refusal{"rate(5 seconds)", "\"seconds\": expected minutes, hours or days"},
        Refusal{"rate(36501 days)", "expected at most 36500 days"}));

INSTANTIATE_TEST_SUITE_P(
    OfFields, ScheduleRefusals,
    testing::Values(
        Refusal{"cron(60 8 * * ? *)", "minutes \"60\": expected 0 to 59"},
        Refusal{"cron(-1 8 * * ? *)", "minutes \"-1\": expected 0 to 59"},
        Refusal{"cron(+1 8 * * ? *)", "minutes \"+1\": expected 0 to 59"},
        Refusal{"cron(1,,2 8 * * ? *)", "minutes \"\": expected 0 to 59"},
        Refusal{"cron(1- 8 * * ? *)", "minutes \"1-\": expected 0 to 59"},
        Refusal{"cron(1-2-3 8 * * ? *)", "minutes \"1-2-3\": expected 0 to 59"},
        Refusal{"cron(? 8 * * ? *)", "minutes \"?\": expected 0 to 59"},
        Refusal{"cron(0/0 8 * * ? *)", "minutes \"0/0\": expected a step of 1 to 59 after the /"},
        Refusal{"cron(0/60 8 * * ? *)", "minutes \"0/60\": expected a step of 1 to 59 after the /"},
        Refusal{"cron(0/ 8 * * ? *)", "minutes \"0/\": expected a step of 1 to 59 after the /"},
        Refusal{"cron(/5 8 * * ? *)", "minutes \"/5\": expected 0 to 59"},
        Refusal{"cron(0 24 * * ? *)", "hours \"24\": expected 0 to 23"},
        Refusal{"cron(0 20-2 * * ? *)", "hours \"20-2\": expected the smaller value first"},
        Refusal{"cron(0 8 0 * ? *)", std::string("day of month \"0\": ") + kMonthDay},
        Refusal{"cron(0 8 32 * ? *)", std::string("day of month \"32\": ") + kMonthDay},
        Refusal{"cron(0 8 MON * ? *)", std::string("day of month \"MON\": ") + kMonthDay},
        Refusal{"cron(0 8 L-3 * ? *)", "day of month \"L-3\": expected L alone, or LW"},
        Refusal{"cron(0 8 1,L * ? *)", "day of month \"1,L\": expected L alone, or LW"},
        Refusal{"cron(0 8 W * ? *)",
                "day of month \"W\": expected one day before the W, such as 15W"},
        Refusal{"cron(0 8 1-5W * ? *)",
                "day of month \"1-5W\": expected one day before the W, such as 15W"},
        Refusal{"cron(0 8 * 13 ? *)", "month \"13\": expected 1 to 12 or JAN to DEC"},
        Refusal{"cron(0 8 * JANUARY ? *)", "month \"JANUARY\": expected 1 to 12 or JAN to DEC"},
        Refusal{"cron(0 8 * NOV-FEB ? *)", "month \"NOV-FEB\": expected the smaller value first"},
        Refusal{"cron(0 8 ? * 0 *)", std::string("day of week \"0\": ") + kWeekDay},
        Refusal{"cron(0 8 ? * 8 *)", std::string("day of week \"8\": ") + kWeekDay},
        Refusal{"cron(0 8 ? * 2/2 *)", "day of week \"2/2\": expected no steps (/) in this field"},
        Refusal{"cron(0 8 ? * 2,6L *)",
                "day of week \"2,6L\": expected one day before the L, such as 6L"},
        Refusal{"cron(0 8 ? * 3#6 *)",
                "day of week \"3#6\": expected one day, # and 1 to 5, such "
                "as 3#2 for the second Tuesday"},
        Refusal{"cron(0 8 ? * 3#1,6#3 *)",
                "day of week \"3#1,6#3\": expected one day, # and 1 to "
                "5, such as 3#2 for the second Tuesday"},
        Refusal{"cron(0 8 * * ? 1969)", "year \"1969\": expected 1970 to 2199"},
        Refusal{"cron(0 8 * * ? 2200)", "year \"2200\": expected 1970 to 2199"}));

INSTANTIATE_TEST_SUITE_P(
    OfDays, ScheduleRefusals,
    testing::Values(
        Refusal{"cron(0 8 * * * *)",
                "day of week \"*\": expected ? here, because the day of month is \"*\""},
        Refusal{"cron(0 8 1 * MON *)",
                "day of week \"MON\": expected ? here, because "
                "the day of month is \"1\""},
        Refusal{"cron(0 8 ? * ? *)",
                "day of week \"?\": expected a day in one of the "
                "two day fields, and ? in the other"},
        Refusal{"cron(0 8 30 2 ? *)", kNever}, Refusal{"cron(0 8 31 APR,JUN ? *)", kNever},
        Refusal{"cron(0 8 29 2 ? 2026-2027)", kNever}, Refusal{"cron(0 8 31W 4 ? *)", kNever},
        Refusal{"cron(0 8 ? 2 2#5 2026)", kNever}));

TEST(TimeZone, IsFoundByItsName) {
  EXPECT_EQ(TimeZone::find("UTC").name(), "UTC");
  EXPECT_EQ(TimeZone::find("America/Argentina/Buenos_Aires").name(),
            "America/Argentina/Buenos_Aires");
  for (const auto* name : {"", "Mars/Olympus", "posix/Europe/Berlin", "../../etc/passwd", "+02:00"})
    EXPECT_THROW(TimeZone::find(name), Error) << name;
}

}  // namespace
}  // namespace sluice::flow
