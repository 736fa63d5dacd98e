// MATCH_RECOGNIZE: https://trino.io/docs/current/sql/match-recognize.html
#include <set>

#include "base/text.h"
#include "sql/analyze/expression.h"
#include "sql/analyze/relation.h"
#include "sql/analyze/row_pattern/row_pattern.h"
#include "sql/failure.h"
#include "sql/types/make.h"

namespace sluice::sql {

namespace {

using typed::NodePtr;

void refuse_ambiguous(const MatchRecognize& node, const std::vector<Field>& fields) {
  std::set<std::string> names;
  for (const auto& field : fields) {
    if (field.name.empty() || names.insert(field.name).second) continue;
    fail(node.input->location, "AMBIGUOUS_NAME",
         fmt::format("ambiguous column: {} in row pattern input relation", field.label));
  }
}

const Field& input_field(const Expression& expression, const Scope& scope) {
  const auto name = as_qualified_name(expression);
  if (!name) {
    fail(expression.location, "INVALID_COLUMN_REFERENCE",
         "Expected column reference. Actual: " + to_text(expression));
  }
  const NodePtr value = resolve_name(scope, *name);
  for (const auto& field : scope.fields) {
    if (field.value == value) return field;
  }
  fail(expression.location, "COLUMN_NOT_FOUND",
       fmt::format("Column {} is not present in the input relation", to_text(expression)));
}

void check_clauses(const MatchRecognize& node) {
  if (node.clauses.search != PatternSearch::unspecified) {
    fail(node.location, "NOT_SUPPORTED",
         fmt::format("Pattern search modifier: {} is not allowed in MATCH_RECOGNIZE clause",
                     node.clauses.search == PatternSearch::seek ? "SEEK" : "INITIAL"));
  }
  if (node.rows_per_match != RowsPerMatch::all_with_unmatched) return;
  if (const auto* part = find_part(*node.clauses.pattern, RowPatternKind::exclusion)) {
    fail(part->location, "INVALID_ROW_PATTERN",
         "Pattern exclusion syntax is not allowed when ALL ROWS PER MATCH WITH UNMATCHED ROWS is "
         "specified");
  }
}

// The numbers of engine/match/specification.h.
int rows_of(RowsPerMatch rows) {
  switch (rows) {
    case RowsPerMatch::one:
      return 0;
    case RowsPerMatch::all:
    case RowsPerMatch::all_show_empty:
      return 1;
    case RowsPerMatch::all_omit_empty:
      return 2;
    case RowsPerMatch::all_with_unmatched:
      return 3;
  }
  return 0;
}

// A column that comes out: of the input, or a measure.
struct Output {
  std::string label;
  Type type;
  const Field* field = nullptr;  // null: a measure
};

class Outputs {
 public:
  Outputs(const MatchRecognize& node, const Scope& input, RowPatternAnalyzer& pattern) {
    const bool is_one = node.rows_per_match.value_or(RowsPerMatch::one) == RowsPerMatch::one;
    for (const auto& key : node.partition_by)
      add(input_field(*key, input));
    if (!is_one) {
      for (const auto& key : node.order_by)
        add(input_field(*key.expression, input));
    }
    for (const auto& measure : node.clauses.measures) {
      outputs_.push_back(
          {.label = measure.name.text, .type = pattern.add_measure(*measure.expression)});
    }
    if (is_one) return;
    for (const auto& field : input.fields) {
      if (!shown_.contains(&field)) add(field);
    }
  }

  const std::vector<Output>& list() const { return outputs_; }

  // What sluice_match gives: the input's columns, then the measures.
  Type row() const {
    Type type{.kind = TypeKind::row};
    for (const auto* output : in_row()) {
      type.names.emplace_back(fmt::format("c{}", type.children.size()));
      type.children.push_back(output->type);
    }
    return type;
  }

  std::vector<const Output*> in_row() const {
    std::vector<const Output*> row;
    for (const auto& output : outputs_) {
      if (output.field != nullptr) row.push_back(&output);
    }
    for (const auto& output : outputs_) {
      if (output.field == nullptr) row.push_back(&output);
    }
    return row;
  }

 private:
  void add(const Field& field) {
    shown_.insert(&field);
    outputs_.push_back({.label = field.label, .type = field.value->type, .field = &field});
  }

  std::vector<Output> outputs_;
  std::set<const Field*> shown_;
};

typed::Window window_of(Context& context, const MatchRecognize& node, const Scope& scope) {
  typed::Window window;
  for (const auto& key : node.partition_by) {
    const Type& type = input_field(*key, scope).value->type;
    if (!is_comparable(type)) {
      fail(key->location, "TYPE_MISMATCH",
           to_text(type) + " is not comparable, and therefore cannot be used in PARTITION BY");
    }
    window.partition_by.push_back(ExpressionAnalyzer(context, scope).analyze(*key));
  }
  for (const auto& key : node.order_by) {
    const Type& type = input_field(*key.expression, scope).value->type;
    if (is_orderable(type)) continue;
    fail(key.location, "TYPE_MISMATCH",
         to_text(type) + " is not orderable, and therefore cannot be used in ORDER BY");
  }
  window.order_by = ExpressionAnalyzer(context, scope).analyze_sort(node.order_by);
  return window;
}

typed::QueryPtr select_from(typed::RelationPtr from, std::vector<NodePtr> items) {
  typed::Query query;
  for (std::size_t i = 0; i < items.size(); ++i) {
    query.columns.push_back({.name = fmt::format("c{}", i), .type = items[i]->type});
  }
  typed::Select select;
  select.items = std::move(items);
  select.from = std::move(from);
  query.body = std::move(select);
  return typed::share(std::move(query));
}

// SELECT <items of the one column c0> FROM (query)
template <class Items>
typed::QueryPtr select_above(Context& context, typed::QueryPtr query, const Items& items) {
  const int id = context.new_relation();
  const NodePtr column = typed::make_column(query->columns[0].type, id, "c0");
  return select_from(typed::make_derived(id, query), items(column));
}

}  // namespace

AnalyzedRelation RelationAnalyzer::match_recognize(const MatchRecognize& node) {
  AnalyzedRelation input = analyze(*node.input);
  refuse_ambiguous(node, input.fields);
  const Scope scope{.with = with_, .fields = std::move(input.fields)};
  typed::Window window = window_of(context_, node, scope);
  RowPatternAnalyzer pattern(context_, scope, node.clauses,
                             RowPatternAnalyzer::Home::match_recognize);
  check_clauses(node);
  pattern.analyze_definitions();
  const Outputs outputs(node, scope, pattern);
  if (outputs.list().empty()) {
    fail(node.location, "TABLE_HAS_NO_COLUMNS", "pattern recognition output table has no columns");
  }
  json::array columns;
  for (const auto* output : outputs.in_row()) {
    if (output->field == nullptr) continue;
    columns.push_back(json::value(pattern.expressions().add_column(output->field->value)));
  }
  const NodePtr call =
      pattern.call(array_type(outputs.row()), std::move(window),
                   {{"rows", rows_of(node.rows_per_match.value_or(RowsPerMatch::one))},
                    {"measures_unmatched", false},
                    {"output", std::move(columns)}});
  const auto matches = select_from(input.relation, {call});
  const auto rows = select_above(context_, matches, [&](const NodePtr& list) {
    return std::vector{typed::make_call(outputs.row(), "unnest({0})", {list})};
  });
  const auto in_row = outputs.in_row();
  const auto query = select_above(context_, rows, [&](const NodePtr& row) {
    std::vector<NodePtr> items;
    for (const auto& output : outputs.list()) {
      const auto place = std::find(in_row.begin(), in_row.end(), &output) - in_row.begin();
      items.push_back(typed::row_field(row, static_cast<std::size_t>(place)));
    }
    return items;
  });
  AnalyzedRelation out = derived(query, false);
  for (std::size_t i = 0; i < out.fields.size(); ++i) {
    out.fields[i].label = outputs.list()[i].label;
    out.fields[i].name = lower_ascii(out.fields[i].label);
  }
  return out;
}

}  // namespace sluice::sql
