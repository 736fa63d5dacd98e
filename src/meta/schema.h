// The schema's history, and meta's own tables. Internal to meta.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "meta/session.h"

namespace sluice::meta {

struct Migration;

// Applies what `schema` has beyond the database, in one transaction. Throws Error unsupported (code
// NewerLake) when the database has a migration that `schema` lacks.
void migrate(Session& session, const std::string& path, std::span<const Migration> schema);

// What survives a restart about commits.
struct CommitState {
  std::int64_t last = 0;
  std::vector<std::int64_t> unpublished;  // ascending
  // Of this process only: see Snapshot::configuration().
  std::int64_t configuration = 1;
};

CommitState load_commit_state(Session& session);
void save_last_commit(Session& session, std::int64_t number);
void save_unpublished(Session& session, std::int64_t number);
void delete_unpublished(Session& session, std::int64_t number);

// A table whose rows belong to commits: it has columns `added` and `retired`.
struct VersionedTable {
  std::string name;  // quoted for SQL
  std::string key;   // what identifies a row: its primary key's columns, or rowid
};
std::vector<VersionedTable> versioned_tables(Session& session);

}  // namespace sluice::meta
