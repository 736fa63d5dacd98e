// Variances, covariances and regressions, skewness, kurtosis, entropy and checksum:
// https://trino.io/docs/current/functions/aggregate.html
//
// DuckDB has most of these, but raises where a sum leaves the doubles; Trino goes on with infinity
// and NaN.
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

  // Into nothing they go as they are: the sums would overflow for no reason.
  void merge(const Moments& other) {
    if (other.count == 0) return;
    if (count == 0) {
      *this = other;
      return;
    }
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

// The second moment, in Trino's steps.
struct Spread {
  double count = 0;
  double mean = 0;
  double m2 = 0;

  void add(double value) {
    ++count;
    const double delta = value - mean;
    mean += delta / count;
    m2 += delta * (value - mean);
  }
  void merge(const Spread& other) {
    if (other.count == 0) return;
    if (count == 0) {
      *this = other;
      return;
    }
    const double n = count + other.count;
    const double delta = other.mean - mean;
    m2 += other.m2 + delta * delta * other.count * count / n;
    mean += delta * other.count / n;
    count = n;
  }

  std::optional<double> population() const {
    return count > 0 ? std::optional(m2 / count) : std::nullopt;
  }
  std::optional<double> sample() const {
    return count > 1 ? std::optional(m2 / (count - 1)) : std::nullopt;
  }
  std::optional<double> population_deviation() const { return root(population()); }
  std::optional<double> sample_deviation() const { return root(sample()); }

 private:
  static std::optional<double> root(std::optional<double> value) {
    return value ? std::optional(std::sqrt(*value)) : std::nullopt;
  }
};

std::optional<double> finite(double value) {
  return std::isfinite(value) ? std::optional(value) : std::nullopt;
}

// Second moments of pairs: y depends on x.
struct JointSpread {
  Spread x;
  Spread y;
  double c2 = 0;

  void add(double dependent, double independent) {
    const double delta = independent - x.mean;
    x.add(independent);
    y.add(dependent);
    c2 += delta * (dependent - y.mean);
  }
  void merge(const JointSpread& other) {
    if (other.x.count == 0) return;
    const double n = x.count + other.x.count;
    c2 +=
        other.c2 + (other.x.mean - x.mean) * (other.y.mean - y.mean) * x.count * other.x.count / n;
    x.merge(other.x);
    y.merge(other.y);
  }

  std::optional<double> population() const {
    return x.count > 0 ? std::optional(c2 / x.count) : std::nullopt;
  }
  std::optional<double> sample() const {
    return x.count > 1 ? std::optional(c2 / (x.count - 1)) : std::nullopt;
  }
  // One root after the other: their product may leave the doubles where the answer does not.
  std::optional<double> correlation() const {
    return finite(c2 / std::sqrt(x.m2) / std::sqrt(y.m2));
  }
  std::optional<double> slope() const { return finite(c2 / x.m2); }
  std::optional<double> intercept() const { return finite(y.mean - c2 / x.m2 * x.mean); }
  std::optional<double> r2() const {
    if (x.m2 != 0 && y.m2 == 0) return 1;
    const auto root = correlation();
    return root ? std::optional(*root * *root) : std::nullopt;
  }
  std::optional<double> mean_x() const { return of_any(x.mean); }
  std::optional<double> mean_y() const { return of_any(y.mean); }
  std::optional<double> sxx() const { return of_any(x.m2); }
  std::optional<double> sxy() const { return of_any(c2); }
  std::optional<double> syy() const { return of_any(y.m2); }

 private:
  std::optional<double> of_any(double value) const {
    return x.count > 0 ? finite(value) : std::nullopt;
  }
};

// Aggregates that differ in what they say of the state at the end.
template <std::optional<double> (Spread::*Answer)() const>
struct SpreadOf {
  Spread state;
  void add(double value) { state.add(value); }
  void merge(const SpreadOf& other) { state.merge(other.state); }
  std::optional<double> finish() const { return (state.*Answer)(); }
};
template <std::optional<double> (JointSpread::*Answer)() const>
struct JointOf {
  JointSpread state;
  void add(double dependent, double independent) { state.add(dependent, independent); }
  void merge(const JointOf& other) { state.merge(other.state); }
  std::optional<double> finish() const { return (state.*Answer)(); }
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

template <std::optional<double> (Spread::*Answer)() const>
void add_spread(duckdb::ExtensionLoader& loader, const std::string& name) {
  const auto real = LogicalType::DOUBLE;
  add_aggregate<SpreadOf<Answer>>(loader, "sluice_" + name, {real}, real, Fails::never);
}
template <std::optional<double> (JointSpread::*Answer)() const>
void add_joint(duckdb::ExtensionLoader& loader, const std::string& name) {
  const auto real = LogicalType::DOUBLE;
  add_aggregate<JointOf<Answer>>(loader, "sluice_" + name, {real, real}, real, Fails::never);
}

void register_spreads(duckdb::ExtensionLoader& loader) {
  add_spread<&Spread::population>(loader, "var_pop");
  add_spread<&Spread::sample>(loader, "var_samp");
  add_spread<&Spread::population_deviation>(loader, "stddev_pop");
  add_spread<&Spread::sample_deviation>(loader, "stddev_samp");
  add_joint<&JointSpread::population>(loader, "covar_pop");
  add_joint<&JointSpread::sample>(loader, "covar_samp");
  add_joint<&JointSpread::correlation>(loader, "corr");
  add_joint<&JointSpread::slope>(loader, "regr_slope");
  add_joint<&JointSpread::intercept>(loader, "regr_intercept");
  add_joint<&JointSpread::r2>(loader, "regr_r2");
  add_joint<&JointSpread::mean_x>(loader, "regr_avgx");
  add_joint<&JointSpread::mean_y>(loader, "regr_avgy");
  add_joint<&JointSpread::sxx>(loader, "regr_sxx");
  add_joint<&JointSpread::sxy>(loader, "regr_sxy");
  add_joint<&JointSpread::syy>(loader, "regr_syy");
}

}  // namespace

void register_moments(duckdb::ExtensionLoader& loader) {
  const auto real = LogicalType::DOUBLE;
  register_spreads(loader);
  add_aggregate<Skewness>(loader, "sluice_skewness", {real}, real, Fails::never);
  add_aggregate<Kurtosis>(loader, "sluice_kurtosis", {real}, real, Fails::never);
  add_aggregate<Entropy>(loader, "sluice_entropy", {LogicalType::BIGINT}, real, Fails::on_values);
  add_aggregate<Checksum>(loader, "sluice_checksum", {LogicalType::BIGINT}, LogicalType::BLOB,
                          Fails::never);
}

}  // namespace sluice::engine
