#include "sql/analyze/typed.h"

#include "base/error.h"

namespace sluice::sql::typed {

namespace {

std::size_t mix(std::size_t seed, std::size_t value) {
  return seed ^ (value + 0x9e3779b97f4a7c15ULL + (seed << 6) + (seed >> 2));
}

std::size_t hash_text(std::string_view text) {
  return std::hash<std::string_view>()(text);
}

std::size_t hash_keys(std::size_t seed, const std::vector<SortKey>& keys) {
  for (const auto& key : keys) {
    seed = mix(mix(seed, key.value->hash), key.is_descending * 2U + key.nulls_first);
  }
  return seed;
}

std::size_t hash_window(std::size_t seed, const Window& window) {
  for (const auto& node : window.partition_by)
    seed = mix(seed, node->hash);
  seed = hash_keys(seed, window.order_by);
  if (!window.frame) return seed;
  const auto& frame = *window.frame;
  seed = mix(seed, hash_text(frame.unit + frame.start + frame.end));
  if (frame.start_offset) seed = mix(seed, frame.start_offset->hash);
  if (frame.end_offset) seed = mix(seed, frame.end_offset->hash);
  return seed;
}

struct Hash {
  std::size_t operator()(const Literal& literal) const { return hash_text(literal.sql); }
  std::size_t operator()(const ColumnUse& use) const {
    return mix(hash_text(use.column), static_cast<std::size_t>(use.relation));
  }
  std::size_t operator()(const Call& call) const {
    return over(hash_text(call.lowering), call.arguments);
  }
  std::size_t operator()(const Aggregate& aggregate) const {
    std::size_t seed = over(hash_text(aggregate.lowering), aggregate.arguments);
    seed = hash_keys(mix(seed, aggregate.is_distinct), aggregate.order_by);
    if (aggregate.filter) seed = mix(seed, aggregate.filter->hash);
    return aggregate.window ? hash_window(mix(seed, 7), *aggregate.window) : seed;
  }
  std::size_t operator()(const SubqueryUse& use) const {
    return mix(over(hash_text(use.lowering), use.arguments),
               std::hash<const void*>()(use.query.get()));
  }
  static std::size_t over(std::size_t seed, const std::vector<NodePtr>& nodes) {
    for (const auto& node : nodes)
      seed = mix(seed, node->hash);
    return seed;
  }
};

std::size_t size_from(const std::vector<NodePtr>& nodes, std::size_t first) {
  std::size_t size = 0;
  for (std::size_t i = first; i < nodes.size(); ++i)
    size += nodes[i]->size + 2;
  return size;
}

// Of a lowering with its gaps filled.
std::size_t filled_size(std::string_view lowering, const std::vector<NodePtr>& arguments) {
  std::size_t size = lowering.size();
  for (auto at = lowering.find('{'); at != std::string_view::npos; at = lowering.find('{', at)) {
    ++at;
    std::size_t index = 0;
    const bool is_numbered = at < lowering.size() && lowering[at] >= '0' && lowering[at] <= '9';
    for (; at < lowering.size() && lowering[at] >= '0' && lowering[at] <= '9'; ++at)
      index = index * 10 + static_cast<std::size_t>(lowering[at] - '0');
    if (at < lowering.size() && lowering[at] == '*') {
      size += size_from(arguments, index);
    } else if (is_numbered && index < arguments.size()) {
      size += arguments[index]->size;
    }
  }
  return size;
}

struct Size {
  std::size_t operator()(const Literal& literal) const { return literal.sql.size(); }
  std::size_t operator()(const ColumnUse& use) const { return use.column.size() + 4; }
  std::size_t operator()(const Call& call) const {
    return filled_size(call.lowering, call.arguments);
  }
  std::size_t operator()(const Aggregate& aggregate) const {
    return filled_size(aggregate.lowering, aggregate.arguments);
  }
  std::size_t operator()(const SubqueryUse& use) const {
    return filled_size(use.lowering, use.arguments);
  }
};

NodePtr make(Type type, decltype(Node::value) value) {
  auto node = std::make_shared<Node>(Node{.type = std::move(type), .value = std::move(value)});
  node->hash = mix(std::visit(Hash(), node->value), node->value.index());
  node->size = std::visit(Size(), node->value);
  check_printed_size(node->size);
  if (const auto* aggregate = std::get_if<Aggregate>(&node->value)) {
    (aggregate->window ? node->has_window : node->has_aggregate) = true;
  }
  node->has_subquery = std::holds_alternative<SubqueryUse>(node->value);
  const auto* call = std::get_if<Call>(&node->value);
  node->has_volatile = call != nullptr && call->is_volatile;
  for_each_child(*node, [&](const NodePtr& child) {
    node->has_aggregate |= child->has_aggregate;
    node->has_window |= child->has_window;
    node->has_subquery |= child->has_subquery;
    node->has_volatile |= child->has_volatile;
  });
  return node;
}

using Visit = std::function<void(const NodePtr&)>;

void visit_keys(const std::vector<SortKey>& keys, const Visit& visit) {
  for (const auto& key : keys)
    visit(key.value);
}

void visit_aggregate(const Aggregate& aggregate, const Visit& visit) {
  for (const auto& argument : aggregate.arguments)
    visit(argument);
  visit_keys(aggregate.order_by, visit);
  if (aggregate.filter) visit(aggregate.filter);
  if (!aggregate.window) return;
  for (const auto& node : aggregate.window->partition_by)
    visit(node);
  visit_keys(aggregate.window->order_by, visit);
  if (!aggregate.window->frame) return;
  if (aggregate.window->frame->start_offset) visit(aggregate.window->frame->start_offset);
  if (aggregate.window->frame->end_offset) visit(aggregate.window->frame->end_offset);
}

using Replace = std::function<NodePtr(const NodePtr&)>;

void replace_all(std::vector<NodePtr>& nodes, const Replace& replace) {
  for (auto& node : nodes)
    node = replace(node);
}

void replace_keys(std::vector<SortKey>& keys, const Replace& replace) {
  for (auto& key : keys)
    key.value = replace(key.value);
}

Aggregate replaced(Aggregate aggregate, const Replace& replace) {
  replace_all(aggregate.arguments, replace);
  replace_keys(aggregate.order_by, replace);
  if (aggregate.filter) aggregate.filter = replace(aggregate.filter);
  if (!aggregate.window) return aggregate;
  replace_all(aggregate.window->partition_by, replace);
  replace_keys(aggregate.window->order_by, replace);
  if (auto& frame = aggregate.window->frame) {
    if (frame->start_offset) frame->start_offset = replace(frame->start_offset);
    if (frame->end_offset) frame->end_offset = replace(frame->end_offset);
  }
  return aggregate;
}

bool same_all(const std::vector<NodePtr>& left, const std::vector<NodePtr>& right) {
  return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                    [](const auto& a, const auto& b) { return is_same(*a, *b); });
}

bool same_or_absent(const NodePtr& left, const NodePtr& right) {
  return left && right ? is_same(*left, *right) : left == right;
}

bool same_keys(const std::vector<SortKey>& left, const std::vector<SortKey>& right) {
  return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                    [](const auto& a, const auto& b) {
                      return a.is_descending == b.is_descending && a.nulls_first == b.nulls_first &&
                             is_same(*a.value, *b.value);
                    });
}

bool same_frames(const std::optional<Frame>& left, const std::optional<Frame>& right) {
  if (!left || !right) return left.has_value() == right.has_value();
  return left->unit == right->unit && left->start == right->start && left->end == right->end &&
         same_or_absent(left->start_offset, right->start_offset) &&
         same_or_absent(left->end_offset, right->end_offset);
}

bool same_windows(const std::optional<Window>& left, const std::optional<Window>& right) {
  if (!left || !right) return left.has_value() == right.has_value();
  return same_all(left->partition_by, right->partition_by) &&
         same_keys(left->order_by, right->order_by) && same_frames(left->frame, right->frame);
}

struct Same {
  bool operator()(const Literal& a, const Literal& b) const { return a.sql == b.sql; }
  bool operator()(const ColumnUse& a, const ColumnUse& b) const {
    return a.relation == b.relation && a.column == b.column;
  }
  bool operator()(const Call& a, const Call& b) const {
    return a.lowering == b.lowering && same_all(a.arguments, b.arguments);
  }
  bool operator()(const Aggregate& a, const Aggregate& b) const {
    return a.lowering == b.lowering && a.is_distinct == b.is_distinct &&
           same_all(a.arguments, b.arguments) && same_keys(a.order_by, b.order_by) &&
           same_or_absent(a.filter, b.filter) && same_windows(a.window, b.window);
  }
  bool operator()(const SubqueryUse& a, const SubqueryUse& b) const {
    return a.lowering == b.lowering && a.query == b.query && same_all(a.arguments, b.arguments);
  }
  template <class Left, class Right>
  bool operator()(const Left&, const Right&) const {
    return false;
  }
};

}  // namespace

void check_printed_size(std::size_t size) {
  if (size <= kPrintedSizeMax) return;
  throw Error(ErrorKind::limit, "NOT_SUPPORTED",
              fmt::format("The query is too complex: it is more than {} MB for the engine",
                          kPrintedSizeMax / 1'000'000));
}

NodePtr make_literal(Type type, std::string sql, std::optional<std::string> text) {
  return make(std::move(type), Literal{.sql = std::move(sql), .text = std::move(text)});
}

NodePtr make_column(Type type, int relation, std::string column) {
  return make(std::move(type), ColumnUse{.relation = relation, .column = std::move(column)});
}

NodePtr make_call(Type type, std::string lowering, std::vector<NodePtr> arguments) {
  return make(std::move(type),
              Call{.lowering = std::move(lowering), .arguments = std::move(arguments)});
}

NodePtr make_call(Type type, Call call) {
  return make(std::move(type), std::move(call));
}

NodePtr row_field(const NodePtr& row, std::size_t place) {
  return make_call(row->type.children.at(place),
                   fmt::format("struct_extract_at({{0}}, {})", place + 1), {row});
}

NodePtr make_aggregate(Type type, Aggregate aggregate) {
  return make(std::move(type), std::move(aggregate));
}

NodePtr make_subquery(Type type, SubqueryUse subquery) {
  return make(std::move(type), std::move(subquery));
}

RelationPtr make_relation(decltype(Relation::value) value) {
  return std::make_shared<Relation>(Relation{std::move(value)});
}

RelationPtr make_derived(int id, QueryPtr query) {
  return make_relation(Derived{.id = id, .query = std::move(query)});
}

QueryPtr share(Query query) {
  return std::make_shared<Query>(std::move(query));
}

bool is_same(const Node& left, const Node& right) {
  if (&left == &right) return true;
  if (left.hash != right.hash || left.type != right.type) return false;
  return std::visit(Same(), left.value, right.value);
}

void for_each_child(const Node& node, const Visit& visit) {
  if (const auto* call = std::get_if<Call>(&node.value)) {
    for (const auto& argument : call->arguments)
      visit(argument);
  } else if (const auto* aggregate = std::get_if<Aggregate>(&node.value)) {
    visit_aggregate(*aggregate, visit);
  } else if (const auto* subquery = std::get_if<SubqueryUse>(&node.value)) {
    for (const auto& argument : subquery->arguments)
      visit(argument);
  }
}

NodePtr with_children(const NodePtr& node, const Replace& replace) {
  if (const auto* call = std::get_if<Call>(&node->value)) {
    Call copy = *call;
    replace_all(copy.arguments, replace);
    return copy.arguments == call->arguments ? node : make(node->type, std::move(copy));
  }
  if (const auto* aggregate = std::get_if<Aggregate>(&node->value)) {
    return make(node->type, replaced(*aggregate, replace));
  }
  if (const auto* subquery = std::get_if<SubqueryUse>(&node->value)) {
    SubqueryUse copy = *subquery;
    replace_all(copy.arguments, replace);
    return copy.arguments == subquery->arguments ? node : make(node->type, std::move(copy));
  }
  return node;
}

}  // namespace sluice::sql::typed
