// An aggregate over the rows of a label set: it follows a path forwards, and starts anew where the
// path took another turn.
#pragma once

#include <deque>

#include <duckdb/execution/expression_executor.hpp>
#include <duckdb/planner/expression/bound_aggregate_expression.hpp>
#include <duckdb/storage/arena_allocator.hpp>

#include "engine/match/compiled.h"
#include "engine/match/rows.h"

namespace sluice::engine::match {

// The states of a text's aggregates.
class AggregateStates {
 public:
  explicit AggregateStates(const CompiledAggregate& aggregate);
  AggregateStates(const AggregateStates&) = delete;
  AggregateStates& operator=(const AggregateStates&) = delete;
  ~AggregateStates();

  void reset();
  void copy_from(AggregateStates& other);
  // The arguments of one aggregate, for some rows.
  void update(std::size_t index, duckdb::DataChunk& arguments);
  // Ends the states: they are reset or gone afterwards.
  void finalize(duckdb::DataChunk& values);

 private:
  duckdb::BoundAggregateExpression& aggregate(std::size_t index);
  void destroy();

  // An aggregate's state, and vectors of pointers to it: one for each row of a chunk.
  struct State {
    std::vector<duckdb::data_t> bytes;
    duckdb::Vector pointers{duckdb::LogicalType::POINTER};
  };

  const CompiledAggregate& aggregate_;
  duckdb::ArenaAllocator arena_;
  std::deque<State> states_;
};

class RunningAggregate {
 public:
  RunningAggregate(duckdb::ClientContext& context, const Compiled& compiled, std::size_t index,
                   Rows& rows, Rows& labels);

  // Over the set's first `count` rows on the path; a constant vector.
  void value(const Path& path, std::size_t count, std::int64_t match_number,
             duckdb::Vector& result);

 private:
  void advance(AggregateStates& states, const Path& path, std::size_t from, std::size_t to,
               std::int64_t match_number);
  void input(std::size_t index, const Path& path, std::size_t from, std::size_t count,
             std::int64_t match_number);

  const AggregateText& asked_;
  const CompiledAggregate& compiled_;
  Rows& rows_;
  Rows& labels_;
  // Of each aggregate.
  struct Arguments {
    duckdb::unique_ptr<duckdb::ExpressionExecutor> executor;
    duckdb::DataChunk values;
  };
  std::deque<Arguments> arguments_;
  duckdb::ExpressionExecutor whole_;
  duckdb::DataChunk inputs_;
  duckdb::DataChunk values_;  // of the aggregates
  AggregateStates states_;    // after `applied_` rows
  AggregateStates scratch_;
  std::size_t applied_ = 0;
  std::uint64_t applied_fingerprint_ = 0;
  std::int64_t applied_match_ = 0;
};

}  // namespace sluice::engine::match
