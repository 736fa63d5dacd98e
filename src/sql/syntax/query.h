// Queries: WITH, SELECT, set operations, VALUES.
#pragma once

#include "sql/syntax/expression.h"
#include "sql/syntax/function.h"
#include "sql/syntax/json_table.h"
#include "sql/syntax/relation.h"
#include "sql/syntax/window.h"

namespace sluice::sql {

// --- bodies

enum class QueryBodyKind : std::uint8_t { select, set_operation, values, table, subquery };

struct QueryBody {
  explicit QueryBody(QueryBodyKind node_kind) : kind(node_kind) {}
  QueryBody(const QueryBody&) = delete;
  QueryBody& operator=(const QueryBody&) = delete;
  virtual ~QueryBody() = default;

  QueryBodyKind kind;
  Location location;
};

using QueryBodyPtr = std::unique_ptr<QueryBody>;

template <QueryBodyKind Kind>
struct QueryBodyOf : QueryBody {
  static constexpr QueryBodyKind kKind = Kind;
  QueryBodyOf() : QueryBody(Kind) {}
};

// The caller has looked at `kind`.
template <class Node>
const Node& body_cast(const QueryBody& body) {
  return static_cast<const Node&>(body);
}

// One of: *, prefix.* [AS (aliases)], expression [AS alias].
struct SelectItem {
  Location location;
  bool all = false;
  ExpressionPtr expression;         // all: what the star is of, null for a bare *
  std::optional<Identifier> alias;  // of a single expression
  std::vector<Identifier> aliases;  // of prefix.*
};

enum class GroupingElementKind : std::uint8_t { set, grouping_sets, rollup, cube };

// set: one set, of which a bare expression is the usual case.
struct GroupingElement {
  GroupingElementKind kind = GroupingElementKind::set;
  Location location;
  std::vector<Expressions> sets;
};

// absent says nothing was written; for GROUP BY and set operations that means ALL and DISTINCT.
enum class SetQuantifier : std::uint8_t { unspecified, distinct, all };

struct GroupBy {
  SetQuantifier quantifier = SetQuantifier::unspecified;
  std::vector<GroupingElement> elements;
};

struct Select final : QueryBodyOf<QueryBodyKind::select> {
  bool distinct = false;
  std::vector<SelectItem> items;
  RelationPtr from;     // may be null; the comma is an implicit join
  ExpressionPtr where;  // may be null
  std::optional<GroupBy> group_by;
  ExpressionPtr having;  // may be null
  std::vector<WindowDefinition> windows;
};

enum class SetOperator : std::uint8_t { union_, intersect, except };

// Terms from left to right: two, or more for a chain of the same UNION or INTERSECT
// (a UNION ALL b UNION ALL c), which groups as the reader pleases.
struct SetOperation final : QueryBodyOf<QueryBodyKind::set_operation> {
  SetOperator op = SetOperator::union_;
  bool all = false;
  bool corresponding = false;  // newer than Athena
  std::vector<Identifier> corresponding_columns;
  std::vector<QueryBodyPtr> terms;
};

// A row is an expression: RowConstructor for several columns, anything else for one.
struct Values final : QueryBodyOf<QueryBodyKind::values> {
  Expressions rows;
};

// TABLE name
struct TableBody final : QueryBodyOf<QueryBodyKind::table> {
  QualifiedName name;
};

// (query), with perhaps its own ORDER BY and LIMIT; never WITH.
struct SubqueryBody final : QueryBodyOf<QueryBodyKind::subquery> {
  QueryPtr query;
};

// --- the query around a body

struct NamedQuery {
  Identifier name;
  std::vector<Identifier> columns;
  QueryPtr query;
};

// A number, or a parameter.
struct RowCount {
  Location location;
  std::int64_t count = 0;
  std::optional<int> parameter;
};

struct FetchFirst {
  Location location;
  std::optional<RowCount> count;  // absent: one row
  bool with_ties = false;
};

// WITH FUNCTION f(x bigint) RETURNS bigint RETURN x + 1: kept as its words; Athena has none.
struct InlineFunction {
  Location location;
  QualifiedName name;
  std::vector<std::string> words;
};

// WITH SESSION name = value (newer than Athena).
struct SessionProperty {
  QualifiedName name;
  ExpressionPtr value;
};

struct Query {
  Location location;
  std::vector<SessionProperty> session;   // only at the root
  std::vector<InlineFunction> functions;  // only at the root
  bool recursive = false;
  std::vector<NamedQuery> with;
  QueryBodyPtr body;
  std::vector<SortItem> order_by;
  std::optional<RowCount> offset;
  std::optional<RowCount> limit;  // LIMIT ALL leaves it absent
  std::optional<FetchFirst> fetch;
};

}  // namespace sluice::sql
