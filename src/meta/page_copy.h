// One database's pages into another's file, in slices. Internal to meta.
//
// SQLite's online backup: what the source's connection changes meanwhile is changed in the copy,
// too. So no read transaction stays open, and the log does not grow with the size of the database.
#pragma once

#include <memory>

#include "meta/session.h"

struct sqlite3_backup;

namespace sluice::meta {

// Made, used and destroyed on the thread that changes the source, outside of its transactions.
class PageCopy {
 public:
  PageCopy(Session& source, Session& copy);

  // Copies so many pages. True when the copy is what the source is now.
  bool step(int pages);

 private:
  struct Finish {
    void operator()(sqlite3_backup* backup) const;
  };

  Session& source_;
  Session& copy_;
  std::unique_ptr<sqlite3_backup, Finish> backup_;
};

}  // namespace sluice::meta
