#include "engine/functions/json/evaluate.h"

#include "engine/functions/parse.h"

namespace sluice::engine {

namespace {

using sql::PathKind;
using sql::PathNode;

[[noreturn]] void fail_limit() {
  throw PathFault{.message = "the path finds too many items", .is_limit = true};
}

JsonItem integer_literal(const std::string& digits) {
  const auto value = parse_integer(digits, INT64_MIN, INT64_MAX);
  if (!value) throw PathFault{"Invalid numeric literal: " + digits};
  return make_integer(*value, *value <= INT32_MAX ? ItemType::integer : ItemType::bigint);
}

JsonItem decimal_literal(const std::string& digits) {
  const int scale = static_cast<int>(digits.size() - digits.find('.') - 1);
  const auto unscaled = parse_decimal(digits, 38, scale);
  if (!unscaled) throw PathFault{"Invalid decimal literal: " + digits};
  return make_decimal(*unscaled, scale);
}

JsonItem literal(const PathNode& node) {
  switch (node.kind) {
    case PathKind::true_literal:
      return make_integer(1, ItemType::boolean);
    case PathKind::false_literal:
      return make_integer(0, ItemType::boolean);
    case PathKind::integer_literal:
      return integer_literal(node.text);
    case PathKind::decimal_literal:
      return decimal_literal(node.text);
    case PathKind::double_literal:
      return make_double(parse_double(node.text).value_or(0));
    case PathKind::string_literal:
      return make_varchar(node.text);
    default:
      return {};
  }
}

// type() of an item.
const char* kind_text(const JsonItem& item) {
  switch (item.type) {
    case ItemType::null:
      return "null";
    case ItemType::boolean:
      return "boolean";
    case ItemType::varchar:
      return "string";
    case ItemType::array:
      return "array";
    case ItemType::object:
      return "object";
    case ItemType::date:
      return "date";
    case ItemType::time:
      return "time without time zone";
    case ItemType::timestamp:
      return "timestamp without time zone";
    default:
      return "number";
  }
}

}  // namespace

const JsonItem* PathEvaluator::keep(JsonItem item) {
  if (made_.size() == kItemsMax) fail_limit();
  return &made_.emplace_back(std::move(item));
}

void PathEvaluator::count_step() {
  if (++steps_ > kPathStepsMax) fail_limit();
}

void PathEvaluator::add(const JsonItem* item, ItemSequence& out) {
  if (out.size() == kItemsMax) fail_limit();
  count_step();
  out.push_back(item);
}

void PathEvaluator::add_descendants(const JsonItem& item, std::string_view key, ItemSequence& out) {
  count_step();
  if (const JsonItem* found = item.member(key)) add(found, out);
  for (const auto& child : item.elements)
    add_descendants(child, key, out);
}

ItemSequence PathEvaluator::unwrapped(ItemSequence items) {
  if (!is_lax_) return items;
  ItemSequence out;
  for (const auto* item : items) {
    if (item->type != ItemType::array) add(item, out);
    if (item->type != ItemType::array) continue;
    for (const auto& element : item->elements)
      add(&element, out);
  }
  return out;
}

ItemSequence PathEvaluator::sequence(const PathNode& node, const Scope& scope) {
  switch (node.kind) {
    case PathKind::add:
    case PathKind::subtract:
    case PathKind::multiply:
    case PathKind::divide:
    case PathKind::modulus:
      return calculated(node, scope);
    case PathKind::plus:
    case PathKind::minus:
    case PathKind::double_:
    case PathKind::ceiling:
    case PathKind::floor:
    case PathKind::abs:
      return mapped(node, scope);
    case PathKind::member:
    case PathKind::any_member:
      return members(node, scope);
    case PathKind::descendant_member:
      return descendants(node, scope);
    case PathKind::elements:
    case PathKind::any_element:
      return elements(node, scope);
    case PathKind::filter:
      return filtered(node, scope);
    case PathKind::type:
      return types(node, scope);
    case PathKind::size:
      return sizes(node, scope);
    case PathKind::keyvalue:
      return key_values(node, scope);
    default:
      return primary(node, scope);
  }
}

ItemSequence PathEvaluator::primary(const PathNode& node, const Scope& scope) {
  switch (node.kind) {
    case PathKind::context:
      return {&context_};
    case PathKind::current_item:
      if (scope.current == nullptr) throw PathFault{"accessing current item outside of a filter"};
      return {scope.current};
    case PathKind::last:
      return {keep(make_integer(scope.last, ItemType::integer))};
    case PathKind::variable:
      return variable(node);
    default:
      return {keep(literal(node))};
  }
}

ItemSequence PathEvaluator::variable(const PathNode& node) const {
  for (const auto& parameter : parameters_) {
    if (parameter.name != node.text) continue;
    return parameter.item ? ItemSequence{&*parameter.item} : ItemSequence{};
  }
  throw PathFault{"no value passed for parameter " + node.text};
}

ItemSequence PathEvaluator::calculated(const PathNode& node, const Scope& scope) {
  const ItemSequence left = unwrapped(sequence(*node.children[0], scope));
  const ItemSequence right = unwrapped(sequence(*node.children[1], scope));
  if (left.size() != 1 || right.size() != 1) {
    throw PathFault{"arithmetic binary expression requires singleton operands"};
  }
  return {keep(calculate(node.kind, *left[0], *right[0]))};
}

// What takes each number to another.
ItemSequence PathEvaluator::mapped(const PathNode& node, const Scope& scope) {
  ItemSequence items = unwrapped(sequence(*node.children[0], scope));
  for (auto& item : items) {
    switch (node.kind) {
      case PathKind::minus:
        item = keep(negated(*item));
        break;
      case PathKind::double_:
        item = keep(as_double(*item));
        break;
      case PathKind::ceiling:
        item = keep(rounded_up(*item));
        break;
      case PathKind::floor:
        item = keep(rounded_down(*item));
        break;
      case PathKind::abs:
        item = keep(absolute(*item));
        break;
      default:
        require_number(*item);
    }
  }
  return items;
}

ItemSequence PathEvaluator::members(const PathNode& node, const Scope& scope) {
  ItemSequence out;
  for (const auto* item : unwrapped(sequence(*node.children[0], scope))) {
    if (item->type != ItemType::object) {
      if (!is_lax_) fail_item_type("OBJECT", *item);
      continue;
    }
    if (node.kind == PathKind::any_member) {
      for (const auto& value : item->elements)
        add(&value, out);
      continue;
    }
    const JsonItem* found = item->member(node.text);
    if (found != nullptr) {
      add(found, out);
    } else if (!is_lax_) {
      throw PathFault{
          fmt::format("structural error: missing member '{}' in JSON object", node.text)};
    }
  }
  return out;
}

ItemSequence PathEvaluator::descendants(const PathNode& node, const Scope& scope) {
  ItemSequence out;
  for (const auto* item : sequence(*node.children[0], scope))
    add_descendants(*item, node.text, out);
  return out;
}

ItemSequence PathEvaluator::elements(const PathNode& node, const Scope& scope) {
  ItemSequence out;
  for (const auto* item : sequence(*node.children[0], scope)) {
    ItemSequence array;
    if (item->type == ItemType::array) {
      for (const auto& element : item->elements)
        add(&element, array);
    } else if (is_lax_) {
      add(item, array);
    } else {
      fail_item_type("ARRAY", *item);
    }
    if (node.kind == PathKind::any_element) {
      for (const auto* element : array)
        add(element, out);
      continue;
    }
    if (array.empty() && !is_lax_) {
      throw PathFault{"structural error: invalid array subscript for empty array"};
    }
    if (array.empty()) continue;
    const Scope inner{.current = scope.current,
                      .last = static_cast<std::int64_t>(array.size()) - 1};
    for (const auto& subscript : node.subscripts)
      add_range(subscript, array, inner, out);
  }
  return out;
}

void PathEvaluator::add_range(const sql::PathSubscript& subscript, const ItemSequence& array,
                              const Scope& scope, ItemSequence& out) {
  const std::int64_t from = index(*subscript.from, scope, "from");
  const std::int64_t to = subscript.to ? index(*subscript.to, scope, "to") : from;
  const auto size = static_cast<std::int64_t>(array.size());
  const bool is_within = from >= 0 && to < size && from <= to;
  if (!is_lax_ && !is_within) {
    throw PathFault{
        fmt::format("structural error: invalid array subscript: [{}, {}] for array of size {}",
                    from, to, size)};
  }
  for (auto at = std::max<std::int64_t>(from, 0); at <= std::min(to, size - 1); ++at) {
    add(array[static_cast<std::size_t>(at)], out);
  }
}

std::int64_t PathEvaluator::index(const PathNode& node, const Scope& scope,
                                  std::string_view which) {
  const ItemSequence found = sequence(node, scope);
  if (found.size() != 1) {
    throw PathFault{fmt::format("array subscript '{}' value must be singleton numeric", which)};
  }
  return array_index(*found[0]);
}

ItemSequence PathEvaluator::filtered(const PathNode& node, const Scope& scope) {
  ItemSequence out;
  for (const auto* item : unwrapped(sequence(*node.children[0], scope))) {
    const Scope inner{.current = item, .last = scope.last};
    const std::size_t made = made_.size();
    if (holds(*node.children[1], inner) == Truth(true)) add(item, out);
    // What the predicate made served its truth alone.
    made_.resize(made);
  }
  return out;
}

ItemSequence PathEvaluator::types(const PathNode& node, const Scope& scope) {
  ItemSequence items = sequence(*node.children[0], scope);
  for (auto& item : items)
    item = keep(make_varchar(kind_text(*item)));
  return items;
}

ItemSequence PathEvaluator::sizes(const PathNode& node, const Scope& scope) {
  ItemSequence items = sequence(*node.children[0], scope);
  for (auto& item : items) {
    const bool is_array = item->type == ItemType::array;
    if (!is_array && !is_lax_) fail_item_type("ARRAY", *item);
    const std::size_t size = is_array ? item->elements.size() : 1;
    item = keep(make_integer(static_cast<std::int64_t>(size), ItemType::integer));
  }
  return items;
}

ItemSequence PathEvaluator::key_values(const PathNode& node, const Scope& scope) {
  ItemSequence out;
  for (const auto* item : unwrapped(sequence(*node.children[0], scope))) {
    if (item->type != ItemType::object) fail_item_type("OBJECT", *item);
    for (std::size_t i = 0; i < item->keys.size(); ++i) {
      JsonItem pair{.type = ItemType::object, .keys = {"name", "value", "id"}};
      pair.elements.push_back(make_varchar(item->keys[i]));
      pair.elements.push_back(item->elements[i]);
      pair.elements.push_back(make_integer(objects_, ItemType::integer));
      add(keep(std::move(pair)), out);
    }
    ++objects_;
  }
  return out;
}

}  // namespace sluice::engine
