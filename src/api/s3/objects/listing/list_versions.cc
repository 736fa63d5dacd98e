// ListObjectVersions.
#include "api/s3/objects/groups.h"
#include "api/s3/objects/listing/entries.h"
#include "api/s3/objects/listing/names.h"
#include "api/s3/objects/target.h"
#include "api/s3/request/version.h"
#include "api/wire/protocol/scalars.h"

namespace sluice::api::s3 {
namespace {

store::VersionPage read_page(S3& s3, const Call& call, const meta::Snapshot& now,
                             std::int64_t max_keys) {
  const auto key_marker = call.text_of("KeyMarker");
  const auto version_marker = call.text_of("VersionIdMarker");
  if (!version_marker.empty() && key_marker.empty()) {
    throw invalid_argument("A version-id marker cannot be specified without a key marker.",
                           "version-id-marker", version_marker);
  }
  if (!version_marker.empty()) parse_version_id(version_marker, "version-id-marker");
  if (max_keys == 0) return {};
  return s3.store().versions(now, bucket_of(call),
                             {.prefix = std::string(call.text_of("Prefix")),
                              .delimiter = std::string(call.text_of("Delimiter")),
                              .start_after = std::string(key_marker),
                              .version_marker = std::string(version_marker),
                              .max_keys = static_cast<int>(max_keys)});
}

void put_rows(json::object& output, S3& s3, const Call& call, const store::Bucket& bucket,
              const store::VersionPage& page) {
  const NameWriter name(call.input);
  OwnerWriter owner(s3.permissions, bucket.owner);
  const bool has_restore = wants_restore_status(call);
  json::array versions;
  json::array markers;
  for (const auto& version : page.versions) {
    json::object entry;
    if (version.is_delete_marker) {
      entry["LastModified"] = value_of(version.last_modified);
    } else {
      entry = describe_entry(version);
      if (has_restore) put_restore_status(entry, version, call.now());
    }
    entry["Key"] = name(version.key.text());
    entry["VersionId"] = version.version.text();
    entry["IsLatest"] = version.is_current;
    entry["Owner"] = owner(version.properties.owner);
    (version.is_delete_marker ? markers : versions).push_back(std::move(entry));
  }
  output["Versions"] = std::move(versions);
  output["DeleteMarkers"] = std::move(markers);
  output["CommonPrefixes"] = write_prefixes(page.common_prefixes, name);
}

Answer list_object_versions(S3& s3, Call& call) {
  const auto max_keys = page_limit(call, "MaxKeys", "max-keys");
  const auto now = s3.database().snapshot();
  const auto bucket = find_bucket(s3, now, bucket_of(call));
  const auto page = read_page(s3, call, now, max_keys);
  const NameWriter name(call.input);
  Answer answer;
  auto& output = answer.output;
  output = {{"Name", bucket.name.text()},
            {"Prefix", name(call.text_of("Prefix"))},
            {"KeyMarker", name(call.text_of("KeyMarker"))},
            {"VersionIdMarker", call.text_of("VersionIdMarker")},
            {"MaxKeys", max_keys},
            {"IsTruncated", page.next_start_after.has_value()}};
  name.put_type(output);
  const auto delimiter = call.text_of("Delimiter");
  if (!delimiter.empty()) output["Delimiter"] = name(delimiter);
  if (page.next_start_after) {
    output["NextKeyMarker"] = name(*page.next_start_after);
    if (!page.next_version_marker.empty()) {
      output["NextVersionIdMarker"] = page.next_version_marker;
    }
  }
  put_rows(output, s3, call, bucket, page);
  return answer;
}

}  // namespace

void add_version_listing_operations(Operations& operations, S3& s3) {
  operations.add("ListObjectVersions", s3, list_object_versions);
}

}  // namespace sluice::api::s3
