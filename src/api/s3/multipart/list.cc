// ListParts and ListMultipartUploads.
#include "api/s3/multipart/upload_of.h"
#include "api/s3/objects/checksum/members.h"
#include "api/s3/objects/encryption/sse.h"
#include "api/s3/objects/listing/names.h"
#include "api/s3/objects/target.h"
#include "api/wire/protocol/scalars.h"

namespace sluice::api::s3 {
namespace {

void put_checksum_plan(json::object& output, const store::Upload& upload) {
  const auto& checksum = upload.options.object.checksum;
  if (!checksum) return;
  output["ChecksumAlgorithm"] = checksum->algorithm;
  output["ChecksumType"] = checksum_type(*checksum);
}

json::object describe_part(const store::UploadPart& part) {
  json::object entry{{"PartNumber", part.number},
                     {"LastModified", value_of(part.last_modified)},
                     {"ETag", quoted_etag(part.etag)},
                     {"Size", static_cast<std::int64_t>(part.size_bytes)}};
  if (part.checksum) put_checksum(entry, *part.checksum, WithType::no);
  return entry;
}

Answer list_parts(S3& s3, Call& call) {
  const auto upload = find_upload(s3, call);
  const auto bucket = find_bucket(s3, s3.database().snapshot(), upload.bucket);
  const auto max_parts = page_limit(call, "MaxParts", "max-parts");
  const auto after = call.number_of("PartNumberMarker");
  if (after < 0) {
    throw invalid_argument(
        "Argument part-number-marker must be an integer between 0 and 2147483647",
        "part-number-marker", std::to_string(after));
  }
  store::PartPage page;
  if (max_parts > 0) {
    const auto last = std::min<std::int64_t>(after, store::kPartNumberMax);
    page = s3.store().uploads().parts(upload, static_cast<int>(last), static_cast<int>(max_parts));
  }
  const auto& object = upload.options.object;
  OwnerWriter owner(s3.permissions, bucket.owner);
  Answer answer;
  auto& output = answer.output;
  output = {{"Bucket", upload.bucket.text()},
            {"Key", upload.key.text()},
            {"UploadId", upload.id.text()},
            {"PartNumberMarker", after},
            {"NextPartNumberMarker", page.parts.empty() ? 0 : page.parts.back().number},
            {"MaxParts", max_parts},
            {"IsTruncated", page.next_after.has_value()},
            {"StorageClass", object.storage_class}};
  output["Initiator"] = owner(upload.options.initiator);
  output["Owner"] = owner(object.properties.owner);
  put_checksum_plan(output, upload);
  json::array parts;
  for (const auto& part : page.parts)
    parts.push_back(describe_part(part));
  output["Parts"] = std::move(parts);
  return answer;
}

json::array describe_uploads(S3& s3, const store::Bucket& bucket, const store::UploadPage& page,
                             const NameWriter& name) {
  OwnerWriter owner(s3.permissions, bucket.owner);
  json::array uploads;
  for (const auto& upload : page.uploads) {
    const auto& object = upload.options.object;
    json::object entry{{"UploadId", upload.id.text()},
                       {"Key", name(upload.key.text())},
                       {"Initiated", value_of(upload.created)},
                       {"StorageClass", object.storage_class}};
    entry["Owner"] = owner(object.properties.owner);
    entry["Initiator"] = owner(upload.options.initiator);
    put_checksum_plan(entry, upload);
    uploads.push_back(std::move(entry));
  }
  return uploads;
}

Answer list_multipart_uploads(S3& s3, Call& call) {
  const auto bucket = find_bucket(s3, s3.database().snapshot(), bucket_of(call));
  const auto max_uploads = page_limit(call, "MaxUploads", "max-uploads");
  const auto key_marker = call.text_of("KeyMarker");
  const auto id_marker = call.text_of("UploadIdMarker");
  store::UploadPage page;
  if (max_uploads > 0) {
    page = s3.store().uploads().list(bucket.name,
                                     {.prefix = std::string(call.text_of("Prefix")),
                                      .delimiter = std::string(call.text_of("Delimiter")),
                                      .key_marker = std::string(key_marker),
                                      // S3 overlooks an upload's id without a key.
                                      .id_marker = std::string(key_marker.empty() ? "" : id_marker),
                                      .max_uploads = static_cast<int>(max_uploads)});
  }
  const NameWriter name(call.input);
  Answer answer;
  auto& output = answer.output;
  output = {{"Bucket", bucket.name.text()}, {"KeyMarker", name(key_marker)},
            {"UploadIdMarker", id_marker},  {"Prefix", name(call.text_of("Prefix"))},
            {"MaxUploads", max_uploads},    {"IsTruncated", page.is_truncated}};
  name.put_type(output);
  const auto delimiter = call.text_of("Delimiter");
  if (!delimiter.empty()) output["Delimiter"] = name(delimiter);
  if (page.is_truncated) {
    output["NextKeyMarker"] = name(page.next_key_marker);
    output["NextUploadIdMarker"] = page.next_id_marker;
  }
  output["Uploads"] = describe_uploads(s3, bucket, page, name);
  output["CommonPrefixes"] = write_prefixes(page.common_prefixes, name);
  return answer;
}

}  // namespace

void add_upload_listing_operations(Operations& operations, S3& s3) {
  operations.add("ListParts", s3, list_parts);
  operations.add("ListMultipartUploads", s3, list_multipart_uploads);
}

}  // namespace sluice::api::s3
