#include "api/s3/objects/checksum/members.h"

#include <array>

#include "api/s3/objects/target.h"
#include "base/text.h"

namespace sluice::api::s3 {
namespace {

constexpr std::array kAlgorithms = {ChecksumAlgorithm::crc32,     ChecksumAlgorithm::crc32c,
                                    ChecksumAlgorithm::crc64nvme, ChecksumAlgorithm::sha1,
                                    ChecksumAlgorithm::sha256,    ChecksumAlgorithm::sha512,
                                    ChecksumAlgorithm::md5,       ChecksumAlgorithm::xxhash64,
                                    ChecksumAlgorithm::xxhash3,   ChecksumAlgorithm::xxhash128};

}  // namespace

std::span<const ChecksumAlgorithm> all_checksum_algorithms() {
  return kAlgorithms;
}

std::string checksum_member(std::string_view algorithm) {
  return "Checksum" + std::string(algorithm);
}

std::string checksum_header(ChecksumAlgorithm algorithm) {
  return "x-amz-checksum-" + lower_ascii(to_text(algorithm));
}

std::optional<store::Checksum> checksum_in(const json::object& members) {
  std::optional<store::Checksum> found;
  for (const auto algorithm : kAlgorithms) {
    const std::string name(to_text(algorithm));
    const auto* value = members.if_contains(checksum_member(name));
    if (!value) continue;
    if (found) {
      throw invalid_request(
          "Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.");
    }
    found = store::Checksum{.algorithm = name, .value = std::string(value->as_string())};
    found->is_composite = found->value.find('-') != std::string::npos;
  }
  return found;
}

void put_checksum(json::object& output, const store::Checksum& checksum, WithType with_type) {
  output[checksum_member(checksum.algorithm)] = checksum.value;
  if (with_type == WithType::yes) output["ChecksumType"] = checksum_type(checksum);
}

std::string_view checksum_type(const store::Checksum& checksum) {
  return checksum.is_composite ? "COMPOSITE" : "FULL_OBJECT";
}

std::optional<ChecksumAlgorithm> checksum_algorithm_in(const json::object& input) {
  const auto* name = input.if_contains("ChecksumAlgorithm");
  if (!name) return std::nullopt;
  const auto algorithm = checksum_algorithm(name->as_string());
  if (algorithm) return algorithm;
  throw invalid_request(
      "Checksum algorithm provided is unsupported. Please try again with any of the valid types: "
      "[CRC32, CRC32C, CRC64NVME, SHA1, SHA256, SHA512, MD5, XXHASH64, XXHASH3, XXHASH128]");
}

}  // namespace sluice::api::s3
