#include "engine/match/search.h"

#include "engine/functions/define.h"

namespace sluice::engine::match {

namespace {

// https://trino.io/docs/current/sql/match-recognize.html: from row to row, matches and what they
// skip.
class Search {
 public:
  Search(duckdb::ClientContext& context, const Compiled& compiled, Rows& rows)
      : asked_(compiled.asked),
        rows_(rows),
        inputs_(context, compiled, rows),
        conditions_(inputs_),
        matcher_(inputs_, conditions_),
        measures_(inputs_) {}

  Found run() {
    std::vector<RowIndex> ends;
    ends.reserve(rows_.count());
    for (RowIndex row = 0; row < rows_.count(); ++row) {
      visit(row);
      ends.push_back(measures_.size());
    }
    return {.ends = std::move(ends), .values = measures_.take()};
  }

 private:
  void visit(RowIndex row) {
    if (row < next_search_) return no_match(row);
    const SearchRange range = range_of(row);
    if (!find(row, range)) return no_match(row);
    next_search_ = row + 1;
    if (matcher_.path().size() == 0) {
      empty_match(row, range);
    } else {
      match(row, range);
    }
    ++match_number_;
  }

  bool find(RowIndex row, const SearchRange& range) {
    if (!asked_.seeks) return matcher_.match(row, range, match_number_);
    for (RowIndex start = row; start < range.end; ++start) {
      if (matcher_.match(start, range, match_number_)) return true;
    }
    return false;
  }

  SearchRange range_of(RowIndex row) {
    if (asked_.rows != RowsPerMatch::window) return {0, rows_.count()};
    if (!asked_.frame_end) return {row, rows_.count()};
    auto& offsets = rows_.column(*asked_.frame_end);
    const auto offset = duckdb::FlatVector::GetData<std::int64_t>(offsets)[row];
    if (!duckdb::FlatVector::Validity(offsets).RowIsValid(row) || offset < 0) {
      raise("INVALID_WINDOW_FRAME", "Window frame offset value must not be negative or null");
    }
    const RowIndex left = rows_.count() - row - 1;
    return {row, row + std::min<RowIndex>(static_cast<RowIndex>(offset), left) + 1};
  }

  Place place(std::size_t size, const SearchRange& range) const {
    return {.path = matcher_.path(), .size = size, .range = range, .match_number = match_number_};
  }

  void no_match(RowIndex row) {
    const bool shows = asked_.rows == RowsPerMatch::window ||
                       (asked_.rows == RowsPerMatch::all_with_unmatched && row >= next_unmatched_);
    if (shows) measures_.add_unmatched(row);
  }

  void empty_match(RowIndex row, const SearchRange& range) {
    if (asked_.rows != RowsPerMatch::all_omit_empty) measures_.add(row, place(0, range));
  }

  void match(RowIndex row, const SearchRange& range) {
    const Path& path = matcher_.path();
    if (asked_.rows == RowsPerMatch::one || asked_.rows == RowsPerMatch::window) {
      measures_.add(row, place(path.size(), range));
    } else {
      for (std::size_t i = 0; i < path.size(); ++i) {
        if (!path.is_excluded(i)) measures_.add(path.first_row() + i, place(i + 1, range));
      }
    }
    next_unmatched_ = std::max(next_unmatched_, path.next_row());
    next_search_ = after_match(row, range);
  }

  RowIndex after_match(RowIndex row, const SearchRange& range) const {
    const Path& path = matcher_.path();
    if (asked_.skip == SkipTo::past_last_row) return path.next_row();
    if (asked_.skip == SkipTo::next_row) return row + 1;
    const auto target = path.resolve(
        {.set = asked_.skip_set, .from_first = asked_.skip == SkipTo::first}, path.size(), range);
    if (!target) {
      raise("GENERIC_USER_ERROR",
            "AFTER MATCH SKIP failed: pattern variable is not present in match");
    }
    if (*target == path.first_row()) {
      raise("GENERIC_USER_ERROR", "AFTER MATCH SKIP failed: cannot skip to first row of match");
    }
    return *target;
  }

  const Specification& asked_;
  Rows& rows_;
  Inputs inputs_;
  Conditions conditions_;
  Matcher matcher_;
  Measures measures_;
  RowIndex next_search_ = 0;     // rows before it were skipped
  RowIndex next_unmatched_ = 0;  // rows before it were in a match
  std::int64_t match_number_ = 1;
};

}  // namespace

Found search_partition(duckdb::ClientContext& context, const Compiled& compiled, Rows& rows) {
  return Search(context, compiled, rows).run();
}

}  // namespace sluice::engine::match
