// What a row pattern asks for, as the analyzer wrote it (sql/analyze/row_pattern).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sluice::engine::match {

// The pattern as a program: threads of it are tried in the order of preference.
enum class Operation : std::uint8_t {
  label,     // the row is `first` if its condition holds; then the next row
  jump,      // to `first`
  split,     // to `first`, and if that leads nowhere to `second`
  at_start,  // ^
  at_end,    // $
  done,
};

struct Instruction {
  Operation operation = Operation::done;
  std::uint32_t first = 0;
  std::uint32_t second = 0;
  bool is_excluded = false;  // of a label inside {- -}
};

using LabelSet = std::vector<bool>;  // by label

// From the rows of the set: the `logical`th from the first or the last, then `physical` rows on.
struct Navigation {
  std::size_t set = 0;
  bool from_first = false;
  bool is_final = false;  // over the whole match, else up to the current row
  std::uint64_t logical = 0;
  std::int64_t physical = 0;
};

enum class InputKind : std::uint8_t { column, classifier, match_number, aggregate };

// Input i stands as "n<i>" in the texts of conditions and measures.
struct Input {
  InputKind kind = InputKind::column;
  std::size_t index = 0;  // of the column or the aggregate
  Navigation navigation;  // of columns and classifiers
};

// Over the rows of a set. Its inputs, "x0" …, are of the row that is aggregated.
struct AggregateText {
  std::string text;
  std::size_t set = 0;
  bool is_final = false;
  std::vector<Input> inputs;
};

enum class RowsPerMatch : std::uint8_t { one, all, all_omit_empty, all_with_unmatched, window };
enum class SkipTo : std::uint8_t { past_last_row, next_row, first, last };

struct Specification {
  std::vector<std::string> labels;
  std::vector<LabelSet> sets;  // the first has every label
  std::vector<Instruction> program;
  std::vector<std::optional<std::string>> conditions;  // by label; absent: true
  std::vector<Input> inputs;
  std::vector<AggregateText> aggregates;
  std::vector<std::string> measures;
  std::vector<std::size_t> output;  // columns that stand before the measures
  RowsPerMatch rows = RowsPerMatch::one;
  SkipTo skip = SkipTo::past_last_row;
  std::size_t skip_set = 0;
  bool seeks = false;                    // a match may begin after the row that asks
  std::optional<std::size_t> frame_end;  // the column that says how many rows follow, in a window
  bool measures_unmatched = false;       // as an empty match, else NULL
};

Specification read_specification(std::string_view text);

}  // namespace sluice::engine::match
