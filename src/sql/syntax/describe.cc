#include "sql/syntax/describe.h"

#include <fmt/format.h>

namespace sluice::sql {

void Describer::put(double value) {
  out_ += fmt::format("{:a} ", value);
}

// With its length, so that no content looks like structure.
void Describer::put(const std::string& value) {
  out_ += std::to_string(value.size()) + ':' + value + ' ';
}

void Describer::put(const TypeSyntax& type) {
  node("type", type.form, type.name, type.arguments, type.fields, type.precision,
       type.with_time_zone, type.interval_from, type.interval_to, type.interval_precision);
}

void Describer::put(const WindowSpecification& window) {
  node("window", window.existing, window.partition_by, window.order_by, window.frame);
}

void Describer::put(const WindowFrame& frame) {
  node("frame", frame.unit, frame.start, frame.end, frame.pattern);
}

void Describer::put(const RowPattern& pattern) {
  node("pattern", pattern.kind, pattern.variable, pattern.parts, pattern.at_least, pattern.at_most,
       pattern.greedy);
}

void Describer::put(const RowPatternClauses& clauses) {
  node("clauses", clauses.measures, clauses.after_match, clauses.search, clauses.pattern,
       clauses.subsets, clauses.definitions);
}

void Describer::put(const JsonPathInvocation& path) {
  node("path", path.input, path.path, path.path_name, path.passing);
}

void Describer::put(const Relation& relation) {
  switch (relation.kind) {
    case RelationKind::table: {
      const auto& table = relation_cast<TableReference>(relation);
      return node("table", table.name, table.period);
    }
    case RelationKind::subquery:
      return node("subquery", relation_cast<SubqueryRelation>(relation).query);
    case RelationKind::lateral:
      return node("lateral", relation_cast<Lateral>(relation).query);
    case RelationKind::unnest: {
      const auto& unnest = relation_cast<Unnest>(relation);
      return node("unnest", unnest.items, unnest.with_ordinality);
    }
    case RelationKind::table_function: {
      const auto& function = relation_cast<TableFunction>(relation);
      return node("function", function.name, function.arguments, function.copartition);
    }
    case RelationKind::json_table: {
      const auto& table = relation_cast<JsonTable>(relation);
      return node("json", table.path, table.columns, table.plan, table.default_plan,
                  table.on_error);
    }
    case RelationKind::nearest: {
      const auto& nearest = relation_cast<Nearest>(relation);
      return node("nearest", nearest.from, nearest.where, nearest.match);
    }
    case RelationKind::aliased: {
      const auto& aliased = relation_cast<AliasedRelation>(relation);
      return node("aliased", aliased.relation, aliased.alias, aliased.columns);
    }
    case RelationKind::sampled: {
      const auto& sampled = relation_cast<SampledRelation>(relation);
      return node("sampled", sampled.relation, sampled.method, sampled.percentage);
    }
    case RelationKind::join: {
      const auto& join = relation_cast<Join>(relation);
      return node("join", join.join, join.left, join.right, join.natural, join.on,
                  join.using_columns);
    }
    case RelationKind::match_recognize: {
      const auto& match = relation_cast<MatchRecognize>(relation);
      return node("match", match.input, match.partition_by, match.order_by, match.rows_per_match,
                  match.clauses);
    }
  }
}

void Describer::put(const TableFunctionArgument& argument) {
  node("argument", argument.name, argument.table, argument.descriptor, argument.scalar);
}

void Describer::put(const TableArgument& argument) {
  node("table", argument.relation, argument.partition_by, argument.order_by, argument.when_empty);
}

void Describer::put(const JsonTableColumn& column) {
  node("column", column.kind, column.name, column.type, column.path, column.format, column.wrapper,
       column.quotes, column.on_empty, column.on_error, column.columns);
}

void Describer::put(const Query& query) {
  node("query", query.session, query.functions, query.recursive, query.with, query.body,
       query.order_by, query.offset, query.limit, query.fetch);
}

void Describer::put(const SelectItem& item) {
  node("item", item.all, item.expression, item.alias, item.aliases);
}

void Describer::put(const QueryBody& body) {
  switch (body.kind) {
    case QueryBodyKind::select: {
      const auto& select = body_cast<Select>(body);
      return node("select", select.distinct, select.items, select.from, select.where,
                  select.group_by, select.having, select.windows);
    }
    case QueryBodyKind::set_operation: {
      const auto& operation = body_cast<SetOperation>(body);
      return node("operation", operation.op, operation.all, operation.corresponding,
                  operation.corresponding_columns, operation.terms);
    }
    case QueryBodyKind::values:
      return node("values", body_cast<Values>(body).rows);
    case QueryBodyKind::table:
      return node("table", body_cast<TableBody>(body).name);
    case QueryBodyKind::subquery:
      return node("subquery", body_cast<SubqueryBody>(body).query);
  }
}

bool equal(const Statement& left, const Statement& right) {
  Describer of_left;
  Describer of_right;
  of_left.put(left);
  of_right.put(right);
  return of_left.take() == of_right.take();
}

bool equal(const Query& left, const Query& right) {
  Describer of_left;
  Describer of_right;
  of_left.put(left);
  of_right.put(right);
  return of_left.take() == of_right.take();
}

bool equal(const Expression& left, const Expression& right) {
  Describer of_left;
  Describer of_right;
  of_left.put(left);
  of_right.put(right);
  return of_left.take() == of_right.take();
}

}  // namespace sluice::sql
