#include "engine/functions/aggregates/qdigest.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "base/java_number.h"
#include "engine/functions/aggregates/bytes.h"

namespace sluice::engine {

namespace {

constexpr std::uint64_t kSign = std::uint64_t{1} << 63;
constexpr int kLevels = 64;
constexpr double kNothing = 1e-5;
constexpr unsigned kHasLeft = 1;
constexpr unsigned kHasRight = 2;
constexpr std::size_t kHeaderBytes = 1 + 2 * sizeof(double) + 3 * sizeof(std::int64_t) + 4;
constexpr std::size_t kNodeBytes = 1 + sizeof(double) + sizeof(std::int64_t);

std::uint64_t to_bits(std::int64_t value) {
  return static_cast<std::uint64_t>(value) ^ kSign;
}
std::int64_t from_bits(std::uint64_t bits) {
  return static_cast<std::int64_t>(bits ^ kSign);
}

bool is_below(std::uint64_t a, std::uint64_t b, int level) {
  return level == kLevels || (a >> level) == (b >> level);
}

bool goes_left(std::uint64_t bits, int level) {
  return (bits & (std::uint64_t{1} << (level - 1))) == 0;
}

std::int64_t upper_bound(std::uint64_t bits, int level) {
  const std::uint64_t mask = level == 0 ? 0 : ~std::uint64_t{0} >> (kLevels - level);
  return from_bits(bits | mask);
}

}  // namespace

int QuantileDigest::new_node(std::uint64_t bits, int level, double weight) {
  nodes_.push_back({.bits = bits, .level = level, .weight = weight});
  weight_ += weight;
  return static_cast<int>(nodes_.size()) - 1;
}

int QuantileDigest::siblings(int first, int second) {
  const std::uint64_t bits = nodes_[first].bits;
  const int level = kLevels - std::countl_zero(bits ^ nodes_[second].bits);
  const int parent = new_node(bits, level, 0);
  const bool is_left = goes_left(bits, level);
  nodes_[parent].left = is_left ? first : second;
  nodes_[parent].right = is_left ? second : first;
  return parent;
}

// Errors may be tiny and weights huge: the casts are Java's.
std::int32_t QuantileDigest::factor() const {
  if (root_ == kNone) return 1;
  return std::max(java_cast<std::int32_t>((nodes_[root_].level + 1) / error_), 1);
}

void QuantileDigest::add(std::int64_t value, double weight) {
  least_ = std::min(least_, value);
  greatest_ = std::max(greatest_, value);
  const double before = weight_;
  insert(to_bits(value), weight);
  const std::int64_t step = factor();
  if (java_cast<std::int64_t>(before) / step != java_cast<std::int64_t>(weight_) / step) {
    compress();
  }
}

void QuantileDigest::insert(std::uint64_t bits, double weight) {
  if (weight < kNothing) return;
  int parent = kNone;
  bool is_left = false;
  int current = root_;
  int placed = kNone;
  while (placed == kNone) {
    if (current == kNone) {
      placed = new_node(bits, 0, weight);
    } else if (!is_below(bits, nodes_[current].bits, nodes_[current].level)) {
      const int leaf = new_node(bits, 0, weight);
      placed = siblings(current, leaf);
    } else if (nodes_[current].level == 0) {
      nodes_[current].weight += weight;
      weight_ += weight;
      return;
    } else {
      is_left = goes_left(bits, nodes_[current].level);
      parent = current;
      current = is_left ? nodes_[current].left : nodes_[current].right;
    }
  }
  if (parent == kNone) {
    root_ = placed;
  } else {
    (is_left ? nodes_[parent].left : nodes_[parent].right) = placed;
  }
}

void QuantileDigest::merge(const QuantileDigest& other) {
  root_ = joined(root_, other, other.root_);
  least_ = std::min(least_, other.least_);
  greatest_ = std::max(greatest_, other.greatest_);
  compress();
}

int QuantileDigest::copied(const QuantileDigest& other, int theirs) {
  if (theirs == kNone) return kNone;
  const Node& node = other.nodes_[theirs];
  const int copy = new_node(node.bits, node.level, node.weight);
  const int left = copied(other, node.left);
  const int right = copied(other, node.right);
  nodes_[copy].left = left;
  nodes_[copy].right = right;
  return copy;
}

int QuantileDigest::joined(int node, const QuantileDigest& other, int theirs) {
  if (theirs == kNone) return node;
  if (node == kNone) return copied(other, theirs);
  const Node& added = other.nodes_[theirs];
  const Node mine = nodes_[node];
  if (!is_below(mine.bits, added.bits, std::max(mine.level, added.level))) {
    const int copy = copied(other, theirs);
    return siblings(node, copy);
  }
  if (mine.level < added.level) return joined_above(node, other, theirs);
  if (mine.level > added.level) {
    const bool is_left = goes_left(added.bits, mine.level);
    const int child = joined(is_left ? mine.left : mine.right, other, theirs);
    (is_left ? nodes_[node].left : nodes_[node].right) = child;
    return node;
  }
  weight_ += added.weight;
  nodes_[node].weight += added.weight;
  const int left = joined(mine.left, other, added.left);
  const int right = joined(mine.right, other, added.right);
  nodes_[node].left = left;
  nodes_[node].right = right;
  return node;
}

// Theirs is the parent of mine.
int QuantileDigest::joined_above(int node, const QuantileDigest& other, int theirs) {
  const Node& added = other.nodes_[theirs];
  const bool is_left = goes_left(nodes_[node].bits, added.level);
  const int left = is_left ? joined(node, other, added.left) : copied(other, added.left);
  const int right = is_left ? copied(other, added.right) : joined(node, other, added.right);
  const int result = new_node(added.bits, added.level, added.weight);
  nodes_[result].left = left;
  nodes_[result].right = right;
  return result;
}

void QuantileDigest::compress() {
  if (root_ == kNone) return;
  compress_below(root_, std::floor(weight_ / static_cast<double>(factor())));
  if (nodes_[root_].weight < kNothing) root_ = without(root_);
  // Nodes that nothing points at any more go.
  QuantileDigest kept(error_);
  root_ = kept.copied(*this, root_);
  nodes_ = std::move(kept.nodes_);
}

// Children that weigh little give their weight to the parent.
void QuantileDigest::compress_below(int node, double bound) {
  Node& parent = nodes_[node];
  if (parent.left == kNone && parent.right == kNone) return;
  if (parent.left != kNone) compress_below(parent.left, bound);
  if (parent.right != kNone) compress_below(parent.right, bound);
  const double left = parent.left == kNone ? 0 : nodes_[parent.left].weight;
  const double right = parent.right == kNone ? 0 : nodes_[parent.right].weight;
  const bool is_light = parent.weight + left + right < bound;
  if (parent.left != kNone && (is_light || left < kNothing)) {
    parent.left = without(parent.left);
    parent.weight += left;
  }
  if (parent.right != kNone && (is_light || right < kNothing)) {
    parent.right = without(parent.right);
    parent.weight += right;
  }
}

// What stands for a node whose weight is gone: nothing, its only child, or itself.
int QuantileDigest::without(int node) {
  Node& removed = nodes_[node];
  if (removed.left == kNone) return removed.right;
  if (removed.right == kNone) return removed.left;
  removed.weight = 0;
  return node;
}

void QuantileDigest::list_below(int node, std::vector<int>& out) const {
  if (node == kNone) return;
  list_below(nodes_[node].left, out);
  list_below(nodes_[node].right, out);
  out.push_back(node);
}

std::int64_t QuantileDigest::value_at(double quantile) const {
  std::vector<int> order;
  list_below(root_, order);
  double sum = 0;
  for (const int index : order) {
    sum += nodes_[index].weight;
    if (sum > quantile * weight_) {
      return std::min(upper_bound(nodes_[index].bits, nodes_[index].level), greatest_);
    }
  }
  return greatest_;
}

std::optional<double> QuantileDigest::quantile_at(std::int64_t value) const {
  if (root_ == kNone || value < least_ || value > greatest_) return std::nullopt;
  std::vector<int> order;
  list_below(root_, order);
  double sum = 0;
  for (const int index : order) {
    if (upper_bound(nodes_[index].bits, nodes_[index].level) >= value) break;
    sum += nodes_[index].weight;
  }
  return sum / weight_;
}

std::string QuantileDigest::write() {
  compress();
  std::vector<int> order;
  list_below(root_, order);
  std::string out(1, '\0');
  append(out, error_);
  append(out, 0.0);
  append(out, std::int64_t{0});
  append(out, least_);
  append(out, greatest_);
  append(out, static_cast<std::int32_t>(order.size()));
  for (const int index : order) {
    const Node& node = nodes_[index];
    const unsigned children =
        (node.left != kNone ? kHasLeft : 0) | (node.right != kNone ? kHasRight : 0);
    const int level = std::max(node.level - 1, 0);  // a leaf's, too: so Trino writes it
    out += static_cast<char>(static_cast<unsigned>(level) << 2 | children);
    append(out, node.weight);
    append(out, node.bits);
  }
  return out;
}

std::optional<QuantileDigest> QuantileDigest::read(std::string_view bytes) {
  if (bytes.size() < kHeaderBytes || bytes[0] != 0) return std::nullopt;
  bytes.remove_prefix(1);
  QuantileDigest out(take<double>(bytes));
  if (!(out.error_ >= 0 && out.error_ <= 1)) return std::nullopt;
  bytes.remove_prefix(sizeof(double) + sizeof(std::int64_t));
  out.least_ = take<std::int64_t>(bytes);
  out.greatest_ = take<std::int64_t>(bytes);
  const auto count = static_cast<std::uint32_t>(take<std::int32_t>(bytes));
  if (bytes.size() != count * kNodeBytes) return std::nullopt;
  std::vector<int> open;
  for (std::uint32_t i = 0; i < count; ++i) {
    if (!out.read_node(bytes, open)) return std::nullopt;
  }
  if (open.size() > 1) return std::nullopt;
  if (!open.empty()) out.root_ = open.back();
  return out;
}

// `open`: the nodes so far that have no parent yet. What is below a node has to belong there, or
// walks down the tree would have no end.
bool QuantileDigest::read_node(std::string_view& bytes, std::vector<int>& open) {
  const auto shape = static_cast<unsigned char>(take<char>(bytes));
  const bool has_right = (shape & kHasRight) != 0;
  const bool has_left = (shape & kHasLeft) != 0;
  const auto weight = take<double>(bytes);
  const auto bits = take<std::uint64_t>(bytes);
  const int level = (shape >> 2) + (has_left || has_right ? 1 : 0);
  const int node = new_node(bits, level, weight);
  const auto close = [&](bool is_left) {
    if (open.empty()) return false;
    const int child = open.back();
    const Node& below = nodes_[child];
    if (below.level >= level || !is_below(below.bits, bits, level) ||
        goes_left(below.bits, level) != is_left) {
      return false;
    }
    open.pop_back();
    (is_left ? nodes_[node].left : nodes_[node].right) = child;
    return true;
  };
  if (has_right && !close(false)) return false;
  if (has_left && !close(true)) return false;
  open.push_back(node);
  return true;
}

}  // namespace sluice::engine
