#include "api/s3/access/acl/acl.h"

#include <gtest/gtest.h>

#include "api/s3/access_world.h"

namespace sluice::api::s3 {
namespace {

TEST(Acl, KeepsItsText) {
  EXPECT_EQ(acl_text(private_acl("me")), "");
  Acl acl{.owner = "me",
          .grants = {{{Grantee::Kind::group, std::string(kAllUsers)}, AclPermission::read},
                     {{Grantee::Kind::user, "you"}, AclPermission::write_acp}}};
  EXPECT_EQ(parse_acl("me", acl_text(acl)), acl);
  EXPECT_TRUE(is_public(acl));
  acl.grants.clear();
  EXPECT_EQ(parse_acl("me", acl_text(acl)), acl);
}

struct Acls : testing::Test {
  Acls() { world.outcome("main", "PUT", "/bkt"); }

  std::string put(const std::string& grants, const std::string& owner) {
    return world.outcome("main", "PUT", "/bkt?acl", {},
                         "<AccessControlPolicy><Owner><ID>" + owner +
                             "</ID></Owner><AccessControlList>" + grants +
                             "</AccessControlList></AccessControlPolicy>");
  }
  static std::string grant(const std::string& type, const std::string& who) {
    return "<Grant><Grantee xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:type=\"" +
           type + "\">" + who + "</Grantee><Permission>READ</Permission></Grant>";
  }
  AccessWorld world;
};

TEST_F(Acls, ShowGroupsBeforeUsers) {
  world.outcome("main", "PUT", "/bkt?acl", {{"x-amz-acl", "public-read"}});
  const auto shown = world.get("main", "/bkt?acl");
  const auto group = shown.find(kAllUsers);
  ASSERT_NE(group, std::string::npos) << shown;
  EXPECT_LT(group, shown.rfind(world.main_id));
  EXPECT_NE(shown.find("<DisplayName>main</DisplayName>"), std::string::npos);
}

TEST_F(Acls, NameAccountsInThreeWays) {
  EXPECT_EQ(put(grant("CanonicalUser", "<ID>" + world.alt_id + "</ID>"), world.main_id), "200");
  EXPECT_EQ(world.outcome("alt", "GET", "/bkt"), "200");
  EXPECT_EQ(put("", world.main_id), "200");
  EXPECT_EQ(world.outcome("alt", "GET", "/bkt"), "403 AccessDenied");
  EXPECT_EQ(put(grant("AmazonCustomerByEmail", "<EmailAddress>alt@example.com</EmailAddress>"),
                world.main_id),
            "200");
  EXPECT_NE(world.get("main", "/bkt?acl").find(world.alt_id), std::string::npos);
}

TEST_F(Acls, RefuseWhomTheyDoNotKnow) {
  EXPECT_EQ(put(grant("CanonicalUser", "<ID>_foo</ID>"), world.main_id), "400 InvalidArgument");
  EXPECT_EQ(put(grant("AmazonCustomerByEmail", "<EmailAddress>a@b.invalid</EmailAddress>"),
                world.main_id),
            "400 UnresolvableGrantByEmailAddress");
  EXPECT_EQ(put(grant("Group", "<URI>http://a</URI>"), world.main_id), "400 InvalidArgument");
  EXPECT_EQ(put("", world.alt_id), "403 AccessDenied");
  EXPECT_EQ(world.outcome("main", "PUT", "/bkt?acl",
                          {{"x-amz-acl", "private"}, {"x-amz-grant-read", "id=x"}}),
            "400 InvalidArgument");
  EXPECT_EQ(world.outcome("main", "PUT", "/bkt?acl"), "400 MissingSecurityHeader");
}

TEST_F(Acls, OfObjectsCanBeChanged) {
  world.outcome("main", "PUT", "/bkt/k", {}, "x");
  EXPECT_EQ(world.outcome("main", "PUT", "/bkt/k?acl", {{"x-amz-acl", "public-read"}}), "200");
  EXPECT_EQ(world.outcome("", "GET", "/bkt/k"), "200");
  EXPECT_EQ(world.outcome("main", "PUT", "/bkt/k?acl", {{"x-amz-acl", "private"}}), "200");
  EXPECT_EQ(world.outcome("", "GET", "/bkt/k"), "403 AccessDenied");
  EXPECT_EQ(world.outcome("main", "GET", "/bkt/none?acl"), "404 NoSuchKey");
}

}  // namespace
}  // namespace sluice::api::s3
