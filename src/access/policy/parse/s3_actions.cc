#include "access/policy/parse/s3_actions.h"

#include <algorithm>
#include <array>

#include "access/policy/pattern.h"

namespace sluice::access {
namespace {

constexpr auto kObjectActions =
    std::to_array<std::string_view>({"s3:AbortMultipartUpload",
                                     "s3:BypassGovernanceRetention",
                                     "s3:DeleteObject",
                                     "s3:DeleteObjectTagging",
                                     "s3:DeleteObjectVersion",
                                     "s3:DeleteObjectVersionTagging",
                                     "s3:GetObject",
                                     "s3:GetObjectAcl",
                                     "s3:GetObjectAttributes",
                                     "s3:GetObjectLegalHold",
                                     "s3:GetObjectRetention",
                                     "s3:GetObjectTagging",
                                     "s3:GetObjectTorrent",
                                     "s3:GetObjectVersion",
                                     "s3:GetObjectVersionAcl",
                                     "s3:GetObjectVersionAttributes",
                                     "s3:GetObjectVersionForReplication",
                                     "s3:GetObjectVersionTagging",
                                     "s3:GetObjectVersionTorrent",
                                     "s3:InitiateReplication",
                                     "s3:ListMultipartUploadParts",
                                     "s3:ObjectOwnerOverrideToBucketOwner",
                                     "s3:PutObject",
                                     "s3:PutObjectAcl",
                                     "s3:PutObjectLegalHold",
                                     "s3:PutObjectRetention",
                                     "s3:PutObjectTagging",
                                     "s3:PutObjectVersionAcl",
                                     "s3:PutObjectVersionTagging",
                                     "s3:ReplicateDelete",
                                     "s3:ReplicateObject",
                                     "s3:ReplicateTags",
                                     "s3:RestoreObject",
                                     "s3:UpdateObjectEncryption"});

constexpr auto kBucketActions =
    std::to_array<std::string_view>({"s3:CreateBucket",
                                     "s3:CreateBucketMetadataTableConfiguration",
                                     "s3:DeleteBucket",
                                     "s3:DeleteBucketMetadataTableConfiguration",
                                     "s3:DeleteBucketOwnershipControls",
                                     "s3:DeleteBucketPolicy",
                                     "s3:DeleteBucketWebsite",
                                     "s3:GetAccelerateConfiguration",
                                     "s3:GetAnalyticsConfiguration",
                                     "s3:GetBucketAcl",
                                     "s3:GetBucketCORS",
                                     "s3:GetBucketLocation",
                                     "s3:GetBucketLogging",
                                     "s3:GetBucketMetadataTableConfiguration",
                                     "s3:GetBucketNotification",
                                     "s3:GetBucketObjectLockConfiguration",
                                     "s3:GetBucketOwnershipControls",
                                     "s3:GetBucketPolicy",
                                     "s3:GetBucketPolicyStatus",
                                     "s3:GetBucketPublicAccessBlock",
                                     "s3:GetBucketRequestPayment",
                                     "s3:GetBucketTagging",
                                     "s3:GetBucketVersioning",
                                     "s3:GetBucketWebsite",
                                     "s3:GetEncryptionConfiguration",
                                     "s3:GetIntelligentTieringConfiguration",
                                     "s3:GetInventoryConfiguration",
                                     "s3:GetLifecycleConfiguration",
                                     "s3:GetMetricsConfiguration",
                                     "s3:GetReplicationConfiguration",
                                     "s3:ListBucket",
                                     "s3:ListBucketMultipartUploads",
                                     "s3:ListBucketVersions",
                                     "s3:ListTagsForResource",
                                     "s3:PutAccelerateConfiguration",
                                     "s3:PutAnalyticsConfiguration",
                                     "s3:PutBucketAcl",
                                     "s3:PutBucketCORS",
                                     "s3:PutBucketLogging",
                                     "s3:PutBucketNotification",
                                     "s3:PutBucketObjectLockConfiguration",
                                     "s3:PutBucketOwnershipControls",
                                     "s3:PutBucketPolicy",
                                     "s3:PutBucketPublicAccessBlock",
                                     "s3:PutBucketRequestPayment",
                                     "s3:PutBucketTagging",
                                     "s3:PutBucketVersioning",
                                     "s3:PutBucketWebsite",
                                     "s3:PutEncryptionConfiguration",
                                     "s3:PutIntelligentTieringConfiguration",
                                     "s3:PutInventoryConfiguration",
                                     "s3:PutLifecycleConfiguration",
                                     "s3:PutMetricsConfiguration",
                                     "s3:PutReplicationConfiguration",
                                     "s3:TagResource",
                                     "s3:UntagResource"});

template <class Actions>
bool matches_any(std::string_view pattern, const Actions& actions) {
  return std::any_of(actions.begin(), actions.end(), [&](std::string_view action) {
    return matches_pattern(action, pattern, Case::ignored);
  });
}

}  // namespace

S3ActionScope scope_of_s3_actions(std::string_view pattern) {
  return {.on_bucket = matches_any(pattern, kBucketActions),
          .on_object = matches_any(pattern, kObjectActions)};
}

}  // namespace sluice::access
