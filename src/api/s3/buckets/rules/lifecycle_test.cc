#include <gtest/gtest.h>

#include "api/s3/access_world.h"

namespace sluice::api::s3 {
namespace {

struct Lifecycles : testing::Test {
  Lifecycles() { world.outcome("main", "PUT", "/bkt"); }
  std::string put(const std::string& rules) {
    return world.outcome("main", "PUT", "/bkt?lifecycle", {},
                         "<LifecycleConfiguration>" + rules + "</LifecycleConfiguration>");
  }
  static std::string rule(const std::string& inside) {
    return "<Rule><Status>Enabled</Status>" + inside + "</Rule>";
  }
  AccessWorld world;
};

TEST_F(Lifecycles, ReachTheStore) {
  EXPECT_EQ(world.outcome("main", "GET", "/bkt?lifecycle"), "404 NoSuchLifecycleConfiguration");
  EXPECT_EQ(
      put(rule("<ID>one</ID><Filter><And><Prefix>raw/</Prefix><Tag><Key>a</Key><Value>b</Value>"
               "</Tag></And></Filter><Transition><Days>90</Days><StorageClass>GLACIER_IR"
               "</StorageClass></Transition><Expiration><Days>400</Days></Expiration>") +
          rule("<Prefix></Prefix><AbortIncompleteMultipartUpload><DaysAfterInitiation>7"
               "</DaysAfterInitiation></AbortIncompleteMultipartUpload>")),
      "200");
  const auto now = world.lake().database().snapshot();
  const auto lifecycle = world.lake().store().lifecycle(now, store::BucketName("bkt"));
  ASSERT_EQ(lifecycle.rules.size(), 2u);
  EXPECT_EQ(lifecycle.rules[0].filter.prefix, "raw/");
  EXPECT_EQ(lifecycle.rules[0].filter.tags.at("a"), "b");
  EXPECT_EQ(lifecycle.rules[0].transitions.at(0).storage_class, "GLACIER_IR");
  EXPECT_EQ(lifecycle.rules[0].expiration->days, 400);
  EXPECT_EQ(lifecycle.rules[1].abort_uploads_after_days, 7);
  EXPECT_FALSE(lifecycle.rules[1].id.empty());
  EXPECT_NE(world.get("main", "/bkt?lifecycle").find("<ID>one</ID>"), std::string::npos);
  EXPECT_EQ(world.outcome("main", "DELETE", "/bkt?lifecycle"), "204");
  const auto later = world.lake().database().snapshot();
  EXPECT_TRUE(world.lake().store().lifecycle(later, store::BucketName("bkt")).rules.empty());
}

TEST_F(Lifecycles, HaveDaysThatNeverCome) {
  const auto expires = [](const std::string& days) {
    return rule("<Prefix></Prefix><Expiration><Days>" + days + "</Days></Expiration>");
  };
  EXPECT_EQ(put(expires("2147483647")), "200");
  EXPECT_NE(world.get("main", "/bkt?lifecycle").find("<Days>2147483647</Days>"), std::string::npos);
  EXPECT_EQ(world.outcome("main", "PUT", "/bkt/k", {}, "x"), "200");
  world.clock().advance(std::chrono::days(3650));
  world.lake().store().collect();
  EXPECT_EQ(world.get("main", "/bkt/k"), "x");
  EXPECT_EQ(put(expires("4294967297")), "400 MalformedXML");
}

TEST_F(Lifecycles, AreRefusedInAwssWords) {
  const std::string days = "<Expiration><Days>1</Days></Expiration>";
  const std::string prefix = "<Prefix>a</Prefix>";
  EXPECT_EQ(put(""), "400 MalformedXML");
  EXPECT_EQ(put(rule(prefix)), "400 InvalidRequest");
  EXPECT_EQ(put(rule(days)), "400 MalformedXML");
  EXPECT_EQ(put(rule(prefix + "<Expiration><Days>0</Days></Expiration>")), "400 InvalidArgument");
  EXPECT_EQ(put(rule(prefix + "<Expiration><Date>2030-01-01T01:00:00Z</Date></Expiration>")),
            "400 InvalidArgument");
  EXPECT_EQ(put(rule("<ID>" + std::string(256, 'a') + "</ID>" + prefix + days)),
            "400 InvalidArgument");
  EXPECT_EQ(put(rule("<ID>x</ID>" + prefix + days) + rule("<ID>x</ID><Prefix>b</Prefix>" + days)),
            "400 InvalidArgument");
  EXPECT_EQ(put("<Rule><Status>enabled</Status>" + prefix + days + "</Rule>"), "400 MalformedXML");
  EXPECT_EQ(put(rule(prefix + "<Transition><Days>10</Days><StorageClass>STANDARD_IA"
                              "</StorageClass></Transition>")),
            "400 InvalidArgument");
  EXPECT_EQ(put(rule(prefix + days +
                     "<Transition><Days>10</Days><StorageClass>GLACIER"
                     "</StorageClass></Transition>")),
            "400 InvalidArgument");
}

}  // namespace
}  // namespace sluice::api::s3
