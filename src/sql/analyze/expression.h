// Expressions: from syntax to typed nodes.
#pragma once

#include "sql/analyze/context.h"
#include "sql/analyze/scope.h"
#include "sql/functions/resolve.h"
#include "sql/syntax/ast.h"

namespace sluice::sql {

class PatternExpressions;

// A window with what it takes from the one that it names.
struct ResolvedWindow {
  Location location;
  const Expressions* partition_by = nullptr;
  const std::vector<SortItem>* order_by = nullptr;
  const WindowFrame* frame = nullptr;  // may be null
};

using NamedWindows = std::map<std::string, ResolvedWindow>;

// `named` are the windows in sight; null where there is no WINDOW clause. Throws Error invalid
// INVALID_WINDOW_REFERENCE, INVALID_PARTITION_BY, INVALID_ORDER_BY.
ResolvedWindow resolve_window(const WindowSpecification& specification, const NamedWindows* named);

// Throws Error invalid EXPRESSION_NOT_SCALAR where the node has aggregates or windows.
void require_scalar(const typed::NodePtr& node, std::string_view clause, Location location);

// Throws Error invalid TYPE_MISMATCH.
void require_orderable(const Type& type, const SortItem& item);

// How the item sorts, and the column that it names by its number. What else it may be, the caller
// adds. Throws Error invalid INVALID_COLUMN_REFERENCE.
typed::OrderKey begin_order_key(const SortItem& item, std::size_t columns);

// For one query's clauses; throws Error with Trino's codes.
class ExpressionAnalyzer {
 public:
  ExpressionAnalyzer(Context& context, const Scope& scope, const NamedWindows* windows = nullptr,
                     PatternExpressions* pattern = nullptr)
      : context_(context), scope_(scope), windows_(windows), pattern_(pattern) {}

  typed::NodePtr analyze(const Expression& expression);
  // A condition; `clause` names it in the error.
  typed::NodePtr analyze_condition(const Expression& expression, std::string_view clause);
  std::vector<typed::SortKey> analyze_sort(const std::vector<SortItem>& items);

 private:
  using Nodes = std::vector<typed::NodePtr>;

  typed::NodePtr predicate(const Expression& expression);
  typed::NodePtr keyword(const Expression& expression);
  typed::NodePtr literal(const Expression& expression);
  typed::NodePtr parameter(const Parameter& parameter);
  typed::NodePtr dereference(const Dereference& dereference);
  typed::NodePtr subscript(const Subscript& subscript);
  typed::NodePtr row(const RowConstructor& row);
  typed::NodePtr array(const ArrayConstructor& array);
  typed::NodePtr unary(const Unary& unary);
  typed::NodePtr binary(const Binary& binary);
  typed::NodePtr logical(const Logical& logical);
  typed::NodePtr between(const Between& between);
  typed::NodePtr in_list(const InList& in);
  typed::NodePtr like(const Like& like);
  typed::NodePtr is_distinct(const IsDistinct& distinct);
  typed::NodePtr subquery(const Expression& expression);
  typed::NodePtr in_subquery(const InSubquery& in);
  typed::NodePtr quantified(const QuantifiedComparison& comparison);
  typed::NodePtr scalar_subquery(const ScalarSubquery& subquery);
  typed::NodePtr case_expression(const Case& expression);
  typed::NodePtr written_cast(const Cast& cast);
  typed::NodePtr extract(const Extract& extract);
  typed::NodePtr current(const Current& current);
  typed::NodePtr trim(const Trim& trim);
  typed::NodePtr at_time_zone(const AtTimeZone& expression);
  typed::NodePtr call(const FunctionCall& call);
  typed::NodePtr special_call(const FunctionCall& call);
  typed::NodePtr nullif(const FunctionCall& call);
  typed::NodePtr format_call(const FunctionCall& call);
  typed::NodePtr aggregate_call(const FunctionCall& call);
  typed::NodePtr listagg(const Listagg& listagg);
  typed::NodePtr grouping(const Grouping& grouping);
  typed::NodePtr json(const Expression& expression);
  void refuse_call_extras(const FunctionCall& call);

  Nodes analyze_all(const Expressions& expressions);
  // With arguments coerced; lambdas analyzed once their parameters' types are known.
  std::pair<Resolution, Nodes> resolve_call(std::string_view name, const Expressions& arguments,
                                            Location location);
  struct LambdaParameters {
    std::vector<std::string> names;
    Nodes values;
  };
  LambdaParameters lambda_parameters(const std::vector<Type>& types, LambdaForm form);
  typed::NodePtr lambda(const Lambda& lambda, const std::vector<Type>& parameters, LambdaForm form);
  void bind_lambdas(Resolution& resolution, const Expressions& arguments, Nodes& nodes);
  bool settle_lambdas(const Resolution& resolution, const Expressions& arguments, Nodes& nodes);
  void common_all(Nodes& nodes, const Expressions& expressions, std::string_view what);
  typed::NodePtr call_by_name(std::string_view name, Nodes arguments, Location location);

  ResolvedWindow resolved(const Over& over) const;
  // PARTITION BY and ORDER BY alone.
  typed::Window window_keys(const Over& over);
  typed::Window window(const Over& over);
  typed::Frame frame(const WindowFrame& frame, const typed::Window& window);
  void check_range(const Expression& written, const typed::Window& window, const Type& offset);
  std::string frame_bound(const FrameBound& bound, const typed::Window& window, FrameUnit unit,
                          typed::NodePtr& offset);

  // Row patterns (row_pattern/).
  typed::NodePtr named(const QualifiedName& name);
  typed::NodePtr pattern_call(const FunctionCall& call);
  typed::NodePtr pattern_function(const FunctionCall& call);
  typed::NodePtr navigation(const FunctionCall& call);
  typed::NodePtr pattern_aggregate(const FunctionCall& call);
  typed::NodePtr pattern_subquery(const Expression& expression);
  typed::NodePtr measure(const Measure& measure);
  bool has_pattern(const Over& over) const;
  typed::NodePtr call_over_pattern(const FunctionCall& call);
  template <class Add>
  typed::NodePtr over_pattern(const Over& over, bool measures_unmatched, const Add& add);

  Context& context_;
  const Scope& scope_;
  const NamedWindows* windows_;
  PatternExpressions* pattern_;  // null outside DEFINE and MEASURES
};

}  // namespace sluice::sql
