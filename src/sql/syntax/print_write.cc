// INSERT, DELETE, UPDATE, MERGE, UNLOAD, DROP as text.
#include "sql/syntax/printer.h"

namespace sluice::sql {

void TextPrinter::put(const WriteTarget& target) {
  put(target.table);
  if (!target.branch) return;
  put(" @ ");
  put(*target.branch);
}

void TextPrinter::put(const std::vector<Assignment>& assignments) {
  list(assignments, [&](const Assignment& assignment) {
    put(assignment.column);
    put(" = ");
    put(*assignment.value);
  });
}

void TextPrinter::put_write(const Statement& statement) {
  const auto put_where = [&](const ExpressionPtr& where) {
    if (!where) return;
    put(" WHERE ");
    put(*where);
  };
  switch (statement.kind) {
    case StatementKind::insert: {
      const auto& insert = statement_cast<Insert>(statement);
      put("INSERT INTO ");
      put(insert.target);
      if (!insert.columns.empty()) {
        put(" (");
        list(insert.columns);
        put(")");
      }
      put(" ");
      return put(*insert.query);
    }
    case StatementKind::delete_: {
      const auto& erase = statement_cast<Delete>(statement);
      put("DELETE FROM ");
      put(erase.target);
      return put_where(erase.where);
    }
    case StatementKind::update: {
      const auto& update = statement_cast<Update>(statement);
      put("UPDATE ");
      put(update.target);
      put(" SET ");
      put(update.assignments);
      return put_where(update.where);
    }
    case StatementKind::merge:
      return put(statement_cast<Merge>(statement));
    case StatementKind::create_schema: {
      const auto& create = statement_cast<CreateSchema>(statement);
      put(create.if_not_exists ? "CREATE SCHEMA IF NOT EXISTS " : "CREATE SCHEMA ");
      put(create.name);
      return put_properties(create.properties);
    }
    case StatementKind::drop: {
      constexpr std::string_view kWords[] = {"DROP TABLE ", "DROP VIEW ", "DROP SCHEMA "};
      const auto& drop = statement_cast<Drop>(statement);
      put(kWords[static_cast<std::size_t>(drop.what)]);
      if (drop.if_exists) put("IF EXISTS ");
      put(drop.name);
      return put(drop.cascade ? " CASCADE" : "");
    }
    default: {
      const auto& unload = statement_cast<Unload>(statement);
      put("UNLOAD (");
      put(*unload.query);
      put(") TO ");
      put_string(unload.location_uri);
      return put_properties(unload.properties);
    }
  }
}

void TextPrinter::put(const Merge& merge) {
  put("MERGE INTO ");
  put(merge.target);
  if (merge.alias) {
    put(" AS ");
    put(*merge.alias);
  }
  put(" USING ");
  put(*merge.source);
  put(" ON ");
  put(*merge.on);
  for (const MergeCase& merge_case : merge.cases)
    put(merge_case);
}

void TextPrinter::put(const MergeCase& merge_case) {
  const bool insert = merge_case.action == MergeAction::insert;
  put(insert ? " WHEN NOT MATCHED" : " WHEN MATCHED");
  if (merge_case.condition) {
    put(" AND ");
    put(*merge_case.condition);
  }
  put(" THEN ");
  if (merge_case.action == MergeAction::delete_) return put("DELETE");
  if (!insert) {
    put("UPDATE SET ");
    return put(merge_case.assignments);
  }
  put("INSERT ");
  if (!merge_case.columns.empty()) {
    put("(");
    list(merge_case.columns);
    put(") ");
  }
  put("VALUES (");
  list(merge_case.values);
  put(")");
}

}  // namespace sluice::sql
