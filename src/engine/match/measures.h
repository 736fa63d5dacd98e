// The rows that come out: which they are is recorded while matches are found, their measures are
// computed afterwards, all at once.
#pragma once

#include "engine/match/inputs.h"

namespace sluice::engine::match {

class Measures {
 public:
  explicit Measures(Inputs& inputs);

  // `row` gives the columns. Raises EXCEEDED_LOCAL_MEMORY_LIMIT past Rows::kept_max().
  void add(RowIndex row, const Place& place);
  // As `add`, with NULL for all measures.
  void add_unmatched(RowIndex row);

  std::size_t size() const { return rows_.size(); }
  duckdb::Vector take();

 private:
  // What one input was for each row: a position in its source, or values of its own.
  struct Recorded {
    bool is_used = false;
    std::vector<RowIndex> positions;
    duckdb::unique_ptr<duckdb::Vector> values;
    std::size_t capacity = 0;
  };

  void check_room();
  void require_running();
  void record(std::size_t input, const Place& place);
  void slice(std::size_t input, std::size_t from, std::size_t count, duckdb::Vector& result);
  duckdb::Vector measure(std::size_t index);

  Inputs& inputs_;
  std::vector<RowIndex> rows_;
  std::vector<bool> unmatched_;
  std::vector<Recorded> recorded_;  // by input
};

}  // namespace sluice::engine::match
