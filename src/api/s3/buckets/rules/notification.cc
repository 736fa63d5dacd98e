// Event notifications.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketNotificationConfiguration.html
#include "api/s3/buckets/configuration.h"

namespace sluice::api::s3 {
namespace {

constexpr std::string_view kEventBridge = "eventbridge";

struct TargetKind {
  std::string_view member;
  std::string_view arn;
};
constexpr TargetKind kTargets[] = {{"TopicConfigurations", "TopicArn"},
                                   {"QueueConfigurations", "QueueArn"},
                                   {"LambdaFunctionConfigurations", "LambdaFunctionArn"}};

// Queues, topics and functions do not exist here: AWS refuses what cannot be reached in these
// words.
void check_notifications(Buckets&, Call&, json::object& document) {
  for (const auto& [member, arn] : kTargets) {
    for (const auto& target : array_in(document, member)) {
      const auto name = text_in(target.as_object(), arn);
      throw invalid_argument("Unable to validate the following destination configurations", name,
                             "The destination does not exist");
    }
    document.erase(member);
  }
}

// EventBridge gets every event of the bucket; what delivers them reads the store's outbox.
void apply_notifications(Buckets& buckets, Call& call, meta::Transaction& now,
                         const json::object* document) {
  std::vector<store::NotificationRule> rules;
  if (document && document->contains("EventBridgeConfiguration")) {
    rules.push_back({.id = std::string(kEventBridge),
                     .target = std::string(kEventBridge),
                     .events = {"*"},
                     .prefix = {},
                     .suffix = {}});
  }
  buckets.s3.store().set_notifications(now, named_bucket(call), rules);
}

constexpr Configuration kNotification{.kind = "notification",
                                      .member = "NotificationConfiguration",
                                      .get = "GetBucketNotificationConfiguration",
                                      .put = "PutBucketNotificationConfiguration",
                                      .check = check_notifications,
                                      .apply = apply_notifications};

}  // namespace

void add_notification_operations(Operations& operations, Buckets& buckets) {
  add_configuration(operations, buckets, kNotification);
}

}  // namespace sluice::api::s3
