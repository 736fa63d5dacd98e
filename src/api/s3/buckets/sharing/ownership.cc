// Ownership controls and Block Public Access.
#include "api/s3/buckets/configuration.h"

namespace sluice::api::s3 {
namespace {

void check_ownership(Buckets& buckets, Call& call, json::object& document) {
  const auto& rules = array_in(document, "Rules");
  if (rules.size() != 1) throw malformed_xml();
  const auto ownership = parse_ownership(text_in(rules.front().as_object(), "ObjectOwnership"));
  const auto bucket = buckets.access.rules().get(call.text_of("Bucket"));
  if (ownership == Ownership::bucket_owner_enforced && !is_private(bucket->acl)) {
    throw Error(ErrorKind::invalid, "InvalidBucketAclWithObjectOwnership",
                "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting");
  }
}

// What is not said is off, and shown so.
void complete_block(Buckets&, Call&, json::object& document) {
  for (const auto name :
       {"BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"}) {
    if (!document.contains(name)) document[name] = false;
  }
}

constexpr Configuration kOwnership{
    .kind = document::kOwnership,
    .member = "OwnershipControls",
    .place = Place::member,
    .get = "GetBucketOwnershipControls",
    .put = "PutBucketOwnershipControls",
    .remove = "DeleteBucketOwnershipControls",
    .missing_code = "OwnershipControlsNotFoundError",
    .missing_message = "The bucket ownership controls were not found",
    .check = check_ownership};

constexpr Configuration kBlock{
    .kind = document::kPublicAccessBlock,
    .member = "PublicAccessBlockConfiguration",
    .place = Place::member,
    .get = "GetPublicAccessBlock",
    .put = "PutPublicAccessBlock",
    .remove = "DeletePublicAccessBlock",
    .missing_code = "NoSuchPublicAccessBlockConfiguration",
    .missing_message = "The public access block configuration was not found",
    .check = complete_block};

}  // namespace

void add_ownership_operations(Operations& operations, Buckets& buckets) {
  add_configuration(operations, buckets, kOwnership);
  add_configuration(operations, buckets, kBlock);
}

}  // namespace sluice::api::s3
