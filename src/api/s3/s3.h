// S3: what its handlers work on, and the table of what it serves.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "access/keys/kms_key.h"
#include "api/wire/call.h"
#include "store/bucket_documents.h"
#include "store/lake.h"

namespace sluice::api::s3 {

// What new buckets are like: AWS's since April 2023, or as before, with ACLs and without Block
// Public Access.
enum class BucketDefaults { aws, legacy };

struct S3Options {
  BucketDefaults bucket_defaults = BucketDefaults::aws;
  // From RestoreObject until the object can be read.
  std::chrono::microseconds restore_time{0};
  // The length of a day, as the store has it (StoreOptions::day).
  std::chrono::microseconds day = std::chrono::hours(24);
};

// A permission that a handler needs beside the one of its operation, which the hooks ask for: on
// the source of a copy, on each key of a multi-delete, for the tags of a new object.
struct Ask {
  std::string_view action;  // "s3:GetObject"
  std::string_view bucket;
  std::string_view key = {};  // "": the bucket itself
  std::optional<store::VersionId> version = {};
  // Condition keys beside those of the request itself: {"s3:RequestObjectTag/team", "a"}.
  std::vector<std::pair<std::string, std::string>> conditions = {};
};

// Who may do what, and who owns what. access/ here implements it. Thread-safe.
class Permissions {
 public:
  virtual ~Permissions() = default;

  // By policies, ACLs and Block Public Access.
  virtual bool allows(const Arrival&, const Ask&) = 0;
  // Throws Error denied (AccessDenied) in AWS's words.
  virtual void require(const Arrival&, const Ask&) = 0;

  // What a bucket asks of whoever moves its data, whatever they may: that its owner is the one
  // expected (an account; "" for any), and x-amz-request-payer where requesters pay. Throws Error
  // denied (AccessDenied), not_found (NoSuchBucket).
  virtual void require_terms(const Arrival&, std::string_view bucket,
                             std::string_view expected_owner) = 0;

  // The caller's use of a KMS key: "kms:GenerateDataKey". Throws Error denied (AccessDenied).
  virtual void require_key(const Arrival&, std::string_view action, const access::KmsKey&) = 0;

  // The canonical user id under which the caller owns what it makes. Store: ObjectProperties::owner
  // and Bucket::owner.
  virtual std::string owner_id(const Caller&) = 0;
  // {"ID": …, "DisplayName": …}.
  virtual json::object owner(std::string_view owner_id) = 0;

  // ObjectProperties::acl of a new object, from the members that all writes share (ACL, GrantRead,
  // …): "" for private. Throws Error invalid (AccessControlListNotSupported, InvalidArgument, …).
  virtual std::string new_object_acl(const Arrival&, const json::object& input,
                                     const store::Bucket&) = 0;
  // By whom a new object is owned: the bucket's owner where ownership controls say so.
  virtual std::string new_object_owner(const Arrival&, const json::object& input,
                                       const store::Bucket&) = 0;
};

// KMS, as far as SSE-KMS needs it (AccessKeys, objects/encryption/access_keys.h, has the real one).
// Throws Error with KMS's codes. Thread-safe.
class KeyService {
 public:
  virtual ~KeyService() = default;
  // By id, ARN or alias; "" is S3's own, aws/s3.
  virtual access::KmsKey find(const std::string& key) = 0;

  struct DataKeyPair {
    std::string plaintext;  // 32 bytes
    std::string wrapped;
  };
  virtual DataKeyPair make_data_key(const std::string& key_arn,
                                    const access::EncryptionContext& context) = 0;
  virtual std::string unwrap(const std::string& key_arn, const std::string& wrapped,
                             const access::EncryptionContext& context) = 0;
};

// Handlers work on this; everything it names outlives it.
struct S3 {
  store::Lake& lake;
  KeyService& keys;
  Permissions& permissions;
  S3Options options;

  store::Store& store() { return lake.store(); }
  meta::Database& database() { return lake.database(); }
  const Clock& clock() { return lake.clock(); }
};

// Every handler of S3's; `s3` outlives them.
Operations make_operations(S3& s3);

// Of "encryption" the text is the JSON of the ServerSideEncryptionConfiguration, of "website" that
// of the WebsiteConfiguration, and so on.
namespace document = store::document;

}  // namespace sluice::api::s3
