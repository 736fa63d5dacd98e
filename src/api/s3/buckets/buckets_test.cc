#include <gtest/gtest.h>

#include "api/s3/access_world.h"
#include "base/text.h"

namespace sluice::api::s3 {
namespace {

std::string element(const std::string& xml, const std::string& name) {
  return S3World::element(xml, name);
}

TEST(CreateBucket, SaysWhereItIs) {
  AccessWorld world;
  const auto made = world.send("main", "PUT", "/photos");
  EXPECT_EQ(made.status, 200);
  EXPECT_EQ(made.headers.get("Location"), "/photos");
  const auto head = world.send("main", "HEAD", "/photos");
  EXPECT_EQ(head.headers.get("x-amz-bucket-region"), "us-east-1");
  world.outcome("main", "GET", "/photos?location");
  EXPECT_NE(world.last.find("<LocationConstraint"), std::string::npos);
}

TEST(CreateBucket, TakesAnyRegionAndRemembersIt) {
  AccessWorld world;
  const auto make = [&](const std::string& place) {
    return world.outcome("main", "PUT", "/" + lower_ascii(place) + "-bucket", {},
                         "<CreateBucketConfiguration><LocationConstraint>" + place +
                             "</LocationConstraint></CreateBucketConfiguration>");
  };
  EXPECT_EQ(make("eu-central-1"), "200");
  EXPECT_NE(world.get("main", "/eu-central-1-bucket?location").find(">eu-central-1</"),
            std::string::npos);
  EXPECT_EQ(world.send("main", "HEAD", "/eu-central-1-bucket").headers.get("x-amz-bucket-region"),
            "eu-central-1");
  EXPECT_EQ(make("EU"), "200");
  EXPECT_NE(world.get("main", "/eu-bucket?location").find(">EU</"), std::string::npos);
  EXPECT_EQ(world.send("main", "HEAD", "/eu-bucket").headers.get("x-amz-bucket-region"),
            "eu-west-1");
  // Only the first Region takes the same bucket twice.
  EXPECT_EQ(make("eu-central-1"), "409 BucketAlreadyOwnedByYou");
}

TEST(ListBuckets, KnowsTheRegions) {
  AccessWorld world;
  world.outcome("main", "PUT", "/here");
  world.outcome("main", "PUT", "/there", {},
                "<CreateBucketConfiguration><LocationConstraint>eu-west-1</LocationConstraint>"
                "</CreateBucketConfiguration>");
  EXPECT_EQ(element(world.get("main", "/?bucket-region=eu-west-1"), "Name"), "there");
  EXPECT_EQ(element(world.get("main", "/?bucket-region=us-east-1"), "Name"), "here");
  EXPECT_EQ(element(world.get("main", "/?prefix=there"), "BucketRegion"), "eu-west-1");
}

TEST(CreateBucket, RefusesNamesAndPlacesThatAreNone) {
  AccessWorld world;
  for (const auto* name : {"/a", "/Upper", "/192.168.5.123", "/foo..bar", "/foo_bar", "/foo-"})
    EXPECT_EQ(world.outcome("main", "PUT", name), "400 InvalidBucketName") << name;
  const auto in = [&](const std::string& place) {
    return world.outcome("main", "PUT", "/bkt", {},
                         "<CreateBucketConfiguration><LocationConstraint>" + place +
                             "</LocationConstraint></CreateBucketConfiguration>");
  };
  EXPECT_EQ(in("us-east-1"), "400 InvalidLocationConstraint");
  EXPECT_EQ(in("atlantis"), "400 InvalidLocationConstraint");
  EXPECT_EQ(world.outcome("", "PUT", "/bkt"), "403 AccessDenied");
}

TEST(CreateBucket, OnceMoreIsFineOnlyForTheSameBucket) {
  AccessWorld world;
  world.outcome("main", "PUT", "/bkt");
  EXPECT_EQ(world.outcome("main", "PUT", "/bkt"), "200");
  EXPECT_EQ(world.outcome("main", "PUT", "/bkt", {{"x-amz-acl", "public-read"}}),
            "409 BucketAlreadyExists");
  EXPECT_EQ(world.outcome("alt", "PUT", "/bkt"), "409 BucketAlreadyExists");
}

TEST(CreateBucket, IsLikeAwsUnlessToldOtherwise) {
  AccessWorld world(BucketDefaults::aws);
  world.outcome("main", "PUT", "/bkt");
  EXPECT_EQ(element(world.get("main", "/bkt?ownershipControls"), "ObjectOwnership"),
            "BucketOwnerEnforced");
  EXPECT_EQ(element(world.get("main", "/bkt?publicAccessBlock"), "RestrictPublicBuckets"), "true");
  EXPECT_EQ(element(world.get("main", "/bkt?encryption"), "SSEAlgorithm"), "AES256");
  EXPECT_EQ(world.outcome("main", "PUT", "/ccc", {{"x-amz-acl", "public-read"}}),
            "400 InvalidBucketAclWithObjectOwnership");
  EXPECT_EQ(
      world.outcome("main", "PUT", "/ccc",
                    {{"x-amz-acl", "public-read"}, {"x-amz-object-ownership", "ObjectWriter"}}),
      "400 InvalidBucketAclWithBlockPublicAccessError");
}

TEST(CreateBucket, LegacyHasNoControls) {
  AccessWorld world;
  world.outcome("main", "PUT", "/bkt");
  EXPECT_EQ(world.outcome("main", "GET", "/bkt?ownershipControls"),
            "404 OwnershipControlsNotFoundError");
  EXPECT_EQ(world.outcome("main", "GET", "/bkt?publicAccessBlock"),
            "404 NoSuchPublicAccessBlockConfiguration");
  EXPECT_EQ(world.outcome("main", "GET", "/bkt?encryption"),
            "404 ServerSideEncryptionConfigurationNotFoundError");
}

TEST(DeleteBucket, NeedsItEmpty) {
  AccessWorld world;
  world.outcome("main", "PUT", "/bkt");
  world.outcome("main", "PUT", "/bkt/k", {}, "x");
  EXPECT_EQ(world.outcome("main", "DELETE", "/bkt"), "409 BucketNotEmpty");
  world.outcome("main", "DELETE", "/bkt/k");
  EXPECT_EQ(world.outcome("main", "DELETE", "/bkt"), "204");
  EXPECT_EQ(world.outcome("main", "DELETE", "/bkt"), "404 NoSuchBucket");
  EXPECT_EQ(world.outcome("main", "GET", "/bkt?acl"), "404 NoSuchBucket");
}

TEST(ListBuckets, PagesThroughTheCallersOwn) {
  AccessWorld world;
  for (const auto* name : {"/one", "/three", "/two"})
    world.outcome("main", "PUT", name);
  world.outcome("alt", "PUT", "/other");
  EXPECT_EQ(world.get("main", "/").find("other"), std::string::npos);
  const auto first = world.get("main", "/?max-buckets=2");
  EXPECT_NE(first.find("<Name>three</Name>"), std::string::npos);
  EXPECT_EQ(first.find("<Name>two</Name>"), std::string::npos);
  EXPECT_EQ(element(first, "BucketRegion"), "us-east-1");
  const auto token = percent_encode(element(first, "ContinuationToken"), Slash::encoded);
  const auto second = world.get("main", "/?max-buckets=2&continuation-token=" + token);
  EXPECT_EQ(element(second, "Name"), "two");
  EXPECT_EQ(element(second, "ContinuationToken"), "(none)");
  EXPECT_EQ(element(world.get("main", "/?prefix=th"), "Name"), "three");
  EXPECT_EQ(element(world.get("main", "/?bucket-region=eu-west-1"), "Name"), "(none)");
  EXPECT_EQ(world.outcome("main", "GET", "/?max-buckets=0"), "400 InvalidArgument");
  EXPECT_EQ(world.outcome("", "GET", "/"), "403 AccessDenied");
}

struct OneBucket : testing::Test {
  OneBucket() { world.outcome("main", "PUT", "/bkt"); }
  std::string put(const std::string& what, const std::string& body) {
    return world.outcome("main", "PUT", "/bkt?" + what, {}, body);
  }
  AccessWorld world;
};

TEST_F(OneBucket, IsVersionedWhenToldSo) {
  EXPECT_EQ(element(world.get("main", "/bkt?versioning"), "Status"), "(none)");
  EXPECT_EQ(put("versioning", "<VersioningConfiguration/>"),
            "400 IllegalVersioningConfigurationException");
  EXPECT_EQ(put("versioning",
                "<VersioningConfiguration><Status>Suspended</Status></VersioningConfiguration>"),
            "200");
  EXPECT_EQ(element(world.get("main", "/bkt?versioning"), "Status"), "Suspended");
}

TEST_F(OneBucket, LocksOnlyWhatIsVersioned) {
  const auto lock = [](const std::string& retention) {
    return "<ObjectLockConfiguration><ObjectLockEnabled>Enabled</ObjectLockEnabled><Rule>"
           "<DefaultRetention>" +
           retention + "</DefaultRetention></Rule></ObjectLockConfiguration>";
  };
  EXPECT_EQ(world.outcome("main", "GET", "/bkt?object-lock"),
            "404 ObjectLockConfigurationNotFoundError");
  EXPECT_EQ(put("object-lock", lock("<Mode>GOVERNANCE</Mode><Days>1</Days>")),
            "409 InvalidBucketState");
  EXPECT_EQ(put("object-lock", lock("<Mode>GOVERNANCE</Mode><Days>0</Days>")),
            "400 InvalidRetentionPeriod");
  EXPECT_EQ(put("object-lock", lock("<Mode>GOVERNANCE</Mode><Days>1</Days><Years>1</Years>")),
            "400 MalformedXML");
  EXPECT_EQ(world.outcome("main", "PUT", "/locked", {{"x-amz-bucket-object-lock-enabled", "true"}}),
            "200");
  EXPECT_EQ(element(world.get("main", "/locked?versioning"), "Status"), "Enabled");
  EXPECT_EQ(world.outcome("main", "PUT", "/locked?object-lock", {},
                          lock("<Mode>COMPLIANCE</Mode><Years>1</Years>")),
            "200");
  EXPECT_EQ(element(world.get("main", "/locked?object-lock"), "Years"), "1");
  EXPECT_EQ(world.outcome(
                "main", "PUT", "/locked?versioning", {},
                "<VersioningConfiguration><Status>Suspended</Status></VersioningConfiguration>"),
            "409 InvalidBucketState");
}

TEST_F(OneBucket, KeepsItsTags) {
  EXPECT_EQ(world.outcome("main", "GET", "/bkt?tagging"), "404 NoSuchTagSet");
  const auto tag = [](const std::string& key, const std::string& value) {
    return "<Tag><Key>" + key + "</Key><Value>" + value + "</Value></Tag>";
  };
  const auto set = [&](const std::string& tags) {
    return put("tagging", "<Tagging><TagSet>" + tags + "</TagSet></Tagging>");
  };
  EXPECT_EQ(set(tag("Hello", "World")), "200");
  EXPECT_EQ(element(world.get("main", "/bkt?tagging"), "Value"), "World");
  EXPECT_EQ(set(tag("a", "b") + tag("a", "c")), "400 InvalidTag");
  EXPECT_EQ(set(tag("aws:a", "b")), "400 InvalidTag");
  EXPECT_EQ(world.outcome("main", "DELETE", "/bkt?tagging"), "204");
  EXPECT_EQ(world.outcome("main", "GET", "/bkt?tagging"), "404 NoSuchTagSet");
}

TEST_F(OneBucket, GivesItsPolicyBackAsWritten) {
  EXPECT_EQ(world.outcome("main", "GET", "/bkt?policy"), "404 NoSuchBucketPolicy");
  const std::string text = R"({ "Version": "2012-10-17",  "Statement": [{"Effect": "Allow",
    "Principal": {"AWS": "*"}, "Action": "s3:ListBucket", "Resource": "arn:aws:s3:::bkt"}]})";
  EXPECT_EQ(put("policy", text), "204");
  EXPECT_EQ(world.get("main", "/bkt?policy"), text);
  EXPECT_EQ(element(world.get("main", "/bkt?policyStatus"), "IsPublic"), "true");
  EXPECT_EQ(put("policy", "{}"), "400 MalformedPolicy");
  EXPECT_EQ(world.outcome("main", "DELETE", "/bkt?policy"), "204");
  EXPECT_EQ(element(world.get("main", "/bkt?policyStatus"), "IsPublic"), "false");
}

TEST_F(OneBucket, KeepsManyInventoriesByName) {
  const auto inventory = [](const std::string& id) {
    return "<InventoryConfiguration><Id>" + id +
           "</Id><IsEnabled>true</IsEnabled><Destination><S3BucketDestination>"
           "<Bucket>arn:aws:s3:::bkt</Bucket><Format>CSV</Format></S3BucketDestination>"
           "</Destination><IncludedObjectVersions>All</IncludedObjectVersions>"
           "<Schedule><Frequency>Daily</Frequency></Schedule></InventoryConfiguration>";
  };
  EXPECT_EQ(put("inventory&id=one", inventory("one")), "200");
  EXPECT_EQ(put("inventory&id=two", inventory("two")), "200");
  EXPECT_EQ(put("inventory&id=two", inventory("other")), "400 InvalidArgument");
  EXPECT_EQ(element(world.get("main", "/bkt?inventory&id=two"), "Id"), "two");
  EXPECT_NE(world.get("main", "/bkt?inventory").find("<Id>one</Id>"), std::string::npos);
  EXPECT_EQ(world.outcome("main", "DELETE", "/bkt?inventory&id=one"), "204");
  EXPECT_EQ(world.outcome("main", "GET", "/bkt?inventory&id=one"), "404 NoSuchConfiguration");
}

TEST_F(OneBucket, KeepsAWebsiteThatMakesSense) {
  EXPECT_EQ(world.outcome("main", "GET", "/bkt?website"), "404 NoSuchWebsiteConfiguration");
  EXPECT_EQ(put("website", "<WebsiteConfiguration/>"), "400 InvalidArgument");
  EXPECT_EQ(put("website",
                "<WebsiteConfiguration><IndexDocument><Suffix>index.html</Suffix>"
                "</IndexDocument></WebsiteConfiguration>"),
            "200");
  EXPECT_EQ(element(world.get("main", "/bkt?website"), "Suffix"), "index.html");
}

TEST_F(OneBucket, LogsWhereLogDeliveryMayWrite) {
  world.outcome("main", "PUT", "/logs");
  const std::string body =
      "<BucketLoggingStatus><LoggingEnabled><TargetBucket>logs</TargetBucket><TargetPrefix>log/"
      "</TargetPrefix></LoggingEnabled></BucketLoggingStatus>";
  EXPECT_EQ(put("logging", body), "403 AccessDenied");
  world.put_policy("logs", R"({"Effect":"Allow","Principal":{"Service":"logging.s3.amazonaws.com"},
      "Action":"s3:PutObject","Resource":"arn:aws:s3:::logs/log/*",
      "Condition":{"ArnLike":{"aws:SourceArn":"arn:aws:s3:::bkt"},
                   "StringEquals":{"aws:SourceAccount":"000000000000"}}})");
  EXPECT_EQ(put("logging", body), "200");
  EXPECT_EQ(element(world.get("main", "/bkt?logging"), "TargetPrefix"), "log/");
  EXPECT_EQ(put("logging", "<BucketLoggingStatus/>"), "200");
  EXPECT_EQ(element(world.get("main", "/bkt?logging"), "TargetPrefix"), "(none)");
}

TEST_F(OneBucket, TellsEventBridgeAndNobodyElse) {
  EXPECT_EQ(put("notification",
                "<NotificationConfiguration><QueueConfiguration><Queue>arn:aws:sqs:us-east-1:"
                "000000000000:q</Queue><Event>s3:ObjectCreated:*</Event></QueueConfiguration>"
                "</NotificationConfiguration>"),
            "400 InvalidArgument");
  EXPECT_EQ(
      put("notification",
          "<NotificationConfiguration><EventBridgeConfiguration/></NotificationConfiguration>"),
      "200");
  world.outcome("main", "PUT", "/bkt/k", {}, "x");
  EXPECT_EQ(world.lake().store().outbox().read(0, 10).size(), 1u);
  EXPECT_EQ(put("notification", "<NotificationConfiguration/>"), "200");
  world.outcome("main", "PUT", "/bkt/k2", {}, "x");
  EXPECT_EQ(world.lake().store().outbox().read(0, 10).size(), 1u);
}

}  // namespace
}  // namespace sluice::api::s3
