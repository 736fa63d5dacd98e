// TABLE(f(…)) and JSON_TABLE(…).
#include "sql/syntax/parser.h"

namespace sluice::sql {

namespace {

// The alias of a table argument may not be COPARTITION without AS, which would swallow the clause.
RelationPtr argument_alias(Cursor& cursor, RelationPtr relation) {
  const bool clause = (cursor.at("PARTITION") && cursor.at("BY", 1)) ||
                      ((cursor.at("PRUNE") || cursor.at("KEEP")) && cursor.at("WHEN", 1));
  if (clause) return relation;
  if (cursor.at("COPARTITION")) {
    Cursor::fail(cursor.location(),
                 "The word \"COPARTITION\" is ambiguous in this context. To alias an argument, "
                 "precede the alias with \"AS\". To specify co-partitioning, change the argument "
                 "order so that the last argument cannot be aliased.");
  }
  return aliased(cursor, std::move(relation));
}

RelationPtr argument_relation(Cursor& cursor) {
  cursor.expect("TABLE");
  const Location at = cursor.location();
  RelationPtr relation;
  if (cursor.at("(") && cursor.at_identifier(1)) {
    cursor.take();
    auto table = make_node<TableReference>(cursor.location());
    table->name = cursor.qualified_name();
    cursor.expect(")");
    relation = std::move(table);
  } else {
    auto subquery = make_node<SubqueryRelation>(at);
    subquery->query = parenthesized_query(cursor);
    relation = std::move(subquery);
  }
  return argument_alias(cursor, std::move(relation));
}

Expressions argument_partition(Cursor& cursor) {
  if (!cursor.at("(")) {
    Expressions single;
    single.push_back(expression(cursor));
    return single;
  }
  cursor.take();
  if (cursor.accept(")")) return {};
  Expressions items = expressions(cursor);
  cursor.expect(")");
  return items;
}

EmptyTreatment empty_treatment(Cursor& cursor) {
  EmptyTreatment treatment = EmptyTreatment::prune;
  if (!cursor.accept("PRUNE")) {
    if (!cursor.accept("KEEP")) return EmptyTreatment::unspecified;
    treatment = EmptyTreatment::keep;
  }
  cursor.expect("WHEN");
  cursor.expect("EMPTY");
  return treatment;
}

std::unique_ptr<TableArgument> table_argument(Cursor& cursor) {
  auto argument = std::make_unique<TableArgument>();
  argument->relation = argument_relation(cursor);
  if (cursor.accept("PARTITION")) {
    cursor.expect("BY");
    argument->partition_by = argument_partition(cursor);
  }
  argument->when_empty = empty_treatment(cursor);
  if (!cursor.accept("ORDER")) return argument;
  cursor.expect("BY");
  if (cursor.accept("(")) {
    argument->order_by = sort_items(cursor);
    cursor.expect(")");
  } else {
    argument->order_by.push_back(sort_item(cursor));
  }
  return argument;
}

bool at_null_descriptor(const Cursor& cursor) {
  return cursor.at("CAST") && cursor.at("NULL", 2) && cursor.at("AS", 3) &&
         cursor.at("DESCRIPTOR", 4);
}

TableFunctionArgument function_argument(Cursor& cursor) {
  TableFunctionArgument argument;
  argument.location = cursor.location();
  if (cursor.at_identifier() && cursor.at("=>", 1)) {
    argument.name = cursor.identifier();
    cursor.take();
  }
  if (cursor.at("TABLE")) {
    argument.table = table_argument(cursor);
  } else if (!cursor.at(")", 2) && cursor.accept("DESCRIPTOR", "(")) {
    argument.descriptor = comma_list(cursor, [](Cursor& at) {
      DescriptorField field{.name = at.identifier(), .type = {}};
      if (!at.at(",") && !at.at(")")) field.type = type_syntax(at);
      return field;
    });
    cursor.expect(")");
  } else if (at_null_descriptor(cursor)) {
    for (int word = 0; word < 5; ++word)
      cursor.take();
    cursor.expect(")");
    argument.descriptor.emplace();
  } else {
    argument.scalar = expression(cursor);
  }
  return argument;
}

std::vector<QualifiedName> copartition_tables(Cursor& cursor) {
  return parenthesized_list(cursor, [](Cursor& at) { return at.qualified_name(); });
}

JsonTablePlan json_plan(Cursor& cursor);

JsonTablePlan plan_primary(Cursor& cursor) {
  if (cursor.accept("(")) {
    JsonTablePlan plan = json_plan(cursor);
    cursor.expect(")");
    return plan;
  }
  JsonTablePlan leaf;
  leaf.path = cursor.identifier();
  return leaf;
}

JsonTablePlan json_plan(Cursor& cursor) {
  const Level level(cursor);
  JsonTablePlan first = plan_primary(cursor);
  JsonTablePlan plan;
  if (cursor.at("OUTER") || cursor.at("INNER")) {
    plan.kind = cursor.at("OUTER") ? JsonPlanKind::outer : JsonPlanKind::inner;
    cursor.take();
    plan.path = std::move(first.path);
    plan.parts.push_back(plan_primary(cursor));
    return plan;
  }
  if (!cursor.at("UNION") && !cursor.at("CROSS")) return first;
  const Terminal word = cursor.at("UNION") ? Terminal("UNION") : Terminal("CROSS");
  plan.kind = cursor.at("UNION") ? JsonPlanKind::union_ : JsonPlanKind::cross;
  plan.parts.push_back(std::move(first));
  while (cursor.accept(word))
    plan.parts.push_back(plan_primary(cursor));
  return plan;
}

JsonDefaultPlan json_default_plan(Cursor& cursor) {
  JsonDefaultPlan plan;
  do {
    if (cursor.accept("INNER")) {
      plan.inner = true;
    } else if (cursor.accept("CROSS")) {
      plan.cross = true;
    } else if (!cursor.accept("OUTER")) {
      cursor.expect("UNION");
    }
  } while (cursor.accept(","));
  return plan;
}

JsonTableColumn json_column(Cursor& cursor);

std::vector<JsonTableColumn> json_columns(Cursor& cursor) {
  cursor.expect("COLUMNS");
  return parenthesized_list(cursor, json_column);
}

JsonTableColumn nested_columns(Cursor& cursor) {
  JsonTableColumn column;
  column.kind = JsonColumnKind::nested;
  column.location = cursor.take().location;
  cursor.accept("PATH");
  column.path_location = cursor.location();
  column.path = cursor.string();
  if (cursor.accept("AS")) column.name = cursor.identifier();
  column.columns = json_columns(cursor);
  return column;
}

JsonTableColumn json_column(Cursor& cursor) {
  const Level level(cursor);
  if (cursor.at("NESTED") && (cursor.at("PATH", 1) || cursor.at_string(1))) {
    return nested_columns(cursor);
  }
  JsonTableColumn column;
  column.location = cursor.location();
  column.name = cursor.identifier();
  if (cursor.accept("FOR")) {
    cursor.expect("ORDINALITY");
    column.kind = JsonColumnKind::ordinality;
    return column;
  }
  column.type = type_syntax(cursor);
  column.format = json_format(cursor);
  if (cursor.accept("PATH")) {
    column.path_location = cursor.location();
    column.path = cursor.string();
  }
  if (column.format != JsonFormat::unspecified) {
    column.kind = JsonColumnKind::query;
    column.wrapper = json_wrapper(cursor);
    column.quotes = json_quotes(cursor);
  }
  const bool query = column.kind == JsonColumnKind::query;
  JsonOutcomes outcomes = query ? json_query_outcomes(cursor) : json_value_outcomes(cursor);
  column.on_empty = std::move(outcomes.on_empty);
  column.on_error = std::move(outcomes.on_error);
  return column;
}

}  // namespace

RelationPtr table_function(Cursor& cursor) {
  auto node = make_node<TableFunction>(cursor.take().location);
  cursor.expect("(");
  node->name = cursor.qualified_name();
  cursor.expect("(");
  if (!cursor.at(")") && !cursor.at("COPARTITION")) {
    node->arguments = comma_list(cursor, function_argument);
  }
  if (cursor.accept("COPARTITION")) {
    node->copartition = comma_list(cursor, copartition_tables);
  }
  cursor.expect(")");
  cursor.expect(")");
  return node;
}

RelationPtr json_table(Cursor& cursor) {
  auto node = make_node<JsonTable>(cursor.take().location);
  cursor.expect("(");
  node->path = json_path_invocation(cursor);
  node->columns = json_columns(cursor);
  if (cursor.accept("PLAN")) {
    if (cursor.accept("DEFAULT")) {
      cursor.expect("(");
      node->default_plan = json_default_plan(cursor);
    } else {
      cursor.expect("(");
      node->plan = json_plan(cursor);
    }
    cursor.expect(")");
  }
  if (cursor.at("ERROR") || cursor.at("EMPTY")) {
    node->on_error = cursor.at("ERROR") ? JsonTableOnError::error : JsonTableOnError::empty;
    cursor.take();
    cursor.expect("ON");
    cursor.expect("ERROR");
  }
  cursor.expect(")");
  return node;
}

}  // namespace sluice::sql
