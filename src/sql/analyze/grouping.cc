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

NodePtr GroupedRows::rewrite(const NodePtr& node, Location location, const std::string& text) {
  for (std::size_t i = 0; i < rows_.keys.size(); ++i) {
    if (typed::is_same(*rows_.keys[i], *node)) return key_column(i);
  }
  const auto* aggregated = typed::node_if<typed::Aggregate>(node);
  if (aggregated != nullptr && !aggregated->window) return aggregate(node);
  const auto* column = typed::node_if<typed::ColumnUse>(node);
  if (column != nullptr && column->relation >= first_ && column->relation < last_) {
    fail(location, "EXPRESSION_NOT_AGGREGATE",
         fmt::format("'{}' must be an aggregate expression or appear in GROUP BY clause", text));
  }
  return typed::with_children(node,
                              [&](const NodePtr& child) { return rewrite(child, location, text); });
}

}  // namespace sluice::sql
