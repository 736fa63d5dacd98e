#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "base/error.h"
#include "store/lake.h"

namespace sluice::store {
namespace {

// The holder's process id, as it wrote it; empty when it has not yet.
std::string holder_in(int descriptor) {
  std::array<char, 32> text;
  const ssize_t bytes = ::pread(descriptor, text.data(), text.size(), 0);
  return bytes > 0 ? fmt::format(" (process {})", std::string(text.data(), bytes)) : "";
}

}  // namespace

LakeLock::LakeLock(const std::string& path)
    : descriptor_(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)) {
  if (descriptor_ < 0) {
    throw Error(ErrorKind::io, "FileFailure",
                fmt::format("cannot open {}: {}", path, std::generic_category().message(errno)));
  }
  if (::flock(descriptor_, LOCK_EX | LOCK_NB) != 0) {
    const std::string holder = holder_in(descriptor_);
    ::close(descriptor_);
    throw Error(ErrorKind::conflict, "LakeHeld",
                fmt::format("the lake is open in another process{}: {} is locked", holder, path));
  }
  const std::string own = std::to_string(::getpid());
  // Only a help for the message above, so a failure to write it does no harm.
  if (::ftruncate(descriptor_, 0) == 0) {
    [[maybe_unused]] const ssize_t written = ::pwrite(descriptor_, own.data(), own.size(), 0);
  }
}

LakeLock::~LakeLock() {
  ::close(descriptor_);
}

}  // namespace sluice::store
