#include "meta/page_copy.h"

#include <sqlite3.h>

#include "base/error.h"
#include "meta/failure.h"
#include "meta/vfs.h"

namespace sluice::meta {

void PageCopy::Finish::operator()(sqlite3_backup* backup) const {
  sqlite3_backup_finish(backup);
}

PageCopy::PageCopy(Session& source, Session& copy)
    : source_(source),
      copy_(copy),
      backup_(
          sqlite3_backup_init(copy.connection_.get(), "main", source.connection_.get(), "main")) {
  if (!backup_) copy_.check(sqlite3_errcode(copy.connection_.get()), "copy");
}

bool PageCopy::step(int pages) {
  const int code = sqlite3_backup_step(backup_.get(), pages);
  if (code == SQLITE_DONE) return true;
  if (code == SQLITE_OK) return false;
  // Either file may have failed: the one that did knows why.
  if (const auto failure = take_file_failure(copy_.connection_.get())) throw *failure;
  throw_failure(source_.connection_.get(), code, "copy");
}

}  // namespace sluice::meta
