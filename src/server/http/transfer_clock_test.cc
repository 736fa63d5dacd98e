#include "server/http/transfer_clock.h"

#include <gtest/gtest.h>

namespace sluice::server {
namespace {

using std::chrono::seconds;

const HttpLimits kLimits{.transfer_patience = seconds(30), .transfer_bytes_per_second_min = 4096};

TEST(TransferClock, WaitsAsLongAsItsPatienceForTheFirstBytes) {
  const Deadline start{seconds(1'000)};
  TransferClock clock(kLimits, start);
  EXPECT_EQ(clock.deadline(start), start + seconds(30));
}

TEST(TransferClock, WhatCameFastDoesNotPayForATrickle) {
  Deadline now{seconds(1'000)};
  TransferClock clock(kLimits, now);
  clock.deadline(now);
  clock.moved(1'000'000'000, now);
  // A byte every twenty seconds from here on.
  int bytes = 0;
  for (; clock.deadline(now) > now + seconds(20); ++bytes) {
    now += seconds(20);
    clock.moved(1, now);
  }
  EXPECT_EQ(bytes, 1);
}

TEST(TransferClock, TheLeastRateKeepsATransferAlive) {
  Deadline now{seconds(1'000)};
  TransferClock clock(kLimits, now);
  for (int i = 0; i < 100; ++i) {
    ASSERT_GT(clock.deadline(now), now + seconds(20));
    now += seconds(20);
    clock.moved(20 * 4096, now);
  }
}

TEST(TransferClock, TheHandlersOwnTimeDoesNotCount) {
  Deadline now{seconds(1'000)};
  TransferClock clock(kLimits, now);
  clock.deadline(now);
  clock.moved(1, now);
  now += seconds(600);
  EXPECT_GE(clock.deadline(now), now + seconds(30));
}

}  // namespace
}  // namespace sluice::server
