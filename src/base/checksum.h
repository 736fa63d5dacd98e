// CRC-32C (Castagnoli), as iSCSI, ext4 and S3's x-amz-checksum-crc32c compute it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace sluice {

// Of `data` after data with checksum `previous`: crc32c(b, crc32c(a)) is that of a followed by b.
std::uint32_t crc32c(std::span<const std::byte> data, std::uint32_t previous = 0);

// The same without the processor's instruction; for tests, and for processors that lack it.
std::uint32_t crc32c_by_table(std::span<const std::byte> data, std::uint32_t previous = 0);

}  // namespace sluice
