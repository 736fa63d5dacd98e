#include "meta/failure.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include "base/error.h"
#include "meta/vfs.h"

namespace sluice::meta {
namespace {

std::string_view first_words(std::string_view sql) {
  return sql.substr(0, 120);
}

[[noreturn]] void throw_constraint(sqlite3* connection, int code, std::string_view sql) {
  const std::string detail =
      fmt::format("{} (in: {})", sqlite3_errmsg(connection), first_words(sql));
  if (code == SQLITE_CONSTRAINT_UNIQUE || code == SQLITE_CONSTRAINT_PRIMARYKEY ||
      code == SQLITE_CONSTRAINT_ROWID) {
    throw Error(ErrorKind::conflict, "AlreadyExists",
                fmt::format("the metadata has such an entry already: {}", detail));
  }
  throw Error(ErrorKind::conflict, "ConstraintViolated",
              fmt::format("the metadata's rules forbid this change: {}", detail));
}

}  // namespace

void throw_failure(sqlite3* connection, int code, std::string_view sql) {
  const int extended = sqlite3_extended_errcode(connection);
  const int primary = code & 0xFF;
  // What the disk said knows the file and the page.
  if (auto failure = take_file_failure(connection)) {
    if (primary == SQLITE_IOERR || primary == SQLITE_FULL || primary == SQLITE_CANTOPEN ||
        primary == SQLITE_CORRUPT) {
      throw *failure;
    }
  }
  if (primary == SQLITE_CONSTRAINT) throw_constraint(connection, extended, sql);
  const char* const file = sqlite3_db_filename(connection, "main");
  const std::string where = file ? file : "the metadata database";
  const std::string detail =
      fmt::format("{} (in: {})", sqlite3_errmsg(connection), first_words(sql));
  if (primary == SQLITE_FULL) {
    throw Error(ErrorKind::limit, "DiskFull", fmt::format("the disk of {} is full", where));
  }
  if (primary == SQLITE_CORRUPT || primary == SQLITE_NOTADB) {
    throw Error(ErrorKind::corrupt, "CorruptMetadata",
                fmt::format("{} is damaged: {}; restore the lake from a copy", where, detail));
  }
  throw Error(ErrorKind::io, "MetadataFailure",
              fmt::format("the metadata database {} failed: {}", where, detail));
}

}  // namespace sluice::meta
