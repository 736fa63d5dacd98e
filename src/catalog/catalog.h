// Databases, tables and partitions, as Glue clients see them.
//
// Reads take a snapshot, writes a transaction: the caller decides what commits together.
// Names are lower-cased on the way in; look-ups ignore case.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/name.h"
#include "catalog/type.h"
#include "meta/database.h"

namespace sluice::catalog {

using DatabaseName = Name<struct DatabaseNameTag>;
using Parameters = std::map<std::string, std::string>;

struct TableName {
  DatabaseName database;
  std::string table;
  auto operator<=>(const TableName&) const = default;
};
std::string to_text(const TableName& name);  // "database.table"

struct Database {
  DatabaseName name;
  std::string description;
  std::string location_uri;
  Parameters parameters;
  Timestamp created;
};

struct Column {
  std::string name;
  Type type;
  std::string comment;
  Parameters parameters;
  bool operator==(const Column&) const = default;
};

struct SerDe {
  std::string name;
  std::string library;  // "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe"
  Parameters parameters;
  bool operator==(const SerDe&) const = default;
};

struct SortColumn {
  std::string name;
  bool is_ascending = true;
  bool operator==(const SortColumn&) const = default;
};

struct StorageDescriptor {
  std::vector<Column> columns;
  std::string location;  // "s3://bucket/prefix/"
  std::string input_format;
  std::string output_format;
  SerDe serde;
  bool compressed = false;
  int bucket_count = -1;
  std::vector<std::string> bucket_columns;
  std::vector<SortColumn> sort_columns;
  bool stored_as_sub_directories = false;
  Parameters parameters;
  bool operator==(const StorageDescriptor&) const = default;
};

struct Table {
  TableName name;
  std::string description;
  std::string owner;
  std::string type = "EXTERNAL_TABLE";
  int retention = 0;
  StorageDescriptor storage;
  std::vector<Column> partition_keys;
  Parameters parameters;
  std::string view_original_text;
  std::string view_expanded_text;
  Timestamp created;
  Timestamp updated;
  int version = 0;  // 0 when created, one more with each update
};

// Glue's type of a table that is a query.
bool is_view(const Table& table);

struct Partition {
  std::vector<std::string> values;  // in the order of the table's partition keys
  StorageDescriptor storage;        // columns empty: the table's
  Parameters parameters;
  Timestamp created;
};

// How Hive writes NULL as a partition's value. It satisfies no predicate.
inline constexpr std::string_view kNullPartition = "__HIVE_DEFAULT_PARTITION__";

// column = / IN / range over one partition key. Values compare by the key's type: strings by bytes,
// numbers by value ("07" is 7), dates and timestamps in time. A value that is none of the key's
// type satisfies nothing.
struct PartitionPredicate {
  std::size_t key = 0;              // index into the table's partition keys
  std::vector<std::string> one_of;  // empty: no such condition
  std::optional<std::string> at_least;
  std::optional<std::string> at_most;
  bool at_least_strict = false;
  bool at_most_strict = false;
};

// Thread-safe. Writers throw Error conflict (AlreadyExistsException,
// ConcurrentModificationException), not_found (EntityNotFoundException), invalid
// (InvalidInputException): the codes are Glue's. A table that an unpublished commit is creating or
// changing refuses other writers with ConcurrentModificationException.
class Catalog {
 public:
  Catalog(meta::Database& database, const Clock& clock);
  static std::span<const meta::Migration> schema();

  void create_database(meta::Transaction&, Database);
  void update_database(meta::Transaction&, Database);
  // With its tables and partitions.
  void delete_database(meta::Transaction&, const DatabaseName&);
  std::optional<Database> find_database(const meta::Snapshot&, const DatabaseName&) const;
  std::vector<Database> databases(const meta::Snapshot&) const;

  void create_table(meta::Transaction&, Table);
  // Replaces the whole definition (but `created`), keeps the old one as a version. With
  // `expected_version` the update fails if somebody else's came first.
  void update_table(meta::Transaction&, Table, std::optional<int> expected_version = {});
  // With its partitions and versions.
  void delete_table(meta::Transaction&, const TableName&);
  // Absence is an answer here, so it is not an error.
  std::optional<Table> find_table(const meta::Snapshot&, const TableName&) const;
  Table table(const meta::Snapshot&, const TableName&) const;
  std::vector<Table> tables(const meta::Snapshot&, const DatabaseName&) const;
  std::vector<Table> table_versions(const meta::Snapshot&, const TableName&) const;  // newest first

  // At most kPartitionsMax a call: more go in slices of one meta::Commit. add refuses values that
  // are there already (AlreadyExistsException), put replaces them, delete wants them there.
  static constexpr std::size_t kPartitionsMax = 2500;
  void add_partitions(meta::Transaction&, const TableName&, std::span<const Partition>);
  void put_partitions(meta::Transaction&, const TableName&, std::span<const Partition>);
  void delete_partitions(meta::Transaction&, const TableName&,
                         std::span<const std::vector<std::string>> values);
  std::optional<Partition> find_partition(const meta::Snapshot&, const TableName&,
                                          const std::vector<std::string>& values) const;
  // Those that satisfy all predicates, by values. Conditions on the first key cost what they
  // return; others walk the values of what the first key leaves. Throws Error not_found for the
  // table, invalid for a key that it does not have.
  std::vector<Partition> partitions(const meta::Snapshot&, const TableName&,
                                    std::span<const PartitionPredicate> = {}) const;
  std::uint64_t partition_count(const meta::Snapshot&, const TableName&) const;

  // Removes the rows that nobody can see any more. Returns how many. Safe beside readers and
  // writers.
  std::uint64_t collect();

 private:
  struct TableRow;
  static std::optional<TableRow> find_row(meta::Connection&, const meta::Snapshot&,
                                          const TableName&);
  static TableRow row(meta::Connection&, const meta::Snapshot&, const TableName&);
  bool is_pending(meta::CommitNumber, const meta::Transaction&) const;
  void refuse_pending(meta::Statement&, const meta::Transaction&, std::string_view what) const;
  void refuse_retired(meta::CommitNumber, const meta::Transaction&, std::string_view what) const;
  void write_partitions(meta::Transaction&, const TableName&, std::span<const Partition>,
                        bool may_replace);

  meta::Database& database_;
  const Clock& clock_;
};

}  // namespace sluice::catalog
