// FROM as text.
#include "sql/syntax/printer.h"

namespace sluice::sql {

void TextPrinter::put(const TableReference& table) {
  put(table.name);
  if (!table.period) return;
  const bool is_version = table.period->kind == PeriodKind::version;
  put(is_version ? " FOR VERSION AS OF " : " FOR TIMESTAMP AS OF ");
  put(*table.period->end, Precedence::concat);
}

void TextPrinter::put(const Relation& relation) {
  switch (relation.kind) {
    case RelationKind::table:
      return put(relation_cast<TableReference>(relation));
    case RelationKind::subquery:
      put("(");
      put(*relation_cast<SubqueryRelation>(relation).query);
      return put(")");
    case RelationKind::lateral:
      put("LATERAL (");
      put(*relation_cast<Lateral>(relation).query);
      return put(")");
    case RelationKind::unnest: {
      const auto& unnest = relation_cast<Unnest>(relation);
      put("UNNEST(");
      list(unnest.items);
      return put(unnest.with_ordinality ? ") WITH ORDINALITY" : ")");
    }
    case RelationKind::table_function:
      return put(relation_cast<TableFunction>(relation));
    case RelationKind::json_table:
      return put(relation_cast<JsonTable>(relation));
    case RelationKind::nearest: {
      const auto& nearest = relation_cast<Nearest>(relation);
      put("NEAREST (FROM ");
      put(*nearest.from);
      if (nearest.where) {
        put(" WHERE ");
        put(*nearest.where);
      }
      put(" MATCH ");
      put(*nearest.match);
      return put(")");
    }
    case RelationKind::aliased: {
      const auto& aliased = relation_cast<AliasedRelation>(relation);
      put_operand(*aliased.relation);
      put(" AS ");
      put(aliased.alias);
      if (aliased.columns.empty()) return;
      put(" (");
      list(aliased.columns);
      return put(")");
    }
    case RelationKind::sampled: {
      const auto& sampled = relation_cast<SampledRelation>(relation);
      put_operand(*sampled.relation);
      put(sampled.method == SampleMethod::system ? " TABLESAMPLE SYSTEM ("
                                                 : " TABLESAMPLE BERNOULLI (");
      put(*sampled.percentage);
      return put(")");
    }
    case RelationKind::join:
      return put(relation_cast<Join>(relation));
    case RelationKind::match_recognize:
      return put(relation_cast<MatchRecognize>(relation));
  }
}

void TextPrinter::put_operand(const Relation& relation) {
  const bool parentheses =
      relation.kind == RelationKind::aliased || relation.kind == RelationKind::sampled ||
      relation.kind == RelationKind::join || relation.kind == RelationKind::match_recognize;
  if (parentheses) put("(");
  put(relation);
  if (parentheses) put(")");
}

void TextPrinter::put(const Join& join) {
  constexpr std::string_view kWords[] = {", ",          " CROSS JOIN ", " JOIN ",
                                         " LEFT JOIN ", " RIGHT JOIN ", " FULL JOIN "};
  put(*join.left);
  if (join.natural) put(" NATURAL");
  put(kWords[static_cast<std::size_t>(join.join)]);
  const bool nested = join.right->kind == RelationKind::join && join.join != JoinKind::implicit;
  if (nested) put("(");
  put(*join.right);
  if (nested) put(")");
  if (join.on) {
    put(" ON ");
    put(*join.on);
  }
  if (join.using_columns.empty()) return;
  put(" USING (");
  list(join.using_columns);
  put(")");
}

void TextPrinter::put(const TableFunction& function) {
  put("TABLE(");
  put(function.name);
  put("(");
  list(function.arguments, [&](const TableFunctionArgument& argument) { put(argument); });
  if (!function.copartition.empty()) {
    put(" COPARTITION ");
    list(function.copartition, [&](const std::vector<QualifiedName>& tables) {
      put("(");
      list(tables);
      put(")");
    });
  }
  put("))");
}

void TextPrinter::put(const TableFunctionArgument& argument) {
  if (argument.name) {
    put(*argument.name);
    put(" => ");
  }
  if (argument.table) return put(*argument.table);
  if (argument.scalar) return put(*argument.scalar);
  if (argument.descriptor->empty()) return put("CAST(NULL AS DESCRIPTOR)");
  put("DESCRIPTOR(");
  list(*argument.descriptor, [&](const DescriptorField& field) {
    put(field.name);
    if (!field.type) return;
    put(" ");
    put(*field.type);
  });
  put(")");
}

void TextPrinter::put(const TableArgument& argument) {
  const auto* aliased = argument.relation->kind == RelationKind::aliased
                            ? &relation_cast<AliasedRelation>(*argument.relation)
                            : nullptr;
  const Relation& input = aliased == nullptr ? *argument.relation : *aliased->relation;
  const bool table = input.kind == RelationKind::table;
  put(table ? "TABLE(" : "TABLE");
  put(input);
  if (table) put(")");
  if (aliased != nullptr) {
    put(" AS ");
    put(aliased->alias);
    if (!aliased->columns.empty()) {
      put(" (");
      list(aliased->columns);
      put(")");
    }
  }
  if (argument.partition_by) {
    put(" PARTITION BY (");
    list(*argument.partition_by);
    put(")");
  }
  if (argument.when_empty == EmptyTreatment::prune) put(" PRUNE WHEN EMPTY");
  if (argument.when_empty == EmptyTreatment::keep) put(" KEEP WHEN EMPTY");
  if (argument.order_by.empty()) return;
  put(" ORDER BY (");
  list(argument.order_by);
  put(")");
}

}  // namespace sluice::sql
