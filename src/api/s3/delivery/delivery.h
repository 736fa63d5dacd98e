// Objects that S3 itself writes into its users' buckets: access logs, inventories.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "api/s3/access/access.h"
#include "api/s3/s3.h"

namespace sluice::api::s3 {

// As whom it is written, and of which bucket it tells.
struct Sender {
  std::string service;     // "logging.s3.amazonaws.com"
  std::string source_arn;  // "arn:aws:s3:::bucket"
  std::string source_account;
  std::string source_owner;  // canonical user id

  Access::OnBehalf on_behalf() const {
    return {.service = service,
            .source_arn = source_arn,
            .source_account = source_account,
            .source_owner = source_owner};
  }
};

Sender sender_of(std::string_view service, const BucketRules& source);

struct Parcel {
  store::BucketName bucket;
  store::ObjectKey key;
  std::string content_type = "text/plain";
  // ServerSideEncryption, SSEKMSKeyId, as a PUT would say them; empty: what the bucket's default
  // is.
  json::object encryption = {};
  // Beside the bucket's owner, whose the object is; where the bucket has ACLs.
  std::vector<Grant> grants = {};
};

// Thread-safe. Both outlive it.
class Delivery {
 public:
  Delivery(S3& s3, Access& access) : s3_(s3), access_(access) {}

  // Throws Error not_found (NoSuchBucket), denied (AccessDenied: neither the bucket's policy nor
  // its ACL lets the service in, or the key's policy does not), and KMS's errors.
  std::unique_ptr<store::BodyWriter> open(const Sender& sender, const Parcel& parcel);
  store::StagedObject stage(const Sender& sender, const Parcel& parcel, std::string_view content);
  // All of them at once, with what else is written then.
  void publish(const std::vector<store::StagedObject>& objects,
               const std::function<void(meta::Transaction&)>& also = {});

 private:
  S3& s3_;
  Access& access_;
};

}  // namespace sluice::api::s3
