#include "sql/syntax/describe.h"

namespace sluice::sql {

void Describer::put(const Statement& statement) {
  switch (statement.kind) {
    case StatementKind::query: {
      const auto& it = statement_cast<QueryStatement>(statement);
      return node("query", it.query);
    }
    case StatementKind::explain: {
      const auto& it = statement_cast<Explain>(statement);
      return node("explain", it.analyze, it.verbose, it.format, it.type, it.statement);
    }
    case StatementKind::prepare: {
      const auto& it = statement_cast<Prepare>(statement);
      return node("prepare", it.name, it.statement);
    }
    case StatementKind::execute: {
      const auto& it = statement_cast<Execute>(statement);
      return node("execute", it.name, it.parameters);
    }
    case StatementKind::execute_immediate: {
      const auto& it = statement_cast<ExecuteImmediate>(statement);
      return node("immediate", it.sql, it.parameters);
    }
    case StatementKind::deallocate: {
      const auto& it = statement_cast<Deallocate>(statement);
      return node("deallocate", it.name);
    }
    case StatementKind::create_table: {
      const auto& it = statement_cast<CreateTable>(statement);
      return node("table", it.name, it.or_replace, it.if_not_exists, it.elements, it.comment,
                  it.properties);
    }
    case StatementKind::create_table_as: {
      const auto& it = statement_cast<CreateTableAs>(statement);
      return node("table_as", it.name, it.or_replace, it.if_not_exists, it.columns, it.comment,
                  it.properties, it.query, it.with_data);
    }
    case StatementKind::create_view: {
      const auto& it = statement_cast<CreateView>(statement);
      return node("view", it.name, it.or_replace, it.comment, it.security, it.properties, it.query);
    }
    case StatementKind::create_schema: {
      const auto& it = statement_cast<CreateSchema>(statement);
      return node("schema", it.name, it.if_not_exists, it.properties);
    }
    case StatementKind::drop: {
      const auto& it = statement_cast<Drop>(statement);
      return node("drop", it.what, it.if_exists, it.name, it.cascade);
    }
    case StatementKind::show: {
      const auto& it = statement_cast<Show>(statement);
      return node("show", it.what, it.name, it.like, it.escape);
    }
    case StatementKind::utility: {
      const auto& it = statement_cast<Utility>(statement);
      return node("utility", it.command, it.words);
    }
    default:
      return put_write(statement);
  }
}

void Describer::put_write(const Statement& statement) {
  switch (statement.kind) {
    case StatementKind::insert: {
      const auto& it = statement_cast<Insert>(statement);
      return node("insert", it.target, it.columns, it.query);
    }
    case StatementKind::delete_: {
      const auto& it = statement_cast<Delete>(statement);
      return node("delete", it.target, it.where);
    }
    case StatementKind::update: {
      const auto& it = statement_cast<Update>(statement);
      return node("update", it.target, it.assignments, it.where);
    }
    case StatementKind::merge: {
      const auto& it = statement_cast<Merge>(statement);
      return node("merge", it.target, it.alias, it.source, it.on, it.cases);
    }
    case StatementKind::unload: {
      const auto& it = statement_cast<Unload>(statement);
      return node("unload", it.query, it.location_uri, it.properties);
    }
    default:
      return node("none");
  }
}

void Describer::put(const ColumnDefinition& column) {
  node("column", column.name, column.type, column.default_value, column.not_null, column.comment,
       column.properties);
}

void Describer::put(const TableElement& element) {
  node("element", element.column, element.like, element.like_properties);
}

void Describer::put(const MergeCase& merge_case) {
  node("case", merge_case.action, merge_case.condition, merge_case.assignments, merge_case.columns,
       merge_case.values);
}

}  // namespace sluice::sql
