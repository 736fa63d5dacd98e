// SELECT, with the ORDER BY of its query: sort keys may name what the select list does not give.
#pragma once

#include "sql/analyze/expression.h"
#include "sql/analyze/grouping.h"
#include "sql/analyze/relation.h"

namespace sluice::sql {

class SelectAnalyzer {
 public:
  SelectAnalyzer(Context& context, const Scope* outer, const WithScope* with)
      : context_(context), outer_(outer), with_(with) {}

  typed::Query analyze(const Select& select, const std::vector<SortItem>& order_by);

 private:
  // One column of the result, before grouping rewrites it.
  struct Item {
    typed::NodePtr value;
    typed::Column column;
    Location location;
    std::string text;  // as written, for errors
  };

  void analyze_from(const Select& select);
  void analyze_where(const Select& select);
  void analyze_group_by(const Select& select);
  std::vector<std::vector<std::size_t>> grouping_sets(const Select& select,
                                                      const GroupingElement& element);
  std::vector<std::size_t> key_set(const Select& select, const Expressions& expressions);
  std::vector<typed::NodePtr> shown_values(const Select& select);
  bool is_auto(const GroupingElement& element) const;
  std::vector<std::size_t> auto_set(const Select& select);
  typed::NodePtr group_key(const Select& select, const Expression& expression);
  void analyze_items(const Select& select);
  void add_item(const SelectItem& item);
  void add_star(const SelectItem& item);
  void add_row_fields(const SelectItem& item, const typed::NodePtr& row);
  void add_column(const Field& field, const Identifier* alias, const SelectItem& item);
  void analyze_having(const Select& select);
  typed::OrderKey order_key(const SortItem& item, const Select& select);
  typed::NodePtr order_value(const SortItem& item, const Select& select);
  Scope order_scope(int relation) const;
  typed::NodePtr with_items(const typed::NodePtr& node, int relation) const;
  bool is_grouped(const Select& select) const;
  void rewrite_groups();
  typed::NodePtr analyze_expression(const Expression& expression);

  Context& context_;
  const Scope* outer_;
  const WithScope* with_;
  Scope scope_;
  NamedWindows windows_;
  typed::Select out_;
  std::vector<Item> items_;
  std::vector<typed::OrderKey> order_;
  std::vector<const SortItem*> order_items_;  // of order_
  std::optional<GroupedRows> groups_;
  const Expression* having_ = nullptr;
  int first_relation_ = 0;
  int last_relation_ = 0;
};

}  // namespace sluice::sql
