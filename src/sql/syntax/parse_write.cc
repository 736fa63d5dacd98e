// INSERT, DELETE, UPDATE, MERGE, UNLOAD.
#include "sql/syntax/parser.h"

namespace sluice::sql {

namespace {

WriteTarget write_target(Cursor& cursor) {
  WriteTarget target;
  target.table = cursor.qualified_name();
  if (cursor.at("@")) {
    cursor.take();
    target.branch = cursor.identifier();
  }
  return target;
}

Assignment assignment(Cursor& cursor) {
  Assignment assignment;
  assignment.column = cursor.identifier();
  cursor.expect("=");
  assignment.value = expression(cursor);
  return assignment;
}

// The list of columns, not a query in parentheses.
std::vector<Identifier> column_list(Cursor& cursor) {
  if (!cursor.at("(") || !cursor.at_identifier(1)) return {};
  return parenthesized_identifiers(cursor);
}

StatementPtr insert_statement(Cursor& cursor, const Location& at) {
  auto node = make_node<Insert>(at);
  cursor.expect("INTO");
  node->target = write_target(cursor);
  node->columns = column_list(cursor);
  node->query = root_query(cursor);
  return node;
}

StatementPtr delete_statement(Cursor& cursor, const Location& at) {
  auto node = make_node<Delete>(at);
  cursor.expect("FROM");
  node->target = write_target(cursor);
  if (cursor.accept("WHERE")) node->where = expression(cursor);
  return node;
}

StatementPtr update_statement(Cursor& cursor, const Location& at) {
  auto node = make_node<Update>(at);
  node->target = write_target(cursor);
  cursor.expect("SET");
  node->assignments = comma_list(cursor, assignment);
  if (cursor.accept("WHERE")) node->where = expression(cursor);
  return node;
}

void merge_insert(Cursor& cursor, MergeCase& merge_case) {
  cursor.expect("INSERT");
  merge_case.action = MergeAction::insert;
  merge_case.columns = column_list(cursor);
  cursor.expect("VALUES");
  merge_case.values = parenthesized_expressions(cursor);
}

MergeCase merge_case(Cursor& cursor) {
  MergeCase result;
  result.location = cursor.take().location;
  const bool insert = cursor.accept("NOT");
  cursor.expect("MATCHED");
  if (cursor.accept("AND")) result.condition = expression(cursor);
  cursor.expect("THEN");
  if (insert) {
    merge_insert(cursor, result);
  } else if (cursor.accept("DELETE")) {
    result.action = MergeAction::delete_;
  } else {
    cursor.expect("UPDATE");
    cursor.expect("SET");
    result.assignments = comma_list(cursor, assignment);
  }
  return result;
}

StatementPtr merge_statement(Cursor& cursor, const Location& at) {
  auto node = make_node<Merge>(at);
  cursor.expect("INTO");
  node->target = write_target(cursor);
  const bool as = cursor.accept("AS");
  if (as || cursor.at_identifier()) node->alias = cursor.identifier();
  cursor.expect("USING");
  node->source = relation(cursor);
  cursor.expect("ON");
  node->on = expression(cursor);
  if (!cursor.at("WHEN")) cursor.expect("WHEN");
  while (cursor.at("WHEN"))
    node->cases.push_back(merge_case(cursor));
  return node;
}

StatementPtr unload_statement(Cursor& cursor, const Location& at) {
  auto node = make_node<Unload>(at);
  cursor.expect("(");
  node->query = root_query(cursor);
  cursor.expect(")");
  cursor.expect("TO");
  node->location_uri = cursor.string();
  if (cursor.accept("WITH")) node->properties = properties(cursor);
  return node;
}

}  // namespace

StatementPtr write_statement(Cursor& cursor) {
  const Location at = cursor.location();
  if (cursor.accept("INSERT")) return insert_statement(cursor, at);
  if (cursor.accept("DELETE")) return delete_statement(cursor, at);
  if (cursor.accept("UPDATE")) return update_statement(cursor, at);
  if (cursor.accept("MERGE")) return merge_statement(cursor, at);
  cursor.expect("UNLOAD");
  return unload_statement(cursor, at);
}

}  // namespace sluice::sql
