#include "base/disk_space.h"

#include <sys/statvfs.h>

#include "base/error.h"

namespace sluice {

std::optional<std::uint64_t> DiskSpace::free_bytes() const {
  struct statvfs disk {};
  if (::statvfs(directory_.c_str(), &disk) != 0) return std::nullopt;
  return std::uint64_t{disk.f_bavail} * disk.f_frsize;
}

bool DiskSpace::has_room_for(std::uint64_t bytes) const {
  const auto free = free_bytes();
  return !free || (*free >= bytes && *free - bytes >= reserve_bytes_);
}

void DiskSpace::require_room_for(std::uint64_t bytes) const {
  if (has_room_for(bytes)) return;
  throw Error(ErrorKind::limit, "DiskFull",
              fmt::format("the disk of {} is full but for the {} bytes that are kept free",
                          directory_, reserve_bytes_));
}

}  // namespace sluice
