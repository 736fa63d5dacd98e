#include "engine/text/cast.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace sluice::engine {
namespace {

constexpr auto kLeast = std::numeric_limits<std::int64_t>::min();
constexpr auto kMost = std::numeric_limits<std::int64_t>::max();

TEST(Cast, TakesTrueAndFalseInAnyCaseForBooleansAndNothingElse) {
  EXPECT_EQ(cast_boolean("true"), true);
  EXPECT_EQ(cast_boolean("FALSE"), false);
  for (const char* text : {"", "1", "0", "t", "yes", "true ", "truest"}) {
    EXPECT_EQ(cast_boolean(text), std::nullopt) << text;
  }
}

TEST(Cast, ChecksTheRangeOfIntegers) {
  EXPECT_EQ(cast_integer("127", -128, 127), 127);
  EXPECT_EQ(cast_integer("128", -128, 127), std::nullopt);
  EXPECT_EQ(cast_integer("-128", -128, 127), -128);
  EXPECT_EQ(cast_integer("9223372036854775807", kLeast, kMost), kMost);
  EXPECT_EQ(cast_integer("-9223372036854775808", kLeast, kMost), kLeast);
  EXPECT_EQ(cast_integer("9223372036854775808", kLeast, kMost), std::nullopt);
  EXPECT_EQ(cast_integer("-9223372036854775809", kLeast, kMost), std::nullopt);
  EXPECT_EQ(cast_integer("00000000000000000000007", kLeast, kMost), 7);
  EXPECT_EQ(cast_integer("+7", kLeast, kMost), 7);
}

TEST(Cast, TakesNothingButDigitsForIntegers) {
  for (const char* text :
       {"", "-", "+", "12.0", "1e3", "0x10", " 1", "1 ", "1,000", "--1", "12a"}) {
    EXPECT_EQ(cast_integer(text, kLeast, kMost), std::nullopt) << text;
  }
}

TEST(Cast, ReadsFloatingPointNumbersAsTheyAreSpelled) {
  EXPECT_EQ(cast_double("-1.5e-3"), -1.5e-3);
  EXPECT_EQ(cast_double("+.5"), 0.5);
  EXPECT_EQ(cast_double("0.1"), 0.1);
  EXPECT_EQ(cast_float("0.1"), 0.1f);
  EXPECT_TRUE(std::isnan(*cast_double("NaN")));
  EXPECT_EQ(cast_double("-infinity"), -std::numeric_limits<double>::infinity());
  EXPECT_EQ(cast_double("Inf"), std::numeric_limits<double>::infinity());
  EXPECT_EQ(cast_double("1e-999"), 0.0);
  EXPECT_EQ(cast_double("1e999"), std::nullopt);
  EXPECT_EQ(cast_float("1e39"), std::nullopt);
  for (const char* text : {"", "+", "+-1", "1.0d", "1f", "0x1p3", "nan(1)", "1.5 ", "1,5", "e5"}) {
    EXPECT_EQ(cast_double(text), std::nullopt) << text;
  }
}

TEST(Cast, KeepsDecimalsExactAndRoundsHalfUp) {
  EXPECT_EQ(cast_short_decimal("12.34", 15, 2), 1234);
  EXPECT_EQ(cast_short_decimal("-12.3", 15, 2), -1230);
  EXPECT_EQ(cast_short_decimal("12", 15, 2), 1200);
  EXPECT_EQ(cast_short_decimal(".5", 15, 2), 50);
  EXPECT_EQ(cast_short_decimal("5.", 15, 2), 500);
  EXPECT_EQ(cast_short_decimal("1.005", 15, 2), 101);
  EXPECT_EQ(cast_short_decimal("-1.005", 15, 2), -101);
  EXPECT_EQ(cast_short_decimal("1.00499999", 15, 2), 100);
  EXPECT_EQ(cast_short_decimal("0000123", 3, 0), 123);
  EXPECT_EQ(cast_short_decimal("1.25e1", 4, 1), 125);
  EXPECT_EQ(cast_short_decimal("125E-2", 4, 2), 125);
  EXPECT_EQ(cast_short_decimal("1e-30", 4, 2), 0);
  EXPECT_EQ(cast_short_decimal("999999999999999999", 18, 0), 999999999999999999);
  const auto wide = cast_long_decimal("12345678901234567890123456789.123456789", 38, 9);
  ASSERT_TRUE(wide);
  EXPECT_EQ(static_cast<std::int64_t>(*wide % 1'000'000'000'000), 789'123456789);
  EXPECT_TRUE(cast_long_decimal("-" + std::string(38, '9'), 38, 0));
}

TEST(Cast, RefusesDecimalsThatDoNotFit) {
  EXPECT_EQ(cast_short_decimal("1000", 5, 2), std::nullopt);
  EXPECT_EQ(cast_short_decimal("999.995", 5, 2), std::nullopt);
  EXPECT_EQ(cast_short_decimal("1e4", 5, 2), std::nullopt);
  EXPECT_EQ(cast_long_decimal(std::string(39, '9'), 38, 0), std::nullopt);
  for (const char* text :
       {"", ".", "-", "1.2.3", "1e", "e1", "1e+-1", "1e99999", "NaN", "1 ", "1x"}) {
    EXPECT_EQ(cast_short_decimal(text, 5, 2), std::nullopt) << text;
  }
}

TEST(Cast, TakesOnlyDatesThatExist) {
  EXPECT_EQ(cast_date("1970-01-01"), 0);
  EXPECT_EQ(cast_date("2000-02-29"), 11016);
  EXPECT_EQ(cast_date("0001-01-01"), -719162);
  EXPECT_EQ(cast_date("9999-12-31"), 2932896);
  for (const char* text : {"", "2020-13-01", "2021-02-29", "1900-02-29", "2020-04-31", "2020-00-10",
                           "2020-01-00", "0000-01-01", "2020-1-1", "2020-01-01zz", "2020-01-01 ",
                           "20200101", "2020/01/01", "01-01-2020", "2020-01-0a"}) {
    EXPECT_EQ(cast_date(text), std::nullopt) << text;
  }
}

TEST(Cast, ReadsTimestampsOfHiveAndIso) {
  constexpr auto kMicros = TimeUnit::microsecond;
  EXPECT_EQ(cast_timestamp("1970-01-01 00:00:01", kMicros), 1'000'000);
  EXPECT_EQ(cast_timestamp("1970-01-01T00:00:01.5Z", kMicros), 1'500'000);
  EXPECT_EQ(cast_timestamp("1970-01-01 00:01", kMicros), 60'000'000);
  EXPECT_EQ(cast_timestamp("1970-01-02", kMicros), 86'400'000'000);
  EXPECT_EQ(cast_timestamp("1970-01-01T01:00:00+01:00", kMicros), 0);
  EXPECT_EQ(cast_timestamp("1969-12-31 23:59:59.999", TimeUnit::millisecond), -1);
  EXPECT_EQ(cast_timestamp("1970-01-01 00:00:00.0005", TimeUnit::millisecond), 1);
  EXPECT_EQ(cast_timestamp("1970-01-01 00:00:00.123456789", TimeUnit::nanosecond), 123'456'789);
  EXPECT_EQ(cast_timestamp("9999-12-31 00:00:00", TimeUnit::nanosecond), std::nullopt);
  for (const char* text :
       {"", "2020-01-01 ", "2020-01-01 24:00:00", "2020-01-01 10", "2020-01-01 10:60",
        "2020-01-01 10:00:60", "2020-01-01 10:00:00.", "2020-01-01 10:00:00.1234567890",
        "2020-01-01 10:00:00 UTC", "2020-01-01 10:00.5", "2020-01-01x10:00:00",
        "2020-01-01 10:00:00+1", "1577836800"}) {
    EXPECT_EQ(cast_timestamp(text, kMicros), std::nullopt) << text;
  }
}

TEST(Cast, DecodesBase64AndKeepsOtherBytes) {
  EXPECT_EQ(cast_binary("aGVsbG8="), "hello");
  EXPECT_EQ(cast_binary("aGk="), "hi");
  EXPECT_EQ(cast_binary("not base64"), "not base64");
  EXPECT_EQ(cast_binary(""), "");
}

}  // namespace
}  // namespace sluice::engine
