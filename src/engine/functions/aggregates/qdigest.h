// A quantile digest as Trino keeps and writes it: a tree over the values' bits.
//
// Shrivastava et al., "Medians and beyond", 2004. The bytes are those of airlift's stats library,
// little-endian: 0, the error (double), decay and its start (0), least and greatest value, nodes
// (i32), then each node after its children: its children and level, weight (double), value.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sluice::engine {

class QuantileDigest {
 public:
  explicit QuantileDigest(double error) : error_(error) {}

  // Nothing where the bytes are no digest.
  static std::optional<QuantileDigest> read(std::string_view bytes);
  std::string write();

  void add(std::int64_t value, double weight);
  void merge(const QuantileDigest& other);
  // Within the error above the quantile, which is in [0, 1].
  std::int64_t value_at(double quantile) const;
  // The share of weight at most as great; nothing outside the values.
  std::optional<double> quantile_at(std::int64_t value) const;

 private:
  static constexpr int kNone = -1;

  struct Node {
    std::uint64_t bits = 0;  // of a value below it, the sign turned
    int level = 0;           // 0: a leaf
    double weight = 0;
    int left = kNone;
    int right = kNone;
  };

  int new_node(std::uint64_t bits, int level, double weight);
  int siblings(int first, int second);
  void insert(std::uint64_t bits, double weight);
  int joined(int node, const QuantileDigest& other, int theirs);
  int joined_above(int node, const QuantileDigest& other, int theirs);
  int copied(const QuantileDigest& other, int theirs);
  void compress();
  void compress_below(int node, double bound);
  int without(int node);
  bool read_node(std::string_view& bytes, std::vector<int>& open);
  std::int32_t factor() const;
  // Nodes after their children, and the left side first.
  void list_below(int node, std::vector<int>& out) const;

  double error_;
  std::int64_t least_ = std::numeric_limits<std::int64_t>::max();
  std::int64_t greatest_ = std::numeric_limits<std::int64_t>::min();
  double weight_ = 0;
  std::vector<Node> nodes_;
  int root_ = kNone;
};

}  // namespace sluice::engine
