#include "store/bodies/own_files.h"

#include <charconv>

#include "base/error.h"

namespace sluice::store {
namespace {

constexpr std::string_view kSuffix = ".body";

std::optional<std::int64_t> id_in(std::string_view name) {
  if (!name.ends_with(kSuffix)) return std::nullopt;
  name.remove_suffix(kSuffix.size());
  std::int64_t id = 0;
  const auto parsed = std::from_chars(name.data(), name.data() + name.size(), id, 16);
  if (parsed.ec != std::errc() || parsed.ptr != name.data() + name.size()) return std::nullopt;
  return id;
}

}  // namespace

OwnFiles::OwnFiles(Files& files, std::string directory)
    : files_(files), directory_(std::move(directory)) {
  if (files_.exists(directory_)) return;
  files_.create_directories(directory_);
  files_.sync_directory(parent_directory(directory_));
}

std::string OwnFiles::shard_of(std::int64_t body) const {
  return fmt::format("{}/{:02x}", directory_, body & 0xFF);
}

std::string OwnFiles::path_of(std::int64_t body) const {
  return fmt::format("{}/{:016x}{}", shard_of(body), body, kSuffix);
}

std::unique_ptr<File> OwnFiles::create(std::int64_t body) {
  const std::string shard = shard_of(body);
  std::lock_guard lock(mutex_);
  if (!made_.contains(shard)) {
    // At most 256 times in a process's life, so the lock may be held over it.
    files_.create_directories(shard);
    files_.sync_directory(directory_);
    made_.insert(shard);
  }
  return files_.open(path_of(body), OpenMode::create_new);
}

std::unique_ptr<File> OwnFiles::open(std::int64_t body) {
  return files_.open(path_of(body), OpenMode::read);
}

void OwnFiles::sync_entry(std::int64_t body) {
  files_.sync_directory(shard_of(body));
}

void OwnFiles::remove(std::int64_t body) {
  files_.remove(path_of(body));
}

std::vector<std::string> OwnFiles::shards() {
  std::vector<std::string> shards;
  for (const std::string& name : files_.list(directory_)) {
    if (name.size() == 2) shards.push_back(fmt::format("{}/{}", directory_, name));
  }
  return shards;
}

std::vector<std::int64_t> OwnFiles::bodies(const std::string& shard) {
  std::vector<std::int64_t> bodies;
  for (const std::string& name : files_.list(shard)) {
    if (const auto id = id_in(name)) bodies.push_back(*id);
  }
  return bodies;
}

}  // namespace sluice::store
