// A t-digest as Trino keeps and writes it: centroids, finest at both ends.
//
// Ted Dunning, "The t-digest", 2021; merging as airlift's stats library does, so that the same
// values in the same order give the same centroids. Bytes, little-endian: 0, least, greatest,
// compression, weight (doubles), centroids (i32), their means, their weights (doubles).
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sluice::engine {

class TDigest {
 public:
  static constexpr double kCompressionMin = 10;

  // At least kCompressionMin.
  explicit TDigest(double compression = 100) : compression_(compression) {}

  // Nothing where the bytes are no digest.
  static std::optional<TDigest> read(std::string_view bytes);
  std::string write();
  // With all the centroids it computes with, for reading back at once.
  std::string write_uncut();

  // Finite values and weights, the weights positive.
  void add(double value, double weight);
  void merge(const TDigest& other);
  // Of quantiles in [0, 1]; NaN of an empty digest.
  double value_at(double quantile);
  double compression() const { return compression_; }

 private:
  struct Centroid {
    double mean = 0;
    double weight = 0;
  };

  std::size_t size_max() const;
  void compact(double compression);
  void compact_if_needed();
  double between(double offset);

  double compression_;
  double least_ = std::numeric_limits<double>::infinity();
  double greatest_ = -std::numeric_limits<double>::infinity();
  double weight_ = 0;
  std::vector<Centroid> centroids_;
  bool is_compact_ = true;
  bool is_backwards_ = false;
};

}  // namespace sluice::engine
