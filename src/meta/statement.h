// A prepared SQL statement of the metadata database.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

struct sqlite3_stmt;

namespace sluice::meta {

// Bound by position from 1, read by position from 0, reset when it goes out of scope. Throws Error
// conflict (code AlreadyExists) for a broken uniqueness, corrupt, io, or limit (DiskFull).
class Statement {
 public:
  Statement(sqlite3_stmt* statement, class StatementCache& cache);
  Statement(Statement&& other) noexcept;
  Statement(const Statement&) = delete;
  ~Statement();

  Statement& bind(int position, std::int64_t value);
  Statement& bind(int position, double value);
  Statement& bind(int position, std::string_view text);
  Statement& bind_blob(int position, std::span<const std::byte> blob);
  Statement& bind_null(int position);

  // True while there is a row.
  bool step();
  // Runs to the end.
  void run();
  // Ready to be bound and stepped again.
  void reset();

  bool is_null(int column) const;
  std::int64_t int64(int column) const;
  double real(int column) const;
  std::string text(int column) const;
  std::string blob(int column) const;
  std::optional<std::string> optional_text(int column) const;

 private:
  sqlite3_stmt* statement_;
  class StatementCache* cache_;
};

}  // namespace sluice::meta
