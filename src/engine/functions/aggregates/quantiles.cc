// qdigest_agg and what reads its digests, over bigint, double and real.
#include <cmath>
#include <cstring>

#include "engine/functions/aggregates/define.h"
#include "engine/functions/aggregates/qdigest.h"
#include "engine/functions/families.h"

namespace sluice::engine {

namespace {

using duckdb::idx_t;
using duckdb::list_entry_t;
using duckdb::ListVector;
using duckdb::string_t;
using duckdb::Vector;

void require(bool holds, std::string_view message) {
  if (!holds) raise(kInvalidArgument, message);
}

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
    if (!other.digest) return;
    if (!digest) {
      digest = other.digest;
    } else {
      digest->merge(*other.digest);
    }
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

struct Merge {
  std::optional<QuantileDigest> digest;

  void add(string_t bytes) { join(read_or_fail(bytes)); }
  void merge(const Merge& other) {
    if (other.digest) join(*other.digest);
  }
  void join(const QuantileDigest& other) {
    if (!digest) {
      digest = other;
    } else {
      digest->merge(other);
    }
  }
  std::optional<std::string> finish() const {
    if (!digest) return std::nullopt;
    return QuantileDigest(*digest).write();
  }
};

template <class Value>
Value value_of(const QuantileDigest& digest, double quantile) {
  require(quantile >= 0 && quantile <= 1, "Quantile should be within bounds [0, 1]");
  Value value = 0;
  restore(digest.value_at(quantile), value);
  return value;
}

// (digest, quantile)
template <class Value>
void value_at(duckdb::DataChunk& rows, duckdb::ExpressionState&, Vector& result) {
  duckdb::BinaryExecutor::Execute<string_t, double, Value>(
      rows.data[0], rows.data[1], result, rows.size(), [](string_t digest, double quantile) {
        return value_of<Value>(read_or_fail(digest), quantile);
      });
}

template <class Value>
void values_at(duckdb::DataChunk& rows, duckdb::ExpressionState&, Vector& result) {
  auto& child = ListVector::GetEntry(rows.data[1]);
  duckdb::UnifiedVectorFormat items;
  child.ToUnifiedFormat(ListVector::GetListSize(rows.data[1]), items);
  const auto* quantiles = duckdb::UnifiedVectorFormat::GetData<double>(items);
  idx_t total = 0;
  duckdb::BinaryExecutor::Execute<string_t, list_entry_t, list_entry_t>(
      rows.data[0], rows.data[1], result, rows.size(), [&](string_t bytes, list_entry_t list) {
        const auto digest = read_or_fail(bytes);
        ListVector::Reserve(result, total + list.length);
        auto* out = duckdb::FlatVector::GetData<Value>(ListVector::GetEntry(result));
        for (idx_t i = 0; i < list.length; ++i) {
          const auto place = items.sel->get_index(list.offset + i);
          require(items.validity.RowIsValid(place), "Percentile cannot be null");
          out[total + i] = value_of<Value>(digest, quantiles[place]);
        }
        const list_entry_t entry{total, list.length};
        total += list.length;
        return entry;
      });
  ListVector::SetListSize(result, total);
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
                              bytes);
  add_function(loader, "sluice_qdigest_value_" + name, {bytes, real}, type, Fails::on_values,
               value_at<Value>);
  add_function(loader, "sluice_qdigest_values_" + name, {bytes, LogicalType::LIST(real)},
               LogicalType::LIST(type), Fails::on_values, values_at<Value>);
  add_function(loader, "sluice_qdigest_quantile_" + name, {bytes, type}, real, Fails::on_values,
               binary_or_null(quantile_at<Value>));
}

}  // namespace

void register_quantiles(duckdb::ExtensionLoader& loader) {
  add_type<std::int64_t>(loader, "bigint", LogicalType::BIGINT);
  add_type<double>(loader, "double", LogicalType::DOUBLE);
  add_type<float>(loader, "real", LogicalType::FLOAT);
  add_aggregate<Merge>(loader, "sluice_qdigest_merge", {LogicalType::BLOB}, LogicalType::BLOB);
}

}  // namespace sluice::engine
