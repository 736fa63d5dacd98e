// The values that conditions and measures read, at a place in a match.
#pragma once

#include "engine/match/running_aggregate.h"

namespace sluice::engine::match {

// Where an evaluation stands: the match's first `size` rows are known.
struct Place {
  const Path& path;
  std::size_t size;
  SearchRange range;
  std::int64_t match_number;
};

// The values that expressions read, of one partition. One thread's.
class Inputs {
 public:
  Inputs(duckdb::ClientContext& context, const Compiled& compiled, Rows& rows);

  duckdb::ClientContext& context() { return context_; }
  const Compiled& compiled() const { return compiled_; }
  Rows& rows() { return rows_; }

  // What the inputs that are columns or classifiers choose from, and which of it.
  duckdb::Vector& source(const Input& input);
  RowIndex position(const Input& input, const Place& place) const;

  // The value at the place, as a constant vector.
  void value(const Input& input, const Place& place, duckdb::Vector& result);

 private:
  duckdb::ClientContext& context_;
  const Compiled& compiled_;
  Rows& rows_;
  Rows labels_;
  std::vector<duckdb::unique_ptr<RunningAggregate>> aggregates_;
};

}  // namespace sluice::engine::match
