// Bucket policies: kept as they were written, so that they are given back byte for byte.
#include "access/policy/evaluate.h"
#include "api/s3/buckets/configuration.h"

namespace sluice::api::s3 {
namespace {

// https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketPolicy.html
Answer put_bucket_policy(Buckets& buckets, Call& call) {
  const auto name = named_bucket(call);
  const auto text = call.text_of("Policy");
  const auto policy =
      access::parse_policy(text, {.kind = access::PolicyKind::bucket, .bucket = name.text()});
  const auto rules = buckets.access.rules().get(name.text());
  if (rules->block.block_public_policy && access::is_public(policy)) {
    throw Error(ErrorKind::denied, "AccessDenied",
                "Access Denied: public policies are blocked by the BlockPublicPolicy block public "
                "access setting.");
  }
  buckets.s3.database().write([&](meta::Transaction& now) {
    buckets.s3.store().set_document(now, name, {.kind = std::string(document::kPolicy), .id = {}},
                                    std::string(text));
  });
  return {.status = 204};
}

Answer get_bucket_policy(Buckets& buckets, Call& call) {
  const auto now = buckets.s3.database().snapshot();
  const auto found = buckets.s3.store().document(
      now, named_bucket(call), {.kind = std::string(document::kPolicy), .id = {}});
  if (!found) {
    throw Error(ErrorKind::not_found, "NoSuchBucketPolicy", "The bucket policy does not exist");
  }
  return {.output = {{"Policy", found->text}}};
}

Answer delete_bucket_policy(Buckets& buckets, Call& call) {
  remove_document(buckets, named_bucket(call), document::kPolicy);
  return {.status = 204};
}

Answer get_bucket_policy_status(Buckets& buckets, Call& call) {
  const auto rules = buckets.access.rules().get(call.text_of("Bucket"));
  const bool by_policy = rules->policy && access::is_public(*rules->policy);
  const bool by_acl =
      rules->has_acls() && !rules->block.ignore_public_acls && is_public(rules->acl);
  return {.output = {{"PolicyStatus", json::object{{"IsPublic", by_policy || by_acl}}}}};
}

}  // namespace

void add_policy_operations(Operations& operations, Buckets& buckets) {
  operations.add("PutBucketPolicy", buckets, put_bucket_policy);
  operations.add("GetBucketPolicy", buckets, get_bucket_policy);
  operations.add("DeleteBucketPolicy", buckets, delete_bucket_policy);
  operations.add("GetBucketPolicyStatus", buckets, get_bucket_policy_status);
}

}  // namespace sluice::api::s3
