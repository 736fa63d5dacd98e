// What a query reads, resolved: the engine never sees a path, a listing or the catalog.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "store/store.h"

namespace sluice::engine {

// A column as the query sees it, in the table's order, partition keys last.
struct ScanColumn {
  std::string name;         // lower case; matched to the file's column ignoring case
  std::string duckdb_type;  // "DECIMAL(15,2)", "STRUCT(a INTEGER, b VARCHAR[])"
  // Text formats cast only these, whatever the query's plan projects, so that what is rejected does
  // not depend on the optimizer. Ignored for Parquet.
  bool is_read = true;
};

// One object version. Its bytes cannot change while the snapshot that showed it is pinned.
struct ScanFile {
  store::Object object;
  // One per partition key; absent is NULL. Never parsed from the path.
  std::vector<std::optional<std::string>> partition_values;
};

enum class ScanFormat { parquet, avro, csv, json };

enum class Compression { none, gzip, bzip2, zstd };

// How records and fields are split. The defaults are Hive's LazySimpleSerDe's.
struct CsvFormat {
  char delimiter = '\x01';
  std::optional<char> quote;   // absent: quotes are ordinary characters
  std::optional<char> escape;  // before a delimiter, a quote or itself; == quote means doubling
  int header_lines = 0;        // skipped at the start of every file
  std::string null_text = "\\N";
  bool is_empty_null = false;  // "" in a non-string column is always NULL; this is for strings
  // What a record with too few or too many fields is. Hive pads with NULL and drops the rest.
  bool is_ragged_allowed = true;
};

struct JsonFormat {
  bool is_array = false;  // the file is one array of records, not one record after another
};

// What becomes of a record that cannot be split, parsed or cast.
enum class BadRecords {
  fail,    // the query fails and names the record
  null,    // Hive's way: a value that does not fit is NULL, a line that is no JSON is an error
  reject,  // set aside: Rejects gets it, the query does not
};

struct Reject {
  store::ObjectUri source;
  std::string version;             // the object's version id
  std::uint64_t record = 0;        // from 1, headers not counted
  std::uint64_t line = 0;          // from 1, the line on which the record starts
  std::uint64_t offset_bytes = 0;  // of its first byte in the decompressed content
  std::string raw;                 // at most 64 KiB of it; is_raw_cut says whether there was more
  bool is_raw_cut = false;
  std::string column;  // empty when the whole record is bad
  std::string reason;  // "not a date: \"2020-13-01\""
};

// Gets what a scan sets aside. Called from several threads at once.
class Rejects {
 public:
  virtual ~Rejects() = default;
  virtual void add(Reject reject) = 0;
};

// One table of one query. `handle` is the relation's name in the query's text.
struct Scan {
  std::string handle;
  ScanFormat format = ScanFormat::parquet;
  std::vector<ScanColumn> columns;         // without the partition keys
  std::vector<ScanColumn> partition_keys;  // constants of each file
  std::vector<ScanFile> files;
  CsvFormat csv;
  JsonFormat json;
  BadRecords bad_records = BadRecords::fail;
  Rejects* rejects = nullptr;  // where bad_records is reject
};

// Per file, counted by the reader itself, not by the query: half of the row ledger.
struct ScanCount {
  std::string handle;
  std::size_t file = 0;       // index into Scan::files
  std::uint64_t records = 0;  // found in the object
  std::uint64_t rows = 0;     // handed to the query
  std::uint64_t rejected = 0;
  bool is_complete = false;  // read to its end (a LIMIT may stop early)
};

}  // namespace sluice::engine
