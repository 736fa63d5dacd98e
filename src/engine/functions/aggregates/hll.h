// HyperLogLog as Trino keeps and writes it: sparse, then dense.
//
// Flajolet et al., 2007; Heule et al., "HyperLogLog in Practice", 2013. The bytes are those of
// airlift's stats library (https://github.com/airlift/airlift, stats/docs/hll.md), little-endian:
//   sparse: 2, p, entries (u16), then entries of 26 bits of prefix and 6 of leading zeros
//   dense:  3, p, baseline, 4 bits a bucket, overflows (u16), their buckets (u16), their values
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sluice::engine {

class Hll {
 public:
  Hll() = default;
  // 2^prefix_bits buckets, 1 to 16, as airlift has it; errors that may be asked for give 4 or more.
  explicit Hll(int prefix_bits) : prefix_bits_(prefix_bits) {}

  // Nothing where the bytes are no sketch.
  static std::optional<Hll> read(std::string_view bytes);
  std::string write() const;

  void add(std::uint64_t hash);
  // Of the same number of buckets.
  void merge(const Hll& other);
  std::int64_t cardinality() const;

  int prefix_bits() const { return prefix_bits_; }
  bool is_dense() const { return !values_.empty(); }
  void make_dense();

 private:
  std::size_t bucket_count() const { return std::size_t{1} << prefix_bits_; }
  bool is_too_large() const;
  void raise_bucket(std::size_t bucket, int value);
  std::int64_t dense_cardinality() const;
  std::string write_dense() const;
  bool read_sparse(std::string_view bytes);
  bool read_dense(std::string_view bytes);

  int prefix_bits_ = 0;
  std::map<std::uint32_t, int> entries_;  // sparse: 26 bits of the hash, zeros after them
  std::vector<std::uint8_t> values_;      // dense: the most leading zeros plus one, a bucket
};

}  // namespace sluice::engine
