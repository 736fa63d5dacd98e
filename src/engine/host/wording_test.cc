#include "engine/host/wording.h"

#include <gtest/gtest.h>

namespace sluice::engine {
namespace {

TEST(Wording, OverflowsReadAsTrinoWritesThem) {
  EXPECT_EQ(trino_wording("Overflow in addition of INT64 (9223372036854775807 + 1)!"),
            "bigint addition overflow: 9223372036854775807 + 1");
  EXPECT_EQ(trino_wording("Type INT32 with value 300 can't be cast because the value is out of "
                          "range for the destination type INT8"),
            "Out of range for tinyint: 300");
  EXPECT_EQ(
      trino_wording("Type INT32 with value 5881580-07-10 can't be cast to the destination type "
                    "INT64"),
      "timestamp out of range");
  EXPECT_EQ(trino_wording("Overflow on abs(-32768)!"),
            "Value -32768 is out of range for abs(smallint)");
  EXPECT_EQ(trino_wording("Overflow on abs(-9223372036854775808)!"),
            "Value -9223372036854775808 is out of range for abs(bigint)");
  EXPECT_EQ(trino_wording("More than one row returned by a subquery used as an expression - scalar "
                          "subqueries can only return a single row."),
            "Scalar sub-query has returned multiple rows");
}

TEST(Wording, WhatIsNotKnownStays) {
  EXPECT_EQ(trino_wording("Cannot cast 'x' to INT"), "Cannot cast 'x' to INT");
}

}  // namespace
}  // namespace sluice::engine
