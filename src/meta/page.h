// The stamp that every database page carries on disk, in the file and in the log (docs/formats.md).
//
// SQLite leaves a page's last 8 bytes alone (its "reserved bytes"): on disk they hold a checksum,
// in memory zeros. So SQLite never sees the stamp, and its own log checksums are computed over
// zeros.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace sluice::meta {

inline constexpr std::size_t kPageBytes = 4096;
inline constexpr std::size_t kReservedBytes = 8;

using PageBytes = std::span<std::byte, kPageBytes>;
using ConstPageBytes = std::span<const std::byte, kPageBytes>;

// Which page it is, and in the log also of which generation: a torn write may leave a new frame
// header before the page of an old frame.
struct PageIdentity {
  std::uint32_t number = 0;
  std::uint64_t log_salts = 0;  // 0 in the database file
};

// Writes the stamp. `synced_frames`: how much of the log was known to be on the disk when the page
// was logged; 0 in the database file.
void stamp_page(PageBytes page, PageIdentity identity, std::uint32_t synced_frames);

// Whether the page is what was once stamped as this page.
bool stamp_holds(ConstPageBytes page, PageIdentity identity);

std::uint32_t synced_frames_of(ConstPageBytes page);

// The page as SQLite knows it.
void clear_stamp(PageBytes page);
bool is_stamp_clear(ConstPageBytes page);

}  // namespace sluice::meta
