// The prepared statements of one connection, by their text. Internal to meta.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>

struct sqlite3;
struct sqlite3_stmt;

namespace sluice::meta {

// Used by one thread at a time. Keeps at most a few hundred idle statements.
class StatementCache {
 public:
  explicit StatementCache(sqlite3* connection) : connection_(connection) {}
  ~StatementCache();
  StatementCache(const StatementCache&) = delete;
  StatementCache& operator=(const StatementCache&) = delete;

  // Ready to be bound; the caller's until it is given back.
  sqlite3_stmt* take(std::string_view sql);
  void give_back(sqlite3_stmt* statement);

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>()(text);
    }
  };

  void evict_idle();
  sqlite3_stmt* compile(std::string_view sql);

  sqlite3* connection_;
  // Null while the statement is out: a second user of the same text gets one of its own.
  std::unordered_map<std::string, sqlite3_stmt*, Hash, std::equal_to<>> statements_;
};

}  // namespace sluice::meta
