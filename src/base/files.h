// The one seam to the disk: everything that must survive a power cut goes through it, so that tests
// can drop unsynced writes, tear sectors, fill the disk and flip bits.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace sluice {

// One open file. Positional calls are thread-safe. Failures throw Error io, a full disk Error limit
// (code DiskFull); both name the path.
class File {
 public:
  virtual ~File() = default;
  // Bytes read; fewer than asked only at the end of the file.
  virtual std::size_t read_at(std::uint64_t offset, std::span<std::byte> out) = 0;
  // All or an error; after an error the range's content is undefined.
  virtual void write_at(std::uint64_t offset, std::span<const std::byte> data) = 0;
  // Returns once what was written is on the disk.
  virtual void sync() = 0;
  virtual std::uint64_t size_bytes() = 0;
  virtual void truncate(std::uint64_t size_bytes) = 0;
};

enum class OpenMode { read, read_write, create_new, create_or_open };

// Thread-safe.
class Files {
 public:
  virtual ~Files() = default;
  // Throws Error not_found where `mode` needs the file and it is absent.
  virtual std::unique_ptr<File> open(const std::string& path, OpenMode mode) = 0;
  virtual bool exists(const std::string& path) = 0;
  // Atomic; replaces `to`. Durable only after sync_directory.
  virtual void rename(const std::string& from, const std::string& to) = 0;
  // Absence is not an error.
  virtual void remove(const std::string& path) = 0;
  virtual void create_directories(const std::string& path) = 0;
  // Names (not paths) of the entries, unordered.
  virtual std::vector<std::string> list(const std::string& path) = 0;
  // Makes creations, renames and removals in the directory durable.
  virtual void sync_directory(const std::string& path) = 0;
};

// The real disk. Opens with O_CLOEXEC; new files are 0600, new directories 0700.
class SystemFiles final : public Files {
 public:
  std::unique_ptr<File> open(const std::string& path, OpenMode mode) override;
  bool exists(const std::string& path) override;
  void rename(const std::string& from, const std::string& to) override;
  void remove(const std::string& path) override;
  void create_directories(const std::string& path) override;
  std::vector<std::string> list(const std::string& path) override;
  void sync_directory(const std::string& path) override;
};

// The parent directory of a path, "." when it names none.
std::string parent_directory(const std::string& path);

}  // namespace sluice
