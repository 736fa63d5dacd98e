#include "api/s3/buckets/configuration.h"
#include "api/wire/errors.h"

namespace sluice::api::s3 {
namespace {

Answer get_bucket_versioning(Buckets& buckets, Call& call) {
  const auto bucket = existing_bucket(buckets, call);
  if (bucket.versioning == store::Versioning::never) return {};
  const bool is_on = bucket.versioning == store::Versioning::enabled;
  return {.output = {{"Status", is_on ? "Enabled" : "Suspended"}}};
}

// https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketVersioning.html
Answer put_bucket_versioning(Buckets& buckets, Call& call) {
  const auto& asked = call.input.at("VersioningConfiguration").as_object();
  const auto status = text_in(asked, "Status");
  // Nobody here has a device.
  if (text_in(asked, "MFADelete") == "Enabled") refuse_unserved("MFA delete is");
  if (status.empty()) {
    throw Error(ErrorKind::invalid, "IllegalVersioningConfigurationException",
                "The Versioning element must be specified");
  }
  const auto name = named_bucket(call);
  buckets.s3.database().write([&](meta::Transaction& now) {
    const auto bucket = buckets.s3.store().find_bucket(now.now(), name);
    if (bucket && bucket->lock && status == "Suspended") {
      throw Error(ErrorKind::conflict, "InvalidBucketState",
                  "An Object Lock configuration is present on this bucket, so the versioning state "
                  "cannot be changed.");
    }
    buckets.s3.store().set_versioning(
        now, name, status == "Enabled" ? store::Versioning::enabled : store::Versioning::suspended);
  });
  return {};
}

}  // namespace

void add_versioning_operations(Operations& operations, Buckets& buckets) {
  operations.add("GetBucketVersioning", buckets, get_bucket_versioning);
  operations.add("PutBucketVersioning", buckets, put_bucket_versioning);
}

}  // namespace sluice::api::s3
