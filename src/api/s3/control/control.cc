#include "api/s3/control/control.h"

#include <algorithm>

#include <fmt/format.h>

#include "api/s3/buckets/configuration.h"
#include "api/s3/buckets/kinds/tags.h"
#include "api/wire/errors.h"

namespace sluice::api::s3 {
namespace {

constexpr std::string_view kBucketArn = "arn:aws:s3:::";

// Access points, Storage Lens groups and the like are not here.
store::BucketName bucket_of(const Call& call) {
  auto arn = call.text_of("ResourceArn");
  if (!arn.starts_with(kBucketArn)) refuse_unserved("Tags of resources other than buckets are");
  arn.remove_prefix(kBucketArn.size());
  return store::bucket_name(arn);
}

json::array tags_of_bucket(Buckets& buckets, const store::BucketName& bucket) {
  const auto document = find_document(buckets, bucket, document::kTagging);
  return document ? array_in(*document, "TagSet") : json::array();
}

void keep(Buckets& buckets, const store::BucketName& bucket, json::array tags) {
  if (tags.empty()) return remove_document(buckets, bucket, document::kTagging);
  check_bucket_tags(tags);
  write_document(buckets, bucket, document::kTagging, json::object{{"TagSet", std::move(tags)}});
}

bool has_key(const json::value& tag, std::string_view key) {
  return text_in(tag.as_object(), "Key") == key;
}

json::array without(const json::array& tags, std::string_view key) {
  json::array kept;
  std::copy_if(tags.begin(), tags.end(), std::back_inserter(kept),
               [&](const json::value& tag) { return !has_key(tag, key); });
  return kept;
}

Answer list_tags(Buckets& buckets, Call& call) {
  return {.output = {{"Tags", tags_of_bucket(buckets, bucket_of(call))}}};
}

Answer tag(Buckets& buckets, Call& call) {
  const auto bucket = bucket_of(call);
  const auto& given = array_in(call.input, "Tags");
  check_bucket_tags(given);
  auto tags = tags_of_bucket(buckets, bucket);
  for (const auto& each : given) {
    tags = without(tags, text_in(each.as_object(), "Key"));
    tags.push_back(each);
  }
  keep(buckets, bucket, std::move(tags));
  return {};
}

Answer untag(Buckets& buckets, Call& call) {
  const auto bucket = bucket_of(call);
  auto tags = tags_of_bucket(buckets, bucket);
  for (const auto& key : array_in(call.input, "TagKeys"))
    tags = without(tags, key.as_string());
  keep(buckets, bucket, std::move(tags));
  return {};
}

Operations operations_on(Buckets& buckets) {
  Operations operations;
  operations.add("ListTagsForResource", buckets, list_tags);
  operations.add("TagResource", buckets, tag);
  operations.add("UntagResource", buckets, untag);
  return operations;
}

}  // namespace

Control::Control(Buckets& buckets)
    : buckets_(buckets), service_("s3control", operations_on(buckets), *this) {}

void Control::authorise(Call& call) {
  if (call.text_of("AccountId") != buckets_.s3.lake.identity().account_id) {
    throw Error(ErrorKind::denied, "AccessDenied", "Access Denied");
  }
  const auto bucket = bucket_of(call);
  const std::string action = "s3:" + call.operation.name;
  buckets_.access.require(call.arrival, {.action = action, .bucket = bucket.text()});
}

}  // namespace sluice::api::s3
