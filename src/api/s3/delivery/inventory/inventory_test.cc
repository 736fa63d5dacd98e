#include "api/s3/delivery/inventory/inventory.h"

#include <gtest/gtest.h>

#include "api/s3/access_world.h"
#include "api/s3/delivery/inventory/columns.h"

namespace sluice::api::s3 {
namespace {

using std::chrono::hours;

class InventoryTest : public testing::Test {
 protected:
  InventoryTest() {
    for (const auto* bucket : {"source", "lists"})
      world_.send("main", "PUT", "/" + std::string(bucket));
    let_in();
    world_.send("main", "PUT", "/source/a", {}, "1");
  }

  void let_in() {
    world_.put_policy("lists", R"({"Effect":"Allow","Principal":{"Service":"s3.amazonaws.com"},)"
                               R"("Action":"s3:PutObject","Resource":"arn:aws:s3:::lists/*"})");
  }

  std::string put(const std::string& frequency, const std::string& format = "CSV") {
    return world_.outcome(
        "main", "PUT", "/source?inventory&id=i", {},
        "<InventoryConfiguration><Destination><S3BucketDestination><Bucket>arn:aws:s3:::lists"
        "</Bucket><Format>" +
            format +
            "</Format></S3BucketDestination></Destination>"
            "<IsEnabled>true</IsEnabled><Id>i</Id><IncludedObjectVersions>Current"
            "</IncludedObjectVersions><Schedule><Frequency>" +
            frequency + "</Frequency></Schedule></InventoryConfiguration>");
  }

  // How many were delivered until now; another process each time.
  std::size_t deliver() {
    Inventories inventories(world_.s3, world_.access, log_);
    inventories.deliver_due(cancel_);
    return count();
  }
  std::size_t count() {
    const auto page =
        world_.lake().store().list(world_.lake().database().snapshot(), store::BucketName("lists"),
                                   {.prefix = "source/i/data/"});
    return page.objects.size();
  }

  // To a time of day on a weekday after the world's start, Friday, 15 January 2027, 8:00.
  void advance(hours by) { world_.clock().advance(by); }

  AccessWorld world_;
  Log log_{world_.clock(), LogLevel::error, [](LogLevel, std::string_view) {}};
  CancelToken cancel_;
};

TEST_F(InventoryTest, IsDeliveredOnceADayWhateverRestarts) {
  EXPECT_EQ(put("Daily"), "200");
  EXPECT_EQ(deliver(), 1u);
  EXPECT_EQ(deliver(), 1u);
  advance(hours(15));
  EXPECT_EQ(deliver(), 1u);
  advance(hours(1));
  EXPECT_EQ(deliver(), 2u);
  // None for days that nobody served, but the next as soon as somebody does.
  advance(hours(72));
  EXPECT_EQ(deliver(), 3u);
  EXPECT_EQ(deliver(), 3u);
}

TEST_F(InventoryTest, HasWeeksThatBeginOnSunday) {
  put("Weekly");
  EXPECT_EQ(deliver(), 1u);
  advance(hours(39));  // Saturday, 23:00
  EXPECT_EQ(deliver(), 1u);
  advance(hours(1));
  EXPECT_EQ(deliver(), 2u);
  advance(hours(6 * 24));
  EXPECT_EQ(deliver(), 2u);
}

TEST_F(InventoryTest, IsTriedAgainAfterAnHourWhereItFailed) {
  world_.send("main", "DELETE", "/lists?policy");
  put("Daily");
  Inventories inventories(world_.s3, world_.access, log_);
  inventories.deliver_due(cancel_);
  EXPECT_EQ(count(), 0u);
  let_in();
  world_.clock().advance(std::chrono::minutes(30));
  inventories.deliver_due(cancel_);
  EXPECT_EQ(count(), 0u);
  world_.clock().advance(std::chrono::minutes(31));
  inventories.deliver_due(cancel_);
  EXPECT_EQ(count(), 1u);
}

TEST_F(InventoryTest, BeginsAnewWhenItIsPutAnew) {
  put("Daily");
  EXPECT_EQ(deliver(), 1u);
  world_.send("main", "DELETE", "/source?inventory&id=i");
  EXPECT_EQ(deliver(), 1u);
  put("Daily", "Parquet");
  EXPECT_EQ(deliver(), 2u);
}

TEST_F(InventoryTest, LeavesNothingWhenItIsCutShort) {
  put("Daily");
  cancel_.cancel();
  EXPECT_THROW(deliver(), Error);
  EXPECT_EQ(count(), 0u);
}

TEST(InventorySchema, IsInS3sOrder) {
  InventoryConfiguration configuration;
  configuration.fields = {"StorageClass", "ETag", "Size", "LastModifiedDate"};
  EXPECT_EQ(inventory_schema(columns_of(configuration), InventoryFormat::csv),
            "Bucket, Key, Size, LastModifiedDate, ETag, StorageClass");
  configuration.has_all_versions = true;
  configuration.fields = {"Size"};
  EXPECT_EQ(inventory_schema(columns_of(configuration), InventoryFormat::parquet),
            "message s3.inventory { required binary bucket (UTF8); required binary key (UTF8); "
            "optional binary version_id (UTF8); optional boolean is_latest; optional boolean "
            "is_delete_marker; optional int64 size; }");
}

}  // namespace
}  // namespace sluice::api::s3
