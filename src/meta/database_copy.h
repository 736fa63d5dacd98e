// A moment of the database, in a file of its own.
#pragma once

#include <memory>
#include <string>

#include "meta/database.h"

namespace sluice::meta {

// Made by Database::copy; its file goes with it. Used by one thread at a time.
class DatabaseCopy {
 public:
  DatabaseCopy(Files& files, std::string path);
  ~DatabaseCopy();
  DatabaseCopy(const DatabaseCopy&) = delete;
  DatabaseCopy& operator=(const DatabaseCopy&) = delete;

  // For reading, as long as it lives.
  Connection& connection();
  // A whole database with an empty log: what `path` of DatabaseOptions may name, byte for byte.
  const std::string& path() const { return path_; }

 private:
  friend class Database;

  Session& session();  // to be filled
  void finish();
  void remove_files();

  struct Implementation;
  Files& files_;
  std::string path_;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace sluice::meta
