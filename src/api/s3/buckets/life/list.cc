// ListBuckets, HeadBucket and GetBucketLocation.
#include "api/s3/buckets/configuration.h"
#include "api/s3/buckets/life/location.h"
#include "api/wire/protocol/scalars.h"

namespace sluice::api::s3 {
namespace {

constexpr std::int64_t kPageMax = 10'000;

struct BucketPage {
  std::string after;  // names after this one
  std::int64_t max = kPageMax;
  std::string prefix;
  bool is_paged = false;  // the answer also says each bucket's region
};

BucketPage read_page(const Call& call) {
  BucketPage page{.max = call.number_of("MaxBuckets", kPageMax),
                  .prefix = std::string(call.text_of("Prefix"))};
  if (page.max < 1 || page.max > kPageMax) {
    throw invalid_argument("Argument max-buckets must be an integer between 1 and 10000",
                           "max-buckets", std::to_string(page.max));
  }
  const auto token = call.text_of("ContinuationToken");
  const auto after = base64_decode(token);
  if (!after)
    throw invalid_argument("The continuation token provided is incorrect", "continuation-token");
  page.after = *after;
  for (const auto member : {"MaxBuckets", "ContinuationToken", "Prefix", "BucketRegion"})
    page.is_paged |= call.input.contains(member);
  return page;
}

json::object describe(Buckets& buckets, const store::Bucket& bucket, bool is_paged) {
  json::object described{{"Name", bucket.name.text()}, {"CreationDate", value_of(bucket.created)}};
  if (is_paged) {
    described["BucketRegion"] = region_of(buckets, bucket.name);
    described["BucketArn"] = "arn:aws:s3:::" + bucket.name.text();
  }
  return described;
}

// https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBuckets.html
Answer list_buckets(Buckets& buckets, Call& call) {
  const auto page = read_page(call);
  const auto owner = buckets.access.owner_id(call.caller());
  const auto region = call.text_of("BucketRegion");
  json::array listed;
  std::string next;
  const auto now = buckets.s3.database().snapshot();
  for (const auto& bucket : buckets.s3.store().buckets(now)) {
    const auto& name = bucket.name.text();
    if (name <= page.after || !name.starts_with(page.prefix)) continue;
    if (buckets.access.rules().owner_of(bucket) != owner) continue;
    if (!region.empty() && region_of(buckets, bucket.name) != region) continue;
    if (static_cast<std::int64_t>(listed.size()) == page.max) {
      next = base64_encode(std::string_view(listed.back().at("Name").as_string()));
      break;
    }
    listed.push_back(describe(buckets, bucket, page.is_paged));
  }
  Answer answer{.output = {{"Owner", buckets.access.owner(owner)}, {"Buckets", std::move(listed)}}};
  if (!next.empty()) answer.output["ContinuationToken"] = next;
  if (!page.prefix.empty()) answer.output["Prefix"] = page.prefix;
  return answer;
}

Answer head_bucket(Buckets& buckets, Call& call) {
  const auto bucket = existing_bucket(buckets, call);
  return {.output = {{"BucketRegion", region_of(buckets, bucket.name)},
                     {"BucketArn", "arn:aws:s3:::" + bucket.name.text()},
                     {"AccessPointAlias", false}}};
}

// Of the first region, S3 has always answered nothing.
Answer get_bucket_location(Buckets& buckets, Call& call) {
  const auto location = location_of(buckets, existing_bucket(buckets, call).name);
  if (location.empty()) return {};
  return {.output = {{"LocationConstraint", location}}};
}

}  // namespace

void add_list_operations(Operations& operations, Buckets& buckets) {
  operations.add("ListBuckets", buckets, list_buckets);
  operations.add("HeadBucket", buckets, head_bucket);
  operations.add("GetBucketLocation", buckets, get_bucket_location);
}

}  // namespace sluice::api::s3
