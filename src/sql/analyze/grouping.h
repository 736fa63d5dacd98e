// GROUP BY, and what may stand above it.
#pragma once

#include "sql/analyze/context.h"
#include "sql/analyze/typed.h"
#include "sql/syntax/ast.h"

namespace sluice::sql {

// The grouped rows of one SELECT: rewrites what stands above the grouping so that it uses only the
// groups' keys and aggregates.
class GroupedRows {
 public:
  // Columns of relations first..last (not included) are the grouped input's.
  GroupedRows(int id, int first, int last) : first_(first), last_(last) { rows_.id = id; }

  // The key's index; a key that is there already stays one.
  std::size_t add_key(const typed::NodePtr& key);
  void set_sets(std::vector<std::vector<std::size_t>> sets) { rows_.sets = std::move(sets); }

  // Throws Error invalid EXPRESSION_NOT_AGGREGATE; `text` is the expression as written.
  typed::NodePtr rewrite(const typed::NodePtr& node, Location location, const std::string& text);

  typed::Aggregation take() { return std::move(rows_); }

 private:
  typed::NodePtr aggregate(const typed::NodePtr& node);
  void check_grouping(const typed::Aggregate& aggregate, Location location) const;
  typed::NodePtr key_column(std::size_t key) const;

  typed::Aggregation rows_;
  int first_;
  int last_;
};

}  // namespace sluice::sql
