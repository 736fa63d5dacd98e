#include "api/sts/sts.h"

#include <gtest/gtest.h>

#include "api/cloud_fixture.h"

namespace sluice::api::sts {
namespace {

std::string trust(const std::string& principal) {
  return R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":")" +
         principal + R"("},"Action":"sts:AssumeRole"}]})";
}

class StsTest : public testing::Test {
 protected:
  void make_role(const std::string& name, const std::string& trust_document) {
    const auto made =
        cloud_.iam(cloud_.root(), "CreateRole",
                   {{"RoleName", name}, {"AssumeRolePolicyDocument", trust_document}});
    ASSERT_EQ(made.status, 200) << made.text;
  }
  Reply assume(const Login& login, const std::string& name, Form more = {}) {
    more["RoleArn"] = "arn:aws:iam::000000000000:role/" + name;
    more["RoleSessionName"] = "nightly";
    return cloud_.sts(login, "AssumeRole", more);
  }
  static Login login_of(const Reply& reply) {
    return {.access_key_id = reply.element("AccessKeyId"),
            .secret = reply.element("SecretAccessKey"),
            .token = reply.element("SessionToken")};
  }

  Cloud cloud_;
};

TEST_F(StsTest, SaysWhoAsks) {
  const auto root = cloud_.sts(cloud_.root(), "GetCallerIdentity");
  EXPECT_EQ(root.element("Arn"), "arn:aws:iam::000000000000:root");
  EXPECT_EQ(root.element("UserId"), "000000000000");
  // It needs no permission.
  const auto ann = cloud_.sts(cloud_.make_user("ann"), "GetCallerIdentity");
  EXPECT_EQ(ann.element("Arn"), "arn:aws:iam::000000000000:user/ann");
  EXPECT_EQ(cloud_.sts({}, "GetCallerIdentity").code(), "MissingAuthenticationToken");
}

TEST_F(StsTest, GivesARoleToWhomItTrusts) {
  const auto ann = cloud_.make_user("ann");
  make_role("loader", trust("arn:aws:iam::000000000000:user/ann"));
  const auto assumed = assume(ann, "loader");
  ASSERT_EQ(assumed.status, 200) << assumed.text;
  EXPECT_EQ(assumed.element("Arn"), "arn:aws:sts::000000000000:assumed-role/loader/nightly");
  EXPECT_EQ(assumed.element("Expiration"), "2026-11-22T13:00:00Z");
  const auto identity = cloud_.sts(login_of(assumed), "GetCallerIdentity");
  EXPECT_EQ(identity.element("Arn"), "arn:aws:sts::000000000000:assumed-role/loader/nightly");
}

TEST_F(StsTest, GivesARoleToNobodyElse) {
  cloud_.make_user("ann");
  make_role("loader", trust("arn:aws:iam::000000000000:user/ann"));
  const auto refused = assume(cloud_.make_user("eve", allow("sts:AssumeRole")), "loader");
  EXPECT_EQ(refused.status, 403);
  EXPECT_EQ(refused.code(), "AccessDenied");
}

TEST_F(StsTest, EndsASession) {
  const auto ann = cloud_.make_user("ann");
  make_role("loader", trust("arn:aws:iam::000000000000:user/ann"));
  const auto session = login_of(assume(ann, "loader", {{"DurationSeconds", "900"}}));
  cloud_.clock().advance(std::chrono::seconds(901));
  const auto late = cloud_.sts(session, "GetCallerIdentity");
  EXPECT_EQ(late.code(), "ExpiredToken");
}

TEST_F(StsTest, RefusesATokenThatWasChanged) {
  auto session = login_of(cloud_.sts(cloud_.make_user("ann"), "GetSessionToken"));
  session.token[session.token.size() / 2] ^= 1;
  EXPECT_EQ(cloud_.sts(session, "GetCallerIdentity").code(), "InvalidClientTokenId");
}

TEST_F(StsTest, GivesNoSessionOfASession) {
  const auto reply = cloud_.sts(cloud_.make_user("ann"), "GetSessionToken");
  ASSERT_EQ(reply.status, 200) << reply.text;
  EXPECT_EQ(cloud_.sts(login_of(reply), "GetCallerIdentity").element("Arn"),
            "arn:aws:iam::000000000000:user/ann");
  EXPECT_EQ(cloud_.sts(login_of(reply), "GetSessionToken").code(), "AccessDenied");
}

}  // namespace
}  // namespace sluice::api::sts
