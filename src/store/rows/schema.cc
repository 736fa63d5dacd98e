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
// replaced since the oldest pin, for older snapshots; objects_history everything not current;
// objects_older (below) what of that still exists, by version.
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

// What S3's clients may say about buckets and objects; NULL where they say nothing, so that a plain
// object's row stays small. A composed body (segment -1) lies in the rows of `parts`: under the
// same handle while it is an upload and when it is an object, so that completing moves no rows.
constexpr const char* kProtocol = R"sql(
ALTER TABLE buckets ADD COLUMN suspended INTEGER NOT NULL DEFAULT 0;
ALTER TABLE buckets ADD COLUMN owner TEXT;
ALTER TABLE buckets ADD COLUMN lock TEXT;
ALTER TABLE buckets ADD COLUMN plain INTEGER NOT NULL DEFAULT 0;
ALTER TABLE buckets ADD COLUMN notifies INTEGER NOT NULL DEFAULT 0;
ALTER TABLE objects ADD COLUMN storage_class TEXT;
ALTER TABLE objects ADD COLUMN checksum TEXT;
ALTER TABLE objects ADD COLUMN parts INTEGER;
ALTER TABLE objects ADD COLUMN properties TEXT;
CREATE INDEX objects_composed ON objects(body) WHERE segment = -1;

CREATE TABLE bucket_documents(
  row INTEGER PRIMARY KEY,
  bucket INTEGER NOT NULL,
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  text TEXT NOT NULL,
  created INTEGER NOT NULL,
  updated INTEGER NOT NULL,
  added INTEGER NOT NULL,
  retired INTEGER NOT NULL DEFAULT 9223372036854775807);
CREATE INDEX bucket_documents_by_name ON bucket_documents(bucket, kind, id);
CREATE INDEX bucket_documents_retired ON bucket_documents(retired)
  WHERE retired < 9223372036854775807;

CREATE TABLE uploads(
  body INTEGER PRIMARY KEY,
  bucket INTEGER NOT NULL,
  key TEXT NOT NULL,
  id TEXT NOT NULL,
  created INTEGER NOT NULL,
  options TEXT NOT NULL);
CREATE UNIQUE INDEX uploads_by_key ON uploads(bucket, key, id);
CREATE TABLE parts(
  body INTEGER NOT NULL,
  number INTEGER NOT NULL,
  size_bytes INTEGER NOT NULL,
  etag TEXT NOT NULL,
  sha256 BLOB NOT NULL,
  checksum TEXT,
  modified INTEGER NOT NULL,
  content INTEGER NOT NULL,
  segment INTEGER NOT NULL,
  offset INTEGER NOT NULL,
  PRIMARY KEY(body, number)) WITHOUT ROWID;
CREATE INDEX parts_in_segment ON parts(segment, offset) WHERE segment > 0;
CREATE INDEX parts_in_files ON parts(content) WHERE segment = 0;
CREATE TABLE finished_uploads(
  id TEXT PRIMARY KEY,
  bucket INTEGER NOT NULL,
  key TEXT NOT NULL,
  finished INTEGER NOT NULL,
  parts BLOB NOT NULL,
  answer TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX finished_uploads_by_time ON finished_uploads(finished);
CREATE TABLE restores(
  row INTEGER NOT NULL,
  event TEXT NOT NULL,
  due INTEGER NOT NULL,
  PRIMARY KEY(row, event)) WITHOUT ROWID;
CREATE TABLE freed_bodies(
  body INTEGER PRIMARY KEY,
  segment INTEGER NOT NULL,
  bytes INTEGER NOT NULL);

CREATE TABLE outbox(
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  rule TEXT NOT NULL,
  target TEXT NOT NULL,
  event TEXT NOT NULL,
  context TEXT NOT NULL,
  bucket TEXT NOT NULL,
  key TEXT NOT NULL,
  version TEXT NOT NULL,
  size_bytes INTEGER NOT NULL,
  etag TEXT NOT NULL,
  time INTEGER NOT NULL,
  added INTEGER NOT NULL,
  retired INTEGER NOT NULL DEFAULT 9223372036854775807);
)sql";

// A composed body's row says which parts it is made of, so that completing an upload touches
// neither the parts that are named nor the others: `surplus_parts` has the bodies of which the
// collector has still to remove the others.
//
// Segments count a body once, however many rows share it: so far they counted rows.
constexpr const char* kBounds = R"sql(
ALTER TABLE objects DROP COLUMN moved;
CREATE INDEX objects_older ON objects(bucket, key, version)
  WHERE listed = 0 AND ended = 9223372036854775807;
CREATE INDEX restores_by_due ON restores(due);

CREATE TABLE compositions(
  body INTEGER PRIMARY KEY,
  parts TEXT NOT NULL);
CREATE TABLE surplus_parts(
  body INTEGER PRIMARY KEY);
INSERT INTO compositions(body, parts)
  SELECT body, group_concat(number || ':' || size_bytes, ' ' ORDER BY number) FROM parts
  WHERE body IN (SELECT body FROM objects INDEXED BY objects_composed WHERE segment = -1)
  GROUP BY body;

UPDATE segments SET live_bytes = live_bytes - coalesce((
  SELECT sum((copies - 1) * (80 + bytes + 16 * max(1, (bytes + 65535) / 65536))) FROM (
    SELECT count(*) AS copies, max(size_bytes) AS bytes
    FROM objects INDEXED BY objects_in_segment
    WHERE objects.segment > 0 AND objects.segment = segments.id GROUP BY offset)), 0);
)sql";

}  // namespace

std::span<const meta::Migration> Store::schema() {
  static const std::array<meta::Migration, 3> kSchema = {{{.name = "store 1", .sql = kTables},
                                                          {.name = "store 2", .sql = kProtocol},
                                                          {.name = "store 3", .sql = kBounds}}};
  return kSchema;
}

}  // namespace sluice::store
