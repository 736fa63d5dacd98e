// Files in memory that fail as disks do: for tests of everything that must survive a crash.
//
// It keeps two states, what was written and what would be on the disk if the power went now:
// content becomes durable by File::sync, names by sync_directory.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/files.h"
#include "base/random.h"

namespace sluice {

// Thread-safe. Directories are only remembered when they are created or listed through it.
class FaultFiles final : public Files {
 public:
  // What a power cut leaves of writes that were not synced.
  enum class Unsynced {
    dropped,  // nothing
    torn,     // any subset of their 512-byte sectors, by the random source
  };

  FaultFiles() = default;
  FaultFiles(const FaultFiles&) = delete;
  FaultFiles& operator=(const FaultFiles&) = delete;

  // Every later call, on open files too, fails with Error io (code PowerCut), until restart().
  void cut_power();
  // The n-th sync from now on (0: the next) cuts the power instead of syncing.
  void cut_power_at_sync(int n);
  // Syncs, of files and directories, since the start.
  int sync_count() const;
  // The disk as it is after the cut. Files opened before stay dead.
  void restart(Unsynced unsynced, Random& random);

  // Writes and truncations fail with Error limit (code DiskFull) once the files' total would exceed
  // it.
  void set_capacity(std::optional<std::uint64_t> capacity_bytes);
  std::uint64_t used_bytes() const;

  // Turns one bit, in what was written and on the disk.
  void flip_bit(const std::string& path, std::uint64_t offset, int bit = 0);
  std::uint64_t size_bytes(const std::string& path) const;

  std::unique_ptr<File> open(const std::string& path, OpenMode mode) override;
  bool exists(const std::string& path) override;
  void rename(const std::string& from, const std::string& to) override;
  void remove(const std::string& path) override;
  void create_directories(const std::string& path) override;
  std::vector<std::string> list(const std::string& path) override;
  void sync_directory(const std::string& path) override;

 private:
  class OpenFile;
  struct Node {
    std::vector<std::byte> written;
    std::vector<std::byte> durable;
  };
  using Names = std::map<std::string, std::shared_ptr<Node>>;  // shared with open files

  void check_power() const;
  void check_generation(int generation) const;
  void count_sync();
  void check_room(std::uint64_t old_size, std::uint64_t new_size) const;
  std::uint64_t total_bytes() const;
  Node& node_at(const std::string& path) const;
  static std::vector<std::byte> torn(const Node& node, Random& random);

  mutable std::mutex mutex_;
  Names names_;
  Names durable_names_;
  std::map<std::string, bool> directories_;
  std::optional<std::uint64_t> capacity_bytes_;
  int syncs_ = 0;
  std::optional<int> syncs_until_cut_;
  bool power_ = true;
  int generation_ = 0;  // one more with each restart: files opened before are dead
};

}  // namespace sluice
