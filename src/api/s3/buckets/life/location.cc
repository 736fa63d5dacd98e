#include "api/s3/buckets/life/location.h"

#include <algorithm>

#include "api/s3/buckets/configuration.h"

namespace sluice::api::s3 {
namespace {

constexpr std::string_view kFirstRegion = "us-east-1";
constexpr std::string_view kKind = "location";
constexpr std::string_view kMember = "LocationConstraint";

// The model knows the Regions; the first one is not among them.
bool is_region(const Call& call, std::string_view name) {
  const auto* configuration = call.operation.input->find("CreateBucketConfiguration")->shape;
  const auto& all = configuration->find(kMember)->shape->enumeration;
  return std::find(all.begin(), all.end(), name) != all.end();
}

}  // namespace

std::string asked_location(const Buckets& buckets, const Call& call) {
  const auto* configuration = object_in(call.input, "CreateBucketConfiguration");
  const auto asked = configuration ? text_in(*configuration, kMember) : "";
  if (asked.empty()) return "";
  if (!is_region(call, asked)) {
    throw Error(ErrorKind::invalid, "InvalidLocationConstraint",
                "The specified location-constraint is not valid");
  }
  return asked == buckets.region() ? "" : std::string(asked);
}

void write_location(Buckets& buckets, meta::Transaction& now, const store::BucketName& bucket,
                    const std::string& location) {
  if (location.empty()) return;
  buckets.s3.store().set_document(now, bucket, {.kind = std::string(kKind), .id = {}},
                                  to_text(json::object{{kMember, location}}));
}

std::string location_of(Buckets& buckets, const store::BucketName& bucket) {
  if (const auto kept = find_document(buckets, bucket, kKind)) {
    return std::string(text_in(*kept, kMember));
  }
  return buckets.region() == kFirstRegion ? "" : buckets.region();
}

std::string region_of(Buckets& buckets, const store::BucketName& bucket) {
  const auto location = location_of(buckets, bucket);
  if (location.empty()) return std::string(kFirstRegion);
  return location == "EU" ? "eu-west-1" : location;
}

}  // namespace sluice::api::s3
