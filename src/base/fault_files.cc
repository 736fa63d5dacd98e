#include "base/fault_files.h"

#include <algorithm>
#include <array>
#include <cstring>

#include <fmt/format.h>

#include "base/error.h"

namespace sluice {
namespace {

constexpr std::size_t kSectorBytes = 512;

[[noreturn]] void fail_absent(const std::string& path) {
  throw Error(ErrorKind::not_found, "NoSuchFile", fmt::format("there is no file {}", path));
}

bool coin(Random& random) {
  std::array<std::byte, 1> toss;
  random.fill(toss);
  return (toss[0] & std::byte{1}) != std::byte{0};
}

}  // namespace

class FaultFiles::OpenFile final : public File {
 public:
  OpenFile(FaultFiles& files, std::shared_ptr<Node> node, bool writable)
      : files_(files),
        node_(std::move(node)),
        writable_(writable),
        generation_(files.generation_) {}

  std::size_t read_at(std::uint64_t offset, std::span<std::byte> out) override {
    const std::lock_guard lock(files_.mutex_);
    files_.check_generation(generation_);
    const auto& bytes = node_->written;
    if (offset >= bytes.size()) return 0;
    const auto count = std::min<std::uint64_t>(out.size(), bytes.size() - offset);
    std::memcpy(out.data(), bytes.data() + offset, count);
    return count;
  }

  void write_at(std::uint64_t offset, std::span<const std::byte> data) override {
    const std::lock_guard lock(files_.mutex_);
    check_writable();
    auto& bytes = node_->written;
    const auto end = offset + data.size();
    if (end > bytes.size()) {
      files_.check_room(bytes.size(), end);
      bytes.resize(end);
    }
    if (!data.empty()) std::memcpy(bytes.data() + offset, data.data(), data.size());
  }

  void sync() override {
    const std::lock_guard lock(files_.mutex_);
    files_.check_generation(generation_);
    files_.count_sync();
    node_->durable = node_->written;
  }

  std::uint64_t size_bytes() override {
    const std::lock_guard lock(files_.mutex_);
    files_.check_generation(generation_);
    return node_->written.size();
  }

  void truncate(std::uint64_t size_bytes) override {
    const std::lock_guard lock(files_.mutex_);
    check_writable();
    files_.check_room(node_->written.size(), size_bytes);
    node_->written.resize(size_bytes);
  }

 private:
  void check_writable() const {
    files_.check_generation(generation_);
    if (!writable_) throw Error(ErrorKind::io, "FileFailure", "the file was opened for reading");
  }

  FaultFiles& files_;
  std::shared_ptr<Node> node_;  // shared with the names: a removed file lives while it is open
  bool writable_;
  int generation_;
};

void FaultFiles::cut_power() {
  const std::lock_guard lock(mutex_);
  power_ = false;
}

void FaultFiles::cut_power_at_sync(int n) {
  const std::lock_guard lock(mutex_);
  syncs_until_cut_ = n;
}

int FaultFiles::sync_count() const {
  const std::lock_guard lock(mutex_);
  return syncs_;
}

// A sector is either as before or as written, never a mixture: what disks promise.
std::vector<std::byte> FaultFiles::torn(const Node& node, Random& random) {
  auto result = node.durable;
  if (node.written.size() != result.size() && coin(random)) result.resize(node.written.size());
  for (std::size_t at = 0; at < result.size(); at += kSectorBytes) {
    if (at >= node.written.size() || !coin(random)) continue;
    const auto end = std::min({at + kSectorBytes, result.size(), node.written.size()});
    std::memcpy(result.data() + at, node.written.data() + at, end - at);
  }
  return result;
}

void FaultFiles::restart(Unsynced unsynced, Random& random) {
  const std::lock_guard lock(mutex_);
  names_ = durable_names_;
  for (auto& [path, node] : names_) {
    auto survivor = std::make_shared<Node>();
    survivor->durable = unsynced == Unsynced::torn ? torn(*node, random) : node->durable;
    survivor->written = survivor->durable;
    node = survivor;
  }
  durable_names_ = names_;
  power_ = true;
  syncs_until_cut_.reset();
  ++generation_;
}

void FaultFiles::set_capacity(std::optional<std::uint64_t> capacity_bytes) {
  const std::lock_guard lock(mutex_);
  capacity_bytes_ = capacity_bytes;
}

std::uint64_t FaultFiles::used_bytes() const {
  const std::lock_guard lock(mutex_);
  return total_bytes();
}

void FaultFiles::flip_bit(const std::string& path, std::uint64_t offset, int bit) {
  const std::lock_guard lock(mutex_);
  auto& node = node_at(path);
  const auto mask = static_cast<std::byte>(1 << bit);
  if (offset < node.written.size()) node.written[offset] ^= mask;
  if (offset < node.durable.size()) node.durable[offset] ^= mask;
}

std::uint64_t FaultFiles::size_bytes(const std::string& path) const {
  const std::lock_guard lock(mutex_);
  return node_at(path).written.size();
}

std::unique_ptr<File> FaultFiles::open(const std::string& path, OpenMode mode) {
  const std::lock_guard lock(mutex_);
  check_power();
  auto found = names_.find(path);
  const bool creates = mode == OpenMode::create_new || mode == OpenMode::create_or_open;
  if (found != names_.end() && mode == OpenMode::create_new) {
    throw Error(ErrorKind::conflict, "FileExists", fmt::format("{} exists already", path));
  }
  if (found == names_.end() && !creates) fail_absent(path);
  if (found == names_.end()) found = names_.emplace(path, std::make_shared<Node>()).first;
  return std::make_unique<OpenFile>(*this, found->second, mode != OpenMode::read);
}

bool FaultFiles::exists(const std::string& path) {
  const std::lock_guard lock(mutex_);
  check_power();
  return names_.contains(path) || directories_.contains(path);
}

void FaultFiles::rename(const std::string& from, const std::string& to) {
  const std::lock_guard lock(mutex_);
  check_power();
  const auto found = names_.find(from);
  if (found == names_.end()) fail_absent(from);
  const auto node = found->second;
  names_.erase(found);
  names_[to] = node;
}

void FaultFiles::remove(const std::string& path) {
  const std::lock_guard lock(mutex_);
  check_power();
  names_.erase(path);
  directories_.erase(path);
}

void FaultFiles::create_directories(const std::string& path) {
  const std::lock_guard lock(mutex_);
  check_power();
  for (auto at = path; at != "." && at != "/"; at = parent_directory(at))
    directories_[at] = true;
}

std::vector<std::string> FaultFiles::list(const std::string& path) {
  const std::lock_guard lock(mutex_);
  check_power();
  std::vector<std::string> names;
  const auto add = [&](const std::string& entry) {
    if (parent_directory(entry) == path) names.push_back(entry.substr(entry.rfind('/') + 1));
  };
  for (const auto& [entry, node] : names_)
    add(entry);
  for (const auto& [entry, present] : directories_)
    add(entry);
  if (names.empty() && !directories_.contains(path)) fail_absent(path);
  return names;
}

void FaultFiles::sync_directory(const std::string& path) {
  const std::lock_guard lock(mutex_);
  check_power();
  count_sync();
  std::erase_if(durable_names_,
                [&](const auto& entry) { return parent_directory(entry.first) == path; });
  for (const auto& [entry, node] : names_) {
    if (parent_directory(entry) == path) durable_names_[entry] = node;
  }
}

void FaultFiles::check_power() const {
  if (!power_) throw Error(ErrorKind::io, "PowerCut", "the power is off");
}

void FaultFiles::check_generation(int generation) const {
  check_power();
  if (generation != generation_) {
    throw Error(ErrorKind::io, "PowerCut", "the file was opened before the power cut");
  }
}

void FaultFiles::count_sync() {
  if (syncs_until_cut_ && (*syncs_until_cut_)-- == 0) power_ = false;
  check_power();
  ++syncs_;
}

void FaultFiles::check_room(std::uint64_t old_size, std::uint64_t new_size) const {
  if (!capacity_bytes_ || new_size <= old_size) return;
  if (total_bytes() - old_size + new_size <= *capacity_bytes_) return;
  throw Error(ErrorKind::limit, "DiskFull", "no space left on the device");
}

std::uint64_t FaultFiles::total_bytes() const {
  std::uint64_t total = 0;
  for (const auto& [path, node] : names_)
    total += node->written.size();
  return total;
}

FaultFiles::Node& FaultFiles::node_at(const std::string& path) const {
  const auto found = names_.find(path);
  if (found == names_.end()) fail_absent(path);
  return *found->second;
}

}  // namespace sluice
