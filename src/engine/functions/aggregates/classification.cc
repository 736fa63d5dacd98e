// classification_precision and its like: a curve over thresholds of a prediction.
#include <cmath>

#include "engine/functions/define.h"
#include "engine/functions/families.h"

namespace sluice::engine {

namespace {

using duckdb::idx_t;
using duckdb::Vector;

// The weights so far are of predictions below the threshold.
struct Point {
  double threshold = 0;
  double true_below = 0;
  double false_below = 0;
  double true_all = 0;
  double false_all = 0;
};

using Measure = double (*)(const Point&);

double threshold(const Point& point) {
  return point.threshold;
}
double miss_rate(const Point& point) {
  return point.true_below / point.true_all;
}
double recall(const Point& point) {
  return (point.true_all - point.true_below) / point.true_all;
}
double fall_out(const Point& point) {
  return (point.false_all - point.false_below) / point.false_all;
}
double precision(const Point& point) {
  const double hits = point.true_all - point.true_below;
  return hits / (hits + point.false_all - point.false_below);
}

// Ours: two numbers are kept a bucket, and an array is answered with one.
constexpr std::int64_t kBucketsMax = 1'000'000;

struct Weights {
  std::vector<double> of_true;
  std::vector<double> of_false;
  double true_all = 0;
  double false_all = 0;

  explicit Weights(std::int64_t buckets) {
    require(buckets >= 2, "bucketCount must be at least 2");
    require(buckets <= kBucketsMax, fmt::format("bucketCount must be at most {}", kBucketsMax));
    of_true.resize(static_cast<std::size_t>(buckets));
    of_false.resize(static_cast<std::size_t>(buckets));
  }

  void add(bool outcome, double prediction, double weight) {
    if (!(prediction >= 0 && prediction <= 1)) {
      raise(kInvalidArgument, "Prediction value must be between 0.0 and 1.0");
    }
    if (weight < 0) raise(kInvalidArgument, "Weights must be non-negative");
    const auto count = static_cast<double>(of_true.size());
    const auto bucket = std::min(static_cast<std::size_t>(prediction * count), of_true.size() - 1);
    (outcome ? of_true : of_false)[bucket] += weight;
    (outcome ? true_all : false_all) += weight;
  }

  std::vector<double> curve(Measure measure) const {
    std::vector<double> out;
    Point point{.true_all = true_all, .false_all = false_all};
    for (std::size_t i = 0; i < of_true.size() && true_all > point.true_below; ++i) {
      point.threshold = static_cast<double>(i) / static_cast<double>(of_true.size());
      out.push_back(measure(point));
      point.true_below += of_true[i];
      point.false_below += of_false[i];
    }
    return out;
  }
};

// (buckets, list of rows (outcome, prediction, weight))
template <Measure measure>
void curve(duckdb::DataChunk& rows, duckdb::ExpressionState&, Vector& result) {
  duckdb::RecursiveUnifiedVectorFormat lists;
  Vector::RecursiveToUnifiedFormat(rows.data[1], rows.size(), lists);
  const auto& items = lists.children[0];
  idx_t total = 0;
  duckdb::BinaryExecutor::Execute<std::int64_t, duckdb::list_entry_t, duckdb::list_entry_t>(
      rows.data[0], rows.data[1], result, rows.size(),
      [&](std::int64_t buckets, duckdb::list_entry_t list) {
        Weights weights(buckets);
        const auto field = [&](std::size_t child, idx_t row) {
          const auto& column = items.children[child].unified;
          return std::pair(&column, column.sel->get_index(row));
        };
        for (idx_t i = list.offset; i < list.offset + list.length; ++i) {
          const idx_t row = items.unified.sel->get_index(i);
          const auto [outcome, o] = field(0, row);
          const auto [prediction, p] = field(1, row);
          const auto [weight, w] = field(2, row);
          if (!outcome->validity.RowIsValid(o) || !prediction->validity.RowIsValid(p) ||
              !weight->validity.RowIsValid(w)) {
            continue;
          }
          weights.add(duckdb::UnifiedVectorFormat::GetData<bool>(*outcome)[o],
                      duckdb::UnifiedVectorFormat::GetData<double>(*prediction)[p],
                      duckdb::UnifiedVectorFormat::GetData<double>(*weight)[w]);
        }
        const auto points = weights.curve(measure);
        duckdb::ListVector::Reserve(result, total + points.size());
        std::copy(
            points.begin(), points.end(),
            duckdb::FlatVector::GetData<double>(duckdb::ListVector::GetEntry(result)) + total);
        const duckdb::list_entry_t entry{total, points.size()};
        total += points.size();
        return entry;
      });
  duckdb::ListVector::SetListSize(result, total);
}

template <Measure measure>
void add_curve(duckdb::ExtensionLoader& loader, const std::string& name) {
  const auto real = LogicalType::DOUBLE;
  const auto row = LogicalType::STRUCT(
      {{"outcome", LogicalType::BOOLEAN}, {"prediction", real}, {"weight", real}});
  add_function(loader, "sluice_classification_" + name,
               {LogicalType::BIGINT, LogicalType::LIST(row)}, LogicalType::LIST(real),
               Fails::on_values, curve<measure>);
}

}  // namespace

void register_classifications(duckdb::ExtensionLoader& loader) {
  add_curve<precision>(loader, "precision");
  add_curve<recall>(loader, "recall");
  add_curve<miss_rate>(loader, "miss_rate");
  add_curve<fall_out>(loader, "fall_out");
  add_curve<threshold>(loader, "thresholds");
}

}  // namespace sluice::engine
