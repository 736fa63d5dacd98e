#include <gtest/gtest.h>

#include "api/s3/access_world.h"

namespace sluice::api::s3 {
namespace {

struct LegacyAccess : testing::Test {
  LegacyAccess() { world.outcome("main", "PUT", "/b"); }
  AccessWorld world;
};

TEST_F(LegacyAccess, APrivateBucketIsItsOwnersOnly) {
  EXPECT_EQ(world.outcome("main", "PUT", "/b/k", {}, "x"), "200");
  for (const auto* caller : {"alt", ""}) {
    EXPECT_EQ(world.outcome(caller, "GET", "/b/k"), "403 AccessDenied") << caller;
    EXPECT_EQ(world.outcome(caller, "GET", "/b"), "403 AccessDenied") << caller;
    EXPECT_EQ(world.outcome(caller, "PUT", "/b/k", {}, "y"), "403 AccessDenied") << caller;
    EXPECT_EQ(world.outcome(caller, "DELETE", "/b"), "403 AccessDenied") << caller;
  }
  EXPECT_EQ(world.get("main", "/b/k"), "x");
}

TEST_F(LegacyAccess, AUserNeedsAPolicyEvenInItsOwnAccount) {
  world.outcome("main", "PUT", "/b/k", {}, "x");
  EXPECT_EQ(world.outcome("ann", "GET", "/b/k"), "403 AccessDenied");
  EXPECT_NE(world.last.find("s3:GetObject"), std::string::npos);
  world.callers.ann_policy = R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow",
      "Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*"}]})";
  EXPECT_EQ(world.outcome("ann", "GET", "/b/k"), "200");
  EXPECT_EQ(world.outcome("ann", "GET", "/b"), "403 AccessDenied");
}

TEST_F(LegacyAccess, PublicReadShowsListingsAndObjectsApart) {
  world.outcome("main", "PUT", "/b/open", {{"x-amz-acl", "public-read"}}, "x");
  world.outcome("main", "PUT", "/b/closed", {}, "x");
  EXPECT_EQ(world.outcome("", "GET", "/b/open"), "200");
  EXPECT_EQ(world.outcome("", "GET", "/b/closed"), "403 AccessDenied");
  EXPECT_EQ(world.outcome("", "GET", "/b"), "403 AccessDenied");
  EXPECT_EQ(world.outcome("main", "PUT", "/b?acl", {{"x-amz-acl", "public-read"}}), "200");
  EXPECT_EQ(world.outcome("", "GET", "/b"), "200");
  EXPECT_EQ(world.outcome("", "GET", "/b/closed"), "403 AccessDenied");
  EXPECT_EQ(world.outcome("", "PUT", "/b/new", {}, "x"), "403 AccessDenied");
}

TEST_F(LegacyAccess, AbsenceIsToldToThoseWhoCanList) {
  EXPECT_EQ(world.outcome("alt", "GET", "/b/none"), "403 AccessDenied");
  EXPECT_EQ(world.outcome("main", "GET", "/b/none"), "404 NoSuchKey");
  world.put_policy("b", R"({"Effect":"Allow","Principal":{"AWS":"*"},"Action":"s3:ListBucket",
      "Resource":"arn:aws:s3:::b","Condition":{"StringLike":{"s3:prefix":"public/*"}}})");
  EXPECT_EQ(world.outcome("alt", "GET", "/b/public/none"), "404 NoSuchKey");
  EXPECT_EQ(world.outcome("alt", "GET", "/b/private/none"), "403 AccessDenied");
  world.put_policy("b", R"({"Effect":"Allow","Principal":{"AWS":"*"},"Action":"s3:GetObject",
      "Resource":"arn:aws:s3:::b/*"})");
  EXPECT_EQ(world.outcome("alt", "GET", "/b/none"), "403 AccessDenied");
  EXPECT_EQ(world.outcome("alt", "HEAD", "/b/none"), "403 AccessDenied");
}

TEST_F(LegacyAccess, AnObjectOfAnotherAccountIsNotTheBucketOwners) {
  world.outcome("main", "PUT", "/b?acl", {{"x-amz-acl", "public-read-write"}});
  EXPECT_EQ(world.outcome("alt", "PUT", "/b/theirs", {}, "x"), "200");
  EXPECT_EQ(world.outcome("alt", "GET", "/b/theirs"), "200");
  EXPECT_EQ(world.outcome("main", "GET", "/b/theirs?acl"), "403 AccessDenied");
  EXPECT_EQ(world.outcome("main", "GET", "/b/theirs"), "403 AccessDenied");
  // The bucket's policy cannot give away what another account owns, but it can deny it.
  world.put_policy("b", R"({"Effect":"Allow","Principal":"*","Action":"s3:GetObject",
      "Resource":"arn:aws:s3:::b/*"})");
  EXPECT_EQ(world.outcome("", "GET", "/b/theirs"), "403 AccessDenied");
  world.put_policy("b", R"({"Effect":"Deny","Principal":"*","Action":"s3:GetObject",
      "Resource":"arn:aws:s3:::b/*"})");
  EXPECT_EQ(world.outcome("alt", "GET", "/b/theirs"), "403 AccessDenied");
  EXPECT_EQ(world.outcome("main", "DELETE", "/b/theirs"), "204");
}

TEST_F(LegacyAccess, GrantsToAnAccountReachItsRootAndNotTheOtherOnes) {
  world.outcome("main", "PUT", "/b/k", {}, "x");
  EXPECT_EQ(world.outcome("main", "PUT", "/b/k?acl",
                          {{"x-amz-grant-read", "id=\"" + world.alt_id + "\""}}),
            "200");
  EXPECT_EQ(world.outcome("alt", "GET", "/b/k"), "200");
  EXPECT_EQ(world.outcome("", "GET", "/b/k"), "403 AccessDenied");
  EXPECT_EQ(world.outcome("alt", "GET", "/b/k?acl"), "403 AccessDenied");
  // What the owner's account has, its users have by policies only.
  EXPECT_EQ(world.outcome("ann", "GET", "/b/k"), "403 AccessDenied");
}

TEST_F(LegacyAccess, VersionsHaveActionsOfTheirOwn) {
  world.outcome("main", "PUT", "/b?versioning", {},
                "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>");
  auto put = world.send("main", "PUT", "/b/k", {}, "x");
  const std::string version(put.headers.get("x-amz-version-id"));
  world.put_policy("b", R"({"Effect":"Allow","Principal":"*","Action":"s3:GetObject",
      "Resource":"arn:aws:s3:::b/*"})");
  EXPECT_EQ(world.outcome("alt", "GET", "/b/k"), "200");
  EXPECT_EQ(world.outcome("alt", "GET", "/b/k?versionId=" + version), "403 AccessDenied");
}

TEST_F(LegacyAccess, ConditionsSeeTheConnectionNotTheHeaders) {
  world.outcome("main", "PUT", "/b/k", {}, "x");
  world.put_policy("b", R"({"Effect":"Allow","Principal":"*","Action":"s3:GetObject",
      "Resource":"arn:aws:s3:::b/*","Condition":{"IpAddress":{"aws:SourceIp":"10.0.0.0/8"}}})");
  EXPECT_EQ(world.outcome("", "GET", "/b/k", {{"X-Forwarded-For", "10.0.0.1"}}),
            "403 AccessDenied");
  world.peer_address = "10.1.2.3";
  EXPECT_EQ(world.outcome("", "GET", "/b/k"), "200");
}

TEST_F(LegacyAccess, ConditionsSeeTagsOfTheObject) {
  world.outcome("main", "PUT", "/b/open", {{"x-amz-tagging", "security=public"}}, "x");
  world.outcome("main", "PUT", "/b/closed", {{"x-amz-tagging", "security=private"}}, "x");
  world.put_policy("b", R"({"Effect":"Allow","Principal":"*","Action":"s3:GetObject",
      "Resource":"arn:aws:s3:::b/*",
      "Condition":{"StringEquals":{"s3:ExistingObjectTag/security":"public"}}})");
  EXPECT_EQ(world.outcome("alt", "GET", "/b/open"), "200");
  EXPECT_EQ(world.outcome("alt", "GET", "/b/closed"), "403 AccessDenied");
}

TEST_F(LegacyAccess, HeadersThatSetMoreNeedMore) {
  world.put_policy("b", R"({"Effect":"Allow","Principal":"*","Action":"s3:PutObject",
      "Resource":"arn:aws:s3:::b/*"})");
  EXPECT_EQ(world.outcome("alt", "PUT", "/b/k", {}, "x"), "200");
  EXPECT_EQ(world.outcome("alt", "PUT", "/b/k", {{"x-amz-tagging", "a=b"}}, "x"),
            "403 AccessDenied");
  // Its ACL is the matter of who will own it.
  EXPECT_EQ(world.outcome("alt", "PUT", "/b/k",
                          {{"x-amz-grant-full-control", "id=" + world.main_id}}, "x"),
            "200");
}

TEST_F(LegacyAccess, CopiesNeedTheirSource) {
  world.outcome("main", "PUT", "/b/secret", {}, "x");
  world.outcome("alt", "PUT", "/mine");
  EXPECT_EQ(world.outcome("alt", "PUT", "/mine/k", {{"x-amz-copy-source", "b/secret"}}),
            "403 AccessDenied");
}

TEST_F(LegacyAccess, RootKeepsTheWayBackToItsPolicy) {
  world.put_policy("b", R"({"Effect":"Deny","Principal":"*","Action":"s3:*",
      "Resource":["arn:aws:s3:::b","arn:aws:s3:::b/*"]})");
  EXPECT_EQ(world.outcome("main", "GET", "/b"), "403 AccessDenied");
  EXPECT_EQ(world.outcome("main", "GET", "/b?policy"), "200");
  EXPECT_EQ(world.outcome("ann", "GET", "/b?policy"), "403 AccessDenied");
  EXPECT_EQ(world.outcome("main", "DELETE", "/b?policy"), "204");
  EXPECT_EQ(world.outcome("main", "GET", "/b"), "200");
}

TEST_F(LegacyAccess, TheExpectedOwnerMustBeTheOwner) {
  const std::string name = "x-amz-expected-bucket-owner";
  EXPECT_EQ(world.outcome("main", "GET", "/b", {{name, std::string(kMain)}}), "200");
  EXPECT_EQ(world.outcome("main", "GET", "/b", {{name, std::string(kAlt)}}), "403 AccessDenied");
}

TEST_F(LegacyAccess, RequesterPaysIsSaidByTheRequester) {
  world.outcome("main", "PUT", "/b/k", {}, "x");
  world.put_policy("b", R"({"Effect":"Allow","Principal":"*","Action":"s3:GetObject",
      "Resource":"arn:aws:s3:::b/*"})");
  world.outcome("main", "PUT", "/b?requestPayment", {},
                "<RequestPaymentConfiguration><Payer>Requester</Payer>"
                "</RequestPaymentConfiguration>");
  EXPECT_EQ(world.outcome("alt", "GET", "/b/k"), "403 AccessDenied");
  EXPECT_EQ(world.outcome("", "GET", "/b/k", {{"x-amz-request-payer", "requester"}}),
            "403 AccessDenied");
  const auto paid = world.send("alt", "GET", "/b/k", {{"x-amz-request-payer", "requester"}});
  EXPECT_EQ(paid.status, 200);
  EXPECT_EQ(paid.headers.get("x-amz-request-charged"), "requester");
  EXPECT_EQ(world.outcome("main", "GET", "/b/k"), "200");
}

TEST_F(LegacyAccess, EachKeyOfAMultiDeleteIsAskedFor) {
  world.outcome("main", "PUT", "/b/a", {}, "x");
  world.outcome("main", "PUT", "/b/c", {}, "x");
  world.put_policy("b", R"({"Effect":"Allow","Principal":"*","Action":"s3:DeleteObject",
      "Resource":"arn:aws:s3:::b/a"})");
  const std::string body =
      "<Delete><Object><Key>a</Key></Object><Object><Key>c</Key></Object></Delete>";
  EXPECT_EQ(world.outcome("alt", "POST", "/b?delete", {}, body), "200");
  EXPECT_EQ(world.outcome("main", "GET", "/b/a"), "404 NoSuchKey");
  EXPECT_EQ(world.outcome("main", "GET", "/b/c"), "200");
}

TEST(BlockPublicAccess, EachOfItsFourDoesItsOwn) {
  AccessWorld world;
  world.outcome("main", "PUT", "/b");
  const auto block = [&](const std::string& name) {
    return world.outcome("main", "PUT", "/b?publicAccessBlock", {},
                         "<PublicAccessBlockConfiguration><" + name + ">true</" + name +
                             "></PublicAccessBlockConfiguration>");
  };
  const std::string open = R"({"Effect":"Allow","Principal":"*","Action":"s3:GetObject",
      "Resource":"arn:aws:s3:::b/*"})";
  EXPECT_EQ(world.outcome("main", "PUT", "/b/k", {{"x-amz-acl", "public-read"}}, "x"), "200");
  EXPECT_EQ(block("IgnorePublicAcls"), "200");
  EXPECT_EQ(world.outcome("", "GET", "/b/k"), "403 AccessDenied");
  EXPECT_EQ(block("BlockPublicAcls"), "200");
  EXPECT_EQ(world.outcome("", "GET", "/b/k"), "200");
  EXPECT_EQ(world.outcome("main", "PUT", "/b?acl", {{"x-amz-acl", "public-read"}}),
            "403 AccessDenied");
  EXPECT_EQ(world.outcome("main", "PUT", "/b/new", {{"x-amz-acl", "public-read"}}, "x"),
            "403 AccessDenied");
  EXPECT_EQ(world.outcome("main", "PUT", "/b/k?acl", {{"x-amz-acl", "private"}}), "200");
  EXPECT_EQ(block("BlockPublicPolicy"), "200");
  EXPECT_EQ(world.put_policy("b", open), "403 AccessDenied");
  EXPECT_EQ(block("RestrictPublicBuckets"), "200");
  EXPECT_EQ(world.put_policy("b", open), "204");
  EXPECT_EQ(world.outcome("", "GET", "/b/k"), "403 AccessDenied");
  EXPECT_EQ(world.outcome("alt", "GET", "/b/k"), "403 AccessDenied");
  EXPECT_EQ(world.outcome("main", "GET", "/b/k"), "200");
  EXPECT_EQ(world.outcome("main", "DELETE", "/b?publicAccessBlock"), "204");
  EXPECT_EQ(world.outcome("", "GET", "/b/k"), "200");
}

TEST(BucketOwnerEnforced, TakesNoAclsAndGivesAllToTheBucketsOwner) {
  AccessWorld world(BucketDefaults::aws);
  EXPECT_EQ(world.outcome("main", "PUT", "/b"), "200");
  EXPECT_EQ(world.outcome("main", "PUT", "/b?acl", {{"x-amz-acl", "private"}}),
            "400 AccessControlListNotSupported");
  EXPECT_EQ(world.outcome("main", "PUT", "/b/k", {{"x-amz-acl", "private"}}, "x"),
            "400 AccessControlListNotSupported");
  world.put_policy("b", R"({"Effect":"Allow","Principal":{"AWS":"111111111111"},"Action":"s3:*",
      "Resource":["arn:aws:s3:::b","arn:aws:s3:::b/*"]})");
  EXPECT_EQ(
      world.outcome("alt", "PUT", "/b/theirs", {{"x-amz-acl", "bucket-owner-full-control"}}, "x"),
      "200");
  EXPECT_EQ(world.outcome("main", "GET", "/b/theirs"), "200");
  EXPECT_NE(world.get("main", "/b/theirs?acl").find(world.main_id), std::string::npos);
  EXPECT_EQ(world.outcome("", "GET", "/b/theirs"), "403 AccessDenied");
}

TEST(BucketOwnerPreferred, OwnsWhatIsGivenToIt) {
  AccessWorld world;
  world.outcome(
      "main", "PUT", "/b",
      {{"x-amz-object-ownership", "BucketOwnerPreferred"}, {"x-amz-acl", "public-read-write"}});
  world.outcome("alt", "PUT", "/b/kept", {}, "x");
  world.outcome("alt", "PUT", "/b/given", {{"x-amz-acl", "bucket-owner-full-control"}}, "x");
  EXPECT_EQ(world.outcome("main", "GET", "/b/kept"), "403 AccessDenied");
  EXPECT_EQ(world.outcome("main", "GET", "/b/given"), "200");
  EXPECT_EQ(world.outcome("alt", "GET", "/b/given"), "403 AccessDenied");
}

TEST(Actions, EveryOperationThatIsServedHasItsRule) {
  AccessWorld world;
  Operations operations = make_operations(world.s3);
  add_bucket_operations(operations, world.buckets);
  for (const auto& [name, handler] : operations.all())
    EXPECT_NE(find_action(name), nullptr) << name;
}

}  // namespace
}  // namespace sluice::api::s3
