#include "engine/functions/calendar.h"

#include <gtest/gtest.h>

namespace sluice::engine {
namespace {

void expect_back_and_forth(std::int32_t number) {
  const Day day = day_of(number);
  EXPECT_EQ(day_count(day.year, day.month, day.day), number);
  EXPECT_TRUE(day.month >= 1 && day.month <= 12) << number;
  EXPECT_TRUE(day.day >= 1 && day.day <= days_in_month(day.year, day.month)) << number;
}

TEST(Calendar, ADayIsItsNumberAndTheOtherWayRound) {
  for (std::int32_t number = -1'000'000; number < 1'000'000; number += 7)
    expect_back_and_forth(number);
  for (std::int64_t number = INT32_MIN; number <= INT32_MAX; number += 39'999)
    expect_back_and_forth(static_cast<std::int32_t>(number));
  expect_back_and_forth(INT32_MAX);
}

TEST(Calendar, MonthsEndOnTheirLastDay) {
  EXPECT_EQ(add_months(day_number(2020, 1, 31), 1), day_number(2020, 2, 29));
  EXPECT_EQ(add_months(day_number(2020, 1, 31), -2), day_number(2019, 11, 30));
  // July 5881580 ends after the last day that has a number.
  EXPECT_EQ(add_months(day_number(2020, 1, 31), (5'881'580 - 2020) * 12 + 6), 2'147'483'667);
}

}  // namespace
}  // namespace sluice::engine
