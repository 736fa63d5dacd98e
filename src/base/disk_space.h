// What is left of the disk that a folder lies on, and the part of it that is kept for what frees
// more: deleting an object, too, writes first.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace sluice {

// Asks the system each time: microseconds, and always true. Thread-safe.
class DiskSpace {
 public:
  DiskSpace(std::string directory, std::uint64_t reserve_bytes)
      : directory_(std::move(directory)), reserve_bytes_(reserve_bytes) {}

  std::uint64_t reserve_bytes() const { return reserve_bytes_; }
  // For processes without privileges; nothing where the system cannot tell.
  std::optional<std::uint64_t> free_bytes() const;
  bool has_room_for(std::uint64_t bytes) const;
  // Throws Error limit (DiskFull) when fewer than the reserve were left after so many more.
  void require_room_for(std::uint64_t bytes) const;

 private:
  std::string directory_;
  std::uint64_t reserve_bytes_;
};

}  // namespace sluice
