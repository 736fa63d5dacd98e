// What a new object is to have, from the members that PutObject, CopyObject and
// CreateMultipartUpload share.
#pragma once

#include <map>
#include <string>

#include "api/s3/s3.h"
#include "store/object.h"

namespace sluice::api::s3 {

// Everything but encryption and checksum. Throws Error invalid with S3's codes: MetadataTooLarge,
// InvalidStorageClass, InvalidTag, InvalidArgument, InvalidRedirectLocation.
store::ObjectOptions object_options(S3& s3, const Arrival& arrival, const json::object& input,
                                    const store::Bucket& bucket);

// Its parts, for copies that take some from their source.
void take_metadata(const json::object& input, store::ObjectOptions& options);
std::map<std::string, std::string> tags_in_header(std::string_view tagging);

// Throws Error invalid (InvalidTag): too many, too long, twice the same key, characters.
std::map<std::string, std::string> check_tags(
    const std::vector<std::pair<std::string, std::string>>& tags);

// Conditions "IfMatch" and "IfNoneMatch" of a write.
store::Conditions write_conditions(const json::object& input);

}  // namespace sluice::api::s3
