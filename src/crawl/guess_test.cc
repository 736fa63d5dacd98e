#include "crawl/guess.h"

#include <gtest/gtest.h>

namespace sluice::crawl {
namespace {

TEST(Guess, TakesIsoDatesAndTimestampsInNativeMode) {
  EXPECT_EQ(guess("2020-02-29", Rules::native), Guess::date);
  EXPECT_EQ(guess("2021-02-29", Rules::native), Guess::text);
  EXPECT_EQ(guess("2020-02-29 03:04:05", Rules::native), Guess::timestamp);
  EXPECT_EQ(guess("2020-02-29T03:04:05.123456Z", Rules::native), Guess::timestamp);
  EXPECT_EQ(guess("2020-02-29 25:00:00", Rules::native), Guess::text);
  EXPECT_EQ(guess("1/8/90 0:00", Rules::native), Guess::text);
}

TEST(Guess, CallsDatesTextLikeAws) {
  EXPECT_EQ(guess("2020-02-29", Rules::like_aws), Guess::text);
  EXPECT_EQ(guess("2020-02-29 03:04:05", Rules::like_aws), Guess::text);
}

TEST(Guess, KeepsNumbersThatIdentifySomethingAsText) {
  EXPECT_EQ(guess("01234", Rules::native), Guess::text);
  EXPECT_EQ(guess("01234", Rules::like_aws), Guess::integer);
  EXPECT_EQ(guess("12345678901234567890", Rules::native), Guess::text);
  EXPECT_EQ(guess("0", Rules::native), Guess::integer);
  EXPECT_EQ(guess("-9223372036854775808", Rules::native), Guess::integer);
}

TEST(Guess, TellsNumbersBooleansAndTexts) {
  for (const char* text : {"0.5", ".5", "-5.", "1e9", "1.5E-3"}) {
    EXPECT_EQ(guess(text, Rules::native), Guess::floating) << text;
  }
  for (const char* text : {"-", ".", "1e", "1.2.3", "0x1", "1,000", "NaN", "12a", "e5"}) {
    EXPECT_EQ(guess(text, Rules::native), Guess::text) << text;
  }
  EXPECT_EQ(guess("TRUE", Rules::native), Guess::boolean);
  EXPECT_EQ(guess("t", Rules::native), Guess::text);
  EXPECT_EQ(guess("", Rules::native), Guess::nothing);
}

TEST(Guess, MergesToWhatHoldsBoth) {
  EXPECT_EQ(merge(Guess::integer, Guess::floating), Guess::floating);
  EXPECT_EQ(merge(Guess::timestamp, Guess::date), Guess::timestamp);
  EXPECT_EQ(merge(Guess::nothing, Guess::date), Guess::date);
  EXPECT_EQ(merge(Guess::boolean, Guess::integer), Guess::text);
}

}  // namespace
}  // namespace sluice::crawl
