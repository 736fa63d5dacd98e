#include "store/bodies/body_store.h"

#include "base/error.h"

namespace sluice::store {

void StagedFiles::began(std::int64_t body) {
  std::lock_guard lock(mutex_);
  staged_.insert(body);
}

void StagedFiles::ended(std::int64_t body) {
  std::lock_guard lock(mutex_);
  staged_.erase(body);
  ended_.push_back(body);
}

bool StagedFiles::contains(std::int64_t body) const {
  std::lock_guard lock(mutex_);
  return staged_.contains(body);
}

std::vector<std::int64_t> StagedFiles::take_ended() {
  std::lock_guard lock(mutex_);
  return std::exchange(ended_, {});
}

BodyPin::BodyPin(BodyPin&& other) noexcept
    : pins_(std::exchange(other.pins_, nullptr)), body_(other.body_) {}

BodyPin::~BodyPin() {
  if (pins_) pins_->unpin(body_);
}

std::optional<BodyPin> BodyPins::pin(std::int64_t body) {
  std::lock_guard lock(mutex_);
  if (going_.contains(body)) return std::nullopt;
  pinned_.insert(body);
  return BodyPin(*this, body);
}

void BodyPins::unpin(std::int64_t body) {
  std::lock_guard lock(mutex_);
  pinned_.erase(pinned_.find(body));
}

bool BodyPins::begin_removal(std::int64_t body) {
  std::lock_guard lock(mutex_);
  if (pinned_.contains(body)) return false;
  going_.insert(body);
  return true;
}

void BodyPins::end_removal(std::int64_t body) {
  std::lock_guard lock(mutex_);
  going_.erase(body);
}

BodyFormat format_of(const Encryption& encryption) {
  switch (encryption.kind) {
    case Encryption::Kind::managed:
      return BodyFormat::sealed;
    case Encryption::Kind::none:
      return BodyFormat::plain;
    case Encryption::Kind::kms:
    case Encryption::Kind::customer:
      return BodyFormat::keyed;
  }
  throw Error(ErrorKind::corrupt, "CorruptObject", "an encryption that is not known");
}

StagedBody::StagedBody(std::shared_ptr<StagedFiles> files_, std::int64_t body_,
                       std::shared_ptr<Segment> segment_)
    : files(std::move(files_)), body(body_), segment(std::move(segment_)) {}

StagedBody::~StagedBody() {
  if (segment) {
    segment->release();
  } else {
    files->ended(body);
  }
}

void make_durable_with(meta::Transaction& transaction, const StagedObject& staged) {
  if (staged.hold && staged.hold->segment) transaction.needs(staged.hold->segment);
}

BodyStore::BodyStore(Files& files, const Clock& clock, Random& random, const StoreOptions& options)
    : clock_(clock),
      random_(random),
      master_key_(options.master_key),
      log_(files, random, options.directory + "/segments", options.segment_bytes_max),
      own_files_(files, options.directory + "/files"),
      staged_files_(std::make_shared<StagedFiles>()) {}

void BodyStore::resume(std::uint64_t segment_end, std::int64_t next_body) {
  log_.resume(segment_end);
  std::lock_guard lock(mutex_);
  next_body_ = next_body;
}

std::int64_t BodyStore::next_body() {
  // By the clock, so that a body without a row, left by a crash, is not met again.
  const std::int64_t now_us = clock_.now().time_since_epoch().count();
  std::lock_guard lock(mutex_);
  next_body_ = std::max(next_body_, now_us);
  return next_body_++;
}

}  // namespace sluice::store
