// Zones as S3's clients see them, and steps that need what is archived.
#include "pipeline/zones.h"

#include <gtest/gtest.h>

#include "base/json.h"
#include "pipeline/lake_services.h"
#include "pipeline/pipeline_test_world.h"
#include "store/bucket_documents.h"

namespace sluice::pipeline {
namespace {

struct World : TestFolder {
  World() {
    write_zone("versioned: true, transitions: {GLACIER: 90}");
    write("data/1.csv", "id,price\n1,1.5\n2,2.5\n");
    write("models/total.sql", "SELECT sum(price) AS total FROM raw.orders");
    services = std::make_unique<LakeServices>(LakeServicesOptions{
        .directory = path() + "/lake", .key_file = path() + "/key", .threads = 2});
  }

  void write_zone(const std::string& settings) {
    write("sluice.yaml", "zones:\n  raw: {bucket: a-raw, " + settings +
                             "}\n  out: {bucket: a-out}\n"
                             "sources:\n  load: {files: data, to: raw/orders}\n"
                             "crawls:\n  find: {of: raw}\nmodels: models\n");
  }

  PipelineResult run(const RunOptions& options = {}) {
    RunObserver observer;
    return run_pipeline(read(), services->services(), options, observer);
  }

  std::string note(const PipelineResult& result, const std::string& step) {
    for (const auto& each : result.steps) {
      if (result.graph.steps[each.step].name == step) return each.status.note;
    }
    return "no such step";
  }

  store::Store& store() { return services->lake().store(); }

  json::value document(std::string_view kind) {
    const auto found = store().document(services->lake().database().snapshot(), bucket,
                                        {.kind = std::string(kind), .id = {}});
    return found ? parse_json(found->text) : json::value();
  }

  void archive(const std::string& key) {
    services->lake().database().write([&](meta::Transaction& now) {
      store().set_storage_class(now, bucket, store::ObjectKey(key), {}, "GLACIER");
    });
  }

  const store::BucketName bucket{"a-raw"};
  std::unique_ptr<LakeServices> services;
};

TEST(Zones, AreClosedEncryptedBucketsWithTheirRules) {
  World world;
  ASSERT_TRUE(world.run().succeeded());
  const auto found =
      world.store().find_bucket(world.services->lake().database().snapshot(), world.bucket);
  EXPECT_EQ(found->versioning, store::Versioning::enabled);
  EXPECT_EQ(world.document("publicAccessBlock"),
            parse_json(R"({"BlockPublicAcls":true,"IgnorePublicAcls":true,
                           "BlockPublicPolicy":true,"RestrictPublicBuckets":true})"));
  EXPECT_EQ(world.document("ownershipControls"),
            parse_json(R"({"Rules":[{"ObjectOwnership":"BucketOwnerEnforced"}]})"));
  EXPECT_EQ(world.document("encryption"), parse_json(R"({"Rules":[
      {"ApplyServerSideEncryptionByDefault":{"SSEAlgorithm":"AES256"},"BucketKeyEnabled":false}
      ]})"));
  EXPECT_EQ(world.document("lifecycle"), parse_json(R"({
      "TransitionDefaultMinimumObjectSize":"all_storage_classes_128K",
      "Rules":[{"ID":"sluice-zone-raw","Filter":{"Prefix":""},"Status":"Enabled",
                "Transitions":[{"Days":90,"StorageClass":"GLACIER"}]}]})"));
}

TEST(Zones, LeaveWhatClientsHaveConfigured) {
  World world;
  ASSERT_TRUE(world.run().succeeded());
  auto& database = world.services->lake().database();
  store::LifecycleRule rule{.id = "mine", .filter = {.prefix = "tmp/", .tags = {{"a", "b"}}}};
  rule.expiration = store::LifecycleAge{.days = 3, .date = {}};
  database.write([&](meta::Transaction& now) {
    store::replace_lifecycle_rules(world.store(), now, world.bucket, "mine", {rule});
    world.store().remove_document(now, world.bucket, {.kind = "publicAccessBlock", .id = {}});
  });
  world.write_zone("expire_noncurrent_after_days: 9");
  ASSERT_TRUE(world.run().succeeded());
  EXPECT_EQ(world.document("publicAccessBlock"), json::value());
  EXPECT_EQ(world.document("lifecycle").at("Rules"), parse_json(R"([
      {"ID":"mine","Filter":{"And":{"Prefix":"tmp/","Tags":[{"Key":"a","Value":"b"}]}},
       "Status":"Enabled","Expiration":{"Days":3}},
      {"ID":"sluice-zone-raw","Filter":{"Prefix":""},"Status":"Enabled",
       "Expiration":{"ExpiredObjectDeleteMarker":true},
       "NoncurrentVersionExpiration":{"NoncurrentDays":9}}])"));
  EXPECT_EQ(world.store().lifecycle(database.snapshot(), world.bucket).rules.size(), 2u);
  EXPECT_EQ(world.store().find_bucket(database.snapshot(), world.bucket)->versioning,
            store::Versioning::enabled);
}

TEST(Zones, OfOlderLakesLoseTheExpiryThatNoClientSaw) {
  World world;
  ASSERT_TRUE(world.run().succeeded());
  auto& database = world.services->lake().database();
  database.write([&](meta::Transaction& now) {
    world.store().change_bucket(now, world.bucket, {.versioned = true, .expire_after_days = 3});
  });
  ASSERT_TRUE(world.run().succeeded());
  const auto found = world.store().find_bucket(database.snapshot(), world.bucket);
  EXPECT_EQ(found->settings, store::BucketSettings{.versioned = true});
}

TEST(Zones, ThatAreToBePlainClaimNoEncryption) {
  World world;
  const auto kind = [&world] {
    const auto now = world.services->lake().database().snapshot();
    return world.store().find_bucket(now, world.bucket)->body_kind;
  };
  world.write_zone("at_rest: plain");
  ASSERT_TRUE(world.run().succeeded());
  EXPECT_EQ(kind(), store::BodyKind::plain);
  EXPECT_TRUE(world.document(store::document::kEncryption).is_null());
  world.write_zone("versioned: true");
  ASSERT_TRUE(world.run().succeeded());
  EXPECT_EQ(kind(), store::BodyKind::plain);
  world.write_zone("at_rest: encrypted");
  ASSERT_TRUE(world.run().succeeded());
  EXPECT_EQ(kind(), store::BodyKind::sealed);
  EXPECT_FALSE(world.document(store::document::kEncryption).is_null());
}

TEST(Zones, ThatAreArchivedStopAModelBeforeItReads) {
  World world;
  ASSERT_TRUE(world.run().succeeded());
  world.write("models/total.sql", "SELECT max(price) AS total FROM raw.orders");
  world.archive("orders/1.csv");
  const std::string reason =
      "1 object that it reads is archived: make it readable with `sluice restore-objects "
      "s3://a-raw/orders/1.csv`";
  const auto plan = plan_pipeline(world.read(), world.services->services(), {});
  EXPECT_EQ(plan.steps.back().reason, reason);
  const auto result = world.run();
  EXPECT_FALSE(result.succeeded());
  EXPECT_NE(world.note(result, "total").find(reason), std::string::npos);
  world.services->lake().database().write([&](meta::Transaction& now) {
    world.store().restore(now, world.bucket, store::ObjectKey("orders/1.csv"), {},
                          {.days = 1, .context = {}});
  });
  EXPECT_TRUE(world.run().succeeded());
}

TEST(Zones, ThatAreArchivedStopACrawlThatHasNotSeenThem) {
  World world;
  ASSERT_TRUE(world.run({.selection = "load"}).succeeded());
  world.write("data/2.csv", "id,price\n3,1.5\n");
  ASSERT_TRUE(world.run({.selection = "load"}).succeeded());
  world.archive("orders/1.csv");
  world.archive("orders/2.csv");
  EXPECT_EQ(world.note(world.run({.selection = "find"}), "find"),
            "2 objects that it reads are archived: make them readable with `sluice "
            "restore-objects s3://a-raw/orders/`");
}

}  // namespace
}  // namespace sluice::pipeline
