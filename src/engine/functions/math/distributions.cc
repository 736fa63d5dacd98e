// Probability: https://trino.io/docs/current/functions/math.html#statistical-functions
//
// The values are Boost.Math's; what Trino refuses is refused in its words before, and where Boost
// finds no value that is said in ours.
#include <cmath>

#include <boost/math/distributions/beta.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>

#include "base/java_number.h"
#include "engine/functions/define.h"
#include "engine/functions/families.h"

namespace sluice::engine {

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
// Ours: steps to a value grow with the root of the shapes, without a bound in Boost.
constexpr double kShapeMax = 1e9;
constexpr int kHalvesMax = 200;

namespace policies = boost::math::policies;
using Policy = policies::policy<policies::overflow_error<policies::ignore_error>>;
using Normal = boost::math::normal_distribution<double, Policy>;
using Beta = boost::math::beta_distribution<double, Policy>;
using StudentsT = boost::math::students_t_distribution<double, Policy>;

template <class Compute>
double computed(const Compute& compute) {
  try {
    return compute();
  } catch (const std::exception&) {
    raise(kOutOfRange, "The distribution's value cannot be computed for these arguments");
  }
}

void require_shapes(double a, double b) {
  require(a > 0 && b > 0, "a, b must be > 0");
  if (a <= kShapeMax && b <= kShapeMax) return;
  raise(kInvalidArgument, fmt::format("a, b must be at most {}", java_text(kShapeMax)));
}

double normal_cdf(double mean, double deviation, double value) {
  require(deviation > 0, "standardDeviation must be > 0");
  return 0.5 * (1 + std::erf((value - mean) / (deviation * std::sqrt(2.0))));
}

double inverse_normal_cdf(double mean, double deviation, double p) {
  require(p > 0 && p < 1, "p must be 0 > p > 1");
  require(deviation > 0, "standardDeviation must be > 0");
  return mean + deviation * computed([&] { return boost::math::quantile(Normal(), p); });
}

double beta_cdf(double a, double b, double value) {
  require(value >= 0 && value <= 1, "value must be 0 >= v >= 1");
  require_shapes(a, b);
  return computed([&] { return boost::math::cdf(Beta(a, b), value); });
}

// By halves where Boost's search gives up.
double quantile_of(const Beta& beta, double p) {
  try {
    return boost::math::quantile(beta, p);
  } catch (const boost::math::evaluation_error&) {
  }
  double low = 0;
  double high = 1;
  for (int i = 0; i < kHalvesMax; ++i) {
    const double middle = (low + high) / 2;
    (boost::math::cdf(beta, middle) < p ? low : high) = middle;
  }
  return high;
}

double inverse_beta_cdf(double a, double b, double p) {
  require(p >= 0 && p <= 1, "p must be 0 >= p >= 1");
  require_shapes(a, b);
  return computed([&] { return quantile_of(Beta(a, b), p); });
}

double t_pdf(double x, double df) {
  require(df > 0, "df must be greater than 0");
  if (std::isnan(x)) return kNaN;
  if (std::isinf(x)) return 0;
  return computed([&] { return boost::math::pdf(StudentsT(df), x); });
}

double t_cdf(double x, double df) {
  require(df > 0, "df must be greater than 0");
  if (std::isnan(x)) return kNaN;
  if (std::isinf(x)) return x > 0 ? 1 : 0;
  return computed([&] { return boost::math::cdf(StudentsT(df), x); });
}

// https://en.wikipedia.org/wiki/Binomial_proportion_confidence_interval#Wilson_score_interval
double wilson(std::int64_t successes, std::int64_t trials, double z, double sign) {
  require(successes >= 0, "number of successes must not be negative");
  require(trials > 0, "number of trials must be positive");
  require(successes <= trials, "number of successes must not be larger than number of trials");
  require(z >= 0, "z-score must not be negative");
  const auto s = static_cast<double>(successes);
  const auto n = static_cast<double>(trials);
  if (z >= kInfinity) return sign < 0 ? 0 : 1;
  const double p = s / n;
  return (p + z * z / (2 * n) + sign * z * std::sqrt(p * (1 - p) / n + z * z / (4 * n * n))) /
         (1 + z * z / n);
}

double wilson_lower(std::int64_t successes, std::int64_t trials, double z) {
  return wilson(successes, trials, z, -1);
}
double wilson_upper(std::int64_t successes, std::int64_t trials, double z) {
  return wilson(successes, trials, z, 1);
}

}  // namespace

void register_distributions(duckdb::ExtensionLoader& loader) {
  const auto real = LogicalType::DOUBLE;
  using Ternary = double (*)(double, double, double);
  const std::pair<const char*, Ternary> kTernary[] = {{"normal_cdf", normal_cdf},
                                                      {"inverse_normal_cdf", inverse_normal_cdf},
                                                      {"beta_cdf", beta_cdf},
                                                      {"inverse_beta_cdf", inverse_beta_cdf}};
  for (const auto& [name, compute] : kTernary) {
    add_function(loader, std::string("sluice_") + name, {real, real, real}, real, Fails::on_values,
                 ternary(compute));
  }
  add_function(loader, "sluice_t_pdf", {real, real}, real, Fails::on_values, binary(t_pdf));
  add_function(loader, "sluice_t_cdf", {real, real}, real, Fails::on_values, binary(t_cdf));
  const duckdb::vector<LogicalType> wilson = {LogicalType::BIGINT, LogicalType::BIGINT, real};
  add_function(loader, "sluice_wilson_lower", wilson, real, Fails::on_values,
               ternary(wilson_lower));
  add_function(loader, "sluice_wilson_upper", wilson, real, Fails::on_values,
               ternary(wilson_upper));
}

}  // namespace sluice::engine
