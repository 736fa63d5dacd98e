#include <fmt/format.h>

#include "api/s3/buckets/configuration.h"
#include "api/s3/buckets/kinds/tags.h"
#include "api/s3/request/tags.h"

namespace sluice::api::s3 {
namespace {

void check_document(Buckets&, Call&, json::object& document) {
  check_bucket_tags(array_in(document, "TagSet"));
}

constexpr Configuration kTagging{.kind = document::kTagging,
                                 .member = "Tagging",
                                 .get = "GetBucketTagging",
                                 .put = "PutBucketTagging",
                                 .remove = "DeleteBucketTagging",
                                 .missing_code = "NoSuchTagSet",
                                 .missing_message = "The TagSet does not exist",
                                 .check = check_document};

}  // namespace

void check_bucket_tags(const json::array& set) {
  if (set.size() > kBucketTagsMax) {
    throw Error(ErrorKind::invalid, "BadRequest",
                fmt::format("Bucket tag count cannot be greater than {}", kBucketTagsMax));
  }
  check_tags(tags_in(set));
}

void add_tagging_operations(Operations& operations, Buckets& buckets) {
  add_configuration(operations, buckets, kTagging);
}

}  // namespace sluice::api::s3
