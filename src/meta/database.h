// The lake's one metadata database: rows of every core module, in SQLite.
//
// A *commit* is a set of changes that become visible together. Versioned rows carry the number of the
// commit that added and of the one that retired them; a *snapshot* is a commit number (and the few
// older commits that were still unpublished), pinned in memory while somebody reads by it.
// No SQLite read transaction outlives one call of read().
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/files.h"
#include "meta/statement.h"

namespace sluice::meta {

enum class CommitNumber : std::int64_t {};

class Pins;

// What one reader may see. A copy shares the pin: while any copy lives, the collector keeps every row
// and body that it can see. Thread-safe to use, cheap to copy.
class Snapshot {
 public:
  CommitNumber number() const;
  // A SQL condition on `alias`.added and `alias`.retired that holds for the rows it sees:
  //   "SELECT … FROM tables t WHERE t.name = ?1 AND " + now.sees("t")
  std::string sees(std::string_view alias) const;

 private:
  friend class Database;
  friend class Transaction;
  struct State;
  std::shared_ptr<const State> state_;  // shared by the copies: the last one unpins
};

// Reads on one pooled connection. Lives only within Database::read or a write.
class Connection {
 public:
  // A prepared statement from the connection's cache. `sql` should come from few texts.
  Statement prepare(std::string_view sql);
  void execute(std::string_view sql);

  virtual ~Connection() = default;

 protected:
  explicit Connection(struct ConnectionState& state) : state_(state) {}
  struct ConnectionState& state_;
};

// Writes within one durable step. Rows that it adds or retires belong to commit().
class Transaction : public Connection {
 public:
  CommitNumber commit() const { return commit_; }
  // Sees every published commit and this transaction's own changes: for checks before writing.
  const Snapshot& now() const { return now_; }

 private:
  friend class Database;
  friend class Commit;
  Transaction(struct ConnectionState& state, CommitNumber commit, Snapshot now);
  CommitNumber commit_;
  Snapshot now_;
};

class Database;

// A change too large for one transaction: written in slices that nobody sees, then published by one.
// Destroyed unpublished, it is abandoned: the collector removes its rows and bodies.
class Commit {
 public:
  Commit(Commit&&) noexcept;
  ~Commit();

  CommitNumber number() const { return number_; }
  // Durable when it returns. At most 5,000 rows a call.
  void write(const std::function<void(Transaction&)>& slice);
  // Makes all slices and `last` visible to later snapshots, in one durable step. Once only.
  void publish(const std::function<void(Transaction&)>& last = {});

 private:
  friend class Database;
  Commit(Database& database, CommitNumber number) : database_(&database), number_(number) {}
  Database* database_;
  CommitNumber number_;
};

// One step of the schema. Applied in order, each in a transaction with its version number.
struct Migration {
  std::string name;  // "store 1"
  std::string sql;
};

struct DatabaseOptions {
  std::string path;                   // LAKE/meta.db
  std::span<const Migration> schema;  // all modules' migrations, in a fixed order that only grows
};

// Thread-safe. Owns the writer thread and the read connections.
class Database {
 public:
  // Creates or opens, migrates forward, and forgets what was never published. Throws Error
  // unsupported for a newer schema, corrupt for a page whose checksum does not hold.
  Database(Files& files, const DatabaseOptions& options);
  ~Database();

  // Everything published until now.
  Snapshot snapshot();

  // One look-up or one page, in one SQLite read transaction. Do no other I/O inside.
  template <class Function>
  auto read(Function&& look_up) {
    ReadLease lease(*this);
    return look_up(static_cast<Connection&>(lease.connection()));
  }

  // Queued for the writer; returns once durable and visible. At most 5,000 rows or 20 ms of work.
  // An exception from `change` undoes that change alone and comes out here.
  void write(const std::function<void(Transaction&)>& change);

  Commit begin_commit();

  // The number below which nobody reads: rows retired at or before it may go.
  CommitNumber oldest_pin();
  // Commits begun by this process and neither published nor dropped yet.
  std::vector<CommitNumber> unpublished();

 private:
  class ReadLease {
   public:
    explicit ReadLease(Database& database);
    ~ReadLease();
    Connection& connection();

   private:
    Database& database_;
    std::unique_ptr<Connection> connection_;
  };
  friend class Commit;

  struct Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace sluice::meta
