// qdigest_agg and what reads its digests, over bigint, double and real.
#include <cmath>
#include <cstring>

#include "engine/functions/aggregates/define.h"
#include "engine/functions/aggregates/qdigest.h"
#include "engine/functions/aggregates/values_at.h"
#include "engine/functions/families.h"

namespace sluice::engine {

namespace {

using duckdb::string_t;

// Floating numbers as integers of the same order: the sign turns the other bits.
template <class Float, class Integer>
Integer sortable(Float value) {
  Integer bits = 0;
  std::memcpy(&bits, &value, sizeof bits);
  return bits ^ ((bits >> (sizeof bits * 8 - 1)) & std::numeric_limits<Integer>::max());
}
template <class Float, class Integer>
Float unsortable(Integer bits) {
  bits ^= (bits >> (sizeof bits * 8 - 1)) & std::numeric_limits<Integer>::max();
  Float value = 0;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}

std::int64_t stored_form(std::int64_t value) {
  return value;
}
std::int64_t stored_form(double value) {
  return sortable<double, std::int64_t>(value);
}
std::int64_t stored_form(float value) {
  return sortable<float, std::int32_t>(value);
}

void restore(std::int64_t form, std::int64_t& value) {
  value = form;
}
void restore(std::int64_t form, double& value) {
  value = unsortable<double, std::int64_t>(form);
}
void restore(std::int64_t form, float& value) {
  value = unsortable<float, std::int32_t>(static_cast<std::int32_t>(form));
}

// sluice_qdigest(value, weight, accuracy)
template <class Value>
struct Build {
  std::optional<QuantileDigest> digest;

  void add(Value value, std::int64_t weight, double accuracy) {
    require(weight > 0, "weight must be > 0");
    if (!digest) {
      require(accuracy > 0 && accuracy < 1,
              "Percentile accuracy must be exclusively between 0 and 1");
      digest.emplace(accuracy);
    }
    digest->add(stored_form(value), static_cast<double>(weight));
  }
  void merge(const Build& other) {
    if (other.digest) join(digest, *other.digest);
  }
  std::optional<std::string> finish() const {
    if (!digest) return std::nullopt;
    return QuantileDigest(*digest).write();
  }
};

QuantileDigest read_or_fail(string_t bytes) {
  auto digest = QuantileDigest::read(view(bytes));
  if (!digest) raise("INVALID_CAST_ARGUMENT", "Cannot deserialize quantile digest");
  return std::move(*digest);
}

template <class Value>
Value value_of(QuantileDigest& digest, double quantile) {
  require(quantile >= 0 && quantile <= 1, "Quantile should be within bounds [0, 1]");
  Value value = 0;
  restore(digest.value_at(quantile), value);
  return value;
}

template <class Value>
Value value_at(string_t bytes, double quantile) {
  auto digest = read_or_fail(bytes);
  return value_of<Value>(digest, quantile);
}

template <class Value>
std::optional<double> quantile_at(string_t digest, Value value) {
  return read_or_fail(digest).quantile_at(stored_form(value));
}

template <class Value>
void add_type(duckdb::ExtensionLoader& loader, const std::string& name, const LogicalType& type) {
  const auto bytes = LogicalType::BLOB;
  const auto real = LogicalType::DOUBLE;
  add_aggregate<Build<Value>>(loader, "sluice_qdigest_" + name, {type, LogicalType::BIGINT, real},
                              bytes, Fails::on_values);
  add_function(loader, "sluice_qdigest_value_" + name, {bytes, real}, type, Fails::on_values,
               binary(value_at<Value>));
  add_function(loader, "sluice_qdigest_values_" + name, {bytes, LogicalType::LIST(real)},
               LogicalType::LIST(type), Fails::on_values,
               values_at<read_or_fail, value_of<Value>, Order::any>);
  add_function(loader, "sluice_qdigest_quantile_" + name, {bytes, type}, real, Fails::on_values,
               binary_or_null(quantile_at<Value>));
}

}  // namespace

void register_quantiles(duckdb::ExtensionLoader& loader) {
  add_type<std::int64_t>(loader, "bigint", LogicalType::BIGINT);
  add_type<double>(loader, "double", LogicalType::DOUBLE);
  add_type<float>(loader, "real", LogicalType::FLOAT);
  add_aggregate<MergeOf<QuantileDigest, read_or_fail>>(
      loader, "sluice_qdigest_merge", {LogicalType::BLOB}, LogicalType::BLOB, Fails::on_values);
}

}  // namespace sluice::engine
