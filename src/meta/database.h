// The lake's one metadata database: rows of every core module, in SQLite.
//
// A *commit* is a set of changes that become visible together. Versioned rows carry the number of
// the commit that added and of the one that retired them; a *snapshot* (meta/snapshot.h) is a
// commit number (and the few older commits that were still unpublished), pinned in memory while
// somebody reads by it. No SQLite read transaction outlives one call of read().
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/files.h"
#include "meta/snapshot.h"
#include "meta/statement.h"

namespace sluice::meta {

class DatabaseCopy;
class Session;

// Reads on one SQLite connection. Lives only within Database::read or a write, on that one thread.
class Connection {
 public:
  explicit Connection(Session& session) : session_(session) {}

  // A prepared statement from the connection's cache. `sql` should come from few texts; its
  // parameters are ?1, ?2, … up to ?90.
  Statement prepare(std::string_view sql);
  // One or several statements that are run once.
  void execute(std::string_view sql);

  // Rows that the last INSERT, UPDATE or DELETE changed, and the id that the last INSERT gave.
  std::int64_t changes() const;
  std::int64_t last_insert_id() const;

 private:
  Session& session_;
};

// Bytes outside of the database that rows refer to.
class Durable {
 public:
  virtual ~Durable() = default;
  // What was written before the call is on the disk when it returns.
  virtual void make_durable() = 0;
};

// Writes within one durable step. Rows that it adds or retires belong to commit().
class Transaction : public Connection {
 public:
  CommitNumber commit() const { return commit_; }
  // Sees every published commit and this transaction's own changes: for checks before writing.
  // Database::read in here reads by this transaction, so it agrees.
  const Snapshot& now() const { return now_; }
  // It adds or retires rows that are read with every request and change seldom: what was kept of
  // them for older snapshots does not hold for later ones.
  void changes_configuration() { changes_configuration_ = true; }
  // Made durable before this step is, once for all changes that are committed together: what it
  // throws undoes them all.
  void needs(std::shared_ptr<Durable> bytes) { needed_.push_back(std::move(bytes)); }

 private:
  friend class Writer;
  Transaction(Session& session, CommitNumber commit, Snapshot now)
      : Connection(session), commit_(commit), now_(std::move(now)) {}

  CommitNumber commit_;
  Snapshot now_;
  bool changes_configuration_ = false;
  std::vector<std::shared_ptr<Durable>> needed_;  // shared with who keeps the bytes
};

class Database;

// A change too large for one transaction: written in slices that nobody sees, then published by
// one. Destroyed unpublished, it is abandoned: the collector removes its rows and bodies. Two
// unpublished commits must not retire the same row: check now(), and that `retired` is kNotRetired.
// Used by one thread at a time.
class Commit {
 public:
  Commit(Commit&& other) noexcept;
  Commit(const Commit&) = delete;
  Commit& operator=(const Commit&) = delete;
  ~Commit();

  CommitNumber number() const { return number_; }
  // Durable when it returns. At most 5,000 rows a call.
  void write(const std::function<void(Transaction&)>& slice);
  // Makes all slices and `last` visible to later snapshots, in one durable step. Once only.
  void publish(const std::function<void(Transaction&)>& last = {});

 private:
  friend class Database;
  Commit(Database& database, CommitNumber number) : database_(&database), number_(number) {}

  Database* database_;  // null once it is published or moved from
  CommitNumber number_;
};

// One step of the schema, applied once to each database: its name is recorded. What is released
// never changes; a module's later steps follow its earlier ones.
struct Migration {
  std::string name;  // "store 1"
  std::string sql;
  std::string unless = {};  // a query: where it has a row, there is nothing left to do
};

struct DatabaseOptions {
  std::string path;                   // LAKE/meta.db
  std::span<const Migration> schema;  // all modules' migrations
  // Past this the writer moves the log into the database file.
  std::uint64_t log_bytes_max = 64ULL << 20;
};

// Thread-safe. Owns the writer thread and the read connections. One process, one Database a path.
class Database {
 public:
  // Creates or opens, and migrates forward. Throws Error unsupported (code NewerLake) for a newer
  // schema, corrupt (CorruptMetadata) for a page whose checksum does not hold.
  Database(Files& files, const DatabaseOptions& options);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  // Everything published until now.
  Snapshot snapshot();

  // One look-up or one page, in one SQLite read transaction. Do no other I/O inside, and no write()
  // (std::logic_error). A read inside a read joins it. Take the snapshot before: inside, rows that
  // were written since the read began are not there yet.
  template <class Function>
  auto read(Function&& look_up) {
    ReadLease lease(*this);
    return look_up(lease.connection());
  }

  // Queued for the writer; returns once durable and visible. At most 5,000 rows or 20 ms of work.
  // Runs on the writer's thread. An exception from `change` undoes that change alone and comes out
  // here.
  void write(const std::function<void(Transaction&)>& change);

  Commit begin_commit();

  // Everything published until a moment between the call and its return, in a new file at `path` on
  // the same disk; what lies there is replaced. Writers and readers go on: the pages are copied in
  // slices by the writer's thread, which brings copied ones up to date as it changes them. `go_on`
  // is called between the slices; what it throws ends the copying. Throws Error corrupt
  // (CorruptMetadata) for a damaged page.
  std::unique_ptr<DatabaseCopy> copy(const std::string& path, const std::function<void()>& go_on);

  // The number below which nobody reads: rows retired at or before it may go.
  CommitNumber oldest_pin();
  // Commits begun by this process and neither published nor dropped yet.
  std::vector<CommitNumber> unpublished();

  // Commits that were dropped, or cut short by a crash. No snapshot ever sees their rows.
  std::vector<CommitNumber> abandoned();
  // Removes the rows that these abandoned commits added to tables with columns `added` and
  // `retired`, gives back what they retired, and forgets the commits. In slices; safe beside
  // readers and writers. For the collector alone (Store::collect), which first undoes the rows of
  // tables with columns of other names: once forgotten, a commit counts as published. An index on
  // `added`, and one on `retired`, spare it a scan of the table for each slice.
  void remove_abandoned(std::span<const CommitNumber> commits);

 private:
  class ReadLease {
   public:
    explicit ReadLease(Database& database);
    ReadLease(const ReadLease&) = delete;
    ReadLease& operator=(const ReadLease&) = delete;
    ~ReadLease();
    Connection& connection() { return connection_; }

   private:
    Database& database_;
    Session* session_;
    bool joined_;
    Connection connection_;
  };
  friend class Commit;

  struct Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace sluice::meta
