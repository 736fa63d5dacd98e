// SQLite's view of the disk: base Files, with a checksum on every page (meta/page.h).
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/error.h"
#include "base/files.h"

struct sqlite3;
struct sqlite3_vfs;

namespace sluice::meta {

// Registered with SQLite under a name of its own for as long as it lives; connections opened
// through it must be closed before. For the connections to one database. Thread-safe as `files` is.
class Vfs {
 public:
  explicit Vfs(Files& files);
  ~Vfs();
  Vfs(const Vfs&) = delete;
  Vfs& operator=(const Vfs&) = delete;

  const char* name() const;

  // Why the last call of this thread on one of its files failed, if it did; taken once.
  std::optional<Error> take_failure() const;

 private:
  struct Implementation;
  std::unique_ptr<Implementation> implementation_;
};

// The same, of a connection that a Vfs opened.
std::optional<Error> take_file_failure(sqlite3* connection);

}  // namespace sluice::meta
