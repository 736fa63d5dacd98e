#include "api/s3/multipart/multipart.h"

#include "api/s3/multipart/upload_of.h"
#include "api/s3/objects/target.h"

namespace sluice::api::s3 {

void add_multipart_operations(Operations& operations, S3& s3) {
  add_create_operations(operations, s3);
  add_part_operations(operations, s3);
  add_complete_operations(operations, s3);
  add_upload_listing_operations(operations, s3);
}

store::UploadId upload_id_of(const Call& call) {
  return store::UploadId(std::string(call.text_of("UploadId")));
}

store::Upload find_upload(S3& s3, const Call& call) {
  try {
    return s3.store().uploads().head(bucket_of(call), key_of(call), upload_id_of(call));
  } catch (const Error& error) {
    if (error.code() != "NoSuchUpload") throw;
    throw Error(ErrorKind::not_found, "NoSuchUpload",
                "The specified upload does not exist. The upload ID may be invalid, or the upload "
                "may have been aborted or completed.");
  }
}

int check_part_number(std::int64_t number) {
  if (number >= 1 && number <= store::kPartNumberMax) return static_cast<int>(number);
  throw invalid_argument("Part number must be an integer between 1 and 10000, inclusive",
                         "partNumber", std::to_string(number));
}

ChecksumAlgorithm part_algorithm(const store::Upload& upload) {
  const auto& checksum = upload.options.object.checksum;
  const auto algorithm = checksum ? checksum_algorithm(checksum->algorithm) : std::nullopt;
  return algorithm.value_or(ChecksumAlgorithm::crc64nvme);
}

}  // namespace sluice::api::s3
