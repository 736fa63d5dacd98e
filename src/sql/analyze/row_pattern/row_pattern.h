// Row patterns as calls of sluice_match (engine/match/row_pattern.cc).
#pragma once

#include "sql/analyze/context.h"
#include "sql/analyze/row_pattern/expressions.h"
#include "sql/analyze/scope.h"
#include "sql/syntax/relation.h"

namespace sluice::sql {

// One use of a row pattern: its clauses over the columns of a scope.
class RowPatternAnalyzer {
 public:
  enum class Home : std::uint8_t { match_recognize, window };

  RowPatternAnalyzer(Context& context, const Scope& scope, const RowPatternClauses& clauses,
                     Home home);

  PatternExpressions& expressions() { return expressions_; }

  // DEFINE. Throws Error invalid with Trino's codes.
  void analyze_definitions();
  // A measure's value, as its text says it; it is what sluice_match answers.
  Type add_measure(const Expression& expression);
  void add_measure(const typed::NodePtr& value);

  // The call, over whole partitions of the window.
  typed::NodePtr call(Type result, typed::Window window, json::object output);

 private:
  typed::NodePtr analyze(const Expression& expression);
  json::object skip();

  Context& context_;
  const RowPatternClauses& clauses_;
  Home home_;
  Scope scope_;
  PatternLabels labels_;
  PatternExpressions expressions_;
  std::vector<std::string> conditions_;  // by variable; empty: true
  json::array measures_;
};

}  // namespace sluice::sql
