// One SQLite connection, set up as Sluice needs it. Internal to meta.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "meta/statement.h"
#include "meta/statement_cache.h"
#include "meta/vfs.h"

namespace sluice::meta {

// Used by one thread at a time.
class Session {
 public:
  // copy: a file that PageCopy fills, and nobody needs after a crash.
  enum class Role { reader, writer, copy };

  Session(const Vfs& vfs, const std::string& path, Role role);

  // `sql` may hold Snapshot::sees: see Connection::prepare.
  Statement prepare(std::string_view sql);
  // One or several statements, not kept.
  void execute(std::string_view sql);

  // False outside of BEGIN…COMMIT, also after SQLite itself rolled back.
  bool in_transaction() const;
  // Ends whatever transaction there is; never throws.
  void roll_back() noexcept;
  // As roll_back, but without compiling a statement each time: for every look-up.
  void end_read() noexcept;

  std::int64_t changes() const;
  std::int64_t last_insert_id() const;

  // Pages in the log after the last commit here.
  int logged_pages() const { return *logged_pages_; }
  enum class CheckpointMode { beside_readers, alone, at_close };
  // Whether the whole log is now in the database file. Throws Error.
  bool checkpoint(CheckpointMode mode);

 private:
  struct Close {
    void operator()(sqlite3* connection) const;
  };

  friend class PageCopy;
  void check(int code, std::string_view sql) const;

  std::unique_ptr<sqlite3, Close> connection_;
  std::unique_ptr<int> logged_pages_;  // at an address that SQLite's hook keeps
  StatementCache statements_;
};

}  // namespace sluice::meta
