// What operations on one upload share.
#pragma once

#include <optional>

#include "api/s3/s3.h"
#include "base/body_checksum.h"

namespace sluice::api::s3 {

void add_create_operations(Operations& operations, S3& s3);
void add_part_operations(Operations& operations, S3& s3);
void add_complete_operations(Operations& operations, S3& s3);
void add_upload_listing_operations(Operations& operations, S3& s3);

store::UploadId upload_id_of(const Call& call);
// Throws Error not_found (NoSuchBucket, NoSuchUpload).
store::Upload find_upload(S3& s3, const Call& call);

// 1 to 10,000. Throws Error invalid (InvalidArgument).
int check_part_number(std::int64_t number);

// The algorithm by which the upload's parts are summed: CRC64NVME where none was asked for.
ChecksumAlgorithm part_algorithm(const store::Upload& upload);

}  // namespace sluice::api::s3
