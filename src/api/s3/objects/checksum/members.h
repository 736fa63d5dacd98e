// The checksums of S3's model as members of inputs and outputs, and as headers.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/body_checksum.h"
#include "base/json.h"
#include "store/object.h"

namespace sluice::api::s3 {

std::span<const ChecksumAlgorithm> all_checksum_algorithms();
// "ChecksumCRC32".
std::string checksum_member(std::string_view algorithm);
// "x-amz-checksum-crc32".
std::string checksum_header(ChecksumAlgorithm algorithm);

// The one checksum among the members; nothing without one. Throws Error invalid (InvalidRequest)
// for several.
std::optional<store::Checksum> checksum_in(const json::object& members);

// Member and, where the shape has it, the type.
enum class WithType { yes, no };
void put_checksum(json::object& output, const store::Checksum& checksum, WithType with_type);
std::string_view checksum_type(const store::Checksum& checksum);

// "ChecksumAlgorithm" of an input. Throws Error invalid (InvalidRequest) for a name it does not
// know.
std::optional<ChecksumAlgorithm> checksum_algorithm_in(const json::object& input);

}  // namespace sluice::api::s3
