#include "sql/analyze/row_pattern/program.h"

#include <algorithm>
#include <numeric>

#include "sql/analyze/scope.h"
#include "sql/failure.h"

namespace sluice::sql {

namespace {

constexpr std::size_t kInstructionsMax = 100'000;
constexpr std::size_t kPermutedMax = 8;

// The numbers of engine/match/specification.h.
enum class Operation { label, jump, split, at_start, at_end, done };

class Writer {
 public:
  explicit Writer(const PatternLabels& labels) : labels_(labels) {}

  json::array write(const RowPattern& pattern) {
    part(pattern);
    add(pattern, Operation::done);
    json::array program;
    for (const auto& line : lines_) {
      program.push_back(
          {static_cast<int>(line.operation), line.first, line.second, line.is_excluded});
    }
    return program;
  }

 private:
  struct Line {
    Operation operation = Operation::done;
    std::size_t first = 0;
    std::size_t second = 0;
    bool is_excluded = false;
  };

  std::size_t add(const RowPattern& at, Operation operation, std::size_t first = 0) {
    if (lines_.size() >= kInstructionsMax) {
      fail_unsupported(at.location, "a row pattern as large as this is");
    }
    lines_.push_back({.operation = operation, .first = first, .is_excluded = excluded_ > 0});
    return lines_.size() - 1;
  }

  void part(const RowPattern& pattern) {
    switch (pattern.kind) {
      case RowPatternKind::variable:
        add(pattern, Operation::label, labels_.number(canonical_name(*pattern.variable)));
        return;
      case RowPatternKind::empty:
        return;
      case RowPatternKind::start_anchor:
        add(pattern, Operation::at_start);
        return;
      case RowPatternKind::end_anchor:
        add(pattern, Operation::at_end);
        return;
      case RowPatternKind::permutation:
        return permutation(pattern);
      case RowPatternKind::exclusion:
        ++excluded_;
        part(*pattern.parts[0]);
        --excluded_;
        return;
      case RowPatternKind::concatenation:
        for (const auto& each : pattern.parts)
          part(*each);
        return;
      case RowPatternKind::alternation:
        return alternatives(pattern, pattern.parts.size(),
                            [&](std::size_t i) { part(*pattern.parts[i]); });
      case RowPatternKind::quantified:
        return quantified(pattern);
    }
  }

  // The first that matches is preferred.
  template <class Write>
  void alternatives(const RowPattern& pattern, std::size_t count, const Write& write) {
    std::vector<std::size_t> jumps;
    for (std::size_t i = 0; i + 1 < count; ++i) {
      const std::size_t split = add(pattern, Operation::split);
      lines_[split].first = split + 1;
      write(i);
      jumps.push_back(add(pattern, Operation::jump));
      lines_[split].second = lines_.size();
    }
    write(count - 1);
    for (const auto jump : jumps)
      lines_[jump].first = lines_.size();
  }

  // In the lexical order of the parts.
  void permutation(const RowPattern& pattern) {
    std::vector<std::size_t> order(pattern.parts.size());
    std::iota(order.begin(), order.end(), 0U);
    if (order.size() > kPermutedMax) {
      fail_unsupported(pattern.location, "PERMUTE over more than 8 parts is");
    }
    std::vector<std::vector<std::size_t>> orders;
    do {
      orders.push_back(order);
    } while (std::next_permutation(order.begin(), order.end()));
    alternatives(pattern, orders.size(), [&](std::size_t i) {
      for (const auto each : orders[i])
        part(*pattern.parts[each]);
    });
  }

  void quantified(const RowPattern& pattern) {
    const RowPattern& body = *pattern.parts[0];
    const auto least = static_cast<std::size_t>(pattern.at_least);
    for (std::size_t i = 0; i + 1 < least; ++i)
      part(body);
    const std::size_t last = lines_.size();
    if (least > 0) part(body);
    if (pattern.at_most) {
      optional(pattern, static_cast<std::size_t>(*pattern.at_most) - least);
    } else if (least > 0) {
      const std::size_t split = add(pattern, Operation::split);
      branch(split, last, split + 1, pattern.greedy);
    } else {
      const std::size_t split = add(pattern, Operation::split);
      part(body);
      add(pattern, Operation::jump, split);
      branch(split, split + 1, lines_.size(), pattern.greedy);
    }
  }

  // Up to `count` times more.
  void optional(const RowPattern& pattern, std::size_t count) {
    std::vector<std::size_t> splits;
    for (std::size_t i = 0; i < count; ++i) {
      splits.push_back(add(pattern, Operation::split));
      part(*pattern.parts[0]);
    }
    for (const auto split : splits)
      branch(split, split + 1, lines_.size(), pattern.greedy);
  }

  void branch(std::size_t split, std::size_t go_on, std::size_t leave, bool greedy) {
    lines_[split].first = greedy ? go_on : leave;
    lines_[split].second = greedy ? leave : go_on;
  }

  const PatternLabels& labels_;
  std::vector<Line> lines_;
  int excluded_ = 0;
};

}  // namespace

json::array pattern_program(const RowPattern& pattern, const PatternLabels& labels) {
  return Writer(labels).write(pattern);
}

}  // namespace sluice::sql
