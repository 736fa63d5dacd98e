#include "base/java_number.h"

#include <limits>

#include <gtest/gtest.h>

namespace sluice {
namespace {

TEST(JavaNumber, LooksAsJavaPrintsIt) {
  EXPECT_EQ(java_text(1.0), "1.0");
  EXPECT_EQ(java_text(-0.0), "-0.0");
  EXPECT_EQ(java_text(0.001), "0.001");
  EXPECT_EQ(java_text(0.0001), "1.0E-4");
  EXPECT_EQ(java_text(9999999.0), "9999999.0");
  EXPECT_EQ(java_text(1e7), "1.0E7");
  EXPECT_EQ(java_text(123456.789), "123456.789");
  EXPECT_EQ(java_text(1.5e-10), "1.5E-10");
  EXPECT_EQ(java_text(std::numeric_limits<double>::infinity()), "Infinity");
  EXPECT_EQ(java_text(0.1f), "0.1");
}

TEST(JavaNumber, CastsNoFurtherThanTheTypeGoes) {
  EXPECT_EQ(java_cast<std::int64_t>(-1.9), -1);
  EXPECT_EQ(java_cast<std::int64_t>(1e300), INT64_MAX);
  EXPECT_EQ(java_cast<std::int64_t>(-1e300), INT64_MIN);
  EXPECT_EQ(java_cast<std::int32_t>(3e9), INT32_MAX);
  EXPECT_EQ(java_cast<std::int32_t>(std::numeric_limits<double>::quiet_NaN()), 0);
}

}  // namespace
}  // namespace sluice
