#include <gtest/gtest.h>

#include "api/s3/access_world.h"

namespace sluice::api::s3 {
namespace {

struct LegacyAccess : testing::Test {
  LegacyAccess() { world.outcome("main", "PUT", "/bkt"); }
  AccessWorld world;
};

TEST_F(LegacyAccess, APrivateBucketIsItsOwnersOnly) {
  EXPECT_EQ(world.outcome("main", "PUT", "/bkt/k", {}, "x"), "200");
  for (const auto* caller : {"alt", ""}) {
    EXPECT_EQ(world.outcome(caller, "GET", "/bkt/k"), "403 AccessDenied") << caller;
    EXPECT_EQ(world.outcome(caller, "GET", "/bkt"), "403 AccessDenied") << caller;
    EXPECT_EQ(world.outcome(caller, "PUT", "/bkt/k", {}, "y"), "403 AccessDenied") << caller;
    EXPECT_EQ(world.outcome(caller, "DELETE", "/bkt"), "403 AccessDenied") << caller;
  }
  EXPECT_EQ(world.get("main", "/bkt/k"), "x");
}

TEST_F(LegacyAccess, AUserNeedsAPolicyEvenInItsOwnAccount) {
  world.outcome("main", "PUT", "/bkt/k", {}, "x");
  EXPECT_EQ(world.outcome("ann", "GET", "/bkt/k"), "403 AccessDenied");
  EXPECT_NE(world.last.find("s3:GetObject"), std::string::npos);
  world.callers.ann_policy = R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow",
      "Action":"s3:GetObject","Resource":"arn:aws:s3:::bkt/*"}]})";
  EXPECT_EQ(world.outcome("ann", "GET", "/bkt/k"), "200");
  EXPECT_EQ(world.outcome("ann", "GET", "/bkt"), "403 AccessDenied");
}

TEST_F(LegacyAccess, PublicReadShowsListingsAndObjectsApart) {
  world.outcome("main", "PUT", "/bkt/open", {{"x-amz-acl", "public-read"}}, "x");
  world.outcome("main", "PUT", "/bkt/closed", {}, "x");
  EXPECT_EQ(world.outcome("", "GET", "/bkt/open"), "200");
  EXPECT_EQ(world.outcome("", "GET", "/bkt/closed"), "403 AccessDenied");
  EXPECT_EQ(world.outcome("", "GET", "/bkt"), "403 AccessDenied");
  EXPECT_EQ(world.outcome("main", "PUT", "/bkt?acl", {{"x-amz-acl", "public-read"}}), "200");
  EXPECT_EQ(world.outcome("", "GET", "/bkt"), "200");
  EXPECT_EQ(world.outcome("", "GET", "/bkt/closed"), "403 AccessDenied");
  EXPECT_EQ(world.outcome("", "PUT", "/bkt/new", {}, "x"), "403 AccessDenied");
}

TEST_F(LegacyAccess, AbsenceIsToldToThoseWhoCanList) {
  EXPECT_EQ(world.outcome("alt", "GET", "/bkt/none"), "403 AccessDenied");
  EXPECT_EQ(world.outcome("main", "GET", "/bkt/none"), "404 NoSuchKey");
  world.put_policy("bkt", R"({"Effect":"Allow","Principal":{"AWS":"*"},"Action":"s3:ListBucket",
      "Resource":"arn:aws:s3:::bkt","Condition":{"StringLike":{"s3:prefix":"public/*"}}})");
  EXPECT_EQ(world.outcome("alt", "GET", "/bkt/public/none"), "404 NoSuchKey");
  EXPECT_EQ(world.outcome("alt", "GET", "/bkt/private/none"), "403 AccessDenied");
  world.put_policy("bkt", R"({"Effect":"Allow","Principal":{"AWS":"*"},"Action":"s3:GetObject",
      "Resource":"arn:aws:s3:::bkt/*"})");
  EXPECT_EQ(world.outcome("alt", "GET", "/bkt/none"), "403 AccessDenied");
  EXPECT_EQ(world.outcome("alt", "HEAD", "/bkt/none"), "403 AccessDenied");
}

TEST_F(LegacyAccess, AnObjectOfAnotherAccountIsNotTheBucketOwners) {
  world.outcome("main", "PUT", "/bkt?acl", {{"x-amz-acl", "public-read-write"}});
  EXPECT_EQ(world.outcome("alt", "PUT", "/bkt/theirs", {}, "x"), "200");
  EXPECT_EQ(world.outcome("alt", "GET", "/bkt/theirs"), "200");
  EXPECT_EQ(world.outcome("main", "GET", "/bkt/theirs?acl"), "403 AccessDenied");
  EXPECT_EQ(world.outcome("main", "GET", "/bkt/theirs"), "403 AccessDenied");
  // The bucket's policy cannot give away what another account owns, but it can deny it.
  world.put_policy("bkt", R"({"Effect":"Allow","Principal":"*","Action":"s3:GetObject",
      "Resource":"arn:aws:s3:::bkt/*"})");
  EXPECT_EQ(world.outcome("", "GET", "/bkt/theirs"), "403 AccessDenied");
  world.put_policy("bkt", R"({"Effect":"Deny","Principal":"*","Action":"s3:GetObject",
      "Resource":"arn:aws:s3:::bkt/*"})");
  EXPECT_EQ(world.outcome("alt", "GET", "/bkt/theirs"), "403 AccessDenied");
  EXPECT_EQ(world.outcome("main", "DELETE", "/bkt/theirs"), "204");
}

TEST_F(LegacyAccess, GrantsToAnAccountReachItsRootAndNotTheOtherOnes) {
  world.outcome("main", "PUT", "/bkt/k", {}, "x");
  EXPECT_EQ(world.outcome("main", "PUT", "/bkt/k?acl",
                          {{"x-amz-grant-read", "id=\"" + world.alt_id + "\""}}),
            "200");
  EXPECT_EQ(world.outcome("alt", "GET", "/bkt/k"), "200");
  EXPECT_EQ(world.outcome("", "GET", "/bkt/k"), "403 AccessDenied");
  EXPECT_EQ(world.outcome("alt", "GET", "/bkt/k?acl"), "403 AccessDenied");
  // What the owner's account has, its users have by policies only.
  EXPECT_EQ(world.outcome("ann", "GET", "/bkt/k"), "403 AccessDenied");
}

TEST_F(LegacyAccess, VersionsHaveActionsOfTheirOwn) {
  world.outcome("main", "PUT", "/bkt?versioning", {},
                "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>");
  auto put = world.send("main", "PUT", "/bkt/k", {}, "x");
  const std::string version(put.headers.get("x-amz-version-id"));
  world.put_policy("bkt", R"({"Effect":"Allow","Principal":"*","Action":"s3:GetObject",
      "Resource":"arn:aws:s3:::bkt/*"})");
  EXPECT_EQ(world.outcome("alt", "GET", "/bkt/k"), "200");
  EXPECT_EQ(world.outcome("alt", "GET", "/bkt/k?versionId=" + version), "403 AccessDenied");
}

TEST_F(LegacyAccess, ConditionsSeeTheConnectionNotTheHeaders) {
  world.outcome("main", "PUT", "/bkt/k", {}, "x");
  world.put_policy("bkt", R"({"Effect":"Allow","Principal":"*","Action":"s3:GetObject",
      "Resource":"arn:aws:s3:::bkt/*","Condition":{"IpAddress":{"aws:SourceIp":"10.0.0.0/8"}}})");
  EXPECT_EQ(world.outcome("", "GET", "/bkt/k", {{"X-Forwarded-For", "10.0.0.1"}}),
            "403 AccessDenied");
  world.peer_address = "10.1.2.3";
  EXPECT_EQ(world.outcome("", "GET", "/bkt/k"), "200");
}

TEST_F(LegacyAccess, ConditionsSeeTagsOfTheObject) {
  world.outcome("main", "PUT", "/bkt/open", {{"x-amz-tagging", "security=public"}}, "x");
  world.outcome("main", "PUT", "/bkt/closed", {{"x-amz-tagging", "security=private"}}, "x");
  world.put_policy("bkt", R"({"Effect":"Allow","Principal":"*","Action":"s3:GetObject",
      "Resource":"arn:aws:s3:::bkt/*",
      "Condition":{"StringEquals":{"s3:ExistingObjectTag/security":"public"}}})");
  EXPECT_EQ(world.outcome("alt", "GET", "/bkt/open"), "200");
  EXPECT_EQ(world.outcome("alt", "GET", "/bkt/closed"), "403 AccessDenied");
}

TEST_F(LegacyAccess, HeadersThatSetMoreNeedMore) {
  world.put_policy("bkt", R"({"Effect":"Allow","Principal":"*","Action":"s3:PutObject",
      "Resource":"arn:aws:s3:::bkt/*"})");
  EXPECT_EQ(world.outcome("alt", "PUT", "/bkt/k", {}, "x"), "200");
  EXPECT_EQ(world.outcome("alt", "PUT", "/bkt/k", {{"x-amz-tagging", "a=b"}}, "x"),
            "403 AccessDenied");
  // Its ACL is the matter of who will own it.
  EXPECT_EQ(world.outcome("alt", "PUT", "/bkt/k",
                          {{"x-amz-grant-full-control", "id=" + world.main_id}}, "x"),
            "200");
}

TEST_F(LegacyAccess, WhatAnybodyMayWriteMayHaveTags) {
  const Headers tags{{"x-amz-tagging", "team=a"}};
  EXPECT_EQ(world.outcome("", "PUT", "/bkt/k", tags, "x"), "403 AccessDenied");
  world.outcome("main", "PUT", "/bkt?acl", {{"x-amz-acl", "public-read-write"}});
  EXPECT_EQ(world.outcome("", "PUT", "/bkt/k", tags, "x"), "200");
}

TEST_F(LegacyAccess, CopiesNeedTheirSource) {
  world.outcome("main", "PUT", "/bkt/secret", {}, "x");
  world.outcome("alt", "PUT", "/mine");
  EXPECT_EQ(world.outcome("alt", "PUT", "/mine/k", {{"x-amz-copy-source", "bkt/secret"}}),
            "403 AccessDenied");
}

TEST_F(LegacyAccess, RootKeepsTheWayBackToItsPolicy) {
  world.put_policy("bkt", R"({"Effect":"Deny","Principal":"*","Action":"s3:*",
      "Resource":["arn:aws:s3:::bkt","arn:aws:s3:::bkt/*"]})");
  EXPECT_EQ(world.outcome("main", "GET", "/bkt"), "403 AccessDenied");
  EXPECT_EQ(world.outcome("main", "GET", "/bkt?policy"), "200");
  EXPECT_EQ(world.outcome("ann", "GET", "/bkt?policy"), "403 AccessDenied");
  EXPECT_EQ(world.outcome("main", "DELETE", "/bkt?policy"), "204");
  EXPECT_EQ(world.outcome("main", "GET", "/bkt"), "200");
}

TEST_F(LegacyAccess, TheExpectedOwnerMustBeTheOwner) {
  const std::string name = "x-amz-expected-bucket-owner";
  EXPECT_EQ(world.outcome("main", "GET", "/bkt", {{name, std::string(kMain)}}), "200");
  EXPECT_EQ(world.outcome("main", "GET", "/bkt", {{name, std::string(kAlt)}}), "403 AccessDenied");
}

TEST_F(LegacyAccess, RequesterPaysIsSaidByTheRequester) {
  world.outcome("main", "PUT", "/bkt/k", {}, "x");
  world.put_policy("bkt", R"({"Effect":"Allow","Principal":"*","Action":"s3:GetObject",
      "Resource":"arn:aws:s3:::bkt/*"})");
  world.outcome("main", "PUT", "/bkt?requestPayment", {},
                "<RequestPaymentConfiguration><Payer>Requester</Payer>"
                "</RequestPaymentConfiguration>");
  EXPECT_EQ(world.outcome("alt", "GET", "/bkt/k"), "403 AccessDenied");
  EXPECT_EQ(world.outcome("", "GET", "/bkt/k", {{"x-amz-request-payer", "requester"}}),
            "403 AccessDenied");
  const auto paid = world.send("alt", "GET", "/bkt/k", {{"x-amz-request-payer", "requester"}});
  EXPECT_EQ(paid.status, 200);
  EXPECT_EQ(paid.headers.get("x-amz-request-charged"), "requester");
  EXPECT_EQ(world.outcome("main", "GET", "/bkt/k"), "200");
}

TEST_F(LegacyAccess, EachKeyOfAMultiDeleteIsAskedFor) {
  world.outcome("main", "PUT", "/bkt/a", {}, "x");
  world.outcome("main", "PUT", "/bkt/c", {}, "x");
  world.put_policy("bkt", R"({"Effect":"Allow","Principal":"*","Action":"s3:DeleteObject",
      "Resource":"arn:aws:s3:::bkt/a"})");
  const std::string body =
      "<Delete><Object><Key>a</Key></Object><Object><Key>c</Key></Object></Delete>";
  EXPECT_EQ(world.outcome("alt", "POST", "/bkt?delete", {}, body), "200");
  EXPECT_EQ(world.outcome("main", "GET", "/bkt/a"), "404 NoSuchKey");
  EXPECT_EQ(world.outcome("main", "GET", "/bkt/c"), "200");
}

TEST(BlockPublicAccess, EachOfItsFourDoesItsOwn) {
  AccessWorld world;
  world.outcome("main", "PUT", "/bkt");
  const auto block = [&](const std::string& name) {
    return world.outcome("main", "PUT", "/bkt?publicAccessBlock", {},
                         "<PublicAccessBlockConfiguration><" + name + ">true</" + name +
                             "></PublicAccessBlockConfiguration>");
  };
  const std::string open = R"({"Effect":"Allow","Principal":"*","Action":"s3:GetObject",
      "Resource":"arn:aws:s3:::bkt/*"})";
  EXPECT_EQ(world.outcome("main", "PUT", "/bkt/k", {{"x-amz-acl", "public-read"}}, "x"), "200");
  EXPECT_EQ(block("IgnorePublicAcls"), "200");
  EXPECT_EQ(world.outcome("", "GET", "/bkt/k"), "403 AccessDenied");
  EXPECT_EQ(block("BlockPublicAcls"), "200");
  EXPECT_EQ(world.outcome("", "GET", "/bkt/k"), "200");
  EXPECT_EQ(world.outcome("main", "PUT", "/bkt?acl", {{"x-amz-acl", "public-read"}}),
            "403 AccessDenied");
  EXPECT_EQ(world.outcome("main", "PUT", "/bkt/new", {{"x-amz-acl", "public-read"}}, "x"),
            "403 AccessDenied");
  EXPECT_EQ(world.outcome("main", "PUT", "/bkt/k?acl", {{"x-amz-acl", "private"}}), "200");
  EXPECT_EQ(block("BlockPublicPolicy"), "200");
  EXPECT_EQ(world.put_policy("bkt", open), "403 AccessDenied");
  EXPECT_EQ(block("RestrictPublicBuckets"), "200");
  EXPECT_EQ(world.put_policy("bkt", open), "204");
  EXPECT_EQ(world.outcome("", "GET", "/bkt/k"), "403 AccessDenied");
  EXPECT_EQ(world.outcome("alt", "GET", "/bkt/k"), "403 AccessDenied");
  EXPECT_EQ(world.outcome("main", "GET", "/bkt/k"), "200");
  EXPECT_EQ(world.outcome("main", "DELETE", "/bkt?publicAccessBlock"), "204");
  EXPECT_EQ(world.outcome("", "GET", "/bkt/k"), "200");
}

TEST(BucketOwnerEnforced, TakesNoAclsAndGivesAllToTheBucketsOwner) {
  AccessWorld world(BucketDefaults::aws);
  EXPECT_EQ(world.outcome("main", "PUT", "/bkt"), "200");
  EXPECT_EQ(world.outcome("main", "PUT", "/bkt?acl", {{"x-amz-acl", "private"}}),
            "400 AccessControlListNotSupported");
  EXPECT_EQ(world.outcome("main", "PUT", "/bkt/k", {{"x-amz-acl", "private"}}, "x"),
            "400 AccessControlListNotSupported");
  world.put_policy("bkt", R"({"Effect":"Allow","Principal":{"AWS":"111111111111"},"Action":"s3:*",
      "Resource":["arn:aws:s3:::bkt","arn:aws:s3:::bkt/*"]})");
  EXPECT_EQ(
      world.outcome("alt", "PUT", "/bkt/theirs", {{"x-amz-acl", "bucket-owner-full-control"}}, "x"),
      "200");
  EXPECT_EQ(world.outcome("main", "GET", "/bkt/theirs"), "200");
  EXPECT_NE(world.get("main", "/bkt/theirs?acl").find(world.main_id), std::string::npos);
  EXPECT_EQ(world.outcome("", "GET", "/bkt/theirs"), "403 AccessDenied");
}

TEST(BucketOwnerPreferred, OwnsWhatIsGivenToIt) {
  AccessWorld world;
  world.outcome(
      "main", "PUT", "/bkt",
      {{"x-amz-object-ownership", "BucketOwnerPreferred"}, {"x-amz-acl", "public-read-write"}});
  world.outcome("alt", "PUT", "/bkt/kept", {}, "x");
  world.outcome("alt", "PUT", "/bkt/given", {{"x-amz-acl", "bucket-owner-full-control"}}, "x");
  EXPECT_EQ(world.outcome("main", "GET", "/bkt/kept"), "403 AccessDenied");
  EXPECT_EQ(world.outcome("main", "GET", "/bkt/given"), "200");
  EXPECT_EQ(world.outcome("alt", "GET", "/bkt/given"), "403 AccessDenied");
}

TEST(Actions, EveryOperationThatIsServedHasItsRule) {
  AccessWorld world;
  Operations operations = make_operations(world.s3);
  add_bucket_operations(operations, world.buckets);
  for (const auto& [name, handler] : operations.all())
    EXPECT_NE(find_action(name), nullptr) << name;
}

std::string annas_policy(const std::string& denied) {
  return R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*",
      "Resource":"*"},{"Effect":"Deny",)" +
         denied + "}]}";
}

TEST_F(LegacyAccess, ACopySourceIsWhatIsCopiedHoweverItIsWritten) {
  world.outcome("main", "PUT", "/bkt/secret/k%20l", {}, "x");
  world.outcome("main", "PUT", "/bkt/open", {}, "x");
  world.callers.ann_policy = annas_policy(R"("Action":"s3:PutObject","Resource":"*",
      "Condition":{"StringLike":{"s3:x-amz-copy-source":"bkt/secret/k l"}})");
  const auto copy = [&](const std::string& source) {
    return world.outcome("ann", "PUT", "/bkt/copy", {{"x-amz-copy-source", source}});
  };
  EXPECT_EQ(copy("bkt/open"), "200");
  for (const auto* source :
       {"bkt/secret/k%20l", "/bkt/secret/k%20l", "%2Fbkt/secret/k%20l", "bkt%2Fsecret%2Fk%20l",
        "bkt/secret/k+l", "bkt/%73ecret/k%20l", "bkt/secret/k%20l?versionId=null"}) {
    EXPECT_EQ(copy(source), "403 AccessDenied") << source;
  }
  EXPECT_EQ(copy("bkt/secret%ZZ"), "400 InvalidArgument");
}

TEST_F(LegacyAccess, TagsThatCannotBeReadAreNotNone) {
  world.callers.ann_policy = annas_policy(R"("Action":"s3:PutObject","Resource":"*",
      "Condition":{"StringEquals":{"s3:RequestObjectTag/secret":"yes"}})");
  const auto put = [&](const std::string& tags) {
    return world.outcome("ann", "PUT", "/bkt/k", {{"x-amz-tagging", tags}}, "x");
  };
  EXPECT_EQ(put("secret=no"), "200");
  EXPECT_EQ(put("secret=yes"), "403 AccessDenied");
  EXPECT_EQ(put("secret=yes&%ZZ"), "400 InvalidArgument");
}

TEST_F(LegacyAccess, ASourcesOwnerIsItsBuckets) {
  world.outcome("alt", "PUT", "/theirs");
  world.outcome("alt", "PUT", "/theirs/k", {{"x-amz-acl", "public-read"}}, "x");
  const auto copy = [&](std::string_view owner) {
    return world.outcome("main", "PUT", "/bkt/copy",
                         {{"x-amz-copy-source", "theirs/k"},
                          {"x-amz-source-expected-bucket-owner", std::string(owner)}});
  };
  EXPECT_EQ(copy(kAlt), "200");
  EXPECT_EQ(copy(kMain), "403 AccessDenied");
}

TEST_F(LegacyAccess, WhoCopiesFromABucketOfAnothersPaysWhereRequestersDo) {
  world.outcome("alt", "PUT", "/theirs");
  world.outcome("alt", "PUT", "/theirs/k", {{"x-amz-acl", "public-read"}}, "x");
  world.outcome("alt", "PUT", "/theirs?requestPayment", {},
                "<RequestPaymentConfiguration><Payer>Requester</Payer>"
                "</RequestPaymentConfiguration>");
  Headers headers{{"x-amz-copy-source", "theirs/k"}};
  EXPECT_EQ(world.outcome("main", "PUT", "/bkt/copy", headers), "403 AccessDenied");
  headers.add("x-amz-request-payer", "requester");
  EXPECT_EQ(world.outcome("main", "PUT", "/bkt/copy", headers), "200");
}

TEST_F(LegacyAccess, TagsOfAVersionHaveAPermissionOfTheirOwn) {
  world.outcome("main", "PUT", "/bkt?versioning", {},
                "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>");
  const auto put = world.send("main", "PUT", "/bkt/k", {{"x-amz-tagging", "a=1"}}, "x");
  const std::string version = "?versionId=" + std::string(put.headers.get("x-amz-version-id"));
  const auto count = [&](const std::string& target) {
    return world.send("ann", "HEAD", target).headers.get("x-amz-tagging-count") == "1";
  };
  const auto copy = [&](const std::string& source) {
    return world.outcome("ann", "PUT", "/bkt/copy", {{"x-amz-copy-source", source}});
  };
  world.callers.ann_policy =
      annas_policy(R"("Action":"s3:GetObjectVersionTagging","Resource":"*")");
  EXPECT_TRUE(count("/bkt/k"));
  EXPECT_FALSE(count("/bkt/k" + version));
  EXPECT_EQ(copy("bkt/k"), "200");
  EXPECT_EQ(copy("bkt/k" + version), "403 AccessDenied");
  world.callers.ann_policy = annas_policy(R"("Action":"s3:GetObjectTagging","Resource":"*")");
  EXPECT_FALSE(count("/bkt/k"));
  EXPECT_TRUE(count("/bkt/k" + version));
  EXPECT_EQ(copy("bkt/k"), "403 AccessDenied");
  EXPECT_EQ(copy("bkt/k" + version), "200");
}

TEST_F(LegacyAccess, CopiedTagsAreTagsThatAreSet) {
  world.outcome("main", "PUT", "/bkt/k", {{"x-amz-tagging", "secret=yes"}}, "x");
  world.callers.ann_policy = annas_policy(R"("Action":"s3:PutObjectTagging","Resource":"*",
      "Condition":{"StringEquals":{"s3:RequestObjectTag/secret":"yes"}})");
  EXPECT_EQ(world.outcome("ann", "PUT", "/bkt/copy", {{"x-amz-copy-source", "bkt/k"}}),
            "403 AccessDenied");
}

}  // namespace
}  // namespace sluice::api::s3
