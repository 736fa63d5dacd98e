#include "meta/database_copy.h"

#include "base/error.h"
#include "meta/session.h"
#include "meta/vfs.h"

namespace sluice::meta {

// Its own VFS: locks and the log's index belong to one database.
struct DatabaseCopy::Implementation {
  Implementation(Files& files, const std::string& path)
      : vfs(files), session(std::make_unique<Session>(vfs, path, Session::Role::copy)) {}

  Vfs vfs;
  std::unique_ptr<Session> session;
  std::optional<Connection> connection;
};

DatabaseCopy::DatabaseCopy(Files& files, std::string path) : files_(files), path_(std::move(path)) {
  remove_files();
  implementation_ = std::make_unique<Implementation>(files_, path_);
}

DatabaseCopy::~DatabaseCopy() {
  implementation_.reset();
  try {
    remove_files();
  } catch (const Error&) {
    // The next copy at this place removes it.
  }
}

void DatabaseCopy::remove_files() {
  files_.remove(path_);
  files_.remove(path_ + "-wal");
}

Session& DatabaseCopy::session() {
  return *implementation_->session;
}

// From here on by a connection that knows it for what it is: a database with a log.
void DatabaseCopy::finish() {
  implementation_->session.reset();
  implementation_->session =
      std::make_unique<Session>(implementation_->vfs, path_, Session::Role::reader);
  implementation_->connection.emplace(*implementation_->session);
}

Connection& DatabaseCopy::connection() {
  return *implementation_->connection;
}

}  // namespace sluice::meta
