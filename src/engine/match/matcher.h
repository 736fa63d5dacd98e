// Finds the preferred match that begins at a row.
//
// A backtracking search over the program. It never enters the same state twice: a state is a place
// in the program, a row, and as much of the path as later conditions can see. So patterns whose
// conditions look only at rows need time linear in the rows; others are stopped at a limit.
#pragma once

#include <unordered_set>

#include "engine/match/conditions.h"

namespace sluice::engine::match {

class Matcher {
 public:
  Matcher(Inputs& inputs, Conditions& conditions);

  // Whether there is one; then path() is it.
  bool match(RowIndex row, const SearchRange& range, std::int64_t match_number);
  const Path& path() const { return path_; }

 private:
  // Where a search goes on when the preferred way led nowhere.
  struct Choice {
    std::uint32_t instruction = 0;
    std::size_t size = 0;  // of the path
  };
  struct State {
    std::uint64_t low = 0;
    std::uint64_t high = 0;
    bool operator==(const State&) const = default;
  };
  struct StateHash {
    std::size_t operator()(const State& state) const { return state.low; }
  };

  bool search();
  // One instruction; nothing when this way ends, else the next.
  std::optional<std::uint32_t> step(std::uint32_t at);
  bool enter(std::uint32_t split);
  bool enter_path(std::uint32_t split);
  void forget(std::vector<std::size_t>& states);
  void count_step();

  Inputs& inputs_;
  Conditions& conditions_;
  const std::vector<Instruction>& program_;
  Path path_;
  SearchRange range_;
  std::int64_t match_number_ = 0;
  std::uint64_t steps_ = 0;
  std::vector<Choice> choices_;
  std::vector<std::uint32_t> split_of_;  // by instruction: the splits' own numbers
  std::size_t splits_ = 0;
  // Entered states: by row and split where the row says it all, else with the path's fingerprint.
  std::vector<bool> entered_;
  std::vector<std::size_t> trail_;   // by this search
  std::vector<std::size_t> failed_;  // by those before it that failed
  std::unordered_set<State, StateHash> entered_with_path_;
};

}  // namespace sluice::engine::match
