#include "sql/analyze/select.h"

#include "base/text.h"
#include "sql/analyze/partition.h"
#include "sql/failure.h"
#include "sql/types/make.h"

namespace sluice::sql {

using typed::NodePtr;

namespace {

constexpr std::size_t kGroupingSetsMax = 2'048;

// What a column without alias is called, if it has a name of its own.
const Identifier* natural_name(const Expression& expression) {
  if (const auto* column = expression_if<ColumnReference>(expression)) return &column->name;
  if (const auto* dereference = expression_if<Dereference>(expression)) return &dereference->field;
  return nullptr;
}

[[noreturn]] void fail_sets(Location location) {
  fail(location, "TOO_MANY_GROUPING_SETS",
       fmt::format("GROUP BY has more than {} grouping sets", kGroupingSetsMax));
}

using GroupingSets = std::vector<std::vector<std::size_t>>;

// Every set of the one with every set of the other.
GroupingSets product_of(GroupingSets sets, const GroupingSets& others, Location location) {
  if (sets.size() * others.size() > kGroupingSetsMax) fail_sets(location);
  if (others.size() == 1) {
    for (auto& set : sets)
      set.insert(set.end(), others[0].begin(), others[0].end());
    return sets;
  }
  GroupingSets product;
  for (const auto& right : others) {
    for (const auto& left : sets) {
      product.push_back(left);
      product.back().insert(product.back().end(), right.begin(), right.end());
    }
  }
  return product;
}

}  // namespace

typed::Query SelectAnalyzer::analyze(const Select& select, const std::vector<SortItem>& order_by) {
  for (const auto& [name, specification] : select.windows) {
    const auto window = resolve_window(specification, &windows_);
    if (windows_.emplace(name.name, window).second) continue;
    fail(name.location, "DUPLICATE_WINDOW_NAME",
         fmt::format("WINDOW name '{}' specified more than once", name.text));
  }
  analyze_from(select);
  analyze_where(select);
  analyze_group_by(select);
  analyze_items(select);
  analyze_having(select);
  for (const auto& item : order_by) {
    order_.push_back(order_key(item, select));
    order_items_.push_back(&item);
  }
  if (is_grouped(select)) rewrite_groups();
  out_.is_distinct = select.distinct;
  typed::Query query;
  for (auto& item : items_) {
    if (select.distinct && !is_comparable(item.value->type)) {
      fail(item.location, "TYPE_MISMATCH",
           fmt::format("DISTINCT can only be applied to comparable types (actual: {})",
                       to_text(item.value->type)));
    }
    out_.items.push_back(item.value);
    query.columns.push_back(item.column);
  }
  query.body = std::move(out_);
  query.order_by = std::move(order_);
  return query;
}

void SelectAnalyzer::analyze_from(const Select& select) {
  scope_.outer = outer_;
  scope_.with = with_;
  first_relation_ = context_.relations;
  if (select.from) {
    auto from = RelationAnalyzer(context_, outer_, with_).analyze(*select.from);
    out_.from = std::move(from.relation);
    scope_.fields = std::move(from.fields);
  }
  last_relation_ = context_.relations;
}

NodePtr SelectAnalyzer::analyze_expression(const Expression& expression) {
  return ExpressionAnalyzer(context_, scope_, &windows_).analyze(expression);
}

void SelectAnalyzer::analyze_where(const Select& select) {
  if (!select.where) return;
  out_.where =
      ExpressionAnalyzer(context_, scope_).analyze_condition(*select.where, "WHERE clause");
  require_scalar(out_.where, "WHERE clause", select.where->location);
  add_partition_predicates(context_, out_.where);
}

NodePtr SelectAnalyzer::group_key(const Select& select, const Expression& expression) {
  const Expression* source = &expression;
  NodePtr key;
  if (const auto* ordinal = expression_if<IntegerLiteral>(expression)) {
    const auto& items = select.items;
    const bool has_star =
        std::any_of(items.begin(), items.end(), [](const auto& i) { return i.all; });
    const auto shown = has_star ? shown_values(select) : std::vector<NodePtr>();
    const std::size_t count = has_star ? shown.size() : items.size();
    if (ordinal->value < 1 || ordinal->value > static_cast<std::int64_t>(count)) {
      fail(expression.location, "INVALID_COLUMN_REFERENCE",
           fmt::format("GROUP BY position {} is not in select list", ordinal->value));
    }
    const auto position = static_cast<std::size_t>(ordinal->value) - 1;
    if (has_star) {
      key = shown[position];
    } else {
      source = items[position].expression.get();
    }
  }
  if (!key) key = analyze_expression(*source);
  require_scalar(key, "GROUP BY clause", expression.location);
  if (!is_comparable(key->type)) {
    fail(expression.location, "TYPE_MISMATCH",
         fmt::format("{} is not comparable, and therefore cannot be used in GROUP BY",
                     to_text(key->type)));
  }
  return key;
}

// The select list's values, before anything is known of the groups.
std::vector<NodePtr> SelectAnalyzer::shown_values(const Select& select) {
  analyze_items(select);
  std::vector<NodePtr> values;
  for (auto& item : std::exchange(items_, {}))
    values.push_back(std::move(item.value));
  return values;
}

// GROUP BY AUTO: by everything in the select list that aggregates nothing. A column of that name
// comes first. https://trino.io/docs/current/sql/select.html#group-by-auto
bool SelectAnalyzer::is_auto(const GroupingElement& element) const {
  if (element.kind != GroupingElementKind::set || element.sets.size() != 1) return false;
  if (element.sets[0].size() != 1) return false;
  const auto* name = expression_if<ColumnReference>(*element.sets[0][0]);
  return name != nullptr && !name->name.quoted && name->name.name == "auto" &&
         std::none_of(scope_.fields.begin(), scope_.fields.end(),
                      [](const Field& field) { return field.name == "auto"; });
}

std::vector<std::size_t> SelectAnalyzer::auto_set(const Select& select) {
  std::vector<std::size_t> set;
  for (const auto& value : shown_values(select)) {
    if (!typed::has_aggregate(value) && !typed::has_window(value)) {
      set.push_back(groups_->add_key(value));
    }
  }
  return set;
}

std::vector<std::size_t> SelectAnalyzer::key_set(const Select& select,
                                                 const Expressions& expressions) {
  std::vector<std::size_t> set;
  for (const auto& expression : expressions) {
    set.push_back(groups_->add_key(group_key(select, *expression)));
  }
  return set;
}

std::vector<std::vector<std::size_t>> SelectAnalyzer::grouping_sets(
    const Select& select, const GroupingElement& element) {
  if (is_auto(element)) return {auto_set(select)};
  std::vector<std::vector<std::size_t>> parts;
  for (const auto& set : element.sets)
    parts.push_back(key_set(select, set));
  switch (element.kind) {
    case GroupingElementKind::set:
    case GroupingElementKind::grouping_sets:
      return parts;
    default:
      break;
  }
  const bool is_cube = element.kind == GroupingElementKind::cube;
  if (parts.size() >= kGroupingSetsMax) fail_sets(element.location);
  if (is_cube && parts.size() > 11) fail_unsupported(element.location, "a CUBE this wide is");
  std::vector<std::vector<std::size_t>> sets;
  const std::size_t count = is_cube ? std::size_t{1} << parts.size() : parts.size() + 1;
  for (std::size_t choice = 0; choice < count; ++choice) {
    std::vector<std::size_t> set;
    for (std::size_t i = 0; i < parts.size(); ++i) {
      const bool chosen = is_cube ? ((choice >> i) & 1U) == 0 : i + choice < parts.size();
      if (chosen) set.insert(set.end(), parts[i].begin(), parts[i].end());
    }
    sets.push_back(std::move(set));
  }
  return sets;
}

void SelectAnalyzer::analyze_group_by(const Select& select) {
  if (!select.group_by) return;
  groups_.emplace(context_.new_relation(), first_relation_, last_relation_);
  GroupingSets sets = {{}};
  for (const auto& element : select.group_by->elements) {
    sets = product_of(std::move(sets), grouping_sets(select, element), element.location);
  }
  for (auto& set : sets) {
    std::sort(set.begin(), set.end());
    set.erase(std::unique(set.begin(), set.end()), set.end());
  }
  if (select.group_by->quantifier == SetQuantifier::distinct) {
    std::sort(sets.begin(), sets.end());
    sets.erase(std::unique(sets.begin(), sets.end()), sets.end());
  }
  if (sets.size() == 1 && sets[0].empty()) sets.clear();
  groups_->set_sets(std::move(sets));
  scope_.for_inner = [this](const NodePtr& value, const QualifiedName& name) {
    return groups_->rewrite(value, name.location, to_text(name));
  };
}

void SelectAnalyzer::analyze_items(const Select& select) {
  for (const auto& item : select.items) {
    if (item.all) {
      add_star(item);
    } else {
      add_item(item);
    }
  }
}

void SelectAnalyzer::add_item(const SelectItem& item) {
  const Identifier* name = item.alias ? &*item.alias : natural_name(*item.expression);
  Item out{.value = analyze_expression(*item.expression),
           .location = item.expression->location,
           .text = to_text(*item.expression)};
  out.column = {.name = name != nullptr ? name->text : fmt::format("_col{}", items_.size()),
                .type = out.value->type,
                .is_anonymous = name == nullptr};
  items_.push_back(std::move(out));
}

void SelectAnalyzer::add_column(const Field& field, const Identifier* alias,
                                const SelectItem& item) {
  const bool is_anonymous = field.name.empty() && alias == nullptr;
  const std::string name = alias != nullptr ? alias->text
                           : is_anonymous   ? fmt::format("_col{}", items_.size())
                                            : field.label;
  items_.push_back(
      {.value = field.value,
       .column = {.name = name, .type = field.value->type, .is_anonymous = is_anonymous},
       .location = item.location,
       .text = field.label});
}

// *, t.* with its aliases, or the fields of a row.
void SelectAnalyzer::add_star(const SelectItem& item) {
  if (!item.expression) {
    if (scope_.fields.empty()) {
      fail(item.location, "COLUMN_NOT_FOUND",
           "SELECT * not allowed in queries without FROM clause");
    }
    for (const auto& field : scope_.fields)
      add_column(field, nullptr, item);
    return;
  }
  const auto prefix = as_qualified_name(*item.expression);
  const auto fields = prefix ? relation_fields(scope_, *prefix) : std::vector<Field>();
  if (fields.empty()) return add_row_fields(item, analyze_expression(*item.expression));
  if (!item.aliases.empty() && item.aliases.size() != fields.size()) {
    fail(item.location, "MISMATCHED_COLUMN_ALIASES",
         fmt::format("Column alias list has {} entries but relation has {} columns",
                     item.aliases.size(), fields.size()));
  }
  for (std::size_t i = 0; i < fields.size(); ++i) {
    add_column(fields[i], item.aliases.empty() ? nullptr : &item.aliases[i], item);
  }
}

void SelectAnalyzer::add_row_fields(const SelectItem& item, const NodePtr& row) {
  if (row->type.kind != TypeKind::row) {
    fail(item.location, "TYPE_MISMATCH",
         fmt::format("expected expression of type Row, got {}", to_text(row->type)));
  }
  const auto& fields = row->type.children;
  if (!item.aliases.empty() && item.aliases.size() != fields.size()) {
    fail(item.location, "MISMATCHED_COLUMN_ALIASES",
         fmt::format("Column alias list has {} entries but relation has {} columns",
                     item.aliases.size(), fields.size()));
  }
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const std::string name = row->type.names[i].value_or("");
    const Field field{.name = lower_ascii(name), .label = name, .value = typed::row_field(row, i)};
    add_column(field, item.aliases.empty() ? nullptr : &item.aliases[i], item);
  }
}

}  // namespace sluice::sql
