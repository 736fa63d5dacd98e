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

typed::RelationPtr make_join(typed::JoinKind kind, typed::RelationPtr left,
                             typed::RelationPtr right, NodePtr on) {
  return typed::make_relation(typed::Join{
      .kind = kind, .left = std::move(left), .right = std::move(right), .on = std::move(on)});
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

const Relation& without_alias(const Relation& relation) {
  return relation.kind == RelationKind::aliased
             ? without_alias(*relation_cast<AliasedRelation>(relation).relation)
             : relation;
}

bool is_true(const Join& join) {
  const auto* on = join.on ? expression_if<BooleanLiteral>(*join.on) : nullptr;
  return on != nullptr && on->value;
}

const char* word_of(JoinKind kind) {
  switch (kind) {
    case JoinKind::left:
      return "LEFT";
    case JoinKind::right:
      return "RIGHT";
    case JoinKind::full:
      return "FULL";
    default:
      return "INNER";
  }
}

// https://trino.io/docs/current/sql/select.html#unnest
void check_lateral(const Join& join, const Relation& right) {
  const bool has_criteria = join.on || !join.using_columns.empty();
  if (!has_criteria || is_true(join)) return;
  const Location location = join.on ? join.on->location : join.location;
  if (right.kind == RelationKind::unnest) {
    fail(location, "NOT_SUPPORTED",
         fmt::format("{} JOIN involving UNNEST is only supported with condition ON TRUE",
                     word_of(join.join)));
  }
  if (right.kind == RelationKind::json_table) {
    fail(location, "NOT_SUPPORTED",
         "JOIN involving JSON_TABLE is only supported with condition ON TRUE");
  }
  if (right.kind == RelationKind::lateral && join.join == JoinKind::full) {
    fail(location, "NOT_SUPPORTED",
         "FULL JOIN involving LATERAL relation is only supported with condition ON TRUE");
  }
}

// A SELECT that aggregates everything gives one row, whatever it finds.
bool gives_one_row(const typed::Relation& relation) {
  const auto* derived = std::get_if<typed::Derived>(&relation.value);
  if (derived == nullptr || derived->query->limit || derived->query->offset) return false;
  const auto* select = std::get_if<typed::Select>(&derived->query->body);
  return select != nullptr && select->aggregation && select->aggregation->sets.empty() &&
         select->aggregation->keys.empty() && !select->having;
}

bool is_outer(JoinKind kind) {
  return kind == JoinKind::left || kind == JoinKind::right || kind == JoinKind::full;
}

}  // namespace

AnalyzedRelation RelationAnalyzer::join(const Join& join) {
  if (join.natural) fail(join.location, "NOT_SUPPORTED", "Natural join not supported");
  const Relation& written_right = without_alias(*join.right);
  check_lateral(join, written_right);
  const AnalyzedRelation left = analyze(*join.left);
  const std::vector<Field> before = left_;
  const char* const refused_before = left_refused_;
  left_.insert(left_.end(), left.fields.begin(), left.fields.end());
  const bool keeps_right = join.join == JoinKind::right || join.join == JoinKind::full;
  if (keeps_right) left_refused_ = word_of(join.join);
  const AnalyzedRelation right = analyze(*join.right);
  left_ = before;
  left_refused_ = refused_before;
  const bool is_lateral = written_right.kind == RelationKind::lateral ||
                          written_right.kind == RelationKind::unnest ||
                          written_right.kind == RelationKind::json_table;
  if (!join.using_columns.empty()) {
    if (keeps_right && is_lateral) {
      fail_unsupported(join.location, "RIGHT JOIN of a lateral relation with USING is");
    }
    return join_using(join, left, right);
  }
  if (keeps_right && is_lateral) return join_lateral(join, left, right);
  AnalyzedRelation out{.fields = left.fields};
  out.fields.insert(out.fields.end(), right.fields.begin(), right.fields.end());
  // DuckDB 1.5 loses the constants of that row in a LEFT JOIN.
  const bool is_cross = is_lateral && is_true(join) && gives_one_row(*right.relation);
  if (is_cross) {
    out.relation = make_join(typed::JoinKind::cross, left.relation, right.relation, nullptr);
    return out;
  }
  if (!join.on) {
    out.relation = make_join(kind_of(join.join), left.relation, right.relation, nullptr);
    return out;
  }
  const NodePtr on = join_condition(join, out.fields);
  if (join.join == JoinKind::inner) add_partition_predicates(context_, on);
  out.relation =
      is_outer(join.join)
          ? outer_join(kind_of(join.join), left.relation, right.relation, on, join.on->location)
          : make_join(kind_of(join.join), left.relation, right.relation, on);
  return out;
}

NodePtr RelationAnalyzer::join_condition(const Join& join, const std::vector<Field>& fields) {
  Scope scope{.outer = outer_, .with = with_, .fields = fields};
  if (is_outer(join.join)) {
    scope.for_inner = [](const NodePtr&, const QualifiedName& name) -> NodePtr {
      fail(name.location, "INVALID_COLUMN_REFERENCE",
           fmt::format("Reference to column '{}' from outer scope not allowed in this context",
                       to_text(name)));
    };
  }
  const NodePtr on =
      ExpressionAnalyzer(context_, scope).analyze_condition(*join.on, "JOIN ON clause");
  require_scalar(on, "JOIN clause", join.on->location);
  return on;
}

// RIGHT and FULL JOIN of a lateral relation stand, in Trino, inside each left row: without one
// there is nothing, and a right row that meets no condition comes beside NULLs.
AnalyzedRelation RelationAnalyzer::join_lateral(const Join& join, const AnalyzedRelation& left,
                                                const AnalyzedRelation& right) {
  AnalyzedRelation out{.fields = left.fields};
  out.fields.insert(out.fields.end(), right.fields.begin(), right.fields.end());
  if (join.join == JoinKind::full) {
    out.relation = make_join(typed::JoinKind::left, left.relation, right.relation,
                             join_condition(join, out.fields));
    return out;
  }
  const NodePtr on = is_true(join) ? nullptr : join_condition(join, out.fields);
  for (std::size_t i = 0; on && i < left.fields.size(); ++i) {
    NodePtr& value = out.fields[i].value;
    value = typed::make_call(value->type, "CASE WHEN {0} THEN {1} END", {on, value});
  }
  out.relation = make_join(typed::JoinKind::cross, left.relation, right.relation, nullptr);
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

AnalyzedRelation RelationAnalyzer::join_using(const Join& join, const AnalyzedRelation& left,
                                              const AnalyzedRelation& right) {
  std::vector<NodePtr> conditions;
  AnalyzedRelation out;
  std::set<const Field*> merged;
  std::set<std::string> seen;
  for (const auto& column : join.using_columns) {
    if (!seen.insert(column.name).second) {
      fail(column.location, "DUPLICATE_COLUMN_NAME",
           fmt::format("Column '{}' appears multiple times in USING clause", column.text));
    }
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
  out.relation = make_join(kind_of(join.join), left.relation, right.relation, all_of(conditions));
  return out;
}

}  // namespace sluice::sql
