// tdigest_agg, approx_percentile and what reads their digests.
#include <cmath>

#include "engine/functions/aggregates/define.h"
#include "engine/functions/aggregates/tdigest.h"
#include "engine/functions/families.h"

namespace sluice::engine {

namespace {

using duckdb::idx_t;
using duckdb::list_entry_t;
using duckdb::ListVector;
using duckdb::string_t;
using duckdb::Vector;

constexpr double kCompressionMin = 10;

void require(bool holds, std::string_view message) {
  if (!holds) raise(kInvalidArgument, message);
}

// sluice_tdigest(value, weight, compression), and sluice_quantiles, which only we read back
template <std::string (TDigest::*Write)()>
struct Build {
  std::optional<TDigest> digest;

  void add(double value, double weight, double compression) {
    require(!std::isnan(value), "value is NaN");
    require(std::isfinite(value), "value must be finite");
    require(std::isfinite(weight) && weight > 0, "weight must be > 0");
    if (!digest) {
      require(compression >= kCompressionMin, "compression factor too small (< 10)");
      digest.emplace(compression);
    }
    digest->add(value, weight);
  }
  void merge(const Build& other) {
    if (!other.digest) return;
    if (!digest) {
      digest = other.digest;
    } else {
      digest->merge(*other.digest);
    }
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

// sluice_tdigest_merge(digest)
struct Merge {
  std::optional<TDigest> digest;

  void add(string_t bytes) { join(read_or_fail(bytes)); }
  void merge(const Merge& other) {
    if (other.digest) join(*other.digest);
  }
  void join(const TDigest& other) {
    if (!digest) {
      digest = other;
    } else {
      digest->merge(other);
    }
  }
  std::optional<std::string> finish() const {
    if (!digest) return std::nullopt;
    return TDigest(*digest).write();
  }
};

double value_at(string_t bytes, double quantile) {
  require(quantile >= 0 && quantile <= 1, "Quantile should be within bounds [0, 1]");
  return read_or_fail(bytes).value_at(quantile);
}

double percentile(string_t bytes, double quantile) {
  require(quantile >= 0 && quantile <= 1, "Percentile must be between 0 and 1");
  return read_or_fail(bytes).value_at(quantile);
}

// (digest, quantiles), the one function or the other for each.
template <double (*At)(string_t, double), bool IsSorted>
void values_at(duckdb::DataChunk& rows, duckdb::ExpressionState&, Vector& result) {
  auto& child = ListVector::GetEntry(rows.data[1]);
  duckdb::UnifiedVectorFormat items;
  child.ToUnifiedFormat(ListVector::GetListSize(rows.data[1]), items);
  const auto* quantiles = duckdb::UnifiedVectorFormat::GetData<double>(items);
  idx_t total = 0;
  duckdb::BinaryExecutor::Execute<string_t, list_entry_t, list_entry_t>(
      rows.data[0], rows.data[1], result, rows.size(), [&](string_t digest, list_entry_t list) {
        ListVector::Reserve(result, total + list.length);
        auto* out = duckdb::FlatVector::GetData<double>(ListVector::GetEntry(result));
        double before = 0;
        for (idx_t i = 0; i < list.length; ++i) {
          const auto place = items.sel->get_index(list.offset + i);
          require(items.validity.RowIsValid(place), "Percentile cannot be null");
          if (IsSorted) {
            require(quantiles[place] >= before, "percentiles must be sorted in increasing order");
          }
          before = quantiles[place];
          out[total + i] = At(digest, quantiles[place]);
        }
        const list_entry_t entry{total, list.length};
        total += list.length;
        return entry;
      });
  ListVector::SetListSize(result, total);
}

}  // namespace

void register_digests(duckdb::ExtensionLoader& loader) {
  const auto bytes = LogicalType::BLOB;
  const auto real = LogicalType::DOUBLE;
  const auto reals = LogicalType::LIST(real);
  add_aggregate<Build<&TDigest::write>>(loader, "sluice_tdigest", {real, real, real}, bytes);
  add_aggregate<Build<&TDigest::write_uncut>>(loader, "sluice_quantiles", {real, real, real},
                                              bytes);
  add_aggregate<Merge>(loader, "sluice_tdigest_merge", {bytes}, bytes);
  add_function(loader, "sluice_tdigest_value", {bytes, real}, real, Fails::on_values,
               binary(value_at));
  add_function(loader, "sluice_tdigest_values", {bytes, reals}, reals, Fails::on_values,
               values_at<value_at, true>);
  add_function(loader, "sluice_percentile", {bytes, real}, real, Fails::on_values,
               binary(percentile));
  add_function(loader, "sluice_percentiles", {bytes, reals}, reals, Fails::on_values,
               values_at<percentile, false>);
}

}  // namespace sluice::engine
