#include "api/s3/delivery/logs/operation_name.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace sluice::api::s3 {
namespace {

struct Row {
  std::string_view operation;
  std::string_view resource;
};

// Where the name says it only as a whole; the verb and the resource.
constexpr std::array kWhole = {
    Row{"AbortMultipartUpload", "UPLOAD"},
    Row{"CompleteMultipartUpload", "UPLOAD"},
    Row{"CreateMultipartUpload", "UPLOADS"},
    Row{"DeleteObjects", "MULTI_OBJECT_DELETE"},
    Row{"ListMultipartUploads", "UPLOADS"},
    Row{"ListObjectVersions", "BUCKETVERSIONS"},
    Row{"ListObjects", "BUCKET"},
    Row{"ListObjectsV2", "BUCKET"},
    Row{"ListParts", "UPLOAD"},
    Row{"Preflight", "PREFLIGHT"},
    Row{"RestoreObject", "RESTORE"},
    Row{"SelectObjectContent", "SELECT"},
    Row{"UploadPart", "PART"},
};

// Of what is behind the verb: "GetBucketAcl", "PutBucketAcl".
constexpr std::array kResources = {
    Row{"Bucket", "BUCKET"},
    Row{"BucketAccelerateConfiguration", "ACCELERATE"},
    Row{"BucketAcl", "ACL"},
    Row{"BucketAnalyticsConfiguration", "ANALYTICS"},
    Row{"BucketAnalyticsConfigurations", "ANALYTICS"},
    Row{"BucketCors", "CORS"},
    Row{"BucketEncryption", "ENCRYPTION"},
    Row{"BucketIntelligentTieringConfiguration", "INTELLIGENT_TIERING"},
    Row{"BucketIntelligentTieringConfigurations", "INTELLIGENT_TIERING"},
    Row{"BucketInventoryConfiguration", "INVENTORY"},
    Row{"BucketInventoryConfigurations", "INVENTORY"},
    Row{"BucketLifecycle", "LIFECYCLE"},
    Row{"BucketLifecycleConfiguration", "LIFECYCLE"},
    Row{"BucketLocation", "LOCATION"},
    Row{"BucketLogging", "LOGGING_STATUS"},
    Row{"BucketMetricsConfiguration", "METRICS"},
    Row{"BucketMetricsConfigurations", "METRICS"},
    Row{"BucketNotificationConfiguration", "NOTIFICATION"},
    Row{"BucketOwnershipControls", "OWNERSHIP_CONTROLS"},
    Row{"BucketPolicy", "BUCKETPOLICY"},
    Row{"BucketPolicyStatus", "POLICY_STATUS"},
    Row{"BucketReplication", "REPLICATION"},
    Row{"BucketRequestPayment", "REQUEST_PAYMENT"},
    Row{"BucketTagging", "TAGGING"},
    Row{"BucketVersioning", "VERSIONING"},
    Row{"BucketWebsite", "WEBSITE"},
    Row{"Object", "OBJECT"},
    Row{"ObjectAcl", "ACL"},
    Row{"ObjectAttributes", "OBJECT_ATTRIBUTES"},
    Row{"ObjectLegalHold", "OBJECT_LOCK_LEGALHOLD"},
    Row{"ObjectLockConfiguration", "OBJECT_LOCK_CONFIGURATION"},
    Row{"ObjectRetention", "OBJECT_LOCK_RETENTION"},
    Row{"ObjectTagging", "OBJECT_TAGGING"},
    Row{"ObjectTorrent", "TORRENT"},
    Row{"PublicAccessBlock", "PUBLIC_ACCESS_BLOCK"},
};

constexpr std::array<std::string_view, 6> kVerbs = {"Create", "Delete", "Get",
                                                    "Head",   "List",   "Put"};

template <class Rows>
std::string_view find(const Rows& rows, std::string_view operation) {
  const auto found = std::find_if(rows.begin(), rows.end(),
                                  [&](const Row& row) { return row.operation == operation; });
  return found == rows.end() ? std::string_view() : found->resource;
}

std::string_view resource_of(std::string_view operation) {
  if (const auto whole = find(kWhole, operation); !whole.empty()) return whole;
  for (const auto verb : kVerbs) {
    if (operation.starts_with(verb)) return find(kResources, operation.substr(verb.size()));
  }
  return {};
}

}  // namespace

std::string log_operation(std::string_view operation, std::string_view method, bool has_key) {
  if (operation == "CopyObject") return "REST.COPY.OBJECT";
  if (operation == "UploadPartCopy") return "REST.COPY.PART";
  auto resource = resource_of(operation);
  if (resource.empty()) resource = has_key ? "OBJECT" : "BUCKET";
  return fmt::format("REST.{}.{}", method, resource);
}

}  // namespace sluice::api::s3
