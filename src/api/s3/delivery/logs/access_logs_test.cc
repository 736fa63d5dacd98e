#include "api/s3/delivery/logs/access_logs.h"

#include <algorithm>
#include <filesystem>

#include <gtest/gtest.h>

#include "api/s3/access_world.h"

namespace sluice::api::s3 {
namespace {

constexpr std::chrono::minutes kInterval{5};
constexpr std::string_view kLetsIn =
    R"({"Effect":"Allow","Principal":{"Service":"logging.s3.amazonaws.com"},)"
    R"("Action":"s3:PutObject","Resource":"arn:aws:s3:::logs/*"})";

class AccessLogsTest : public testing::Test {
 protected:
  AccessLogsTest() {
    world_.write_logs(logs_);
    for (const auto* bucket : {"source", "logs", "quiet"})
      world_.send("main", "PUT", "/" + std::string(bucket));
    world_.put_policy("logs", std::string(kLetsIn));
    EXPECT_EQ(world_.outcome("main", "PUT", "/source?logging", {},
                             "<BucketLoggingStatus><LoggingEnabled><TargetBucket>logs"
                             "</TargetBucket><TargetPrefix>p/</TargetPrefix></LoggingEnabled>"
                             "</BucketLoggingStatus>"),
              "200");
  }

  // As the server does it, the answer sent.
  void send(const std::string& method, const std::string& target) {
    const auto response = world_.send("main", method, target);
    if (response.observer) response.observer->sent({.body_bytes = 3});
  }

  std::vector<std::string> keys() {
    const auto page = world_.lake().store().list(world_.lake().database().snapshot(),
                                                 store::BucketName("logs"), {});
    std::vector<std::string> found;
    for (const auto& object : page.objects)
      found.push_back(object.key.text());
    return found;
  }

  std::size_t lines_in(const std::string& key) {
    const auto text = world_.get("main", "/logs/" + key);
    return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
  }

  std::string folder() { return world_.lake().directory() + "/access-logs"; }

  AccessWorld world_;
  Log log_{world_.clock(), LogLevel::error,
           [this](LogLevel, std::string_view line) { complaints_.emplace_back(line); }};
  std::vector<std::string> complaints_;
  AccessLogs logs_{
      world_.s3, world_.access, log_, {.spool = {.directory = folder()}, .interval = kInterval}};
};

TEST_F(AccessLogsTest, AreDeliveredTogetherOnceAnInterval) {
  send("PUT", "/source/a");
  send("GET", "/source/a");
  send("GET", "/quiet");
  logs_.deliver_due();
  EXPECT_TRUE(keys().empty());
  world_.clock().advance(kInterval);
  logs_.deliver_due();
  ASSERT_EQ(keys().size(), 1u);
  EXPECT_TRUE(keys()[0].starts_with("p/2027-01-15-08-05-00-"));
  EXPECT_EQ(lines_in(keys()[0]), 2u);
  world_.clock().advance(kInterval);
  logs_.deliver_due();
  EXPECT_EQ(keys().size(), 1u);
  EXPECT_TRUE(complaints_.empty());
}

TEST_F(AccessLogsTest, RepeatADeliveryThatWasCutShortWithoutDoublingIt) {
  namespace fs = std::filesystem;
  Spool spool(world_.lake().files(), world_.clock(), world_.lake().random(),
              {.directory = folder()});
  spool.append({.time = world_.clock().now(), .bucket = "source", .text = "line"});
  spool.seal();
  const auto sealed = folder() + "/" + spool.sealed().at(0).name;
  fs::copy(sealed, folder() + "/copy");
  logs_.deliver_all();
  EXPECT_FALSE(fs::exists(sealed));
  fs::rename(folder() + "/copy", sealed);
  logs_.deliver_all();
  ASSERT_EQ(keys().size(), 1u);
  EXPECT_EQ(lines_in(keys()[0]), 1u);
}

TEST_F(AccessLogsTest, AreDroppedAndThatIsSaidWhereTheyMayNotGo) {
  world_.send("main", "DELETE", "/logs?policy");
  send("GET", "/source/a");
  logs_.deliver_all();
  ASSERT_EQ(complaints_.size(), 1u);
  EXPECT_NE(complaints_[0].find("AccessDenied"), std::string::npos);
  world_.put_policy("logs", std::string(kLetsIn));
  logs_.deliver_all();
  EXPECT_TRUE(keys().empty());
}

TEST_F(AccessLogsTest, CostNothingWhereNobodyAskedForThem) {
  EXPECT_EQ(world_.send("main", "GET", "/quiet").observer, nullptr);
  EXPECT_EQ(world_.send("main", "GET", "/").observer, nullptr);
  EXPECT_NE(world_.send("main", "GET", "/source").observer, nullptr);
  EXPECT_NE(world_.send("", "GET", "/source/absent").observer, nullptr);
}

}  // namespace
}  // namespace sluice::api::s3
