// The checksums that S3 clients choose for a body, behind one interface.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace sluice {

enum class ChecksumAlgorithm : std::uint8_t {
  crc32,
  crc32c,
  crc64nvme,
  sha1,
  sha256,
  sha512,
  md5,
  xxhash64,
  xxhash3,
  xxhash128,
};

// "CRC64NVME", as AWS writes it; names are read in any case.
std::string_view to_text(ChecksumAlgorithm algorithm);
std::optional<ChecksumAlgorithm> checksum_algorithm(std::string_view name);

// Feed bytes, then finish once. One thread at a time.
class BodyChecksum {
 public:
  virtual ~BodyChecksum() = default;
  virtual void update(std::span<const std::byte> data) = 0;
  // Raw bytes; CRCs and xxHash big-endian, as S3 has them below their base64.
  virtual std::string finish() = 0;
};

std::unique_ptr<BodyChecksum> make_checksum(ChecksumAlgorithm algorithm);

// How many raw bytes it has.
std::size_t checksum_bytes(ChecksumAlgorithm algorithm);

// Only CRCs of parts make that of the whole (S3's FULL_OBJECT); nothing for the others.
// `left` and `right` are raw, as finish() gives them.
std::optional<std::string> combine_checksums(ChecksumAlgorithm algorithm, std::string_view left,
                                             std::string_view right, std::uint64_t right_bytes);

}  // namespace sluice
