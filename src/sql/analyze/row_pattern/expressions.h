// What the expressions of DEFINE and MEASURES read, and the specification that they become.
//
// An expression is printed while it is analyzed: sluice_match binds its text itself, for each row
// or match it is about. Its inputs stand in it as columns "n0", "n1" …; inside an aggregate, which
// has a text of its own, as "x0" ….
#pragma once

#include "base/json.h"
#include "sql/analyze/row_pattern/labels.h"
#include "sql/analyze/typed.h"

namespace sluice::sql {

// How a column is reached from the rows of its label.
struct PatternNavigation {
  bool from_first = false;
  bool is_final = false;
  std::int64_t logical = 0;
  std::int64_t physical = 0;
};

class PatternExpressions {
 public:
  using Label = std::optional<std::string>;  // absent: any row of the match

  PatternExpressions(const PatternLabels& labels, std::string_view time_zone)
      : labels_(labels), time_zone_(time_zone) {
    set_of(std::nullopt);
  }

  const PatternLabels& labels() const { return labels_; }

  // --- while an expression is analyzed: its parts, where it stands

  typed::NodePtr column(const typed::NodePtr& value, const Label& label);
  typed::NodePtr classifier(const Label& label);
  typed::NodePtr match_number();
  // A subquery's value: of no label.
  typed::NodePtr hoisted(const typed::NodePtr& value);

  void begin_aggregate();
  // `aggregate` was analyzed since begin_aggregate().
  typed::NodePtr end_aggregate(const typed::NodePtr& aggregate, const Label& label, bool is_final);

  PatternNavigation navigation;
  // The navigation or aggregate function around, as written; and its first argument.
  std::string function;
  const Expression* argument = nullptr;
  bool is_in_aggregate() const { return in_aggregate_; }
  bool is_in_definition = false;
  bool is_in_window = false;
  // Of the columns and classifiers so far; a function's own are those since it began.
  std::vector<Label> seen;

  // --- afterwards

  // The column of sluice_match that holds the value.
  std::size_t add_column(const typed::NodePtr& value);
  std::size_t set_of(const Label& label);
  // With "labels", "sets", "inputs" and "aggregates".
  json::object specification() const;
  const std::vector<typed::NodePtr>& columns() const { return columns_; }

 private:
  typed::NodePtr input(Type type, json::object input);
  json::object navigated(int kind, std::size_t index, const Label& label);

  const PatternLabels& labels_;
  std::string time_zone_;
  std::vector<typed::NodePtr> columns_;
  std::vector<std::vector<bool>> sets_;
  std::vector<json::object> inputs_;
  std::vector<json::object> aggregates_;
  bool in_aggregate_ = false;
  std::vector<json::object> aggregate_inputs_;
};

}  // namespace sluice::sql
