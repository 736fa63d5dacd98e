// Server access logs: what is to be logged where. delivery/logs/ writes them.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketLogging.html
#include "api/s3/buckets/configuration.h"
#include "api/s3/delivery/delivery.h"
#include "api/s3/delivery/logs/target.h"

namespace sluice::api::s3 {
namespace {

constexpr std::size_t kGrantsMax = 100;

void check_grants(Buckets& buckets, const json::object& logging, const BucketRules& target) {
  const auto& grants = array_in(logging, "TargetGrants");
  if (grants.empty()) return;
  if (!target.has_acls()) {
    throw invalid_argument(
        "TargetGrants are not supported when the target bucket's Object Ownership is "
        "BucketOwnerEnforced",
        "TargetBucket", target.bucket.name.text());
  }
  if (grants.size() > kGrantsMax) throw malformed_xml();
  for (const auto& grant : grants) {
    const auto* grantee = object_in(grant.as_object(), "Grantee");
    if (!grantee || text_in(grant.as_object(), "Permission").empty()) throw malformed_xml();
    read_grantee(*grantee, buckets.access.accounts());
  }
}

void check_key_format(json::object& logging) {
  const auto* format = object_in(logging, "TargetObjectKeyFormat");
  if (!format) {
    logging["TargetObjectKeyFormat"] = json::object{{"SimplePrefix", json::object()}};
  } else if (format->contains("SimplePrefix") == format->contains("PartitionedPrefix")) {
    throw malformed_xml();
  }
}

// The target's policy or ACL must let log delivery in.
bool may_deliver(Buckets& buckets, const BucketRules& source, const BucketRules& target,
                 const std::string& prefix) {
  const auto sender = sender_of(kLoggingService, source);
  const auto allows = [&](const std::string& key) {
    return !key.empty() &&
           buckets.access.allows_service(
               sender.on_behalf(),
               {.action = "s3:PutObject", .bucket = target.bucket.name.text(), .key = key});
  };
  // A policy may name the prefix itself, or what lies below it.
  return allows(prefix) || allows(prefix + "2006-03-01-00-00-00-0123456789ABCDEF");
}

void check_logging(Buckets& buckets, Call& call, json::object& document) {
  auto* value = document.if_contains("LoggingEnabled");
  if (!value) return;
  auto& logging = value->as_object();
  const auto source = buckets.access.rules().get(call.text_of("Bucket"));
  const auto target =
      buckets.access.rules().find(store::BucketName(std::string(text_in(logging, "TargetBucket"))));
  if (!target) {
    throw Error(ErrorKind::invalid, "InvalidTargetBucketForLogging",
                "The target bucket for logging does not exist");
  }
  check_grants(buckets, logging, *target);
  check_key_format(logging);
  if (target->requester_pays) {
    throw invalid_argument("The target bucket for logging may not be a Requester Pays bucket",
                           "TargetBucket", target->bucket.name.text());
  }
  if (may_deliver(buckets, *source, *target, std::string(text_in(logging, "TargetPrefix")))) return;
  throw Error(ErrorKind::denied, "AccessDenied",
              "Neither the policy nor the ACL of the target bucket lets logging.s3.amazonaws.com "
              "put objects below the prefix.");
}

constexpr Configuration kLogging{.kind = document::kLogging,
                                 .member = "BucketLoggingStatus",
                                 .get = "GetBucketLogging",
                                 .put = "PutBucketLogging",
                                 .check = check_logging};

}  // namespace

void add_logging_operations(Operations& operations, Buckets& buckets) {
  add_configuration(operations, buckets, kLogging);
}

}  // namespace sluice::api::s3
