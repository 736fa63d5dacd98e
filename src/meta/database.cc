#include "meta/database.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include "base/error.h"
#include "meta/database_copy.h"
#include "meta/log_file.h"
#include "meta/page_copy.h"
#include "meta/readers.h"
#include "meta/schema.h"
#include "meta/session.h"
#include "meta/vfs.h"
#include "meta/writer.h"

namespace sluice::meta {
namespace {

constexpr int kOldestSqlite = 3'051'003;  // before it, a reset log could lose commits

constexpr int kRowsPerSlice = 2000;
constexpr int kPagesPerSlice = 256;  // about a millisecond

void check_sqlite() {
  if (sqlite3_libversion_number() >= kOldestSqlite) return;
  throw Error(ErrorKind::unsupported, "OldSqlite",
              fmt::format("SQLite {} can corrupt its log: 3.51.3 or later is needed",
                          sqlite3_libversion()));
}

// Runs before SQLite opens the file, which would cut the log at its first damaged frame.
const std::string& checked(Files& files, const std::string& path) {
  check_sqlite();
  files.create_directories(parent_directory(path));
  check_log(files, path + "-wal");
  return path;
}

}  // namespace

Statement Connection::prepare(std::string_view sql) {
  return session_.prepare(sql);
}

void Connection::execute(std::string_view sql) {
  session_.execute(sql);
}

std::int64_t Connection::changes() const {
  return session_.changes();
}

std::int64_t Connection::last_insert_id() const {
  return session_.last_insert_id();
}

struct Database::Implementation {
  Implementation(Files& files_, const DatabaseOptions& options)
      : files(files_),
        vfs(files),
        session(vfs, checked(files, options.path), Session::Role::writer),
        readers(vfs, options.path) {
    migrate(session, options.path, options.schema);
    writer = std::make_unique<Writer>(session, readers, load_commit_state(session),
                                      options.log_bytes_max);
  }

  // An empty log opens fast, and every byte of a closed database is under a checksum.
  ~Implementation() {
    writer.reset();
    try {
      session.checkpoint(Session::CheckpointMode::at_close);
    } catch (const Error&) {
      // Nothing is lost: the next start reads the log.
      return;
    }
  }

  Files& files;
  Vfs vfs;
  Session session;  // the writer thread's
  Readers readers;
  std::unique_ptr<Writer> writer;
};

Database::Database(Files& files, const DatabaseOptions& options)
    : implementation_(std::make_unique<Implementation>(files, options)) {}

Database::~Database() = default;

Snapshot Database::snapshot() {
  return implementation_->writer->snapshot();
}

void Database::write(const std::function<void(Transaction&)>& change) {
  implementation_->writer->write(change);
}

Commit Database::begin_commit() {
  return {*this, implementation_->writer->begin()};
}

std::unique_ptr<DatabaseCopy> Database::copy(const std::string& path,
                                             const std::function<void()>& go_on) {
  auto copy = std::make_unique<DatabaseCopy>(implementation_->files, path);
  Writer& writer = *implementation_->writer;
  std::optional<PageCopy> pages;
  // SQLite's connections are one thread's at a time, so the copying ends on the writer's, too.
  const auto end = [&] { writer.between([&] { pages.reset(); }); };
  bool is_done = false;
  try {
    writer.between([&] { pages.emplace(implementation_->session, copy->session()); });
    while (!is_done) {
      go_on();
      writer.between([&] {
        is_done = pages->step(kPagesPerSlice);
        if (is_done) pages.reset();
      });
    }
  } catch (...) {
    end();
    throw;
  }
  copy->finish();
  return copy;
}

CommitNumber Database::oldest_pin() {
  return implementation_->writer->oldest_pin();
}

std::vector<CommitNumber> Database::unpublished() {
  return implementation_->writer->unpublished();
}

std::vector<CommitNumber> Database::abandoned() {
  return implementation_->writer->abandoned();
}

void Database::remove_abandoned(std::span<const CommitNumber> commits) {
  if (commits.empty()) return;
  Writer& writer = *implementation_->writer;
  std::vector<std::string> steps;
  writer.write([&](Transaction&) {
    for (const auto& [table, key] : versioned_tables(implementation_->session)) {
      steps.push_back(
          fmt::format("DELETE FROM {0} WHERE ({1}) IN "
                      "(SELECT {1} FROM {0} WHERE added = ?1 LIMIT {2})",
                      table, key, kRowsPerSlice));
      steps.push_back(
          fmt::format("UPDATE {0} SET retired = {3} WHERE ({1}) IN "
                      "(SELECT {1} FROM {0} WHERE retired = ?1 LIMIT {2})",
                      table, key, kRowsPerSlice, kNotRetired));
    }
  });
  for (const auto number : commits) {
    for (const auto& step : steps) {
      std::int64_t changed = kRowsPerSlice;
      while (changed == kRowsPerSlice) {
        writer.write([&](Transaction& transaction) {
          transaction.prepare(step).bind(1, static_cast<std::int64_t>(number)).run();
          changed = transaction.changes();
        });
      }
    }
    writer.forget(number);
  }
}

Database::ReadLease::ReadLease(Database& database)
    : database_(database), session_(nullptr), joined_(false), connection_([&]() -> Session& {
        const auto entry = database.implementation_->readers.enter();
        session_ = entry.session;
        joined_ = entry.joined;
        return *entry.session;
      }()) {}

Database::ReadLease::~ReadLease() {
  database_.implementation_->readers.leave({session_, joined_});
}

Commit::Commit(Commit&& other) noexcept
    : database_(std::exchange(other.database_, nullptr)), number_(other.number_) {}

Commit::~Commit() {
  if (database_) database_->implementation_->writer->abandon(number_);
}

void Commit::write(const std::function<void(Transaction&)>& slice) {
  if (!database_) throw std::logic_error("a slice of a commit that was published");
  database_->implementation_->writer->write_slice(number_, slice);
}

void Commit::publish(const std::function<void(Transaction&)>& last) {
  if (!database_) throw std::logic_error("a commit was published twice");
  database_->implementation_->writer->publish(number_, last);
  database_ = nullptr;
}

}  // namespace sluice::meta
