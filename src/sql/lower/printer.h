// The printer's two halves: expressions and queries contain each other.
#pragma once

#include <string>

#include "sql/analyze/typed.h"

namespace sluice::sql {

// What fills the gaps of a lowering.
struct Gaps {
  const std::vector<typed::NodePtr>& arguments;
  std::string distinct;                 // {d}
  std::string order_by;                 // {o}
  std::string filter;                   // {f}
  const typed::Query* query = nullptr;  // {q}
};

class Printer {
 public:
  explicit Printer(std::string_view time_zone) : time_zone_(time_zone) {}

  void query(const typed::Query& query);
  // The same with the result's names instead of c0, c1 …
  void result(const typed::Query& query);
  void expression(const typed::Node& node);

  std::string take() { return std::move(out_); }

 private:
  void lowering(const std::string& text, const Gaps& gaps);
  void gap(std::string_view name, const Gaps& gaps);
  void lambda_parameters(const typed::Node& lambda);
  void aggregate(const typed::Aggregate& aggregate);
  std::string window(const typed::Window& window);
  std::string frame(const typed::Frame& frame);
  void list(const std::vector<typed::NodePtr>& nodes, std::size_t first = 0);
  void key(const typed::NodePtr& value);
  void sort_key(const typed::SortKey& key);
  std::string sort_keys(const std::vector<typed::SortKey>& keys);

  void with(const typed::Query& query);
  void set_operation(const typed::SetOperation& operation);
  void body(const typed::Query& query, bool with_names);
  void select(const typed::Select& select, const typed::Query& query, bool with_names);
  void distinct(const typed::Query& query, const std::vector<typed::NodePtr>& items);
  void aggregation(const typed::Select& select);
  void group_key(const typed::Aggregation& groups, std::size_t key);
  void grouping(const typed::Aggregation& aggregation);
  void order_and_limit(const typed::Query& query);
  void column_list(std::size_t width);
  void relation(const typed::Relation& relation);
  void unnest(const typed::Unnest& unnest);
  void unnest_lists(const typed::Unnest& unnest);
  void join(const typed::Join& join);

  // What `print` appends, apart.
  template <class Print>
  std::string apart(const Print& print) {
    std::string outer = std::move(out_);
    out_.clear();
    print();
    std::swap(outer, out_);
    return outer;
  }

  std::string_view time_zone_;
  std::string out_;
};

}  // namespace sluice::sql
