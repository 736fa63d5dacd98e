// tdigest_agg, approx_percentile and what reads their digests.
#include <cmath>

#include "engine/functions/aggregates/define.h"
#include "engine/functions/aggregates/tdigest.h"
#include "engine/functions/aggregates/values_at.h"
#include "engine/functions/families.h"

namespace sluice::engine {

namespace {

using duckdb::string_t;

// sluice_tdigest(value, weight, compression), and sluice_quantiles, which only we read back
template <std::string (TDigest::*Write)()>
struct Build {
  std::optional<TDigest> digest;

  void add(double value, double weight, double compression) {
    require(!std::isnan(value), "value is NaN");
    require(std::isfinite(value), "value must be finite");
    require(std::isfinite(weight) && weight > 0, "weight must be > 0");
    if (!digest) {
      require(compression >= TDigest::kCompressionMin, "compression factor too small (< 10)");
      digest.emplace(compression);
    }
    digest->add(value, weight);
  }
  void merge(const Build& other) {
    if (other.digest) join(digest, *other.digest);
  }
  std::optional<std::string> finish() const {
    if (!digest) return std::nullopt;
    TDigest copy = *digest;
    return (copy.*Write)();
  }
};

TDigest read_or_fail(string_t bytes) {
  auto digest = TDigest::read(view(bytes));
  if (!digest) raise("INVALID_CAST_ARGUMENT", "Cannot deserialize t-digest");
  return std::move(*digest);
}

double value_at(TDigest& digest, double quantile) {
  require(quantile >= 0 && quantile <= 1, "Quantile should be within bounds [0, 1]");
  return digest.value_at(quantile);
}

double percentile(TDigest& digest, double quantile) {
  require(quantile >= 0 && quantile <= 1, "Percentile must be between 0 and 1");
  return digest.value_at(quantile);
}

template <double (*At)(TDigest&, double)>
double one_value(string_t bytes, double quantile) {
  auto digest = read_or_fail(bytes);
  return At(digest, quantile);
}

}  // namespace

void register_digests(duckdb::ExtensionLoader& loader) {
  const auto bytes = LogicalType::BLOB;
  const auto real = LogicalType::DOUBLE;
  const auto reals = LogicalType::LIST(real);
  add_aggregate<Build<&TDigest::write>>(loader, "sluice_tdigest", {real, real, real}, bytes,
                                        Fails::on_values);
  add_aggregate<Build<&TDigest::write_uncut>>(loader, "sluice_quantiles", {real, real, real}, bytes,
                                              Fails::on_values);
  add_aggregate<MergeOf<TDigest, read_or_fail>>(loader, "sluice_tdigest_merge", {bytes}, bytes,
                                                Fails::on_values);
  add_function(loader, "sluice_tdigest_value", {bytes, real}, real, Fails::on_values,
               binary(one_value<value_at>));
  add_function(loader, "sluice_tdigest_values", {bytes, reals}, reals, Fails::on_values,
               values_at<read_or_fail, value_at, Order::rising>);
  add_function(loader, "sluice_percentile", {bytes, real}, real, Fails::on_values,
               binary(one_value<percentile>));
  add_function(loader, "sluice_percentiles", {bytes, reals}, reals, Fails::on_values,
               values_at<read_or_fail, percentile, Order::any>);
}

}  // namespace sluice::engine
