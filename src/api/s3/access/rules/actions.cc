#include "api/s3/access/rules/actions.h"

#include <algorithm>
#include <array>

namespace sluice::api::s3 {
namespace {

struct Row {
  std::string_view operation;
  Action action;
};

constexpr auto kService = Resource::service;
constexpr auto kNewBucket = Resource::new_bucket;
constexpr auto kBucket = Resource::bucket;
constexpr auto kObject = Resource::object;
constexpr auto kEach = Resource::each;
constexpr auto kBucketOwner = Judge::bucket_owner;
constexpr auto kObjectOwner = Judge::object_owner;
constexpr auto kRead = AclPermission::read;
constexpr auto kWrite = AclPermission::write;
constexpr auto kReadAcp = AclPermission::read_acp;
constexpr auto kWriteAcp = AclPermission::write_acp;

// By operation.
constexpr std::array kRows = {
    Row{"AbortMultipartUpload", {"s3:AbortMultipartUpload", "", kObject}},
    Row{"CompleteMultipartUpload", {"s3:PutObject", "", kObject, kBucketOwner, kWrite}},
    Row{"CopyObject", {"s3:PutObject", "", kObject, kBucketOwner, kWrite}},
    Row{"CreateBucket", {"s3:CreateBucket", "", kNewBucket}},
    Row{"CreateMultipartUpload", {"s3:PutObject", "", kObject, kBucketOwner, kWrite}},
    Row{"DeleteBucket", {"s3:DeleteBucket", "", kBucket}},
    Row{"DeleteBucketAnalyticsConfiguration", {"s3:PutAnalyticsConfiguration", "", kBucket}},
    Row{"DeleteBucketCors", {"s3:PutBucketCORS", "", kBucket}},
    Row{"DeleteBucketEncryption", {"s3:PutEncryptionConfiguration", "", kBucket}},
    Row{"DeleteBucketIntelligentTieringConfiguration",
        {"s3:PutIntelligentTieringConfiguration", "", kBucket}},
    Row{"DeleteBucketInventoryConfiguration", {"s3:PutInventoryConfiguration", "", kBucket}},
    Row{"DeleteBucketLifecycle", {"s3:PutLifecycleConfiguration", "", kBucket}},
    Row{"DeleteBucketMetricsConfiguration", {"s3:PutMetricsConfiguration", "", kBucket}},
    Row{"DeleteBucketOwnershipControls", {"s3:PutBucketOwnershipControls", "", kBucket}},
    Row{"DeleteBucketPolicy", {"s3:DeleteBucketPolicy", "", kBucket}},
    Row{"DeleteBucketReplication", {"s3:PutReplicationConfiguration", "", kBucket}},
    Row{"DeleteBucketTagging", {"s3:PutBucketTagging", "", kBucket}},
    Row{"DeleteBucketWebsite", {"s3:DeleteBucketWebsite", "", kBucket}},
    Row{"DeleteObject",
        {"s3:DeleteObject", "s3:DeleteObjectVersion", kObject, kBucketOwner, kWrite}},
    Row{"DeleteObjectTagging",
        {"s3:DeleteObjectTagging", "s3:DeleteObjectVersionTagging", kObject}},
    Row{"DeleteObjects",
        {"s3:DeleteObject", "s3:DeleteObjectVersion", kEach, kBucketOwner, kWrite}},
    Row{"DeletePublicAccessBlock", {"s3:PutBucketPublicAccessBlock", "", kBucket}},
    Row{"GetBucketAccelerateConfiguration", {"s3:GetAccelerateConfiguration", "", kBucket}},
    Row{"GetBucketAcl", {"s3:GetBucketAcl", "", kBucket, kBucketOwner, kReadAcp}},
    Row{"GetBucketAnalyticsConfiguration", {"s3:GetAnalyticsConfiguration", "", kBucket}},
    Row{"GetBucketCors", {"s3:GetBucketCORS", "", kBucket}},
    Row{"GetBucketEncryption", {"s3:GetEncryptionConfiguration", "", kBucket}},
    Row{"GetBucketIntelligentTieringConfiguration",
        {"s3:GetIntelligentTieringConfiguration", "", kBucket}},
    Row{"GetBucketInventoryConfiguration", {"s3:GetInventoryConfiguration", "", kBucket}},
    Row{"GetBucketLifecycleConfiguration", {"s3:GetLifecycleConfiguration", "", kBucket}},
    Row{"GetBucketLocation", {"s3:GetBucketLocation", "", kBucket}},
    Row{"GetBucketLogging", {"s3:GetBucketLogging", "", kBucket}},
    Row{"GetBucketMetricsConfiguration", {"s3:GetMetricsConfiguration", "", kBucket}},
    Row{"GetBucketNotificationConfiguration", {"s3:GetBucketNotification", "", kBucket}},
    Row{"GetBucketOwnershipControls", {"s3:GetBucketOwnershipControls", "", kBucket}},
    Row{"GetBucketPolicy", {"s3:GetBucketPolicy", "", kBucket}},
    Row{"GetBucketPolicyStatus", {"s3:GetBucketPolicyStatus", "", kBucket}},
    Row{"GetBucketReplication", {"s3:GetReplicationConfiguration", "", kBucket}},
    Row{"GetBucketRequestPayment", {"s3:GetBucketRequestPayment", "", kBucket}},
    Row{"GetBucketTagging", {"s3:GetBucketTagging", "", kBucket}},
    Row{"GetBucketVersioning", {"s3:GetBucketVersioning", "", kBucket}},
    Row{"GetBucketWebsite", {"s3:GetBucketWebsite", "", kBucket}},
    Row{"GetObject", {"s3:GetObject", "s3:GetObjectVersion", kObject, kObjectOwner, kRead}},
    Row{"GetObjectAcl",
        {"s3:GetObjectAcl", "s3:GetObjectVersionAcl", kObject, kObjectOwner, kReadAcp}},
    Row{"GetObjectAttributes",
        {"s3:GetObjectAttributes", "s3:GetObjectVersionAttributes", kObject, kObjectOwner, kRead}},
    Row{"GetObjectLegalHold", {"s3:GetObjectLegalHold", "", kObject}},
    Row{"GetObjectLockConfiguration", {"s3:GetBucketObjectLockConfiguration", "", kBucket}},
    Row{"GetObjectRetention", {"s3:GetObjectRetention", "", kObject}},
    Row{"GetObjectTagging", {"s3:GetObjectTagging", "s3:GetObjectVersionTagging", kObject}},
    Row{"GetObjectTorrent",
        {"s3:GetObjectTorrent", "s3:GetObjectVersionTorrent", kObject, kObjectOwner, kRead}},
    Row{"GetPublicAccessBlock", {"s3:GetBucketPublicAccessBlock", "", kBucket}},
    Row{"HeadBucket", {"s3:ListBucket", "", kBucket, kBucketOwner, kRead}},
    Row{"HeadObject", {"s3:GetObject", "s3:GetObjectVersion", kObject, kObjectOwner, kRead}},
    Row{"ListBucketAnalyticsConfigurations", {"s3:GetAnalyticsConfiguration", "", kBucket}},
    Row{"ListBucketIntelligentTieringConfigurations",
        {"s3:GetIntelligentTieringConfiguration", "", kBucket}},
    Row{"ListBucketInventoryConfigurations", {"s3:GetInventoryConfiguration", "", kBucket}},
    Row{"ListBucketMetricsConfigurations", {"s3:GetMetricsConfiguration", "", kBucket}},
    Row{"ListBuckets", {"s3:ListAllMyBuckets", "", kService}},
    Row{"ListMultipartUploads",
        {"s3:ListBucketMultipartUploads", "", kBucket, kBucketOwner, kRead}},
    Row{"ListObjectVersions", {"s3:ListBucketVersions", "", kBucket, kBucketOwner, kRead}},
    Row{"ListObjects", {"s3:ListBucket", "", kBucket, kBucketOwner, kRead}},
    Row{"ListObjectsV2", {"s3:ListBucket", "", kBucket, kBucketOwner, kRead}},
    Row{"ListParts", {"s3:ListMultipartUploadParts", "", kObject}},
    Row{"PutBucketAccelerateConfiguration", {"s3:PutAccelerateConfiguration", "", kBucket}},
    Row{"PutBucketAcl", {"s3:PutBucketAcl", "", kBucket, kBucketOwner, kWriteAcp}},
    Row{"PutBucketAnalyticsConfiguration", {"s3:PutAnalyticsConfiguration", "", kBucket}},
    Row{"PutBucketCors", {"s3:PutBucketCORS", "", kBucket}},
    Row{"PutBucketEncryption", {"s3:PutEncryptionConfiguration", "", kBucket}},
    Row{"PutBucketIntelligentTieringConfiguration",
        {"s3:PutIntelligentTieringConfiguration", "", kBucket}},
    Row{"PutBucketInventoryConfiguration", {"s3:PutInventoryConfiguration", "", kBucket}},
    Row{"PutBucketLifecycleConfiguration", {"s3:PutLifecycleConfiguration", "", kBucket}},
    Row{"PutBucketLogging", {"s3:PutBucketLogging", "", kBucket}},
    Row{"PutBucketMetricsConfiguration", {"s3:PutMetricsConfiguration", "", kBucket}},
    Row{"PutBucketNotificationConfiguration", {"s3:PutBucketNotification", "", kBucket}},
    Row{"PutBucketOwnershipControls", {"s3:PutBucketOwnershipControls", "", kBucket}},
    Row{"PutBucketPolicy", {"s3:PutBucketPolicy", "", kBucket}},
    Row{"PutBucketRequestPayment", {"s3:PutBucketRequestPayment", "", kBucket}},
    Row{"PutBucketTagging", {"s3:PutBucketTagging", "", kBucket}},
    Row{"PutBucketVersioning", {"s3:PutBucketVersioning", "", kBucket}},
    Row{"PutBucketWebsite", {"s3:PutBucketWebsite", "", kBucket}},
    Row{"PutObject", {"s3:PutObject", "", kObject, kBucketOwner, kWrite}},
    Row{"PutObjectAcl",
        {"s3:PutObjectAcl", "s3:PutObjectVersionAcl", kObject, kObjectOwner, kWriteAcp}},
    Row{"PutObjectLegalHold", {"s3:PutObjectLegalHold", "", kObject}},
    Row{"PutObjectLockConfiguration", {"s3:PutBucketObjectLockConfiguration", "", kBucket}},
    Row{"PutObjectRetention", {"s3:PutObjectRetention", "", kObject}},
    Row{"PutObjectTagging", {"s3:PutObjectTagging", "s3:PutObjectVersionTagging", kObject}},
    Row{"PutPublicAccessBlock", {"s3:PutBucketPublicAccessBlock", "", kBucket}},
    Row{"RestoreObject", {"s3:RestoreObject", "", kObject}},
    Row{"SelectObjectContent", {"s3:GetObject", "", kObject, kObjectOwner, kRead}},
    Row{"UploadPart", {"s3:PutObject", "", kObject, kBucketOwner, kWrite}},
    Row{"UploadPartCopy", {"s3:PutObject", "", kObject, kBucketOwner, kWrite}},
};

}  // namespace

const Action* find_action(std::string_view operation) {
  const auto* found =
      std::lower_bound(kRows.begin(), kRows.end(), operation,
                       [](const Row& row, std::string_view name) { return row.operation < name; });
  return found != kRows.end() && found->operation == operation ? &found->action : nullptr;
}

const Action* find_action_named(std::string_view name) {
  const auto* found = std::find_if(kRows.begin(), kRows.end(), [&](const Row& row) {
    return row.action.name == name || row.action.of_version == name;
  });
  return found == kRows.end() ? nullptr : &found->action;
}

}  // namespace sluice::api::s3
