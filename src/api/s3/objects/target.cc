#include "api/s3/objects/target.h"

#include "api/http/date.h"
#include "api/s3/request/version.h"
#include "base/text.h"

namespace sluice::api::s3 {
namespace {

[[noreturn]] void throw_no_such_key(S3& s3, const meta::Snapshot& now, const store::Bucket& bucket,
                                    const store::ObjectKey& key) {
  Headers headers;
  std::optional<store::Object> marker;
  if (bucket.versioning != store::Versioning::never) {
    marker = s3.store().newest(now, bucket.name, key);
  }
  headers.add("x-amz-delete-marker", marker ? "true" : "false");
  if (marker) headers.add("x-amz-version-id", marker->version.text());
  throw DetailedError(ErrorKind::not_found, "NoSuchKey", "The specified key does not exist.",
                      {.members = {{"Key", key.text()}}, .headers = std::move(headers)});
}

[[noreturn]] void throw_is_marker(const store::Object& marker) {
  Headers headers{{"Allow", "DELETE"},
                  {"Last-Modified", format_http_date(marker.last_modified)},
                  {"x-amz-delete-marker", "true"},
                  {"x-amz-version-id", marker.version.text()}};
  throw DetailedError(
      ErrorKind::unsupported, "MethodNotAllowed",
      "The specified method is not allowed against this resource.",
      {.members = {{"ResourceType", "DeleteMarker"}}, .headers = std::move(headers)});
}

}  // namespace

PathNames split_path(std::string_view path) {
  if (path.starts_with('/')) path.remove_prefix(1);
  const auto slash = std::min(path.find('/'), path.size());
  PathNames names{.bucket = percent_decode(path.substr(0, slash)).value_or(""), .key = {}};
  if (slash < path.size()) names.key = percent_decode(path.substr(slash + 1)).value_or("");
  return names;
}

store::BucketName bucket_of(const Call& call) {
  return store::BucketName(std::string(call.text_of("Bucket")));
}

store::ObjectKey key_of(const Call& call) {
  return store::object_key(call.text_of("Key"));
}

std::optional<store::VersionId> version_of(const Call& call) {
  const auto* value = call.input.if_contains("VersionId");
  if (!value) return std::nullopt;
  return parse_version_id(value->as_string(), "versionId");
}

store::Bucket find_bucket(S3& s3, const meta::Snapshot& now, const store::BucketName& name) {
  auto bucket = s3.store().find_bucket(now, name);
  if (bucket) return std::move(*bucket);
  throw Error(ErrorKind::not_found, "NoSuchBucket", "The specified bucket does not exist");
}

TargetBucket find_target(S3& s3, const store::BucketName& name) {
  const auto now = s3.database().snapshot();
  TargetBucket target{.bucket = find_bucket(s3, now, name), .encryption = {}, .lifecycle = {}};
  target.encryption =
      s3.store().document(now, name, {.kind = std::string(document::kEncryption), .id = ""});
  target.lifecycle = s3.store().lifecycle(now, name);
  return target;
}

Found find_version(S3& s3, const store::BucketName& bucket, const store::ObjectKey& key,
                   const std::optional<store::VersionId>& version) {
  const auto now = s3.database().snapshot();
  Found found{.bucket = find_bucket(s3, now, bucket),
              .object = {},
              .lifecycle = s3.store().lifecycle(now, bucket)};
  if (version) {
    found.object = s3.store().head(now, bucket, key, version);
    if (found.object.is_delete_marker) throw_is_marker(found.object);
    return found;
  }
  auto object = s3.store().find(now, bucket, key);
  if (!object) object = s3.store().find_retired(bucket, key);
  if (!object) throw_no_such_key(s3, now, found.bucket, key);
  found.object = std::move(*object);
  return found;
}

Found find_version(S3& s3, const Call& call) {
  return find_version(s3, bucket_of(call), key_of(call), version_of(call));
}

void put_version(json::object& output, const store::Bucket& bucket, const store::Object& object) {
  if (bucket.versioning == store::Versioning::never) return;
  output["VersionId"] = object.version.text();
}

void put_new_version(json::object& output, const store::Bucket& bucket,
                     const store::Object& object) {
  if (bucket.versioning == store::Versioning::enabled) put_version(output, bucket, object);
}

std::string location_of(const HttpRequest& request, std::string_view bucket, std::string_view key) {
  return fmt::format("{}://{}/{}/{}", request.is_tls ? "https" : "http",
                     request.headers.get("Host"), bucket, percent_encode(key, Slash::kept));
}

std::string quoted_etag(std::string_view etag) {
  return "\"" + std::string(etag) + "\"";
}

std::string unquoted_etag(std::string_view etag) {
  etag = trim(etag);
  if (etag.starts_with("W/")) etag.remove_prefix(2);
  if (etag.size() >= 2 && etag.front() == '"' && etag.back() == '"') {
    etag = etag.substr(1, etag.size() - 2);
  }
  return std::string(etag);
}

std::string cause_context(const Arrival& arrival) {
  return to_text(json::object{{"principalId", arrival.caller.user_id},
                              {"sourceIPAddress", arrival.request.peer_address},
                              {"requestId", arrival.request.request_id}});
}

store::Cause cause_of(const Call& call, const store::Bucket& bucket, std::string_view event) {
  store::Cause cause{.event = std::string(event), .context = {}};
  if (bucket.has_notifications) cause.context = cause_context(call.arrival);
  return cause;
}

}  // namespace sluice::api::s3
