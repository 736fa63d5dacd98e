#include "api/s3/objects/read/expiration.h"

#include <gtest/gtest.h>

#include "api/s3/s3_test_world.h"

namespace sluice::api::s3 {
namespace {

using std::chrono::sys_days;

store::LifecycleRule rule(std::string id, int days) {
  return {.id = std::move(id), .filter = {}, .expiration = store::LifecycleAge{.days = days}};
}

TEST(Expiration, IsTheFirstMidnightOnceTheDaysAreOver) {
  store::Object object;
  object.last_modified =
      Timestamp(sys_days(std::chrono::year(2026) / 11 / 22)) + std::chrono::hours(5);
  EXPECT_EQ(expiration_text({.rules = {rule("later", 9), rule("a b", 1)}}, object),
            "expiry-date=\"Tue, 24 Nov 2026 00:00:00 GMT\", rule-id=\"a%20b\"");
}

TEST(Expiration, LooksAtTheRulesFilter) {
  store::Object object;
  object.key = store::ObjectKey("logs/1");
  object.properties.tags = {{"a", "1"}};
  auto one = rule("r", 1);
  one.filter.prefix = "logs/";
  one.filter.tags = {{"a", "1"}};
  EXPECT_TRUE(expiration_text({.rules = {one}}, object));
  one.filter.tags = {{"a", "2"}};
  EXPECT_FALSE(expiration_text({.rules = {one}}, object));
  one.filter.tags = {};
  one.is_enabled = false;
  EXPECT_FALSE(expiration_text({.rules = {one}}, object));
}

TEST(Expiration, IsToldByPutAndHead) {
  S3World world;
  world.lake().database().write([&](meta::Transaction& now) {
    world.lake().store().set_lifecycle(now, store::BucketName("b"), {.rules = {rule("r", 1)}});
  });
  EXPECT_TRUE(world.send("PUT", "/b/k", {}, "x").headers.has("x-amz-expiration"));
  EXPECT_TRUE(world.send("HEAD", "/b/k").headers.get("x-amz-expiration").ends_with("\"r\""));
}

}  // namespace
}  // namespace sluice::api::s3
