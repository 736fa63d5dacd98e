// What one reader may see of the versioned rows.
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sluice::meta {

enum class CommitNumber : std::int64_t {};

// `retired` of a row that nobody retired. Versioned tables declare
//   added INTEGER NOT NULL, retired INTEGER NOT NULL DEFAULT 9223372036854775807
// A number, not NULL, so that one comparison says whether a snapshot still sees the row.
inline constexpr std::int64_t kNotRetired = std::numeric_limits<std::int64_t>::max();

// The snapshots in use. Thread-safe.
class Pins {
 public:
  void add(std::int64_t horizon);
  void remove(std::int64_t horizon);
  // Absent when nothing is pinned.
  std::int64_t oldest(std::int64_t otherwise) const;

 private:
  mutable std::mutex mutex_;
  std::multiset<std::int64_t> horizons_;
};

// A commit number, without the older commits that were not published yet. A copy shares the pin:
// while any copy lives, the collector keeps every row and body that it can see. Thread-safe to use,
// cheap to copy. Every snapshot sees every change, or nothing, of one commit.
class Snapshot {
 public:
  CommitNumber number() const;
  // The commits up to number() that it does not see, ascending.
  std::span<const std::int64_t> unpublished() const;
  // Snapshots of one process with the same number see the same rows of whatever its writers call
  // configuration (Transaction::changes_configuration): what was read by one holds for the other.
  // Nothing within a write, which sees changes that may yet be undone.
  std::optional<std::int64_t> configuration() const;
  // Whether it sees what the commit did.
  bool includes(CommitNumber commit) const;
  // A SQL condition on `alias`.added and `alias`.retired that holds for the rows it sees:
  //   "SELECT … FROM tables t WHERE t.name = ?1 AND " + now.sees("t")
  // Its text is for Connection::prepare only. Number the statement's own parameters: ?1, ?2, …
  std::string sees(std::string_view alias) const;

 private:
  friend class Database;
  friend class Writer;
  struct State;

  // `unpublished` ascending.
  Snapshot(std::int64_t number, std::vector<std::int64_t> unpublished, std::shared_ptr<Pins> pins,
           std::optional<std::int64_t> configuration);

  std::shared_ptr<const State> state_;  // shared by the copies: the last one unpins
};

}  // namespace sluice::meta
