#include "crawl/glob.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace sluice::crawl {
namespace {

bool matches(const char* pattern, const char* path) {
  return Glob(pattern).matches(path);
}

// The table of https://docs.aws.amazon.com/glue/latest/dg/define-crawler.html
TEST(Glob, MatchesAsAwsDocuments) {
  EXPECT_TRUE(matches("*.csv", "a.csv"));
  EXPECT_FALSE(matches("*.csv", "folder/a.csv"));
  EXPECT_TRUE(matches("*.*", "a.b"));
  EXPECT_TRUE(matches("*.{csv,avro}", "a.avro"));
  EXPECT_FALSE(matches("*.{csv,avro}", "a.json"));
  EXPECT_TRUE(matches("foo.?", "foo.x"));
  EXPECT_FALSE(matches("foo.?", "foo.xy"));
  EXPECT_TRUE(matches("myfolder/*", "myfolder/a"));
  EXPECT_FALSE(matches("myfolder/*", "myfolder/a/b"));
  EXPECT_TRUE(matches("myfolder/*/*", "myfolder/a/b"));
  EXPECT_TRUE(matches("myfolder/**", "myfolder/a/b/c"));
  EXPECT_TRUE(matches("**.csv", "a/b/c.csv"));
  EXPECT_TRUE(matches("departments/market*", "departments/marketing"));
  EXPECT_TRUE(matches("employees/EMP1988*.csv", "employees/EMP1988-01.csv"));
}

TEST(Glob, KnowsSetsAndEscapes) {
  EXPECT_TRUE(matches("[a-c]x[!0-9]", "bxy"));
  EXPECT_FALSE(matches("[a-c]x[!0-9]", "bx7"));
  EXPECT_FALSE(matches("a[!b]c", "a/c"));
  EXPECT_TRUE(matches("a[]-]c", "a]c"));
  EXPECT_TRUE(matches("\\*.csv", "*.csv"));
  EXPECT_FALSE(matches("\\*.csv", "a.csv"));
  EXPECT_TRUE(matches("a\\{b", "a{b"));
}

TEST(Glob, BacktracksOverBothKindsOfStars) {
  EXPECT_TRUE(matches("**/a*b/*c", "x/y/aab/zc"));
  EXPECT_FALSE(matches("**/a*b/*c", "x/y/aab/z/c"));
  EXPECT_TRUE(matches("*a*a*a", "aaxaya"));
  EXPECT_TRUE(matches("**", ""));
}

TEST(Glob, RefusesWhatIsNotClosed) {
  EXPECT_THROW(Glob("a[b"), Error);
  EXPECT_THROW(Glob("a{b,c"), Error);
  EXPECT_THROW(Glob("a\\"), Error);
}

}  // namespace
}  // namespace sluice::crawl
