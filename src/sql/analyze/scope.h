// What names mean at a place in a query.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "sql/analyze/typed.h"
#include "sql/syntax/name.h"

namespace sluice::sql {

// A column that a name may mean.
struct Field {
  std::string name;      // lower case; empty where the column has none
  std::string label;     // as written, for the result
  std::string relation;  // alias or table; lower case, empty where there is none
  std::string database;  // of a table without alias
  typed::NodePtr value;
};

// A WITH query, as its uses see it.
struct WithQuery {
  int id = 0;
  std::vector<typed::Column> columns;
};

struct WithScope {
  const WithScope* outer = nullptr;
  std::map<std::string, WithQuery> queries;

  const WithQuery* find(const std::string& name) const;
};

struct Scope {
  // The enclosing query's, for correlated subqueries and lateral relations.
  const Scope* outer = nullptr;
  // The same query's wider scope: behind the select list's aliases stand the FROM's columns.
  const Scope* behind = nullptr;
  const WithScope* with = nullptr;
  std::vector<Field> fields;
  // Applied to a column that an inner query takes from here (grouped rows have other columns).
  std::function<typed::NodePtr(const typed::NodePtr&, const QualifiedName&)> for_inner;
};

// The column that `name` means, or the field of a row column. Throws Error invalid
// COLUMN_NOT_FOUND, AMBIGUOUS_NAME.
typed::NodePtr resolve_name(const Scope& scope, const QualifiedName& name);

// What prefix.* means: the columns of the nearest relation of that name; none when there is none.
std::vector<Field> relation_fields(const Scope& scope, const QualifiedName& prefix);

// As row patterns and JSON paths name it: in capitals unless it is quoted.
std::string canonical_name(const Identifier& name);

// A row's field: struct_extract. Nothing when the row has no such field.
// Throws AMBIGUOUS_NAME.
std::optional<typed::NodePtr> field_of(const typed::NodePtr& row, const Identifier& name);

}  // namespace sluice::sql
