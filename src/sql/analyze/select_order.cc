#include "base/text.h"
#include "sql/analyze/select.h"
#include "sql/failure.h"
#include "sql/types/make.h"

namespace sluice::sql {

using typed::NodePtr;

void SelectAnalyzer::analyze_having(const Select& select) {
  if (!select.having) return;
  having_ = select.having.get();
  out_.having = ExpressionAnalyzer(context_, scope_, &windows_)
                    .analyze_condition(*select.having, "HAVING clause");
  if (typed::has_window(out_.having)) {
    fail(select.having->location, "NESTED_WINDOW",
         "HAVING clause cannot contain window functions or row pattern measures");
  }
}

bool SelectAnalyzer::is_grouped(const Select& select) const {
  if (select.group_by || select.having) return true;
  const bool in_items = std::any_of(items_.begin(), items_.end(), [](const Item& item) {
    return typed::has_aggregate(item.value);
  });
  return in_items || std::any_of(order_.begin(), order_.end(), [](const typed::OrderKey& key) {
           return key.key.value && typed::has_aggregate(key.key.value);
         });
}

void SelectAnalyzer::rewrite_groups() {
  if (!groups_) groups_.emplace(context_.new_relation(), first_relation_, last_relation_);
  for (auto& item : items_)
    item.value = groups_->rewrite(item.value, item.location, item.text);
  if (out_.having) {
    out_.having = groups_->rewrite(out_.having, having_->location, to_text(*having_));
  }
  for (std::size_t i = 0; i < order_.size(); ++i) {
    if (order_[i].column) continue;
    order_[i].key.value = groups_->rewrite(order_[i].key.value, order_items_[i]->location,
                                           to_text(*order_items_[i]->expression));
  }
  out_.aggregation = groups_->take();
}

// The select list's names first, as columns of a relation, then the columns of FROM.
Scope SelectAnalyzer::order_scope(int relation) const {
  Scope scope{.outer = outer_, .behind = &scope_, .with = with_};
  scope.for_inner = [this, relation](const NodePtr& value, const QualifiedName& name) {
    const NodePtr shown = with_items(value, relation);
    return scope_.for_inner ? scope_.for_inner(shown, name) : shown;
  };
  for (std::size_t i = 0; i < items_.size(); ++i) {
    const auto& column = items_[i].column;
    if (column.is_anonymous) continue;
    scope.fields.push_back(
        {.name = lower_ascii(column.name),
         .label = column.name,
         .value = typed::make_column(column.type, relation, fmt::format("c{}", i))});
  }
  // A name given twice is no ambiguity where both mean the same.
  std::map<std::string, NodePtr> first;
  for (auto& field : scope.fields) {
    const NodePtr& other = first.emplace(field.name, field.value).first->second;
    const bool is_same =
        typed::is_same(*with_items(other, relation), *with_items(field.value, relation));
    if (is_same) field.value = other;
  }
  return scope;
}

// The select list's expressions in place of its names.
NodePtr SelectAnalyzer::with_items(const NodePtr& node, int relation) const {
  const auto* column = typed::node_if<typed::ColumnUse>(node);
  if (column != nullptr && column->relation == relation) {
    return items_[std::stoul(column->column.substr(1))].value;
  }
  return typed::with_children(node,
                              [&](const NodePtr& child) { return with_items(child, relation); });
}

namespace {

bool uses(const NodePtr& node, int relation) {
  const auto* column = typed::node_if<typed::ColumnUse>(node);
  bool found = column != nullptr && column->relation == relation;
  typed::for_each_child(*node,
                        [&](const NodePtr& child) { found = found || uses(child, relation); });
  return found;
}

bool aggregates(const NodePtr& node, int relation) {
  const auto* aggregate = typed::node_if<typed::Aggregate>(node);
  if (aggregate != nullptr && !aggregate->window) return uses(node, relation);
  bool found = false;
  typed::for_each_child(
      *node, [&](const NodePtr& child) { found = found || aggregates(child, relation); });
  return found;
}

}  // namespace

// Trino takes a name of the select list for its result, not for its expression.
NodePtr SelectAnalyzer::order_value(const SortItem& item, const Select& select) {
  const int relation = context_.new_relation();
  const Scope scope = order_scope(relation);
  const NodePtr value = ExpressionAnalyzer(context_, scope, &windows_).analyze(*item.expression);
  if (aggregates(value, relation)) {
    fail(item.expression->location, "COLUMN_NOT_FOUND",
         "Invalid reference to output projection attribute from ORDER BY aggregation");
  }
  const bool is_name = typed::node_if<typed::ColumnUse>(value) != nullptr;
  if (select.distinct && !is_name && uses(value, relation)) {
    fail(select.location, "EXPRESSION_NOT_IN_DISTINCT",
         "For SELECT DISTINCT, ORDER BY expressions must appear in select list");
  }
  return with_items(value, relation);
}

typed::OrderKey SelectAnalyzer::order_key(const SortItem& item, const Select& select) {
  typed::OrderKey out = begin_order_key(item, items_.size());
  if (!out.column) {
    const NodePtr value = order_value(item, select);
    out.key.value = value;
    for (std::size_t i = 0; i < items_.size() && !out.column; ++i) {
      if (typed::is_same(*items_[i].value, *value)) out.column = i;
    }
  }
  require_orderable(out.column ? items_[*out.column].value->type : out.key.value->type, item);
  if (select.distinct && !out.column) {
    fail(select.location, "EXPRESSION_NOT_IN_DISTINCT",
         "For SELECT DISTINCT, ORDER BY expressions must appear in select list");
  }
  return out;
}

}  // namespace sluice::sql
