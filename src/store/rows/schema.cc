// The store's tables in the metadata database. docs/formats.md, "Bodies", explains the columns.
#include "store/store.h"

namespace sluice::store {
namespace {

// 9223372036854775807 is meta::kNotRetired.
//
// An object row is added, replaced (not the newest of its key any more) and ended (exists no more):
// three commit numbers. Its column is not called `retired`, so that Database::remove_abandoned()
// leaves the table to the store's collector, which undoes more and needs no scan.
//
// objects_listed holds what listings may show and nothing else; objects_recent the rows that were
// replaced since the oldest pin, for older snapshots; objects_history everything not current.
constexpr const char* kTables = R"sql(
CREATE TABLE buckets(
  row INTEGER PRIMARY KEY,
  id INTEGER NOT NULL,
  name TEXT NOT NULL,
  created INTEGER NOT NULL,
  versioned INTEGER NOT NULL,
  expire_days INTEGER,
  expire_noncurrent_days INTEGER,
  added INTEGER NOT NULL,
  retired INTEGER NOT NULL DEFAULT 9223372036854775807);
CREATE INDEX buckets_by_name ON buckets(name);

CREATE TABLE objects(
  row INTEGER PRIMARY KEY AUTOINCREMENT,
  bucket INTEGER NOT NULL,
  key TEXT NOT NULL,
  version TEXT NOT NULL,
  size_bytes INTEGER NOT NULL,
  etag TEXT NOT NULL,
  sha256 BLOB NOT NULL,
  content_type TEXT NOT NULL,
  metadata TEXT,
  modified INTEGER NOT NULL,
  marker INTEGER NOT NULL,
  body INTEGER NOT NULL,
  segment INTEGER NOT NULL,
  offset INTEGER NOT NULL,
  added INTEGER NOT NULL,
  ended INTEGER NOT NULL DEFAULT 9223372036854775807,
  replaced INTEGER NOT NULL DEFAULT 9223372036854775807,
  replaced_at INTEGER,
  listed INTEGER NOT NULL,
  recent INTEGER NOT NULL DEFAULT 0,
  graced INTEGER NOT NULL DEFAULT 0,
  moved INTEGER NOT NULL DEFAULT 0);
CREATE INDEX objects_listed ON objects(bucket, key) WHERE listed = 1;
CREATE INDEX objects_history ON objects(bucket, key) WHERE listed = 0;
CREATE INDEX objects_recent ON objects(bucket, key) WHERE recent = 1;
CREATE INDEX objects_replaced ON objects(bucket, replaced) WHERE recent = 1;
CREATE INDEX objects_ended ON objects(ended) WHERE ended < 9223372036854775807;
CREATE INDEX objects_in_segment ON objects(segment, offset) WHERE segment > 0;
CREATE INDEX objects_in_files ON objects(body) WHERE segment = 0 AND marker = 0;

CREATE TABLE segments(
  id INTEGER PRIMARY KEY,
  live_bytes INTEGER NOT NULL);
CREATE TABLE object_commits(
  number INTEGER PRIMARY KEY,
  first_row INTEGER NOT NULL);
CREATE TABLE store_settings(
  name TEXT PRIMARY KEY,
  value BLOB NOT NULL);
)sql";

}  // namespace

std::span<const meta::Migration> Store::schema() {
  static const std::array<meta::Migration, 1> kSchema = {{{.name = "store 1", .sql = kTables}}};
  return kSchema;
}

}  // namespace sluice::store
