// Rows that an expectation rejects are handed aside before anything is written.
#pragma once

#include <atomic>
#include <memory>

#include <duckdb.hpp>

#include "engine/query_state.h"
#include "engine/write/write_plan.h"

namespace sluice::engine {

// Thread-safe.
class RowChecks {
 public:
  RowChecks(QueryState& query, const WriteRequest& request);

  // Narrows the chunk to the rows that may be written; hands the others over and counts.
  void apply(const WritePlan& plan, duckdb::DataChunk& chunk);

  std::uint64_t rejected() const { return rejected_; }
  std::vector<std::uint64_t> failures() const;

 private:
  static constexpr std::size_t kAccepted = ~std::size_t{0};

  void run_check(std::size_t check, duckdb::Vector& column, std::size_t count,
                 std::vector<std::size_t>& verdicts);
  void hand_over(const WritePlan& plan, duckdb::DataChunk& chunk, std::size_t row,
                 std::size_t check);

  QueryState& query_;
  const WriteRequest& request_;
  std::unique_ptr<std::atomic<std::uint64_t>[]> failures_;
  std::atomic<std::uint64_t> rejected_{0};
};

}  // namespace sluice::engine
