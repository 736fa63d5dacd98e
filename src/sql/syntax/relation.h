// What stands in FROM.
#pragma once

#include "sql/syntax/expression.h"
#include "sql/syntax/window.h"

namespace sluice::sql {

enum class RelationKind : std::uint8_t {
  table,
  subquery,
  lateral,
  unnest,
  table_function,
  json_table,
  nearest,
  aliased,
  sampled,
  join,
  match_recognize,
};

struct Relation {
  explicit Relation(RelationKind node_kind) : kind(node_kind) {}
  Relation(const Relation&) = delete;
  Relation& operator=(const Relation&) = delete;
  virtual ~Relation() = default;

  RelationKind kind;
  Location location;
};

using RelationPtr = std::unique_ptr<Relation>;

template <RelationKind Kind>
struct RelationOf : Relation {
  static constexpr RelationKind kKind = Kind;
  RelationOf() : Relation(Kind) {}
};

// The caller has looked at `kind`.
template <class Node>
const Node& relation_cast(const Relation& relation) {
  return static_cast<const Node&>(relation);
}

enum class PeriodKind : std::uint8_t { timestamp, version };

// FOR TIMESTAMP AS OF end
struct TablePeriod {
  PeriodKind kind = PeriodKind::timestamp;
  ExpressionPtr end;
};

struct TableReference final : RelationOf<RelationKind::table> {
  QualifiedName name;
  std::optional<TablePeriod> period;
};

struct SubqueryRelation final : RelationOf<RelationKind::subquery> {
  SubqueryRelation();
  ~SubqueryRelation() override;
  QueryPtr query;
};

struct Lateral final : RelationOf<RelationKind::lateral> {
  Lateral();
  ~Lateral() override;
  QueryPtr query;
};

struct Unnest final : RelationOf<RelationKind::unnest> {
  Expressions items;
  bool with_ordinality = false;
};

// relation [AS] alias [(columns)]
struct AliasedRelation final : RelationOf<RelationKind::aliased> {
  RelationPtr relation;
  Identifier alias;
  std::vector<Identifier> columns;  // empty: the relation's own
};

enum class SampleMethod : std::uint8_t { bernoulli, system };

struct SampledRelation final : RelationOf<RelationKind::sampled> {
  RelationPtr relation;
  SampleMethod method = SampleMethod::bernoulli;
  ExpressionPtr percentage;
};

enum class JoinKind : std::uint8_t {
  implicit,  // the comma
  cross,
  inner,
  left,
  right,
  full,
};

// Exactly one of on, using_columns, natural for inner and outer joins; none for the others.
struct Join final : RelationOf<RelationKind::join> {
  JoinKind join = JoinKind::inner;
  RelationPtr left;
  RelationPtr right;
  bool natural = false;
  ExpressionPtr on;  // may be null
  std::vector<Identifier> using_columns;
};

enum class RowsPerMatch : std::uint8_t {
  one,
  all_show_empty,
  all_omit_empty,
  all_with_unmatched,
  all,  // as all_show_empty, unsaid
};

struct MatchRecognize final : RelationOf<RelationKind::match_recognize> {
  RelationPtr input;
  Expressions partition_by;
  std::vector<SortItem> order_by;
  std::optional<RowsPerMatch> rows_per_match;  // absent: one
  RowPatternClauses clauses;
};

// --- TABLE(f(…))

enum class EmptyTreatment : std::uint8_t { unspecified, prune, keep };

// TABLE(t) or TABLE(query), with what may follow it as an argument.
struct TableArgument {
  RelationPtr relation;  // table or subquery, perhaps aliased
  std::optional<Expressions> partition_by;
  std::vector<SortItem> order_by;
  EmptyTreatment when_empty = EmptyTreatment::unspecified;
};

struct DescriptorField {
  Identifier name;
  std::optional<TypeSyntax> type;
};

// One of the three is there.
struct TableFunctionArgument {
  Location location;
  std::optional<Identifier> name;
  std::unique_ptr<TableArgument> table;
  std::optional<std::vector<DescriptorField>> descriptor;  // empty: CAST(NULL AS DESCRIPTOR)
  ExpressionPtr scalar;
};

struct TableFunction final : RelationOf<RelationKind::table_function> {
  QualifiedName name;
  std::vector<TableFunctionArgument> arguments;
  std::vector<std::vector<QualifiedName>> copartition;
};

// NEAREST (FROM … WHERE … MATCH …): newer than Athena, parsed so that the refusal can name it.
struct Nearest final : RelationOf<RelationKind::nearest> {
  RelationPtr from;
  ExpressionPtr where;  // may be null
  ExpressionPtr match;
};

}  // namespace sluice::sql
