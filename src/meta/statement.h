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

class StatementCache;

// Bound by position from 1, read by position from 0, reset when it goes out of scope; it must not
// outlive its connection. Throws Error conflict (code AlreadyExists) for a broken uniqueness,
// corrupt, io, or limit (DiskFull).
class Statement {
 public:
  Statement(sqlite3_stmt* statement, StatementCache& cache);
  Statement(Statement&& other) noexcept;
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;
  ~Statement();

  Statement& bind(int position, std::int64_t value);
  Statement& bind(int position, int value) { return bind(position, std::int64_t{value}); }
  Statement& bind(int position, double value);
  Statement& bind(int position, std::string_view text);
  Statement& bind(int position, const char* text) { return bind(position, std::string_view(text)); }
  Statement& bind(int position, bool) = delete;
  Statement& bind_blob(int position, std::span<const std::byte> blob);
  Statement& bind_null(int position);
  Statement& bind_optional(int position, const std::optional<std::string>& text);

  // True while there is a row.
  bool step();
  // Runs to the end.
  void run();
  // Ready to be bound and stepped again; what was bound stays.
  void reset();

  bool is_null(int column) const;
  std::int64_t int64(int column) const;
  double real(int column) const;
  std::string text(int column) const;
  std::string blob(int column) const;
  std::optional<std::string> optional_text(int column) const;

 private:
  void check(int code) const;

  sqlite3_stmt* statement_;
  StatementCache* cache_;
};

}  // namespace sluice::meta
