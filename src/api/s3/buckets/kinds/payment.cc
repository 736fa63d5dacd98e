// Request payment, transfer acceleration, and the absence of replication.
#include "api/s3/buckets/configuration.h"

namespace sluice::api::s3 {
namespace {

json::object pays_owner(Buckets&) {
  return {{"Payer", "BucketOwner"}};
}

void check_acceleration(Buckets&, Call& call, json::object& document) {
  if (text_in(document, "Status").empty()) throw malformed_xml();
  if (call.text_of("Bucket").find('.') != std::string_view::npos) {
    throw invalid_request(
        "S3 Transfer Acceleration is not supported for buckets with periods (.) in "
        "their names");
  }
}

constexpr Configuration kPayment{.kind = document::kRequestPayment,
                                 .member = "RequestPaymentConfiguration",
                                 .get = "GetBucketRequestPayment",
                                 .put = "PutBucketRequestPayment",
                                 .fallback = pays_owner};

constexpr Configuration kAcceleration{.kind = "accelerate",
                                      .member = "AccelerateConfiguration",
                                      .get = "GetBucketAccelerateConfiguration",
                                      .put = "PutBucketAccelerateConfiguration",
                                      .check = check_acceleration};

// Nothing replicates here, and tools that only look are told so.
Answer get_replication(Buckets& buckets, Call& call) {
  existing_bucket(buckets, call);
  throw Error(ErrorKind::not_found, "ReplicationConfigurationNotFoundError",
              "The replication configuration was not found");
}

Answer delete_replication(Buckets& buckets, Call& call) {
  existing_bucket(buckets, call);
  return {.status = 204};
}

}  // namespace

void add_payment_operations(Operations& operations, Buckets& buckets) {
  add_configuration(operations, buckets, kPayment);
  add_configuration(operations, buckets, kAcceleration);
  operations.add("GetBucketReplication", buckets, get_replication);
  operations.add("DeleteBucketReplication", buckets, delete_replication);
}

}  // namespace sluice::api::s3
