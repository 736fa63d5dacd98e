// The conditions of DEFINE.
//
// Most look at the row itself and its neighbours only: these are computed for the whole partition
// at once, before any search. The others are asked where a path stands.
#pragma once

#include <deque>

#include "engine/match/inputs.h"

namespace sluice::engine::match {

class Conditions {
 public:
  explicit Conditions(Inputs& inputs);

  // Whether the path's last row may have the label that it has.
  bool holds(std::size_t label, const Place& place);

  // What the answers depend on besides the row: of each set its first, last or all rows.
  struct History {
    std::size_t set = 0;
    bool from_first = false;
    std::optional<std::size_t> count;  // absent: all
  };
  const std::vector<History>& history() const { return history_; }
  bool uses_match_number() const { return uses_match_number_; }

 private:
  enum class Answer : std::uint8_t { no, yes, unknown };

  struct Condition {
    const BoundText* text = nullptr;  // null: true
    duckdb::unique_ptr<duckdb::ExpressionExecutor> executor;
    duckdb::DataChunk inputs;
    std::vector<Answer> answers;  // by row; empty when they depend on the path
    std::int64_t reach_back = 0;  // of PREV and NEXT
    std::int64_t reach_ahead = 0;
  };

  void prepare(std::size_t label);
  bool is_of_row(const Input& input, std::size_t label) const;
  void remember(const Input& input);
  void answer_all(std::size_t label);
  void answer(Condition& condition, RowIndex from, std::size_t count);
  bool ask(Condition& condition, const Place& place);

  Inputs& inputs_;
  std::deque<Condition> conditions_;  // they do not move
  std::vector<History> history_;
  bool uses_match_number_ = false;
};

}  // namespace sluice::engine::match
