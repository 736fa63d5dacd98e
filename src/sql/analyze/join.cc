#include "sql/analyze/expression.h"
#include "sql/analyze/operation.h"
#include "sql/analyze/partition.h"
#include "sql/analyze/relation.h"
#include "sql/failure.h"
#include "sql/functions/cast.h"
#include "sql/types/coercion.h"

namespace sluice::sql {

using typed::NodePtr;

namespace {

typed::JoinKind kind_of(JoinKind kind) {
  switch (kind) {
    case JoinKind::implicit:
    case JoinKind::cross:
      return typed::JoinKind::cross;
    case JoinKind::inner:
      return typed::JoinKind::inner;
    case JoinKind::left:
      return typed::JoinKind::left;
    case JoinKind::right:
      return typed::JoinKind::right;
    case JoinKind::full:
      return typed::JoinKind::full;
  }
  return typed::JoinKind::cross;
}

typed::RelationPtr make_join(const Join& join, const AnalyzedRelation& left,
                             const AnalyzedRelation& right, NodePtr on) {
  return std::make_shared<typed::Relation>(typed::Relation{typed::Join{.kind = kind_of(join.join),
                                                                       .left = left.relation,
                                                                       .right = right.relation,
                                                                       .on = std::move(on)}});
}

const Field& only_field(const std::vector<Field>& fields, const Identifier& column,
                        std::string_view side) {
  const Field* found = nullptr;
  for (const auto& field : fields) {
    if (field.name != column.name) continue;
    if (found != nullptr) {
      fail(column.location, "AMBIGUOUS_NAME", fmt::format("Column '{}' is ambiguous", column.text));
    }
    found = &field;
  }
  if (found == nullptr) {
    fail(column.location, "COLUMN_NOT_FOUND",
         fmt::format("Column '{}' is missing from {} side of join", column.text, side));
  }
  return *found;
}

std::vector<Identifier> shared_columns(const AnalyzedRelation& left, const AnalyzedRelation& right,
                                       Location location) {
  std::vector<Identifier> shared;
  for (const auto& field : left.fields) {
    const bool is_shared =
        std::any_of(right.fields.begin(), right.fields.end(),
                    [&](const Field& other) { return other.name == field.name; });
    if (is_shared && !field.name.empty()) {
      shared.push_back({.location = location, .text = field.label, .name = field.name});
    }
  }
  return shared;
}

}  // namespace

AnalyzedRelation RelationAnalyzer::join(const Join& join) {
  AnalyzedRelation left = analyze(*join.left);
  const std::vector<Field> before = left_;
  left_.insert(left_.end(), left.fields.begin(), left.fields.end());
  AnalyzedRelation right = analyze(*join.right);
  left_ = before;
  if (join.natural) {
    auto columns = shared_columns(left, right, join.location);
    return join_using(join, std::move(left), std::move(right), columns);
  }
  if (!join.using_columns.empty()) {
    return join_using(join, std::move(left), std::move(right), join.using_columns);
  }
  AnalyzedRelation out{.fields = left.fields};
  out.fields.insert(out.fields.end(), right.fields.begin(), right.fields.end());
  NodePtr on;
  if (join.on) {
    const Scope scope{.outer = outer_, .with = with_, .fields = out.fields};
    on = ExpressionAnalyzer(context_, scope).analyze_condition(*join.on, "JOIN ON clause");
    if (typed::has_aggregate(on) || typed::has_window(on)) {
      fail(join.on->location, "EXPRESSION_NOT_SCALAR",
           "JOIN clause cannot contain aggregations, window functions or grouping operations");
    }
    if (join.join == JoinKind::inner) add_partition_predicates(context_, on);
  }
  out.relation = make_join(join, left, right, std::move(on));
  return out;
}

// The column that USING makes of both sides'.
Field RelationAnalyzer::merged_column(const Join& join, const Field& left, const Field& right) {
  const Type type = *common_type(left.value->type, right.value->type);
  Field out{.name = left.name, .label = left.label};
  if (join.join == JoinKind::full) {
    out.value = typed::make_call(type, "coalesce({0}, {1})",
                                 {coerce(left.value, type), coerce(right.value, type)});
  } else {
    out.value = coerce(join.join == JoinKind::right ? right.value : left.value, type);
  }
  return out;
}

AnalyzedRelation RelationAnalyzer::join_using(const Join& join, AnalyzedRelation left,
                                              AnalyzedRelation right,
                                              const std::vector<Identifier>& columns) {
  std::vector<NodePtr> conditions;
  AnalyzedRelation out;
  std::set<const Field*> merged;
  for (const auto& column : columns) {
    const Field& left_field = only_field(left.fields, column, "left");
    const Field& right_field = only_field(right.fields, column, "right");
    conditions.push_back(
        compare(ComparisonOperator::equal, left_field.value, right_field.value, column.location));
    out.fields.push_back(merged_column(join, left_field, right_field));
    merged.insert({&left_field, &right_field});
  }
  for (const auto* side : {&left, &right}) {
    for (const auto& field : side->fields) {
      if (!merged.contains(&field)) out.fields.push_back(field);
    }
  }
  out.relation = make_join(join, left, right, all_of(conditions));
  return out;
}

}  // namespace sluice::sql
