// Buckets' configuration as S3's clients see it, for buckets that the lake makes itself.
//
// A document's text is the JSON of the payload, its members named as in AWS's model: api/s3 keeps
// in the same form what clients put.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "store/store.h"

namespace sluice::store {

// Kinds of documents, named after the sub-resource that sets them.
namespace document {
inline constexpr std::string_view kEncryption = "encryption";
inline constexpr std::string_view kPolicy = "policy";
inline constexpr std::string_view kCors = "cors";
inline constexpr std::string_view kTagging = "tagging";
inline constexpr std::string_view kAcl = "acl";
inline constexpr std::string_view kOwnership = "ownershipControls";
inline constexpr std::string_view kPublicAccessBlock = "publicAccessBlock";
inline constexpr std::string_view kWebsite = "website";
inline constexpr std::string_view kLogging = "logging";
inline constexpr std::string_view kRequestPayment = "requestPayment";
inline constexpr std::string_view kLifecycle = "lifecycle";
}  // namespace document

std::string ownership_text(std::string_view ownership);  // "BucketOwnerEnforced"
std::string blocked_access_text();                       // all four, on

// A bucket of the lake's own: encrypted (SSE-S3), without ACLs, closed to the public. Throws what
// Store::create_bucket throws.
void create_private_bucket(Store& store, meta::Transaction& now, const BucketName& name);

// How the bucket's later bodies lie on the disk, where nobody asks for encryption. What it says of
// itself follows: a bucket that encrypts nothing does not claim SSE-S3.
void set_at_rest(Store& store, meta::Transaction& now, const Bucket& bucket, BodyKind kind);

// Puts `rules` in the place of those rules of the bucket whose ids begin with `ids`; the others,
// which clients have put, stay. Writes nothing where nothing changes.
void replace_lifecycle_rules(Store& store, meta::Transaction& now, const BucketName& name,
                             std::string_view ids, const std::vector<LifecycleRule>& rules);

}  // namespace sluice::store
