// skewness, kurtosis, entropy and checksum: https://trino.io/docs/current/functions/aggregate.html
#include <cmath>

#include "engine/functions/aggregates/define.h"
#include "engine/functions/families.h"

namespace sluice::engine {

namespace {

// Central moments in one pass, merged as Chan, Golub and LeVeque do; Pébay, SAND2008-6212.
struct Moments {
  double count = 0;
  double mean = 0;
  double m2 = 0;
  double m3 = 0;
  double m4 = 0;

  void add(double value) { merge({.count = 1, .mean = value}); }

  void merge(const Moments& other) {
    if (other.count == 0) return;
    const double a = count;
    const double b = other.count;
    const double n = a + b;
    const double delta = other.mean - mean;
    const double delta2 = delta * delta;
    m4 += other.m4 + delta2 * delta2 * a * b * (a * a - a * b + b * b) / (n * n * n) +
          6 * delta2 * (a * a * other.m2 + b * b * m2) / (n * n) +
          4 * delta * (a * other.m3 - b * m3) / n;
    m3 += other.m3 + delta2 * delta * a * b * (a - b) / (n * n) +
          3 * delta * (a * other.m2 - b * m2) / n;
    m2 += other.m2 + delta2 * a * b / n;
    mean += delta * b / n;
    count = n;
  }
};

struct Skewness {
  Moments moments;
  void add(double value) { moments.add(value); }
  void merge(const Skewness& other) { moments.merge(other.moments); }
  std::optional<double> finish() const {
    if (moments.count < 3) return std::nullopt;
    return std::sqrt(moments.count) * moments.m3 / std::pow(moments.m2, 1.5);
  }
};

struct Kurtosis {
  Moments moments;
  void add(double value) { moments.add(value); }
  void merge(const Kurtosis& other) { moments.merge(other.moments); }
  std::optional<double> finish() const {
    const double n = moments.count;
    if (n < 4) return std::nullopt;
    const double variance = moments.m2 / (n - 1);
    return moments.m4 * n * (n + 1) / ((n - 1) * (n - 2) * (n - 3) * variance * variance) -
           3 * (n - 1) * (n - 1) / ((n - 2) * (n - 3));
  }
};

// In bits, of the counts of an outcome.
struct Entropy {
  double total = 0;
  double weighted = 0;

  void add(std::int64_t count) {
    if (count < 0) raise(kInvalidArgument, "Entropy count argument must be non-negative");
    if (count == 0) return;
    const auto number = static_cast<double>(count);
    total += number;
    weighted += number * std::log(number);
  }
  void merge(const Entropy& other) {
    total += other.total;
    weighted += other.weighted;
  }
  std::optional<double> finish() const {
    if (total == 0) return 0;
    return std::max((std::log(total) - weighted / total) / std::log(2.0), 0.0);
  }
};

// A sum that wraps, over the rows' hashes in any order.
struct Checksum {
  std::uint64_t sum = 0;
  bool is_empty = true;

  void add(std::int64_t term) {
    sum += static_cast<std::uint64_t>(term);
    is_empty = false;
  }
  void merge(const Checksum& other) {
    sum += other.sum;
    is_empty = is_empty && other.is_empty;
  }
  std::optional<std::string> finish() const {
    if (is_empty) return std::nullopt;
    return std::string(reinterpret_cast<const char*>(&sum), sizeof sum);
  }
};

}  // namespace

void register_moments(duckdb::ExtensionLoader& loader) {
  const auto real = LogicalType::DOUBLE;
  add_aggregate<Skewness>(loader, "sluice_skewness", {real}, real);
  add_aggregate<Kurtosis>(loader, "sluice_kurtosis", {real}, real);
  add_aggregate<Entropy>(loader, "sluice_entropy", {LogicalType::BIGINT}, real);
  add_aggregate<Checksum>(loader, "sluice_checksum", {LogicalType::BIGINT}, LogicalType::BLOB);
}

}  // namespace sluice::engine
