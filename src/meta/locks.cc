#include "meta/locks.h"

namespace sluice::meta {

int FileLocks::lock(Holder& holder, int level) {
  if (holder.level >= level) return SQLITE_OK;
  const std::lock_guard guard(mutex_);
  const auto held_by_other = [&](const Holder* owner) { return owner && owner != &holder; };
  if (level == SQLITE_LOCK_SHARED) {
    if (pending_ || exclusive_) return SQLITE_BUSY;
    ++sharing_;
  } else if (level == SQLITE_LOCK_RESERVED) {
    if (held_by_other(reserved_)) return SQLITE_BUSY;
    reserved_ = &holder;
  } else {
    if (held_by_other(pending_) || held_by_other(reserved_)) return SQLITE_BUSY;
    pending_ = &holder;
    holder.level = SQLITE_LOCK_PENDING;
    if (sharing_ > 1) return SQLITE_BUSY;
    exclusive_ = &holder;
  }
  holder.level = level;
  return SQLITE_OK;
}

void FileLocks::unlock(Holder& holder, int level) {
  if (holder.level <= level) return;
  const std::lock_guard guard(mutex_);
  for (auto* owner : {&reserved_, &pending_, &exclusive_}) {
    if (*owner == &holder) *owner = nullptr;
  }
  if (level == SQLITE_LOCK_NONE) --sharing_;
  holder.level = level;
}

bool FileLocks::is_reserved() {
  const std::lock_guard guard(mutex_);
  return reserved_ != nullptr;
}

volatile void* LogIndex::region(int number, int size_bytes, bool extend) {
  const std::lock_guard guard(mutex_);
  while (extend && regions_.size() <= static_cast<std::size_t>(number)) {
    regions_.push_back(std::make_unique<std::byte[]>(static_cast<std::size_t>(size_bytes)));
  }
  if (regions_.size() <= static_cast<std::size_t>(number)) return nullptr;
  return regions_[static_cast<std::size_t>(number)].get();
}

int LogIndex::lock(Holder& holder, int first, int count, int flags) {
  const std::lock_guard guard(mutex_);
  const unsigned slots = ((1U << count) - 1) << first;
  if (flags & SQLITE_SHM_UNLOCK) {
    unlock(holder, slots);
    return SQLITE_OK;
  }
  for (int slot = first; slot < first + count; ++slot) {
    const unsigned bit = 1U << slot;
    const int users = shared_[static_cast<std::size_t>(slot)];
    if (flags & SQLITE_SHM_SHARED) {
      if (users < 0 && !(holder.exclusive & bit)) return SQLITE_BUSY;
    } else if (users > ((holder.shared & bit) ? 1 : 0) ||
               (users < 0 && !(holder.exclusive & bit))) {
      return SQLITE_BUSY;
    }
  }
  for (int slot = first; slot < first + count; ++slot) {
    const unsigned bit = 1U << slot;
    auto& users = shared_[static_cast<std::size_t>(slot)];
    if (flags & SQLITE_SHM_EXCLUSIVE) {
      users = -1;
      holder.exclusive |= bit;
    } else if (!(holder.shared & bit)) {
      ++users;
      holder.shared |= bit;
    }
  }
  return SQLITE_OK;
}

void LogIndex::release(Holder& holder) {
  const std::lock_guard guard(mutex_);
  unlock(holder, ~0U);
}

void LogIndex::unlock(Holder& holder, unsigned slots) {
  for (std::size_t slot = 0; slot < shared_.size(); ++slot) {
    const unsigned bit = 1U << slot;
    if (!(slots & bit)) continue;
    if (holder.exclusive & bit) shared_[slot] = 0;
    if ((holder.shared & bit) && shared_[slot] > 0) --shared_[slot];
    holder.exclusive &= ~bit;
    holder.shared &= ~bit;
  }
}

// As SQLite's own: taking and leaving a lock orders memory, and thread checkers understand it.
void LogIndex::barrier() {
  const std::lock_guard guard(mutex_);
}

}  // namespace sluice::meta
