// Subqueries in the condition of an outer join.
//
// DuckDB refuses them there. They name nothing of the join (Trino refuses that), so each is worked
// out beforehand: it becomes one more column of the relation that its operand is of.
#include "sql/analyze/relation.h"
#include "sql/failure.h"

namespace sluice::sql {

namespace {

using typed::NodePtr;

void collect_relations(const NodePtr& node, std::set<int>& found) {
  if (const auto* column = typed::node_if<typed::ColumnUse>(node)) found.insert(column->relation);
  typed::for_each_child(*node, [&](const NodePtr& child) { collect_relations(child, found); });
}

// Its id, for relations whose rows can have one more column.
std::optional<int> id_of(const typed::Relation& relation) {
  if (const auto* scan = std::get_if<typed::Scan>(&relation.value)) return scan->id;
  if (const auto* use = std::get_if<typed::WithUse>(&relation.value)) return use->id;
  if (const auto* extended = std::get_if<typed::Extended>(&relation.value)) return extended->id;
  if (const auto* sequence = std::get_if<typed::Sequence>(&relation.value)) return sequence->id;
  const auto* derived = std::get_if<typed::Derived>(&relation.value);
  return derived != nullptr && !derived->is_lateral ? std::optional(derived->id) : std::nullopt;
}

bool holds(const typed::Relation& relation, int id) {
  if (const auto* join = std::get_if<typed::Join>(&relation.value)) {
    return holds(*join->left, id) || holds(*join->right, id);
  }
  if (const auto* sample = std::get_if<typed::Sample>(&relation.value)) {
    return holds(*sample->relation, id);
  }
  const auto* derived = std::get_if<typed::Derived>(&relation.value);
  const auto* unnest = std::get_if<typed::Unnest>(&relation.value);
  return id_of(relation) == id || (derived != nullptr && derived->id == id) ||
         (unnest != nullptr && unnest->id == id);
}

// The relation with the column added to the leaf with this id, or to any leaf; null where there is
// none whose rows all reach the join.
typed::RelationPtr with_column(const typed::RelationPtr& relation, std::optional<int> id,
                               const std::string& column, const NodePtr& value, int& leaf) {
  if (const auto own = id_of(*relation)) {
    if (id && *id != *own) return nullptr;
    leaf = *own;
    return typed::make_relation(
        typed::Extended{.relation = relation, .id = *own, .column = column, .value = value});
  }
  const auto* join = std::get_if<typed::Join>(&relation->value);
  if (join == nullptr) return nullptr;
  const bool keeps_left =
      join->kind != typed::JoinKind::right && join->kind != typed::JoinKind::full;
  const bool keeps_right =
      join->kind != typed::JoinKind::left && join->kind != typed::JoinKind::full;
  typed::Join copy = *join;
  if (auto left = keeps_left ? with_column(join->left, id, column, value, leaf) : nullptr) {
    copy.left = std::move(left);
    return typed::make_relation(std::move(copy));
  }
  if (auto right = keeps_right ? with_column(join->right, id, column, value, leaf) : nullptr) {
    copy.right = std::move(right);
    return typed::make_relation(std::move(copy));
  }
  return nullptr;
}

class SubqueryColumns {
 public:
  SubqueryColumns(typed::RelationPtr left, typed::RelationPtr right, Location location)
      : left_(std::move(left)), right_(std::move(right)), location_(location) {}

  NodePtr replace(const NodePtr& node) {
    if (typed::node_if<typed::SubqueryUse>(node) == nullptr) {
      return typed::with_children(node, [this](const NodePtr& child) { return replace(child); });
    }
    std::set<int> operands;
    collect_relations(node, operands);
    std::erase_if(operands, [&](int id) { return !holds(*left_, id) && !holds(*right_, id); });
    const auto id = operands.empty() ? std::nullopt : std::optional(*operands.begin());
    for (typed::RelationPtr* side : {&left_, &right_}) {
      if (operands.size() > 1) break;
      if (auto column = add_to(*side, id, node)) return column;
    }
    fail_unsupported(location_, "this subquery in the condition of an outer join is");
  }

  typed::RelationPtr left() const { return left_; }
  typed::RelationPtr right() const { return right_; }

 private:
  NodePtr add_to(typed::RelationPtr& side, std::optional<int> id, const NodePtr& value) {
    const std::string name = fmt::format("subquery_{}", count_);
    int leaf = 0;
    auto extended = with_column(side, id, name, value, leaf);
    if (!extended) return nullptr;
    ++count_;
    side = std::move(extended);
    return typed::make_column(value->type, leaf, name);
  }

  typed::RelationPtr left_;
  typed::RelationPtr right_;
  Location location_;
  int count_ = 0;
};

}  // namespace

typed::RelationPtr RelationAnalyzer::outer_join(typed::JoinKind kind, typed::RelationPtr left,
                                                typed::RelationPtr right, const NodePtr& on,
                                                Location location) {
  SubqueryColumns columns(std::move(left), std::move(right), location);
  const NodePtr condition = columns.replace(on);
  return typed::make_relation(
      typed::Join{.kind = kind, .left = columns.left(), .right = columns.right(), .on = condition});
}

}  // namespace sluice::sql
