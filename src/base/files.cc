#include "base/files.h"

#include <cerrno>
#include <cstdio>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

#include <filesystem>

#include <fmt/format.h>

#include "base/error.h"

namespace sluice {
namespace {

[[noreturn]] void fail(const char* action, const std::string& path, int error) {
  const std::string reason = std::generic_category().message(error);
  const std::string message = fmt::format("cannot {} {}: {}", action, path, reason);
  if (error == ENOENT) throw Error(ErrorKind::not_found, "NoSuchFile", message);
  if (error == ENOSPC || error == EDQUOT) throw Error(ErrorKind::limit, "DiskFull", message);
  if (error == EEXIST) throw Error(ErrorKind::conflict, "FileExists", message);
  throw Error(ErrorKind::io, "FileFailure", message);
}

// An open descriptor, closed with it.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() { ::close(number_); }
  int number() const { return number_; }

 private:
  int number_;
};

class SystemFile final : public File {
 public:
  SystemFile(int descriptor, std::string path) : descriptor_(descriptor), path_(std::move(path)) {}

  std::size_t read_at(std::uint64_t offset, std::span<std::byte> out) override {
    std::size_t done = 0;
    while (done < out.size()) {
      const auto got = ::pread(descriptor_.number(), out.data() + done, out.size() - done,
                               static_cast<off_t>(offset + done));
      if (got == 0) break;
      if (got < 0 && errno != EINTR) fail("read", path_, errno);
      if (got > 0) done += static_cast<std::size_t>(got);
    }
    return done;
  }

  void write_at(std::uint64_t offset, std::span<const std::byte> data) override {
    while (!data.empty()) {
      const auto put =
          ::pwrite(descriptor_.number(), data.data(), data.size(), static_cast<off_t>(offset));
      if (put < 0 && errno != EINTR) fail("write", path_, errno);
      if (put <= 0) continue;
      data = data.subspan(static_cast<std::size_t>(put));
      offset += static_cast<std::uint64_t>(put);
    }
  }

  // fdatasync also makes a changed size durable, which is all the metadata that reading needs.
  void sync() override {
    if (::fdatasync(descriptor_.number()) != 0) fail("sync", path_, errno);
  }

  std::uint64_t size_bytes() override {
    struct stat status {};
    if (::fstat(descriptor_.number(), &status) != 0) fail("examine", path_, errno);
    return static_cast<std::uint64_t>(status.st_size);
  }

  void truncate(std::uint64_t size_bytes) override {
    if (::ftruncate(descriptor_.number(), static_cast<off_t>(size_bytes)) != 0) {
      fail("truncate", path_, errno);
    }
  }

 private:
  Descriptor descriptor_;
  std::string path_;
};

int open_flags(OpenMode mode) {
  switch (mode) {
    case OpenMode::read:
      return O_RDONLY;
    case OpenMode::read_write:
      return O_RDWR;
    case OpenMode::create_new:
      return O_RDWR | O_CREAT | O_EXCL;
    case OpenMode::create_or_open:
      return O_RDWR | O_CREAT;
  }
  return O_RDONLY;
}

void make_directory(const std::string& path) {
  if (::mkdir(path.c_str(), 0700) == 0 || errno == EEXIST) return;
  if (errno != ENOENT) fail("create directory", path, errno);
  make_directory(parent_directory(path));
  if (::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) fail("create directory", path, errno);
}

}  // namespace

std::unique_ptr<File> SystemFiles::open(const std::string& path, OpenMode mode) {
  const int descriptor = ::open(path.c_str(), open_flags(mode) | O_CLOEXEC, 0600);
  if (descriptor < 0) fail("open", path, errno);
  return std::make_unique<SystemFile>(descriptor, path);
}

bool SystemFiles::exists(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) == 0) return true;
  if (errno != ENOENT && errno != ENOTDIR) fail("examine", path, errno);
  return false;
}

void SystemFiles::rename(const std::string& from, const std::string& to) {
  if (std::rename(from.c_str(), to.c_str()) != 0) fail("rename", from, errno);
}

void SystemFiles::remove(const std::string& path) {
  if (std::remove(path.c_str()) != 0 && errno != ENOENT) fail("remove", path, errno);
}

void SystemFiles::create_directories(const std::string& path) {
  if (!path.empty()) make_directory(path);
}

std::vector<std::string> SystemFiles::list(const std::string& path) {
  std::vector<std::string> names;
  std::error_code error;
  std::filesystem::directory_iterator entries(path, error);
  if (error) fail("list", path, error.value());
  while (entries != std::filesystem::directory_iterator()) {
    names.push_back(entries->path().filename().string());
    entries.increment(error);
    if (error) fail("list", path, error.value());
  }
  return names;
}

void SystemFiles::sync_directory(const std::string& path) {
  const int number = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (number < 0) fail("open", path, errno);
  const Descriptor directory(number);
  if (::fsync(directory.number()) != 0) fail("sync", path, errno);
}

std::string parent_directory(const std::string& path) {
  const auto end = path.find_last_not_of('/');
  if (end == std::string::npos) return path.empty() ? "." : "/";
  const auto slash = path.find_last_of('/', end);
  if (slash == std::string::npos) return ".";
  const auto last = path.find_last_not_of('/', slash);
  return last == std::string::npos ? "/" : path.substr(0, last + 1);
}

}  // namespace sluice
