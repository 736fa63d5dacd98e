// CreateMultipartUpload and AbortMultipartUpload.
#include "api/s3/multipart/upload_of.h"
#include "api/s3/objects/checksum/members.h"
#include "api/s3/objects/encryption/sse.h"
#include "api/s3/objects/target.h"
#include "api/s3/objects/write/options.h"
#include "base/text.h"

namespace sluice::api::s3 {
namespace {

bool is_crc(ChecksumAlgorithm algorithm) {
  return algorithm == ChecksumAlgorithm::crc32 || algorithm == ChecksumAlgorithm::crc32c ||
         algorithm == ChecksumAlgorithm::crc64nvme;
}

// What the object's checksum will be, its value still to come.
std::optional<store::Checksum> read_checksum_plan(const Call& call) {
  const auto algorithm = checksum_algorithm_in(call.input);
  const auto type = call.text_of("ChecksumType");
  if (!algorithm) {
    if (type.empty()) return std::nullopt;
    throw invalid_request(
        "The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm "
        "header.");
  }
  const bool needs_full = *algorithm == ChecksumAlgorithm::crc64nvme;
  const bool is_composite = type.empty() ? !needs_full : type == "COMPOSITE";
  if (is_composite ? needs_full : !is_crc(*algorithm)) {
    throw invalid_request(
        fmt::format("The {} checksum type cannot be used with the {} checksum algorithm.",
                    is_composite ? "COMPOSITE" : "FULL_OBJECT", lower_ascii(to_text(*algorithm))));
  }
  return store::Checksum{
      .algorithm = std::string(to_text(*algorithm)), .value = "", .is_composite = is_composite};
}

Answer create_multipart_upload(S3& s3, Call& call) {
  const auto key = key_of(call);
  const auto target = find_target(s3, bucket_of(call));
  const auto& bucket = target.bucket;
  auto plan = plan_encryption(s3, call.arrival, call.input, target, key);
  store::UploadOptions options{.object = object_options(s3, call.arrival, call.input, bucket),
                               .initiator = s3.permissions.owner_id(call.caller()),
                               .body_kind = plan.how.kind};
  options.object.properties.encryption = std::move(plan.encryption);
  options.object.checksum = read_checksum_plan(call);
  store::Upload upload;
  s3.database().write([&](meta::Transaction& transaction) {
    upload = s3.store().uploads().create(transaction, bucket.name, key, options);
  });
  Answer answer;
  auto& output = answer.output;
  output = {{"Bucket", bucket.name.text()}, {"Key", key.text()}, {"UploadId", upload.id.text()}};
  if (const auto& checksum = options.object.checksum) {
    output["ChecksumAlgorithm"] = checksum->algorithm;
    output["ChecksumType"] = checksum_type(*checksum);
  }
  put_encryption(output, upload.options.object.properties.encryption);
  return answer;
}

Answer abort_multipart_upload(S3& s3, Call& call) {
  find_upload(s3, call);
  s3.database().write([&](meta::Transaction& transaction) {
    s3.store().uploads().abort(transaction, bucket_of(call), key_of(call), upload_id_of(call));
  });
  return {};
}

}  // namespace

void add_create_operations(Operations& operations, S3& s3) {
  operations.add("CreateMultipartUpload", s3, create_multipart_upload);
  operations.add("AbortMultipartUpload", s3, abort_multipart_upload);
}

}  // namespace sluice::api::s3
