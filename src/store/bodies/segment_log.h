// Segment files: many small bodies each, appended and never changed.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "base/files.h"
#include "meta/database.h"
#include "base/random.h"

namespace sluice::store {

inline constexpr std::size_t kSegmentHeaderBytes = 32;

// In the folder of segments.
std::string segment_path(const std::string& directory, std::int64_t id);
// A new one without bodies; its content is durable, its name is the caller's to sync.
void create_segment(Files& files, const std::string& path, std::int64_t id, Random& random);
// Tells it from every other that has or will have its id, in this lake or in one that was restored;
// empty in segments of format 1, which have none.
std::string segment_identity(File& file);

// One segment. While somebody holds it, its file stays, whatever the collector does. Thread-safe.
class Segment final : public meta::Durable {
 public:
  Segment(Files& files, std::string path, std::int64_t id, OpenMode mode);
  ~Segment() override;  // removes the file when doomed

  std::int64_t id() const { return id_; }
  File& file() { return *file_; }
  std::uint64_t size_bytes() const { return end_; }

  // Callers at the same time share one sync. A failed sync poisons the segment: what the kernel did
  // with the pages is not known.
  void make_durable() override;
  bool is_poisoned() const { return is_poisoned_; }

  // Bodies written here that may not have a row yet. The collector leaves such segments alone.
  void hold() { ++staged_; }
  void release() { --staged_; }
  bool is_held() const { return staged_ > 0; }

  void doom() { is_doomed_ = true; }

 private:
  friend class SegmentLog;
  Files& files_;
  std::string path_;
  std::int64_t id_;
  std::unique_ptr<File> file_;
  std::atomic<std::uint64_t> end_ = 0;
  std::atomic<int> staged_ = 0;
  std::atomic<bool> is_poisoned_ = false;
  std::atomic<bool> is_doomed_ = false;
  std::set<std::uint64_t> unsettled_;  // where appends are being written; the log's

  std::mutex mutex_;
  std::condition_variable synced_;
  std::uint64_t written_ticket_ = 0;
  std::uint64_t synced_ticket_ = 0;
  bool is_syncing_ = false;
};

struct SegmentPlace {
  std::shared_ptr<Segment> segment;  // shared with the log and with readers
  std::uint64_t offset = 0;
};

// Thread-safe.
class SegmentLog {
 public:
  SegmentLog(Files& files, Random& random, std::string directory, std::uint64_t roll_bytes);

  // The newest segment on disk; 0 when there is none.
  std::int64_t newest() const;
  // Goes on appending to the newest segment if its rows, which end at `end`, are all of it. Else it
  // is left alone: what follows may be torn, and a place that was written is never written again,
  // so that a backup need not copy it again.
  void resume(std::uint64_t end);

  // Durable once the segment is made so. The segment comes held: release() it when the row is there
  // or never will be.
  SegmentPlace append(std::span<const std::byte> body);
  // Null when there is no such segment (any more).
  std::shared_ptr<Segment> find(std::int64_t id);

  // Bytes of the segment that no append will change: waits for those that began before the call.
  std::uint64_t settled_bytes(Segment& segment);

  // Every segment on disk, ascending, the one that is appended to included.
  std::vector<std::int64_t> segments() const;
  // The next append goes to a new segment.
  void seal();
  bool is_active(std::int64_t id) const;
  // Its file goes once nobody reads it.
  void drop(std::int64_t id);

 private:
  std::string path_of(std::int64_t id) const;
  void roll(std::unique_lock<std::mutex>& lock);
  void settle(const SegmentPlace& place);

  Files& files_;
  Random& random_;
  std::string directory_;
  std::uint64_t roll_bytes_;
  mutable std::mutex mutex_;
  std::condition_variable settled_;
  std::map<std::int64_t, std::shared_ptr<Segment>> segments_;  // null until first used
  std::shared_ptr<Segment> active_;
  std::int64_t next_id_ = 1;
};

}  // namespace sluice::store
