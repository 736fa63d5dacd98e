// What one running query has: its scans, what they cost, and the first error of ours.
//
// Hung on the query's own connection, so a query can reach its own scans and nobody else's.
#pragma once

#include <atomic>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include <duckdb.hpp>
#include <duckdb/main/client_context_state.hpp>

#include "base/cancel.h"
#include "engine/engine.h"
#include "engine/objects.h"
#include "engine/scan.h"

namespace sluice::engine {

class PartitionedWriter;

// Added to by a scan's threads. A handle that the text names twice is read, and counted, twice.
struct FileCounter {
  std::atomic<std::uint64_t> records{0};
  std::atomic<std::uint64_t> rows{0};
  std::atomic<std::uint64_t> rejected{0};
  std::atomic<std::uint64_t> bytes{0};
  std::atomic<bool> is_opened{false};
  std::atomic<bool> is_complete{false};
};

// Bodies that a query writes, by their number in the query.
class Outputs {
 public:
  virtual ~Outputs() = default;
  // Appends. One thread at a time for each number.
  virtual void append(std::uint64_t number, std::span<const std::byte> data) = 0;
};

// Thread-safe.
class QueryState final : public duckdb::ClientContextState {
 public:
  static constexpr const char* kKey = "sluice_query";

  // `number` is unique in the engine: two queries' files never share a path.
  QueryState(Objects& objects, std::uint64_t number, std::vector<Scan> scans,
             const CancelToken* cancel);

  // The state of the connection's query. A connection without one is a broken invariant.
  static QueryState& of(duckdb::ClientContext& context);

  std::uint64_t number() const { return number_; }
  // Null when the query has no such scan.
  const Scan* find_scan(const std::string& handle) const;
  // A scan that the binder has resolved before; throws duckdb::InternalException otherwise.
  const Scan& scan(const std::string& handle) const;

  // Opens a file of a scan; every byte asked of it counts as scanned. Throws what the store throws,
  // through fail().
  std::unique_ptr<store::ObjectReader> open(const Scan& scan, std::size_t file);
  FileCounter& counter(const Scan& scan, std::size_t file);

  // Keeps the first error of ours, so that the caller gets it as it was and not as DuckDB tells it,
  // and throws it. Everything below DuckDB fails through here.
  [[noreturn]] void fail(Error error);
  std::optional<Error> first_error() const;

  bool cancelled() const { return cancel_ != nullptr && cancel_->cancelled(); }
  QueryStatistics statistics() const;
  // How much of its files it has read, 0 to 1, by their sizes; 1 without any.
  double share_read() const;
  void add_scanned(std::uint64_t bytes) { scanned_bytes_.fetch_add(bytes); }
  Objects& objects() { return objects_; }

  // Set before the query starts, by who writes; null for a query that only reads.
  Outputs* outputs() const { return outputs_; }
  PartitionedWriter* writer() const { return writer_; }
  void set_writer(PartitionedWriter* writer, Outputs* outputs) {
    writer_ = writer;
    outputs_ = outputs;
  }

 private:
  struct Entry {
    Scan scan;
    std::unique_ptr<FileCounter[]> counters;
  };

  Objects& objects_;
  const std::uint64_t number_;
  const CancelToken* cancel_;
  PartitionedWriter* writer_ = nullptr;
  Outputs* outputs_ = nullptr;
  std::unordered_map<std::string, Entry> scans_;
  std::atomic<std::uint64_t> scanned_bytes_{0};
  mutable std::mutex mutex_;
  std::optional<Error> first_error_;
};

}  // namespace sluice::engine
