// CRCs of bytes, in the variants that S3 and our own files use.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace sluice {

// Each is of `data` after data with checksum `previous`: crc(b, crc(a)) is that of a followed by b.

// CRC-32C (Castagnoli), as iSCSI, ext4 and S3's x-amz-checksum-crc32c compute it.
std::uint32_t crc32c(std::span<const std::byte> data, std::uint32_t previous = 0);
// CRC-32 (ISO-HDLC), zlib's.
std::uint32_t crc32(std::span<const std::byte> data, std::uint32_t previous = 0);
// CRC-64/NVME: https://reveng.sourceforge.io/crc-catalogue/17plus.htm#crc.cat.crc-64-nvme
std::uint64_t crc64nvme(std::span<const std::byte> data, std::uint64_t previous = 0);

// crc32c() without the processor's instruction; for tests, and for processors that lack it.
std::uint32_t crc32c_by_table(std::span<const std::byte> data, std::uint32_t previous = 0);

// That of a followed by b, from the checksums of both: the parts of an upload are not read again.
std::uint32_t crc32c_combine(std::uint32_t a, std::uint32_t b, std::uint64_t b_bytes);
std::uint32_t crc32_combine(std::uint32_t a, std::uint32_t b, std::uint64_t b_bytes);
std::uint64_t crc64nvme_combine(std::uint64_t a, std::uint64_t b, std::uint64_t b_bytes);

}  // namespace sluice
