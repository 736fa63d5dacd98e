// One way through the pattern: the rows matched so far, and where the rows of each label set stand.
#pragma once

#include <optional>

#include "engine/match/specification.h"

namespace sluice::engine::match {

using RowIndex = std::uint64_t;

// The rows that a search may look at: begin <= row < end.
struct SearchRange {
  RowIndex begin = 0;
  RowIndex end = 0;
  bool operator==(const SearchRange&) const = default;
};

class Path {
 public:
  explicit Path(const std::vector<LabelSet>& sets);

  void start(RowIndex row);
  void push(std::size_t label, bool is_excluded);
  void truncate(std::size_t size);

  RowIndex first_row() const { return first_row_; }
  RowIndex next_row() const { return first_row_ + labels_.size(); }
  std::size_t size() const { return labels_.size(); }
  bool is_excluded(std::size_t row) const { return excluded_[row]; }
  // Nothing outside the match.
  std::optional<std::size_t> label_at(RowIndex row) const;

  // The rows of a set, in order; `count` of them are among the match's first `size` rows.
  const std::vector<RowIndex>& rows_of(std::size_t set) const { return sets_[set].rows; }
  std::size_t count(std::size_t set, std::size_t size) const;
  // Of the set's first `count` rows and their labels.
  std::uint64_t fingerprint(std::size_t set, std::size_t count) const;

  // The row that a navigation means when the match's first `size` rows are known.
  std::optional<RowIndex> resolve(const Navigation& navigation, std::size_t size,
                                  const SearchRange& range) const;

 private:
  struct Members {
    LabelSet labels;
    std::vector<RowIndex> rows;
    std::vector<std::uint64_t> fingerprints;  // after each of `rows`
  };

  RowIndex first_row_ = 0;
  std::vector<std::uint32_t> labels_;  // a row each
  std::vector<bool> excluded_;
  std::vector<Members> sets_;
};

// Of two numbers, a third that tells them apart from others.
std::uint64_t mix(std::uint64_t seed, std::uint64_t value);

}  // namespace sluice::engine::match
