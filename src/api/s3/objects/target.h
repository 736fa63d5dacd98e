// What a request is about: its bucket, its key, the version that it names.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "api/s3/request/refusals.h"
#include "api/s3/s3.h"

namespace sluice::api::s3 {

// "/bucket/key%201" is bucket and "key 1"; "" for what is not there or not decoded.
struct PathNames {
  std::string bucket;
  std::string key;
};
PathNames split_path(std::string_view path);

store::BucketName bucket_of(const Call& call);
// Throws Error invalid (KeyTooLongError).
store::ObjectKey key_of(const Call& call);
// Of "versionId". Throws Error invalid (InvalidArgument) for what no version can be called.
std::optional<store::VersionId> version_of(const Call& call);

// Throws Error not_found (NoSuchBucket).
store::Bucket find_bucket(S3& s3, const meta::Snapshot& now, const store::BucketName& name);

// A bucket with what its new objects depend on, in one look-up.
struct TargetBucket {
  store::Bucket bucket;
  std::optional<store::Document> encryption;
  store::Lifecycle lifecycle;
};

// Throws Error not_found (NoSuchBucket).
TargetBucket find_target(S3& s3, const store::BucketName& name);

// A version and its bucket, as one snapshot has them.
struct Found {
  store::Bucket bucket;
  store::Object object;
  store::Lifecycle lifecycle;
};

// The version named, else the current one, else what was retired less than the grace time ago.
// Throws Error not_found (NoSuchBucket, NoSuchKey, NoSuchVersion), unsupported (MethodNotAllowed:
// the version named is a delete marker), with the headers that tell of delete markers.
Found find_version(S3& s3, const store::BucketName& bucket, const store::ObjectKey& key,
                   const std::optional<store::VersionId>& version);
Found find_version(S3& s3, const Call& call);

// "x-amz-version-id" of an answer; nothing where the bucket was never versioned.
void put_version(json::object& output, const store::Bucket& bucket, const store::Object& object);
// The same of what was just written: S3 says it where versioning is on, not while it is suspended.
void put_new_version(json::object& output, const store::Bucket& bucket,
                     const store::Object& object);

// Where the object is for whoever asked: "http://host/bucket/key".
std::string location_of(const HttpRequest& request, std::string_view bucket, std::string_view key);

std::string quoted_etag(std::string_view etag);
// As clients send them: with quotes or without, "W/" before them.
std::string unquoted_etag(std::string_view etag);

// What the outbox keeps of a request, beside the event's name: nothing where nobody listens.
store::Cause cause_of(const Call& call, const store::Bucket& bucket, std::string_view event);
std::string cause_context(const Arrival& arrival);

}  // namespace sluice::api::s3
