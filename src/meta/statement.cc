#include "meta/statement.h"

#include <utility>

#include <sqlite3.h>

#include "meta/failure.h"
#include "meta/statement_cache.h"

namespace sluice::meta {

Statement::Statement(sqlite3_stmt* statement, StatementCache& cache)
    : statement_(statement), cache_(&cache) {}

Statement::Statement(Statement&& other) noexcept
    : statement_(std::exchange(other.statement_, nullptr)), cache_(other.cache_) {}

Statement::~Statement() {
  if (statement_) cache_->give_back(statement_);
}

void Statement::check(int code) const {
  if (code != SQLITE_OK)
    throw_failure(sqlite3_db_handle(statement_), code, sqlite3_sql(statement_));
}

Statement& Statement::bind(int position, std::int64_t value) {
  check(sqlite3_bind_int64(statement_, position, value));
  return *this;
}

Statement& Statement::bind(int position, double value) {
  check(sqlite3_bind_double(statement_, position, value));
  return *this;
}

Statement& Statement::bind(int position, std::string_view text) {
  // A null pointer would bind NULL, and an empty view may have one.
  const char* const data = text.empty() ? "" : text.data();
  check(
      sqlite3_bind_text64(statement_, position, data, text.size(), SQLITE_TRANSIENT, SQLITE_UTF8));
  return *this;
}

Statement& Statement::bind_blob(int position, std::span<const std::byte> blob) {
  const void* const data = blob.empty() ? static_cast<const void*>("") : blob.data();
  check(sqlite3_bind_blob64(statement_, position, data, blob.size(), SQLITE_TRANSIENT));
  return *this;
}

Statement& Statement::bind_null(int position) {
  check(sqlite3_bind_null(statement_, position));
  return *this;
}

Statement& Statement::bind_optional(int position, const std::optional<std::string>& text) {
  return text ? bind(position, *text) : bind_null(position);
}

bool Statement::step() {
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  throw_failure(sqlite3_db_handle(statement_), code, sqlite3_sql(statement_));
}

void Statement::run() {
  while (step()) {
  }
  reset();
}

// Its answer repeats the last step's error, which was thrown.
void Statement::reset() {
  sqlite3_reset(statement_);
}

bool Statement::is_null(int column) const {
  return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

std::int64_t Statement::int64(int column) const {
  return sqlite3_column_int64(statement_, column);
}

double Statement::real(int column) const {
  return sqlite3_column_double(statement_, column);
}

std::string Statement::text(int column) const {
  const auto* const data = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_, column));
  return data ? std::string(data, size) : std::string();
}

std::string Statement::blob(int column) const {
  const auto* const data = static_cast<const char*>(sqlite3_column_blob(statement_, column));
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_, column));
  return data ? std::string(data, size) : std::string();
}

std::optional<std::string> Statement::optional_text(int column) const {
  if (is_null(column)) return std::nullopt;
  return text(column);
}

}  // namespace sluice::meta
