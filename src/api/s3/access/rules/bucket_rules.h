// What a bucket says about who may: its owner, policy, ACL, ownership controls, Block Public
// Access, request payment and CORS; read from the store's documents and parsed once.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <string>
#include <vector>

#include "access/policy/policy.h"
#include "api/s3/access/acl/accounts.h"
#include "api/s3/access/acl/acl.h"
#include "api/s3/access/rules/cors.h"
#include "api/s3/access/rules/website.h"
#include "base/error.h"
#include "store/store.h"

namespace sluice::api::s3 {

// object_writer also stands for buckets without ownership controls.
enum class Ownership { object_writer, bucket_owner_preferred, bucket_owner_enforced };

Ownership parse_ownership(
    std::string_view text);  // "BucketOwnerEnforced"; object_writer for others

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
struct PublicAccessBlock {
  bool block_public_acls = false;
  bool ignore_public_acls = false;
  bool block_public_policy = false;
  bool restrict_public_buckets = false;
};

struct BucketRules {
  store::Bucket bucket;
  std::string owner;          // canonical user id
  std::string owner_account;  // "" when the account is not known any more
  Ownership ownership = Ownership::object_writer;
  PublicAccessBlock block;
  access::SharedPolicy policy;  // null: none
  bool asks_for_tags = false;   // the policy has conditions on s3:ExistingObjectTag
  Acl acl;
  bool requester_pays = false;
  bool is_logged = false;  // its requests are written down (delivery/logs)
  std::vector<CorsRule> cors;

  bool has_acls() const { return ownership != Ownership::bucket_owner_enforced; }
};

// Of a request that sets an ACL. Throws Error denied (AccessDenied) for one that Block Public
// Access does not let in.
void check_public_acl(const BucketRules& rules, const Acl& acl);
// Invalid (AccessControlListNotSupported).
Error acls_are_off();

// The policy's conditions ask for tags of the object.
bool asks_for_tags(const access::Policy& policy);

// Rules by bucket, never older than the last commit that changed some bucket's configuration.
// Thread-safe.
class BucketRulesCache {
 public:
  // Both outlive it.
  BucketRulesCache(meta::Database& database, const store::Store& store, const Accounts& accounts)
      : database_(database), store_(store), accounts_(accounts) {}

  // Null when there is no such bucket.
  std::shared_ptr<const BucketRules> find(const store::BucketName& bucket) const;
  // Throws Error not_found (NoSuchBucket), invalid (InvalidBucketName).
  std::shared_ptr<const BucketRules> get(std::string_view bucket) const;
  // Of browsers' requests alone, so not among the rules that every request reads.
  std::optional<Website> website(const store::BucketName& bucket) const;

  const Accounts& accounts() const { return accounts_; }
  // The canonical id of who owns a bucket or object, where the store has "" for the lake itself.
  std::string owner_of(const store::Bucket& bucket) const;
  std::string owner_of(const store::Object& object, const BucketRules& rules) const;

 private:
  // What the rules were made of: as long as the texts are the same, so are they.
  struct Source {
    store::Bucket bucket;
    std::map<std::string, std::string, std::less<>> documents;

    bool operator==(const Source&) const = default;
  };
  struct Entry {
    std::int64_t configuration = 0;  // of the snapshot that it was checked for
    Source source;
    std::shared_ptr<const BucketRules> rules;
  };

  std::optional<Source> read(const meta::Snapshot& now, const store::BucketName& bucket) const;
  std::shared_ptr<const BucketRules> make(const Source& source) const;

  meta::Database& database_;
  const store::Store& store_;
  const Accounts& accounts_;
  mutable std::shared_mutex mutex_;
  mutable std::map<std::string, Entry, std::less<>> entries_;
};

}  // namespace sluice::api::s3
