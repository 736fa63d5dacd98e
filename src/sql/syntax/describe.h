// A tree as one line of text that shows every member: what equality compares, and tests can read.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include "sql/syntax/ast.h"

namespace sluice::sql {

// (Kind member member …) for nodes, [a b] for lists, - for what is absent. Internal to equal().
class Describer {
 public:
  void put(bool value) { out_ += value ? "yes " : "no "; }
  void put(int value) { out_ += std::to_string(value) + ' '; }
  void put(std::int64_t value) { out_ += std::to_string(value) + ' '; }
  void put(double value);
  void put(const std::string& value);

  template <class Enum>
  requires std::is_enum_v<Enum>
  void put(Enum value) { out_ += '#' + std::to_string(static_cast<int>(value)) + ' '; }
  template <class T>
  void put(const std::optional<T>& value) {
    if (value) {
      put(*value);
    } else {
      out_ += "- ";
    }
  }
  template <class T>
  void put(const std::unique_ptr<T>& value) {
    if (value) {
      put(*value);
    } else {
      out_ += "- ";
    }
  }
  template <class T>
  void put(const std::vector<T>& values) {
    out_ += "[ ";
    for (const T& value : values)
      put(value);
    out_ += "] ";
  }

  void put(const Identifier& name) { put(name.text); }
  void put(const QualifiedName& name) { put(name.parts); }
  void put(const TypeSyntax& type);
  void put(const TypeArgument& argument) { node("argument", argument.integer, argument.type); }
  void put(const RowField& field) { node("field", field.name, field.type); }

  void put(const Expression& expression);
  void put(const WhenClause& when) { node("when", when.condition, when.result); }
  void put(const SortItem& item) { node("sort", item.expression, item.direction, item.nulls); }
  void put(const Over& over) { node("over", over.name, over.specification); }
  void put(const WindowSpecification& window);
  void put(const WindowDefinition& window) { node("window", window.name, window.specification); }
  void put(const WindowFrame& frame);
  void put(const FrameBound& bound) { node("bound", bound.kind, bound.offset); }
  void put(const RowPattern& pattern);
  void put(const RowPatternClauses& clauses);
  void put(const MeasureDefinition& measure) { node("measure", measure.expression, measure.name); }
  void put(const SubsetDefinition& subset) { node("subset", subset.name, subset.members); }
  void put(const VariableDefinition& define) { node("define", define.name, define.condition); }
  void put(const AfterMatch& after) { node("after", after.where, after.variable); }
  void put(const JsonInput& input) { node("input", input.value, input.format); }
  void put(const JsonArgument& argument) { node("passing", argument.input, argument.name); }
  void put(const JsonPathInvocation& path);
  void put(const JsonOutcome& outcome) { node("outcome", outcome.behavior, outcome.value); }
  void put(const JsonMember& member) { node("member", member.key, member.value); }

  void put(const Relation& relation);
  void put(const TablePeriod& period) { node("period", period.kind, period.end); }
  void put(const TableFunctionArgument& argument);
  void put(const TableArgument& argument);
  void put(const DescriptorField& field) { node("field", field.name, field.type); }
  void put(const JsonTableColumn& column);
  void put(const JsonTablePlan& plan) { node("plan", plan.kind, plan.path, plan.parts); }
  void put(const JsonDefaultPlan& plan) { node("plan", plan.inner, plan.cross); }

  void put(const Query& query);
  void put(const QueryBody& body);
  void put(const SelectItem& item);
  void put(const GroupBy& group) { node("group", group.quantifier, group.elements); }
  void put(const GroupingElement& element) { node("element", element.kind, element.sets); }
  void put(const NamedQuery& named) { node("with", named.name, named.columns, named.query); }
  void put(const RowCount& count) { node("count", count.count, count.parameter); }
  void put(const FetchFirst& fetch) { node("fetch", fetch.count, fetch.with_ties); }
  void put(const InlineFunction& function) { node("function", function.name, function.words); }
  void put(const SessionProperty& property) { node("session", property.name, property.value); }

  void put(const Statement& statement);
  void put(const Property& property) { node("property", property.name, property.value); }
  void put(const ColumnDefinition& column);
  void put(const TableElement& element);
  void put(const WriteTarget& target) { node("target", target.table, target.branch); }
  void put(const Assignment& assignment) { node("set", assignment.column, assignment.value); }
  void put(const MergeCase& merge_case);

  std::string take() { return std::move(out_); }

 private:
  template <class... Members>
  void node(const char* name, const Members&... members) {
    out_ += '(';
    out_ += name;
    out_ += ' ';
    (put(members), ...);
    out_ += ") ";
  }

  void put_name(const Expression& expression);
  void put_operator(const Expression& expression);
  void put_predicate(const Expression& expression);
  void put_query_predicate(const Expression& expression);
  void put_function(const FunctionCall& call);
  void put_call(const Expression& expression);
  void put_json(const Expression& expression);
  void put_write(const Statement& statement);

  std::string out_;
};

}  // namespace sluice::sql
