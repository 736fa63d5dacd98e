#include "store/bodies/segment_log.h"

#include <charconv>

#include "base/error.h"
#include "base/text.h"

namespace sluice::store {
namespace {

constexpr std::string_view kSuffix = ".segment";
constexpr std::byte kFormat{2};
constexpr std::size_t kIdentityAt = 16;

using SegmentHeader = std::array<std::byte, kSegmentHeaderBytes>;

// Magic 4, format 4, id 8, identity 16; little endian. Format 1 ends before the identity.
SegmentHeader new_header(std::int64_t id, Random& random) {
  SegmentHeader header{};
  std::memcpy(header.data(), "SLSG", 4);
  header[4] = kFormat;
  for (std::size_t i = 0; i < 8; ++i)
    header[8 + i] = static_cast<std::byte>(id >> (8 * i));
  random.fill(std::span(header).subspan(kIdentityAt));
  return header;
}

std::optional<std::int64_t> id_in(std::string_view name) {
  if (!name.ends_with(kSuffix)) return std::nullopt;
  name.remove_suffix(kSuffix.size());
  std::int64_t id = 0;
  const auto parsed = std::from_chars(name.data(), name.data() + name.size(), id);
  if (parsed.ec != std::errc() || parsed.ptr != name.data() + name.size() || id <= 0) {
    return std::nullopt;
  }
  return id;
}

}  // namespace

std::string segment_path(const std::string& directory, std::int64_t id) {
  return fmt::format("{}/{:012}{}", directory, id, kSuffix);
}

void create_segment(Files& files, const std::string& path, std::int64_t id, Random& random) {
  const auto file = files.open(path, OpenMode::create_new);
  file->write_at(0, new_header(id, random));
  file->sync();
}

std::string segment_identity(File& file) {
  SegmentHeader header{};
  const std::size_t bytes = file.read_at(0, header);
  if (bytes < header.size() || header[4] != kFormat) return "";
  return to_hex(std::span(header).subspan(kIdentityAt));
}

Segment::Segment(Files& files, std::string path, std::int64_t id, OpenMode mode)
    : files_(files), path_(std::move(path)), id_(id), file_(files.open(path_, mode)) {
  end_ = file_->size_bytes();
}

Segment::~Segment() {
  if (!is_doomed_) return;
  file_.reset();
  try {
    files_.remove(path_);
  } catch (const Error&) {
    // What stays behind has no rows: the next collection finds it again.
  }
}

void Segment::make_durable() {
  std::unique_lock lock(mutex_);
  const std::uint64_t ticket = ++written_ticket_;
  while (synced_ticket_ < ticket) {
    if (is_poisoned_) {
      throw Error(ErrorKind::io, "DiskFailed", fmt::format("{} could not be synced", path_));
    }
    if (is_syncing_) {
      synced_.wait(lock);
      continue;
    }
    is_syncing_ = true;
    const std::uint64_t covered = written_ticket_;
    lock.unlock();
    std::exception_ptr failure;
    try {
      file_->sync();
    } catch (const Error&) {
      failure = std::current_exception();
    }
    lock.lock();
    is_syncing_ = false;
    if (failure) {
      is_poisoned_ = true;
    } else {
      synced_ticket_ = covered;
    }
    synced_.notify_all();
    if (failure) std::rethrow_exception(failure);
  }
}

SegmentLog::SegmentLog(Files& files, Random& random, std::string directory,
                       std::uint64_t roll_bytes)
    : files_(files), random_(random), directory_(std::move(directory)), roll_bytes_(roll_bytes) {
  if (!files_.exists(directory_)) {
    files_.create_directories(directory_);
    files_.sync_directory(parent_directory(directory_));
  }
  for (const std::string& name : files_.list(directory_)) {
    if (const auto id = id_in(name)) segments_.emplace(*id, nullptr);
  }
  next_id_ = newest() + 1;
}

std::string SegmentLog::path_of(std::int64_t id) const {
  return segment_path(directory_, id);
}

std::int64_t SegmentLog::newest() const {
  std::lock_guard lock(mutex_);
  return segments_.empty() ? 0 : segments_.rbegin()->first;
}

void SegmentLog::resume(std::uint64_t end) {
  const std::int64_t id = newest();
  if (id == 0) return;
  const auto segment = std::make_shared<Segment>(files_, path_of(id), id, OpenMode::read_write);
  std::lock_guard lock(mutex_);
  segments_[id] = segment;
  const std::uint64_t whole = std::max<std::uint64_t>(end, kSegmentHeaderBytes);
  if (segment->end_ == whole && whole < roll_bytes_) active_ = segment;
}

void SegmentLog::roll(std::unique_lock<std::mutex>& lock) {
  const std::int64_t id = next_id_++;
  active_.reset();
  lock.unlock();
  const std::string path = path_of(id);
  create_segment(files_, path, id, random_);
  auto segment = std::make_shared<Segment>(files_, path, id, OpenMode::read_write);
  files_.sync_directory(directory_);
  lock.lock();
  segments_[id] = segment;
  // Another thread may have rolled meanwhile; then this one stays unused and is collected.
  if (!active_) active_ = std::move(segment);
}

SegmentPlace SegmentLog::append(std::span<const std::byte> body) {
  SegmentPlace place;
  {
    std::unique_lock lock(mutex_);
    while (!active_ || active_->is_poisoned() || active_->end_ >= roll_bytes_)
      roll(lock);
    place = {.segment = active_, .offset = active_->end_};
    active_->end_ += body.size();
    active_->unsettled_.insert(place.offset);
    active_->hold();
  }
  try {
    place.segment->file().write_at(place.offset, body);
  } catch (const Error&) {
    settle(place);
    place.segment->release();
    throw;
  }
  settle(place);
  return place;
}

void SegmentLog::settle(const SegmentPlace& place) {
  {
    std::lock_guard lock(mutex_);
    place.segment->unsettled_.erase(place.offset);
  }
  settled_.notify_all();
}

std::uint64_t SegmentLog::settled_bytes(Segment& segment) {
  std::unique_lock lock(mutex_);
  const std::uint64_t end = segment.size_bytes();
  settled_.wait(lock,
                [&] { return segment.unsettled_.empty() || *segment.unsettled_.begin() >= end; });
  return end;
}

std::shared_ptr<Segment> SegmentLog::find(std::int64_t id) {
  {
    std::lock_guard lock(mutex_);
    const auto found = segments_.find(id);
    if (found == segments_.end()) return nullptr;
    if (found->second) return found->second;
  }
  std::shared_ptr<Segment> opened;
  try {
    opened = std::make_shared<Segment>(files_, path_of(id), id, OpenMode::read);
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::not_found) return nullptr;
    throw;
  }
  std::lock_guard lock(mutex_);
  const auto found = segments_.find(id);
  if (found == segments_.end()) return nullptr;
  if (!found->second) found->second = std::move(opened);
  return found->second;
}

std::vector<std::int64_t> SegmentLog::segments() const {
  std::lock_guard lock(mutex_);
  std::vector<std::int64_t> ids;
  for (const auto& [id, segment] : segments_)
    ids.push_back(id);
  return ids;
}

void SegmentLog::seal() {
  std::lock_guard lock(mutex_);
  active_.reset();
}

bool SegmentLog::is_active(std::int64_t id) const {
  std::lock_guard lock(mutex_);
  return active_ && active_->id() == id;
}

void SegmentLog::drop(std::int64_t id) {
  std::shared_ptr<Segment> segment = find(id);
  if (!segment) return;
  segment->doom();
  std::lock_guard lock(mutex_);
  segments_.erase(id);
}

}  // namespace sluice::store
