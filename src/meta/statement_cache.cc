#include "meta/statement_cache.h"

#include <sqlite3.h>

#include "meta/failure.h"

namespace sluice::meta {
namespace {

constexpr std::size_t kStatementsMax = 256;

}  // namespace

StatementCache::~StatementCache() {
  evict_idle();
}

sqlite3_stmt* StatementCache::take(std::string_view sql) {
  const auto found = statements_.find(sql);
  if (found != statements_.end()) {
    if (found->second) return std::exchange(found->second, nullptr);
    return compile(sql);
  }
  sqlite3_stmt* const statement = compile(sql);
  // Texts come from few places; when they do not, starting over is simpler than counting uses.
  if (statements_.size() >= kStatementsMax) evict_idle();
  statements_.emplace(sql, nullptr);
  return statement;
}

void StatementCache::give_back(sqlite3_stmt* statement) {
  sqlite3_reset(statement);
  const auto found = statements_.find(std::string_view(sqlite3_sql(statement)));
  if (found == statements_.end() || found->second) {
    sqlite3_finalize(statement);
    return;
  }
  sqlite3_clear_bindings(statement);
  found->second = statement;
}

void StatementCache::evict_idle() {
  for (const auto& [sql, statement] : statements_)
    sqlite3_finalize(statement);
  statements_.clear();
}

sqlite3_stmt* StatementCache::compile(std::string_view sql) {
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v3(connection_, sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  if (code != SQLITE_OK) throw_failure(connection_, code, sql);
  if (statement == nullptr) throw std::logic_error("an empty SQL statement was prepared");
  return statement;
}

}  // namespace sluice::meta
