#include "base/disk_space.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace sluice {
namespace {

TEST(DiskSpace, KeepsAReserve) {
  const DiskSpace roomy("/tmp", 0);
  ASSERT_TRUE(roomy.free_bytes());
  EXPECT_TRUE(roomy.has_room_for(0));
  EXPECT_FALSE(roomy.has_room_for(1ull << 62));
  const DiskSpace scarce("/tmp", 1ull << 62);
  EXPECT_FALSE(scarce.has_room_for(0));
  EXPECT_THROW(scarce.require_room_for(0), Error);
}

TEST(DiskSpace, RefusesNobodyWhereItCannotBeTold) {
  const DiskSpace unknown("/no/such/folder", 1ull << 62);
  EXPECT_FALSE(unknown.free_bytes());
  EXPECT_TRUE(unknown.has_room_for(1));
}

}  // namespace
}  // namespace sluice
