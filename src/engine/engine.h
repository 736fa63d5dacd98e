// Embedded DuckDB: runs lowered SQL over the store's objects.
//
// A query sees its scans and nothing else: no local file, network, extension, ATTACH or PRAGMA.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/cancel.h"
#include "engine/external/external_source.h"
#include "engine/scan.h"
#include "store/store.h"

namespace sluice::engine {

struct EngineOptions {
  std::uint64_t memory_limit_bytes = 0;  // 0: 60 % of the machine's memory
  int threads = 0;                       // 0: one per core
  std::string spill_directory;  // spilled pages are encrypted with a key kept in memory only
  std::uint64_t spill_limit_bytes = 0;  // 0: what the disk has
  std::string extension_directory;      // where DuckDB's own extensions lie (avro, postgres, …)
};

struct QueryRequest {
  std::string sql;  // DuckDB's dialect, from the printer; never a user's text
  std::vector<Scan> scans;
  // DuckDB type names the analyzer expects; a difference is a broken invariant, not an answer.
  std::vector<std::string> expected_types;
  const CancelToken* cancel = nullptr;
};

struct QueryStatistics {
  std::uint64_t scanned_bytes = 0;  // requested of objects, above every cache: DataScannedInBytes
  std::vector<ScanCount> counts;
};

struct ResultColumn {
  std::string name;
  std::string duckdb_type;
};

struct Value;
using List = std::vector<Value>;  // array, map (key, value, key, value …), struct in field order

// Neutral: decimals, huge integers and times come as DuckDB prints them; dates and timestamps as
// Trino does, but for a fraction's last zeros; blobs as bytes.
struct Value {
  std::variant<std::monostate, bool, std::int64_t, float, double, std::string, List> data;
  bool is_null() const { return data.index() == 0; }
};

// Rows come as they are made. Use from one thread. Destroying it stops the query. The engine
// outlives it.
class Result {
 public:
  virtual ~Result() = default;
  virtual const std::vector<ResultColumn>& columns() const = 0;
  // The next rows, column by column (each the same length); empty at the end. Throws Error with
  // Trino's code where the query itself failed, cancelled, limit (memory, spill), corrupt.
  virtual std::vector<std::vector<Value>> next() = 0;
  // Whole once next() has returned empty.
  virtual QueryStatistics statistics() const = 0;
};

struct SortKey {
  std::string column;
  bool is_descending = false;
};

// A boolean column of the query that decides about its row and is not written itself.
struct RowCheck {
  std::string column;
  bool is_rejecting = true;  // false or NULL: the row is set aside, not written; else only counted
};

struct WriteProgress {
  std::uint64_t rows = 0;   // written so far
  std::uint64_t bytes = 0;  // written so far
  double share_done = 0;    // of the work, 0 to 1: half is reading, half writing
};

// A query's rows as partitioned Parquet, staged in the store: nobody sees them until the caller
// adds them in a commit.
struct WriteRequest {
  QueryRequest query;
  store::BucketName bucket;
  std::string
      prefix;  // "curated/flights/"; files go to prefix + "k=v/…/" + file_stem + "-N.parquet"
  std::string file_stem;                    // unique per run: data files' names are never reused
  std::vector<std::string> partition_keys;  // any of the query's columns; they leave the files
  std::uint64_t target_file_bytes = 512ull << 20;
  std::vector<SortKey> sort;  // within each partition
  int compression_level = 3;  // zstd
  std::vector<RowCheck> checks;
  // A row set aside (the written columns' values, in order) with the first rejecting check that
  // failed. Called from several threads at once.
  std::function<void(const std::vector<Value>& row, std::size_t check)> on_rejected;
  // Called now and then, from any thread.
  std::function<void(const WriteProgress&)> progress;
};

struct WrittenFile {
  store::StagedObject object;
  std::vector<std::optional<std::string>> partition_values;  // as in the path, unescaped
  std::uint64_t rows = 0;
};

struct WriteResult {
  std::vector<WrittenFile> files;   // one per partition, more only past the target size
  std::uint64_t rows = 0;           // written, as the files' footers say
  std::uint64_t rows_produced = 0;  // by the query, counted before the checks
  std::uint64_t rows_rejected = 0;
  std::vector<std::uint64_t> check_failures;  // per check
  QueryStatistics statistics;
};

class Objects;

// Thread-safe: queries run beside each other and share the memory limit.
class Engine {
 public:
  Engine(store::Store& store, const EngineOptions& options);
  // Over any objects; they outlive it.
  Engine(Objects& objects, const EngineOptions& options);
  ~Engine();

  std::unique_ptr<Result> query(QueryRequest request);
  WriteResult write_parquet(WriteRequest request);
  // Connects to a table of another database. The engine and the token outlive what it answers.
  std::unique_ptr<ExternalSource> open_external(const ExternalTable& table,
                                                const CancelToken* cancel);

 private:
  struct Implementation;
  std::unique_ptr<Implementation> implementation_;  // DuckDB starts with the first query
};

}  // namespace sluice::engine
