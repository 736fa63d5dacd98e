// Bodies too large for a segment: a file each, spread over 256 folders.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "base/files.h"

namespace sluice::store {

// Thread-safe.
class OwnFiles {
 public:
  OwnFiles(Files& files, std::string directory);

  // Throws Error conflict when there is such a body already.
  std::unique_ptr<File> create(std::int64_t body);
  // Throws Error not_found.
  std::unique_ptr<File> open(std::int64_t body);
  // The file's entry becomes durable; its content is the caller's to sync.
  void sync_entry(std::int64_t body);
  void remove(std::int64_t body);

  // Folders that exist, and the bodies in one: for the collector, a piece at a time.
  std::vector<std::string> shards();
  std::vector<std::int64_t> bodies(const std::string& shard);

 private:
  std::string shard_of(std::int64_t body) const;
  std::string path_of(std::int64_t body) const;

  Files& files_;
  std::string directory_;
  std::mutex mutex_;
  std::set<std::string> made_;  // shards known to be durable
};

}  // namespace sluice::store
