#include "meta/session.h"

#include <array>
#include <charconv>

#include <fmt/format.h>
#include <sqlite3.h>

#include "base/error.h"
#include "meta/failure.h"
#include "meta/page.h"

namespace sluice::meta {
namespace {

// Snapshot::sees writes "@at123"; the statement has ?99 there, bound to 123, so that its text is
// the same at every commit. A second number in one statement gets ?98, and so on.
constexpr std::string_view kMark = "@at";
constexpr int kLastParameter = 99;
constexpr std::size_t kNumbersMax = 8;

struct Marked {
  std::string sql;
  std::array<std::int64_t, kNumbersMax> numbers{};
  std::size_t count = 0;
};

std::size_t slot_of(Marked& marked, std::int64_t number) {
  for (std::size_t i = 0; i < marked.count; ++i) {
    if (marked.numbers[i] == number) return i;
  }
  if (marked.count == kNumbersMax) throw std::logic_error("too many snapshots in one statement");
  marked.numbers[marked.count] = number;
  return marked.count++;
}

Marked replace_marks(std::string_view sql, std::size_t mark) {
  Marked result;
  result.sql.reserve(sql.size());
  for (; mark != std::string_view::npos; mark = sql.find(kMark)) {
    result.sql += sql.substr(0, mark);
    sql.remove_prefix(mark + kMark.size());
    std::int64_t number = 0;
    const auto end = std::from_chars(sql.data(), sql.data() + sql.size(), number).ptr;
    sql.remove_prefix(static_cast<std::size_t>(end - sql.data()));
    const auto slot = static_cast<int>(slot_of(result, number));
    fmt::format_to(std::back_inserter(result.sql), "?{}", kLastParameter - slot);
  }
  result.sql += sql;
  return result;
}

int remember_logged_pages(void* pages, sqlite3*, const char*, int count) {
  *static_cast<int*>(pages) = count;
  return SQLITE_OK;
}

sqlite3* open(const Vfs& vfs, const std::string& path) {
  sqlite3* connection = nullptr;
  const int code = sqlite3_open_v2(path.c_str(), &connection,
                                   SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, vfs.name());
  if (code == SQLITE_OK) return connection;
  const std::string reason = sqlite3_errstr(code);
  sqlite3_close(connection);
  if (const auto failure = vfs.take_failure()) throw *failure;
  throw Error(ErrorKind::io, "MetadataFailure",
              fmt::format("cannot open the metadata database {}: {}", path, reason));
}

constexpr const char* kSettings =
    "PRAGMA synchronous=FULL;"
    "PRAGMA foreign_keys=ON;"
    "PRAGMA temp_store=MEMORY;"
    "PRAGMA trusted_schema=OFF;"
    "PRAGMA wal_autocheckpoint=0;";

}  // namespace

void Session::Close::operator()(sqlite3* connection) const {
  sqlite3_close_v2(connection);
}

Session::Session(const Vfs& vfs, const std::string& path, Role role)
    : connection_(open(vfs, path)),
      logged_pages_(std::make_unique<int>(0)),
      statements_(connection_.get()) {
  sqlite3* const connection = connection_.get();
  sqlite3_extended_result_codes(connection, 1);
  sqlite3_busy_timeout(connection, 10'000);
  sqlite3_db_config(connection, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
  // Room for each page's stamp. Answers "read-only" for a database that exists: then it has it.
  int reserved = kReservedBytes;
  sqlite3_file_control(connection, "main", SQLITE_FCNTL_RESERVE_BYTES, &reserved);
  execute(kSettings);
  if (role == Role::copy) {
    execute("PRAGMA cache_size=-4096; PRAGMA synchronous=OFF; PRAGMA journal_mode=OFF;");
    return;
  }
  if (role == Role::reader) {
    execute("PRAGMA query_only=ON; PRAGMA cache_size=-4096;");
    return;
  }
  execute("PRAGMA cache_size=-32768; PRAGMA journal_mode=WAL;");
  sqlite3_wal_hook(connection, remember_logged_pages, logged_pages_.get());
}

Statement Session::prepare(std::string_view sql) {
  const auto mark = sql.find(kMark);
  if (mark == std::string_view::npos) return {statements_.take(sql), statements_};
  const Marked marked = replace_marks(sql, mark);
  Statement statement(statements_.take(marked.sql), statements_);
  for (std::size_t i = 0; i < marked.count; ++i) {
    statement.bind(kLastParameter - static_cast<int>(i), marked.numbers[i]);
  }
  return statement;
}

void Session::execute(std::string_view sql) {
  const std::string text(sql);
  check(sqlite3_exec(connection_.get(), text.c_str(), nullptr, nullptr, nullptr), sql);
}

bool Session::in_transaction() const {
  return sqlite3_get_autocommit(connection_.get()) == 0;
}

void Session::roll_back() noexcept {
  if (in_transaction()) sqlite3_exec(connection_.get(), "ROLLBACK", nullptr, nullptr, nullptr);
}

void Session::end_read() noexcept {
  try {
    prepare("COMMIT").run();
  } catch (const Error&) {
    roll_back();  // SQLite ended it already, or cannot: either way nothing was written
  }
}

std::int64_t Session::changes() const {
  return sqlite3_changes64(connection_.get());
}

std::int64_t Session::last_insert_id() const {
  return sqlite3_last_insert_rowid(connection_.get());
}

bool Session::checkpoint(CheckpointMode mode) {
  const int how = mode == CheckpointMode::beside_readers ? SQLITE_CHECKPOINT_PASSIVE
                  : mode == CheckpointMode::alone        ? SQLITE_CHECKPOINT_RESTART
                                                         : SQLITE_CHECKPOINT_TRUNCATE;
  int logged = 0;
  int moved = 0;
  const int code = sqlite3_wal_checkpoint_v2(connection_.get(), "main", how, &logged, &moved);
  if (code == SQLITE_BUSY) return false;
  check(code, "checkpoint");
  const bool whole = logged == moved;
  if (whole && mode != CheckpointMode::beside_readers) *logged_pages_ = 0;
  return whole;
}

void Session::check(int code, std::string_view sql) const {
  if (code != SQLITE_OK) throw_failure(connection_.get(), code, sql);
}

}  // namespace sluice::meta
