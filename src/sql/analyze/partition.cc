#include "sql/analyze/partition.h"

namespace sluice::sql {

namespace {

using typed::NodePtr;

struct Key {
  TableUse* use = nullptr;
  std::size_t index = 0;
};

std::optional<Key> partition_key(Context& context, const NodePtr& node) {
  const auto* column = typed::node_if<typed::ColumnUse>(node);
  if (column == nullptr) return std::nullopt;
  for (std::size_t i = 0; i < context.scans.size(); ++i) {
    if (context.scans[i].relation != column->relation) continue;
    std::size_t index = 0;
    for (const auto& candidate : context.scans[i].columns) {
      if (!candidate.is_partition_key) continue;
      if (candidate.name == column->column) return Key{&context.uses[i], index};
      ++index;
    }
  }
  return std::nullopt;
}

std::optional<std::string> constant(const NodePtr& node) {
  const auto* literal = typed::node_if<typed::Literal>(node);
  return literal == nullptr ? std::nullopt : literal->text;
}

void add_comparison(const Key& key, std::string_view op, const std::string& value) {
  catalog::PartitionPredicate predicate{.key = key.index};
  if (op == "=") predicate.one_of = {value};
  if (op == ">" || op == ">=") predicate.at_least = value;
  if (op == "<" || op == "<=") predicate.at_most = value;
  predicate.at_least_strict = op == ">";
  predicate.at_most_strict = op == "<";
  key.use->partitions.push_back(std::move(predicate));
}

std::string_view mirrored(std::string_view op) {
  if (op == "<") return ">";
  if (op == "<=") return ">=";
  if (op == ">") return "<";
  return op == ">=" ? "<=" : op;
}

// "({0} >= {1})" and its like; empty for any other lowering.
std::string_view comparison_of(std::string_view lowering) {
  for (const std::string_view op : {"=", "<", "<=", ">", ">="}) {
    if (lowering == fmt::format("({{0}} {} {{1}})", op)) return op;
  }
  return {};
}

void add_in_list(Context& context, const typed::Call& call) {
  const auto key = partition_key(context, call.arguments[0]);
  if (!key) return;
  catalog::PartitionPredicate predicate{.key = key->index};
  for (std::size_t i = 1; i < call.arguments.size(); ++i) {
    const auto value = constant(call.arguments[i]);
    if (!value) return;
    predicate.one_of.push_back(*value);
  }
  key->use->partitions.push_back(std::move(predicate));
}

}  // namespace

void add_partition_predicates(Context& context, const NodePtr& condition) {
  const auto* call = typed::node_if<typed::Call>(condition);
  if (call == nullptr) return;
  if (call->lowering.starts_with("({0} AND {1}")) {
    for (const auto& term : call->arguments)
      add_partition_predicates(context, term);
    return;
  }
  if (call->lowering == "({0} IN ({1*}))") return add_in_list(context, *call);
  const auto op = comparison_of(call->lowering);
  if (op.empty()) return;
  const auto& left = call->arguments[0];
  const auto& right = call->arguments[1];
  if (const auto key = partition_key(context, left)) {
    if (const auto value = constant(right)) add_comparison(*key, op, *value);
  } else if (const auto other = partition_key(context, right)) {
    if (const auto value = constant(left)) add_comparison(*other, mirrored(op), *value);
  }
}

}  // namespace sluice::sql
