#include "sql/analyze/grouping.h"

#include "sql/failure.h"

namespace sluice::sql {

using typed::NodePtr;

std::size_t GroupedRows::add_key(const NodePtr& key) {
  for (std::size_t i = 0; i < rows_.keys.size(); ++i) {
    if (typed::is_same(*rows_.keys[i], *key)) return i;
  }
  rows_.keys.push_back(key);
  return rows_.keys.size() - 1;
}

NodePtr GroupedRows::key_column(std::size_t key) const {
  return typed::make_column(rows_.keys[key]->type, rows_.id, fmt::format("k{}", key));
}

NodePtr GroupedRows::aggregate(const NodePtr& node) {
  std::size_t index = 0;
  while (index < rows_.aggregates.size() && !typed::is_same(*rows_.aggregates[index], *node)) {
    ++index;
  }
  if (index == rows_.aggregates.size()) rows_.aggregates.push_back(node);
  return typed::make_column(node->type, rows_.id, fmt::format("a{}", index));
}

// grouping() asks about keys.
void GroupedRows::check_grouping(const typed::Aggregate& aggregate, Location location) const {
  if (aggregate.lowering.find(typed::kGrouping) == std::string::npos) return;
  if (rows_.keys.empty()) {
    fail(location, "MISSING_GROUP_BY",
         "A GROUPING() operation can only be used with a corresponding GROUPING "
         "SET/CUBE/ROLLUP/GROUP BY clause");
  }
  for (const auto& argument : aggregate.arguments) {
    const bool is_key = std::any_of(rows_.keys.begin(), rows_.keys.end(), [&](const auto& key) {
      return typed::is_same(*key, *argument);
    });
    if (is_key) continue;
    fail(location, "INVALID_ARGUMENTS",
         "The arguments to GROUPING() must be expressions referenced by the GROUP BY");
  }
}

NodePtr GroupedRows::rewrite(const NodePtr& node, Location location, const std::string& text) {
  for (std::size_t i = 0; i < rows_.keys.size(); ++i) {
    if (typed::is_same(*rows_.keys[i], *node)) return key_column(i);
  }
  const auto* aggregated = typed::node_if<typed::Aggregate>(node);
  if (aggregated != nullptr && !aggregated->window) {
    check_grouping(*aggregated, location);
    return aggregate(node);
  }
  const auto* column = typed::node_if<typed::ColumnUse>(node);
  if (column != nullptr && column->relation >= first_ && column->relation < last_) {
    fail(location, "EXPRESSION_NOT_AGGREGATE",
         fmt::format("'{}' must be an aggregate expression or appear in GROUP BY clause", text));
  }
  return typed::with_children(node,
                              [&](const NodePtr& child) { return rewrite(child, location, text); });
}

}  // namespace sluice::sql
