// The write-ahead log as bytes: where frames lie, and whether a log found at start is whole.
// Layout: https://www.sqlite.org/fileformat2.html#the_write_ahead_log
#pragma once

#include <cstdint>
#include <string>

#include "base/files.h"
#include "meta/page.h"

namespace sluice::meta {

inline constexpr std::size_t kLogHeaderBytes = 32;
inline constexpr std::size_t kFrameHeaderBytes = 24;
inline constexpr std::size_t kFrameBytes = kFrameHeaderBytes + kPageBytes;

inline std::uint64_t frame_offset(std::uint64_t frame) {
  return kLogHeaderBytes + frame * kFrameBytes;
}

std::uint32_t load_big_endian(const std::byte* at);

// From the first 16 bytes of a frame's header.
inline constexpr std::size_t kIdentityBytes = 16;
PageIdentity logged_identity(std::span<const std::byte, kIdentityBytes> header);

// SQLite takes the first frame that does not check for the end of the log: right after a power cut,
// but a flipped bit there would silently lose every commit behind it. A frame says how many before
// it had been synced when it was written, so a damaged frame that must have been on the disk is
// told from one that a power cut tore. Throws Error corrupt (code CorruptMetadata).
//
// Damage to the very last commit's frames cannot be told from a torn write; closing a database
// leaves an empty log, so this concerns only bits that flip after a crash.
void check_log(Files& files, const std::string& path);

}  // namespace sluice::meta
