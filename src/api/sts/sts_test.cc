#include "api/sts/sts.h"

#include <gtest/gtest.h>

#include "api/cloud_fixture.h"

namespace sluice::api::sts {
namespace {

std::string trust(const std::string& principal, const std::string& actions = R"("sts:AssumeRole")",
                  const std::string& condition = "{}") {
  return R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":")" +
         principal + R"("},"Action":[)" + actions + R"(],"Condition":)" + condition + "}]}";
}

const std::string kAnn = "arn:aws:iam::000000000000:user/ann";
const Form kTag = {{"Tags.member.1.Key", "team"}, {"Tags.member.1.Value", "lake"}};
const Form kSource = {{"SourceIdentity", "ann"}};

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

TEST_F(StsTest, TagsASessionOnlyWithLeaveToTag) {
  const auto ann = cloud_.make_user("ann");
  make_role("plain", trust(kAnn));
  EXPECT_EQ(assume(ann, "plain", kTag).code(), "AccessDenied");
  make_role("tagged", trust(kAnn, R"("sts:AssumeRole","sts:TagSession")"));
  EXPECT_EQ(assume(ann, "tagged", kTag).status, 200);
  // Where the account decides, so does the caller's own policy.
  make_role("shared", trust("000000000000", R"("sts:AssumeRole","sts:TagSession")"));
  EXPECT_EQ(assume(cloud_.make_user("bob", allow("sts:AssumeRole")), "shared", kTag).code(),
            "AccessDenied");
  EXPECT_EQ(assume(cloud_.make_user("cid", allow("sts:*")), "shared", kTag).status, 200);
}

TEST_F(StsTest, NamesASourceIdentityOnlyWithLeaveAndNeverAnother) {
  const auto ann = cloud_.make_user("ann");
  make_role("plain", trust(kAnn));
  EXPECT_EQ(assume(ann, "plain", kSource).code(), "AccessDenied");
  const std::string both = R"("sts:AssumeRole","sts:SetSourceIdentity")";
  make_role("named", trust(kAnn, both));
  const auto named = assume(ann, "named", kSource);
  ASSERT_EQ(named.status, 200) << named.text;
  EXPECT_EQ(named.element("SourceIdentity"), "ann");
  const std::string role = "arn:aws:iam::000000000000:role/named";
  make_role("next", trust(role, both));
  make_role("unaware", trust(role));
  EXPECT_EQ(assume(login_of(named), "next").element("SourceIdentity"), "ann");
  EXPECT_EQ(assume(login_of(named), "next", {{"SourceIdentity", "bob"}}).code(), "AccessDenied");
  EXPECT_EQ(assume(login_of(named), "unaware").code(), "AccessDenied");
}

TEST_F(StsTest, LetsTrustAskAboutTheConnectionAndTheMoment) {
  const auto ann = cloud_.make_user("ann");
  const std::string action = R"("sts:AssumeRole")";
  make_role("near", trust(kAnn, action, R"({"IpAddress":{"aws:SourceIp":"192.0.2.0/24"}})"));
  EXPECT_EQ(assume(ann, "near").status, 200);
  make_role("far", trust(kAnn, action, R"({"IpAddress":{"aws:SourceIp":"10.0.0.0/8"}})"));
  EXPECT_EQ(assume(ann, "far").code(), "AccessDenied");
  make_role("safe", trust(kAnn, action, R"({"Bool":{"aws:SecureTransport":"true"}})"));
  EXPECT_EQ(assume(ann, "safe").code(), "AccessDenied");
  make_role("early",
            trust(kAnn, action, R"({"DateLessThan":{"aws:CurrentTime":"2026-11-22T13:00:00Z"}})"));
  EXPECT_EQ(assume(ann, "early").status, 200);
  cloud_.clock().advance(std::chrono::hours(1));
  EXPECT_EQ(assume(ann, "early").code(), "AccessDenied");
}

TEST_F(StsTest, TagsAFederatedUserOnlyWithLeaveToTag) {
  Form form = kTag;
  form["Name"] = "guest";
  const auto ann = cloud_.make_user("ann", allow("sts:GetFederationToken"));
  EXPECT_EQ(cloud_.sts(ann, "GetFederationToken", {{"Name", "guest"}}).status, 200);
  EXPECT_EQ(cloud_.sts(ann, "GetFederationToken", form).code(), "AccessDenied");
  const auto bob = cloud_.make_user("bob", allow("sts:*"));
  EXPECT_EQ(cloud_.sts(bob, "GetFederationToken", form).status, 200);
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
