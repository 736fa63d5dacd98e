#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "base/error.h"
#include "store/lake/file_lock.h"

namespace sluice::store {
namespace {

// The holder's process id, as it wrote it; empty when it has not yet.
std::string holder_in(int descriptor) {
  std::array<char, 32> text;
  const ssize_t bytes = ::pread(descriptor, text.data(), text.size(), 0);
  return bytes > 0 ? fmt::format(" (process {})", std::string(text.data(), bytes)) : "";
}

// A lock that is only shared may lie on a disk that cannot be written.
int open_lock(const std::string& path, FileLock::Use use) {
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor >= 0 || use == FileLock::Use::exclusive) return descriptor;
  return ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
}

}  // namespace

FileLock::FileLock(const std::string& path, Use use, const Held& held)
    : descriptor_(open_lock(path, use)) {
  if (descriptor_ < 0) {
    throw Error(ErrorKind::io, "FileFailure",
                fmt::format("cannot open {}: {}", path, std::generic_category().message(errno)));
  }
  const int how = use == Use::exclusive ? LOCK_EX : LOCK_SH;
  if (::flock(descriptor_, how | LOCK_NB) != 0) {
    const std::string holder = holder_in(descriptor_);
    ::close(descriptor_);
    throw Error(ErrorKind::conflict, held.code,
                fmt::format("{} in another process{}: {} is locked", held.what, holder, path));
  }
  if (use == Use::shared) return;
  const std::string own = std::to_string(::getpid());
  // Only a help for the message above, so a failure to write it does no harm.
  if (::ftruncate(descriptor_, 0) == 0) {
    [[maybe_unused]] const ssize_t written = ::pwrite(descriptor_, own.data(), own.size(), 0);
  }
}

FileLock::~FileLock() {
  ::close(descriptor_);
}

}  // namespace sluice::store
