// Expressions of the Athena dialect. Switch on `kind`, then expression_cast<Node>(e).
//
// Children are never null unless the comment says "may be null". Chains of AND and OR are one
// Logical node with many terms; a tree is never higher than kTreeHeightMax, so recursion is safe.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sql/syntax/type_syntax.h"

namespace sluice::sql {

inline constexpr int kTreeHeightMax = 1'500;

enum class ExpressionKind : std::uint8_t {
  null_literal,
  boolean_literal,
  integer_literal,
  decimal_literal,
  double_literal,
  string_literal,
  binary_literal,
  typed_literal,
  interval_literal,
  parameter,
  column,
  dereference,
  subscript,
  row,
  array,
  lambda,
  unary,
  binary,
  comparison,
  logical,
  not_,
  between,
  in_list,
  in_subquery,
  like,
  is_null,
  is_distinct,
  quantified_comparison,
  exists,
  unique,
  scalar_subquery,
  case_,
  cast,
  at_time_zone,
  extract,
  current,
  trim,
  function_call,
  listagg,
  measure,
  method_call,
  grouping,
  json_exists,
  json_value,
  json_query,
  json_object,
  json_array,
};

struct Expression {
  explicit Expression(ExpressionKind node_kind) : kind(node_kind) {}
  Expression(const Expression&) = delete;
  Expression& operator=(const Expression&) = delete;
  virtual ~Expression() = default;

  ExpressionKind kind;
  Location location;  // its first token, but the operator's for binary, comparison and predicates
};

using ExpressionPtr = std::unique_ptr<Expression>;
using Expressions = std::vector<ExpressionPtr>;

// Each node names its kind once.
template <ExpressionKind Kind>
struct ExpressionOf : Expression {
  static constexpr ExpressionKind kKind = Kind;
  ExpressionOf() : Expression(Kind) {}
};

// The caller has looked at `kind`.
template <class Node>
const Node& expression_cast(const Expression& expression) {
  return static_cast<const Node&>(expression);
}

// Null when it is another kind.
template <class Node>
const Node* expression_if(const Expression& expression) {
  return expression.kind == Node::kKind ? static_cast<const Node*>(&expression) : nullptr;
}

struct Query;
using QueryPtr = std::unique_ptr<Query>;

// --- literals

struct NullLiteral final : ExpressionOf<ExpressionKind::null_literal> {};

struct BooleanLiteral final : ExpressionOf<ExpressionKind::boolean_literal> {
  bool value = false;
};

// 42, 0x2A, 0b101, 1_000; a minus directly before it belongs to it.
struct IntegerLiteral final : ExpressionOf<ExpressionKind::integer_literal> {
  std::int64_t value = 0;
};

// 1.5, .5, 10. : digits with an optional minus, no underscores.
struct DecimalLiteral final : ExpressionOf<ExpressionKind::decimal_literal> {
  std::string text;
};

// 1e3
struct DoubleLiteral final : ExpressionOf<ExpressionKind::double_literal> {
  double value = 0;
};

// 'text', U&'\0041'
struct StringLiteral final : ExpressionOf<ExpressionKind::string_literal> {
  std::string value;  // UTF-8
};

// X'CAFE'
struct BinaryLiteral final : ExpressionOf<ExpressionKind::binary_literal> {
  std::string bytes;
};

// DATE '2020-01-01', DECIMAL '1.23', JSON '{}', DOUBLE PRECISION '1' (type_name "double").
struct TypedLiteral final : ExpressionOf<ExpressionKind::typed_literal> {
  Identifier type_name;
  std::string text;
};

// INTERVAL -'1-3' YEAR TO MONTH
struct IntervalLiteral final : ExpressionOf<ExpressionKind::interval_literal> {
  bool negative = false;
  std::string text;
  IntervalField from = IntervalField::day;
  std::optional<IntervalField> to;
};

// The nth question mark, from 0.
struct Parameter final : ExpressionOf<ExpressionKind::parameter> {
  int index = 0;
};

// --- references and constructors

// One identifier; what it means (column, field of a row, lambda parameter) is the analyzer's.
struct ColumnReference final : ExpressionOf<ExpressionKind::column> {
  Identifier name;
};

// base.field: a.b.c is a chain of these over a ColumnReference.
struct Dereference final : ExpressionOf<ExpressionKind::dereference> {
  ExpressionPtr base;
  Identifier field;
};

// The name a chain of dereferences spells; nothing when its base is another expression.
std::optional<QualifiedName> as_qualified_name(const Expression& expression);

struct Subscript final : ExpressionOf<ExpressionKind::subscript> {
  ExpressionPtr base;
  ExpressionPtr index;
};

// ROW(1, 2) or (1, 2)
struct RowConstructor final : ExpressionOf<ExpressionKind::row> {
  Expressions items;
};

struct ArrayConstructor final : ExpressionOf<ExpressionKind::array> {
  Expressions items;
};

struct Lambda final : ExpressionOf<ExpressionKind::lambda> {
  std::vector<Identifier> parameters;
  ExpressionPtr body;
};

// --- operators and predicates

enum class UnaryOperator : std::uint8_t { minus, plus };

struct Unary final : ExpressionOf<ExpressionKind::unary> {
  UnaryOperator op = UnaryOperator::minus;
  ExpressionPtr operand;
};

enum class BinaryOperator : std::uint8_t { add, subtract, multiply, divide, modulus, concat };

struct Binary final : ExpressionOf<ExpressionKind::binary> {
  BinaryOperator op = BinaryOperator::add;
  ExpressionPtr left;
  ExpressionPtr right;
};

enum class ComparisonOperator : std::uint8_t {
  equal,
  not_equal,
  less,
  less_or_equal,
  greater,
  greater_or_equal,
};

struct Comparison final : ExpressionOf<ExpressionKind::comparison> {
  ComparisonOperator op = ComparisonOperator::equal;
  ExpressionPtr left;
  ExpressionPtr right;
};

enum class LogicalOperator : std::uint8_t { and_, or_ };

// Two or more terms, in order.
struct Logical final : ExpressionOf<ExpressionKind::logical> {
  LogicalOperator op = LogicalOperator::and_;
  Expressions terms;
};

struct Not final : ExpressionOf<ExpressionKind::not_> {
  ExpressionPtr operand;
};

struct Between final : ExpressionOf<ExpressionKind::between> {
  bool negated = false;
  bool symmetric = false;
  ExpressionPtr operand;
  ExpressionPtr low;
  ExpressionPtr high;
};

struct InList final : ExpressionOf<ExpressionKind::in_list> {
  bool negated = false;
  ExpressionPtr operand;
  Expressions items;
};

struct InSubquery final : ExpressionOf<ExpressionKind::in_subquery> {
  InSubquery();
  ~InSubquery() override;
  bool negated = false;
  ExpressionPtr operand;
  QueryPtr query;
};

struct Like final : ExpressionOf<ExpressionKind::like> {
  bool negated = false;
  ExpressionPtr operand;
  ExpressionPtr pattern;
  ExpressionPtr escape;  // may be null
};

struct IsNull final : ExpressionOf<ExpressionKind::is_null> {
  bool negated = false;
  ExpressionPtr operand;
};

// left IS [NOT] DISTINCT FROM right
struct IsDistinct final : ExpressionOf<ExpressionKind::is_distinct> {
  bool negated = false;
  ExpressionPtr left;
  ExpressionPtr right;
};

enum class Quantifier : std::uint8_t { all, any, some };

struct QuantifiedComparison final : ExpressionOf<ExpressionKind::quantified_comparison> {
  QuantifiedComparison();
  ~QuantifiedComparison() override;
  ComparisonOperator op = ComparisonOperator::equal;
  Quantifier quantifier = Quantifier::all;
  ExpressionPtr left;
  QueryPtr query;
};

struct Exists final : ExpressionOf<ExpressionKind::exists> {
  Exists();
  ~Exists() override;
  QueryPtr query;
};

// UNIQUE (query): newer than Athena; parsed so that the refusal can name it.
struct Unique final : ExpressionOf<ExpressionKind::unique> {
  Unique();
  ~Unique() override;
  QueryPtr query;
};

struct ScalarSubquery final : ExpressionOf<ExpressionKind::scalar_subquery> {
  ScalarSubquery();
  ~ScalarSubquery() override;
  QueryPtr query;
};

}  // namespace sluice::sql
