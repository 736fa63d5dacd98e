// What a new object is to have, from the members that PutObject, CopyObject and
// CreateMultipartUpload share.
#pragma once

#include "api/s3/s3.h"
#include "store/object.h"

namespace sluice::api::s3 {

// Everything but encryption and checksum. Throws Error invalid with S3's codes: MetadataTooLarge,
// InvalidStorageClass, InvalidTag, BadRequest, InvalidArgument, InvalidRedirectLocation.
store::ObjectOptions object_options(S3& s3, const Arrival& arrival, const json::object& input,
                                    const store::Bucket& bucket);

// Its part, for copies that take it from their source.
void take_metadata(const json::object& input, store::ObjectOptions& options);

// Conditions "IfMatch" and "IfNoneMatch" of a write.
store::Conditions write_conditions(const json::object& input);

}  // namespace sluice::api::s3
