#include "sql/analyze/row_pattern/expressions.h"

#include <algorithm>

#include "sql/lower/print.h"
#include "sql/types/make.h"

namespace sluice::sql {

namespace {

using typed::NodePtr;

// The numbers of engine/match/specification.h.
constexpr int kColumn = 0;
constexpr int kClassifier = 1;
constexpr int kMatchNumber = 2;
constexpr int kAggregate = 3;

template <class Items, class Item>
std::size_t place_of(Items& items, const Item& item) {
  const auto found = std::find(items.begin(), items.end(), item);
  if (found != items.end()) return static_cast<std::size_t>(found - items.begin());
  items.push_back(item);
  return items.size() - 1;
}

template <class Items>
json::array as_array(const Items& items) {
  return json::array(items.begin(), items.end());
}

}  // namespace

std::size_t PatternExpressions::add_column(const NodePtr& value) {
  const auto found = std::find_if(columns_.begin(), columns_.end(), [&](const auto& column) {
    return typed::is_same(*column, *value);
  });
  if (found != columns_.end()) return static_cast<std::size_t>(found - columns_.begin());
  columns_.push_back(value);
  return columns_.size() - 1;
}

std::size_t PatternExpressions::set_of(const Label& label) {
  return place_of(sets_, label ? labels_.sets.at(*label) : labels_.every());
}

json::object PatternExpressions::navigated(int kind, std::size_t index, const Label& label) {
  if (in_aggregate_) return {{"kind", kind}, {"index", index}};
  return {{"kind", kind},
          {"index", index},
          {"navigation",
           {{"set", set_of(label)},
            {"first", navigation.from_first},
            {"final", navigation.is_final},
            {"logical", navigation.logical},
            {"physical", navigation.physical}}}};
}

NodePtr PatternExpressions::input(Type type, json::object input) {
  auto& inputs = in_aggregate_ ? aggregate_inputs_ : inputs_;
  const std::string name = fmt::format("{}{}", in_aggregate_ ? 'x' : 'n', place_of(inputs, input));
  return typed::make_column(std::move(type), typed::ColumnUse::kLambda, name);
}

NodePtr PatternExpressions::column(const NodePtr& value, const Label& label) {
  seen.push_back(label);
  return input(value->type, navigated(kColumn, add_column(value), label));
}

NodePtr PatternExpressions::hoisted(const NodePtr& value) {
  return input(value->type, navigated(kColumn, add_column(value), std::nullopt));
}

NodePtr PatternExpressions::classifier(const Label& label) {
  seen.push_back(label);
  return input(varchar_type(), navigated(kClassifier, 0, label));
}

NodePtr PatternExpressions::match_number() {
  return input(make_type(TypeKind::bigint), {{"kind", kMatchNumber}, {"index", 0}});
}

void PatternExpressions::begin_aggregate() {
  in_aggregate_ = true;
  aggregate_inputs_.clear();
}

NodePtr PatternExpressions::end_aggregate(const NodePtr& aggregate, const Label& label,
                                          bool is_final) {
  in_aggregate_ = false;
  json::object text = {{"text", print_duckdb(*aggregate, time_zone_)},
                       {"set", set_of(label)},
                       {"final", is_final},
                       {"inputs", as_array(aggregate_inputs_)}};
  return input(aggregate->type, {{"kind", kAggregate}, {"index", place_of(aggregates_, text)}});
}

json::object PatternExpressions::specification() const {
  json::array sets;
  for (const auto& set : sets_)
    sets.push_back(as_array(set));
  return {{"labels", as_array(labels_.variables)},
          {"sets", std::move(sets)},
          {"inputs", as_array(inputs_)},
          {"aggregates", as_array(aggregates_)}};
}

}  // namespace sluice::sql
