#include "meta/page.h"

#include <algorithm>
#include <cstring>

#include "base/checksum.h"

namespace sluice::meta {
namespace {

constexpr std::size_t kSyncedAt = kPageBytes - 8;
constexpr std::size_t kChecksumAt = kPageBytes - 4;

// The identity is part of it: a page written to a wrong place is noticed too.
std::uint32_t checksum(ConstPageBytes page, PageIdentity identity) {
  const auto number = std::as_bytes(std::span(&identity.number, 1));
  const auto salts = std::as_bytes(std::span(&identity.log_salts, 1));
  return crc32c(salts, crc32c(number, crc32c(page.first(kChecksumAt))));
}

std::uint32_t load(ConstPageBytes page, std::size_t at) {
  std::uint32_t value;
  std::memcpy(&value, page.data() + at, sizeof(value));
  return value;
}

}  // namespace

void stamp_page(PageBytes page, PageIdentity identity, std::uint32_t synced_frames) {
  std::memcpy(page.data() + kSyncedAt, &synced_frames, sizeof(synced_frames));
  const std::uint32_t sum = checksum(page, identity);
  std::memcpy(page.data() + kChecksumAt, &sum, sizeof(sum));
}

bool stamp_holds(ConstPageBytes page, PageIdentity identity) {
  return load(page, kChecksumAt) == checksum(page, identity);
}

std::uint32_t synced_frames_of(ConstPageBytes page) {
  return load(page, kSyncedAt);
}

void clear_stamp(PageBytes page) {
  std::memset(page.data() + kPageBytes - kReservedBytes, 0, kReservedBytes);
}

bool is_stamp_clear(ConstPageBytes page) {
  const auto stamp = page.last(kReservedBytes);
  return std::all_of(stamp.begin(), stamp.end(), [](std::byte b) { return b == std::byte{0}; });
}

}  // namespace sluice::meta
