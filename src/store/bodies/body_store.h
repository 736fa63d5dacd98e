// Bodies on disk: written once, read many times, found by where they lie.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/files.h"
#include "base/random.h"
#include "store/bodies/body_format.h"
#include "store/bodies/own_files.h"
#include "store/bodies/segment_log.h"
#include "store/store.h"

namespace sluice::store {

inline constexpr std::size_t kSmallBodyBytesMax = 1024 * 1024;

// Bodies in files of their own that have no row yet. Thread-safe.
class StagedFiles {
 public:
  void began(std::int64_t body);
  void ended(std::int64_t body);
  bool contains(std::int64_t body) const;
  // Those that ended since the last call, with or without a row.
  std::vector<std::int64_t> take_ended();

 private:
  mutable std::mutex mutex_;
  std::set<std::int64_t> staged_;
  std::vector<std::int64_t> ended_;
};

class BodyPins;

// Keeps a composed body while it lives.
class BodyPin {
 public:
  BodyPin(BodyPin&& other) noexcept;
  BodyPin(const BodyPin&) = delete;
  BodyPin& operator=(const BodyPin&) = delete;
  ~BodyPin();

 private:
  friend class BodyPins;
  BodyPin(BodyPins& pins, std::int64_t body) : pins_(&pins), body_(body) {}

  BodyPins* pins_;  // null once moved from
  std::int64_t body_;
};

// Composed bodies that are being read. Their parts are opened one by one, so the collector must
// leave them alone meanwhile. Thread-safe.
class BodyPins {
 public:
  // Absent when the body is being removed.
  std::optional<BodyPin> pin(std::int64_t body);
  // False when somebody reads it.
  bool begin_removal(std::int64_t body);
  void end_removal(std::int64_t body);

 private:
  friend class BodyPin;
  void unpin(std::int64_t body);

  std::mutex mutex_;
  std::multiset<std::int64_t> pinned_;
  std::set<std::int64_t> going_;
};

// Keeps a staged body until its row is there. The last copy of the StagedObject lets go of it: from
// then on a body without a row may be collected.
struct StagedBody {
  StagedBody(std::shared_ptr<StagedFiles> files, std::int64_t body,
             std::shared_ptr<Segment> segment);
  ~StagedBody();
  StagedBody(const StagedBody&) = delete;
  StagedBody& operator=(const StagedBody&) = delete;

  std::shared_ptr<StagedFiles> files;  // shared with the store, which may go first
  std::int64_t body;
  std::shared_ptr<Segment> segment;  // shared with the log; null for a file of its own
};

// How a body lies on disk, by what its row says.
BodyFormat format_of(const Encryption& encryption);
// A transaction that adds a row of the body makes the body durable first.
void make_durable_with(meta::Transaction& transaction, const StagedObject& staged);

// Thread-safe.
class BodyStore {
 public:
  BodyStore(Files& files, const Clock& clock, Random& random, const StoreOptions& options);

  // Before the first write: the newest segment's rows end at `segment_end`, and no body's handle is
  // at or above `next_body`.
  void resume(std::uint64_t segment_end, std::int64_t next_body);
  std::int64_t newest_segment() const { return log_.newest(); }

  // In the format that its encryption means. Throws std::logic_error unless a key is given exactly
  // for one that has a key of the caller's.
  std::unique_ptr<BodyWriter> writer(StagedObject staged, const std::optional<DataKey>& key);
  // Of a body in one piece. Null when the body is not there (any more). Throws Error corrupt,
  // denied (WrongDataKey).
  std::unique_ptr<ObjectReader> reader(const Object& object, const std::optional<DataKey>& key);

  SegmentLog& log() { return log_; }
  OwnFiles& own_files() { return own_files_; }
  const MasterKey& master_key() const { return master_key_; }
  Random& random() { return random_; }

  BodyPins& pins() { return pins_; }
  const std::shared_ptr<StagedFiles>& staged_files() const { return staged_files_; }
  std::int64_t next_body();

 private:
  const Clock& clock_;
  Random& random_;
  MasterKey master_key_;
  SegmentLog log_;
  OwnFiles own_files_;
  std::shared_ptr<StagedFiles> staged_files_;  // shared with staged bodies
  BodyPins pins_;
  std::mutex mutex_;
  std::int64_t next_body_ = 1;
};

}  // namespace sluice::store
