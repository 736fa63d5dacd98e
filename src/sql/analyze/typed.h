// The typed tree: what the analyzer makes and the printer prints.
//
// Every expression has its Trino type, and casts are explicit: DuckDB infers nothing. How a node
// reads in DuckDB is its `lowering`, a text with gaps:
//   {0} {1} …   an argument            {*} {1*}   all arguments, or those from 1 on, with commas
//   {d}         DISTINCT of an aggregate           {o}  its ORDER BY
//   {f}         its FILTER and OVER                {q}  a subquery in parentheses
//   {zone}      the session's time zone, a text
//   {0p} {0b}   of an argument that is a lambda: the names of its parameters, and its body
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "sql/types/type.h"

namespace sluice::sql::typed {

struct Node;
struct Query;
// Immutable; shared by every place that an expression is used in (a group key, a sort key).
using NodePtr = std::shared_ptr<const Node>;
using QueryPtr = std::shared_ptr<const Query>;

// A constant. `text` is its value where a caller may want to look at it: numbers, dates and
// timestamps as Trino casts them to varchar, strings as they are.
struct Literal {
  std::string sql;  // empty where the engine cannot hold the value: printing it is NOT_SUPPORTED
  std::optional<std::string> text;
};

// A column of the relation with this id, or a parameter of a lambda (kLambda).
struct ColumnUse {
  static constexpr int kLambda = -1;
  int relation = 0;
  std::string column;
};

struct Call {
  std::string lowering;
  std::vector<NodePtr> arguments;
  bool is_volatile = false;  // another value each time: random()
  bool can_fail = true;      // for some arguments
};

struct SortKey {
  NodePtr value;
  bool is_descending = false;
  bool nulls_first = false;
};

struct Frame {
  std::string unit;   // ROWS, RANGE, GROUPS
  std::string start;  // "UNBOUNDED PRECEDING", "{} PRECEDING"
  std::string end;
  NodePtr start_offset;  // may be null
  NodePtr end_offset;    // may be null
};

struct Window {
  std::vector<NodePtr> partition_by;
  std::vector<SortKey> order_by;
  std::optional<Frame> frame;
};

// In the lowering of the aggregate that tells grouping sets apart.
inline constexpr const char* kGrouping = "GROUPING(";

// An aggregate or window function.
struct Aggregate {
  std::string lowering;
  std::vector<NodePtr> arguments;
  bool is_distinct = false;
  std::vector<SortKey> order_by;
  NodePtr filter;  // may be null
  std::optional<Window> window;
};

// An expression around a query: scalar, EXISTS, IN, ANY.
struct SubqueryUse {
  std::string lowering;
  std::vector<NodePtr> arguments;
  QueryPtr query;
};

struct Node {
  Type type;
  std::variant<Literal, ColumnUse, Call, Aggregate, SubqueryUse> value;
  // Of the structure, set as it is made:
  std::size_t hash = 0;
  std::size_t size = 0;  // about the characters it prints
  bool has_aggregate = false;
  bool has_window = false;
  bool has_subquery = false;
  bool has_volatile = false;
};

// A lowering that names an argument twice prints it twice, and nested ones double: beyond this the
// query is refused, before walking it takes long.
inline constexpr std::size_t kPrintedSizeMax = 16'000'000;
// Throws Error limit NOT_SUPPORTED beyond it.
void check_printed_size(std::size_t size);

NodePtr make_literal(Type type, std::string sql, std::optional<std::string> text = {});
NodePtr make_column(Type type, int relation, std::string column);
NodePtr make_call(Type type, std::string lowering, std::vector<NodePtr> arguments);
NodePtr make_call(Type type, Call call);
NodePtr make_aggregate(Type type, Aggregate aggregate);
NodePtr make_subquery(Type type, SubqueryUse subquery);

// The row's field in this place, from 0.
NodePtr row_field(const NodePtr& row, std::size_t place);

// The same expression written twice.
bool is_same(const Node& left, const Node& right);

template <class Value>
const Value* node_if(const NodePtr& node) {
  return std::get_if<Value>(&node->value);
}

// Calls `visit` on the direct children, subqueries' insides excepted.
void for_each_child(const Node& node, const std::function<void(const NodePtr&)>& visit);
// The node with its direct children replaced; itself when none changed.
NodePtr with_children(const NodePtr& node, const std::function<NodePtr(const NodePtr&)>& replace);

inline bool has_aggregate(const NodePtr& node) {  // outside windows
  return node->has_aggregate;
}
inline bool has_window(const NodePtr& node) {
  return node->has_window;
}
inline bool has_subquery(const NodePtr& node) {
  return node->has_subquery;
}

// --- relations

struct Relation;
using RelationPtr = std::shared_ptr<const Relation>;

// A table's use; columns go by their names.
struct Scan {
  int id = 0;
  std::string handle;
};

// (query) AS r1(c0, c1)
struct Derived {
  int id = 0;
  QueryPtr query;
  bool is_lateral = false;
};

// One use of a WITH query.
struct WithUse {
  int id = 0;
  int with = 0;  // w<with>
  std::size_t width = 0;
};

// UNNEST: one column per list, then perhaps the ordinal.
struct Unnest {
  int id = 0;
  std::vector<NodePtr> lists;
  // Where a list's elements are rows, their fields: each is a column of its own.
  std::vector<std::size_t> field_counts;  // 0: the element itself is the column
  bool has_ordinality = false;
};

enum class JoinKind { cross, inner, left, right, full };

struct Join {
  JoinKind kind = JoinKind::cross;
  RelationPtr left;
  RelationPtr right;
  NodePtr on;  // null for cross
};

// TABLESAMPLE BERNOULLI / SYSTEM
struct Sample {
  RelationPtr relation;
  std::string method;
  std::string percentage;
};

// The relation with this id and one more column.
struct Extended {
  RelationPtr relation;
  int id = 0;
  std::string column;
  NodePtr value;
};

// The whole numbers from start to stop.
struct Sequence {
  int id = 0;
  std::int64_t start = 0;
  std::int64_t stop = 0;
  std::int64_t step = 1;
};

struct Relation {
  std::variant<Scan, Derived, WithUse, Unnest, Join, Sample, Extended, Sequence> value;
};

RelationPtr make_relation(decltype(Relation::value) value);
// (query) AS r<id>
RelationPtr make_derived(int id, QueryPtr query);

// --- queries

struct Column {
  std::string name;  // as the user sees it; "_col0" where there is none
  Type type;
  bool is_anonymous = false;
};

// The grouped rows, as a relation of their own: `keys` then `aggregates` are its columns k0, k1 …
// a0, a1 …; what stands above it (HAVING, windows, the select list) uses only these.
struct Aggregation {
  int id = 0;
  std::vector<NodePtr> keys;
  std::vector<NodePtr> aggregates;
  // Indexes into keys; one plain set is a plain GROUP BY; none at all is the global group.
  std::vector<std::vector<std::size_t>> sets;
};

struct Select {
  bool is_distinct = false;
  std::vector<NodePtr> items;
  RelationPtr from;  // may be null
  NodePtr where;     // may be null
  std::optional<Aggregation> aggregation;
  NodePtr having;  // may be null
};

enum class SetOperator { union_, intersect, except };

// Terms have the same types.
struct SetOperation {
  SetOperator op = SetOperator::union_;
  bool is_all = false;
  std::vector<QueryPtr> terms;
};

struct Values {
  std::vector<std::vector<NodePtr>> rows;
};

struct NamedQuery {
  int id = 0;  // w<id>
  QueryPtr query;
  bool is_recursive = false;
};

// A sort key of a query: an output column, or for a SELECT any expression over its rows.
struct OrderKey {
  std::optional<std::size_t> column;
  SortKey key;  // `value` where `column` is absent
};

struct Query {
  std::vector<NamedQuery> with;
  std::variant<Select, SetOperation, Values> body;
  std::vector<Column> columns;
  std::vector<OrderKey> order_by;
  std::optional<std::int64_t> offset;
  std::optional<std::int64_t> limit;
};

QueryPtr share(Query query);

}  // namespace sluice::sql::typed
