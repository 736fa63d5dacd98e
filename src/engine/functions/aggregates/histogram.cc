// numeric_histogram: https://trino.io/docs/current/functions/aggregate.html#numeric_histogram
#include <algorithm>

#include "engine/functions/columns.h"
#include "engine/functions/families.h"

namespace sluice::engine {

namespace {

using duckdb::idx_t;
using duckdb::list_entry_t;
using duckdb::ListVector;
using duckdb::Vector;

constexpr std::size_t kBuffer = 100;  // values that wait to be merged
// Ours: each value costs a look at every bucket.
constexpr std::int64_t kBucketsMax = 10'000;

struct Bucket {
  double value = 0;
  double weight = 0;
};

// Ben-Haim and Tom-Tov, "A Streaming Parallel Decision Tree Algorithm", with Trino's penalty for
// joining two buckets: what it adds to the variance.
class Histogram {
 public:
  explicit Histogram(std::size_t count_max) : count_max_(count_max) {}

  void add(Bucket bucket) {
    buckets_.push_back(bucket);
    if (buckets_.size() == count_max_ + kBuffer) compact();
  }

  const std::vector<Bucket>& buckets() {
    compact();
    return buckets_;
  }

 private:
  static double penalty(const Bucket& a, const Bucket& b) {
    const double difference = a.value - b.value;
    return difference * difference * a.weight * b.weight / (a.weight + b.weight);
  }

  void join(std::size_t index) {
    Bucket& left = buckets_[index];
    const Bucket& right = buckets_[index + 1];
    const double weight = left.weight + right.weight;
    left.value = (left.value * left.weight + right.value * right.weight) / weight;
    left.weight = weight;
    buckets_.erase(buckets_.begin() + static_cast<std::ptrdiff_t>(index) + 1);
  }

  void compact() {
    std::stable_sort(buckets_.begin(), buckets_.end(),
                     [](const Bucket& a, const Bucket& b) { return a.value < b.value; });
    std::size_t kept = 0;
    for (std::size_t i = 1; i < buckets_.size(); ++i) {
      if (buckets_[i].value == buckets_[kept].value) {
        buckets_[kept].weight += buckets_[i].weight;
      } else {
        buckets_[++kept] = buckets_[i];
      }
    }
    if (!buckets_.empty()) buckets_.resize(kept + 1);
    while (buckets_.size() > count_max_)
      join(cheapest());
  }

  std::size_t cheapest() const {
    std::size_t best = 0;
    for (std::size_t i = 1; i + 1 < buckets_.size(); ++i) {
      if (penalty(buckets_[i], buckets_[i + 1]) < penalty(buckets_[best], buckets_[best + 1])) {
        best = i;
      }
    }
    return best;
  }

  std::size_t count_max_;
  std::vector<Bucket> buckets_;
};

using Doubles = Elements<double>;

Histogram histogram_of(std::int64_t count, const Doubles& values, list_entry_t value_list,
                       const Doubles& weights, list_entry_t weight_list) {
  if (count < 2) {
    raise(kInvalidArgument,
          fmt::format("numeric_histogram bucket count must be greater than one, input value: {}",
                      count));
  }
  require(count <= kBucketsMax,
          fmt::format("numeric_histogram bucket count must be at most {}, input value: {}",
                      kBucketsMax, count));
  Histogram histogram(static_cast<std::size_t>(count));
  for (idx_t i = 0; i < value_list.length; ++i) {
    const auto value = values.at(value_list.offset + i);
    const auto weight = weights.at(weight_list.offset + i);
    if (value && weight && *weight > 0) histogram.add({*value, *weight});
  }
  return histogram;
}

// sluice_numeric_histogram(count, values, weights)
void numeric_histogram(duckdb::DataChunk& rows, duckdb::ExpressionState&, Vector& result) {
  const Doubles values(rows.data[1]);
  const Doubles weights(rows.data[2]);
  idx_t total = 0;
  duckdb::TernaryExecutor::ExecuteWithNulls<std::int64_t, list_entry_t, list_entry_t, list_entry_t>(
      rows.data[0], rows.data[1], rows.data[2], result, rows.size(),
      [&](std::int64_t count, list_entry_t value_list, list_entry_t weight_list,
          duckdb::ValidityMask& valid, idx_t row) {
        auto histogram = histogram_of(count, values, value_list, weights, weight_list);
        const auto& buckets = histogram.buckets();
        ListVector::Reserve(result, total + buckets.size());
        auto* keys = duckdb::FlatVector::GetData<double>(duckdb::MapVector::GetKeys(result));
        auto* counts = duckdb::FlatVector::GetData<double>(duckdb::MapVector::GetValues(result));
        for (idx_t i = 0; i < buckets.size(); ++i) {
          keys[total + i] = buckets[i].value;
          counts[total + i] = buckets[i].weight;
        }
        if (buckets.empty()) valid.SetInvalid(row);
        const list_entry_t entry{total, buckets.size()};
        total += buckets.size();
        return entry;
      });
  ListVector::SetListSize(result, total);
}

}  // namespace

void register_histograms(duckdb::ExtensionLoader& loader) {
  const auto real = LogicalType::DOUBLE;
  add_function(loader, "sluice_numeric_histogram",
               {LogicalType::BIGINT, LogicalType::LIST(real), LogicalType::LIST(real)},
               LogicalType::MAP(real, real), Fails::on_values, numeric_histogram);
}

}  // namespace sluice::engine
