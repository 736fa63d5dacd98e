#include "sql/lower/columns.h"

#include <unordered_set>

namespace sluice::sql {

namespace {

class Collector {
 public:
  void query(const typed::Query& query) {
    for (const auto& named : query.with)
      this->query(*named.query);
    for (const auto& key : query.order_by) {
      if (key.key.value) node(key.key.value);
    }
    if (const auto* select = std::get_if<typed::Select>(&query.body)) return this->select(*select);
    if (const auto* operation = std::get_if<typed::SetOperation>(&query.body)) {
      for (const auto& term : operation->terms)
        this->query(*term);
      return;
    }
    for (const auto& row : std::get<typed::Values>(query.body).rows)
      nodes(row);
  }

  UsedColumns take() { return std::move(used_); }

 private:
  void select(const typed::Select& select) {
    nodes(select.items);
    if (select.from) relation(*select.from);
    if (select.where) node(select.where);
    if (select.having) node(select.having);
    if (!select.aggregation) return;
    nodes(select.aggregation->keys);
    nodes(select.aggregation->aggregates);
  }

  void relation(const typed::Relation& relation) {
    if (const auto* derived = std::get_if<typed::Derived>(&relation.value)) {
      query(*derived->query);
    } else if (const auto* unnest = std::get_if<typed::Unnest>(&relation.value)) {
      nodes(unnest->lists);
    } else if (const auto* join = std::get_if<typed::Join>(&relation.value)) {
      this->relation(*join->left);
      this->relation(*join->right);
      if (join->on) node(join->on);
    } else if (const auto* sample = std::get_if<typed::Sample>(&relation.value)) {
      this->relation(*sample->relation);
    } else if (const auto* extended = std::get_if<typed::Extended>(&relation.value)) {
      this->relation(*extended->relation);
      node(extended->value);
    }
  }

  void nodes(const std::vector<typed::NodePtr>& nodes) {
    for (const auto& each : nodes)
      node(each);
  }

  // Nodes are shared: without looking back, n nested ones may be met 2^n times.
  void node(const typed::NodePtr& node) {
    if (!seen_.insert(node.get()).second) return;
    if (const auto* use = typed::node_if<typed::ColumnUse>(node)) {
      used_[use->relation].insert(use->column);
      return;
    }
    if (const auto* subquery = typed::node_if<typed::SubqueryUse>(node)) query(*subquery->query);
    typed::for_each_child(*node, [this](const typed::NodePtr& child) { this->node(child); });
  }

  UsedColumns used_;
  std::unordered_set<const typed::Node*> seen_;
};

}  // namespace

UsedColumns used_columns(const typed::Query& query) {
  Collector collector;
  collector.query(query);
  return collector.take();
}

}  // namespace sluice::sql
