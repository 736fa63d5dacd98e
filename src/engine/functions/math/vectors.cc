// Similarity of vectors: sparse ones as maps from a name to a number, dense ones as arrays.
#include <cmath>
#include <unordered_map>

#include "engine/functions/columns.h"
#include "engine/functions/families.h"

namespace sluice::engine {

namespace {

using duckdb::idx_t;
using duckdb::Vector;

using Doubles = Elements<double>;

// A row's numbers; nothing where one of them is NULL.
std::optional<std::vector<double>> numbers_of(const Doubles& elements, duckdb::list_entry_t list) {
  std::vector<double> out;
  for (idx_t i = list.offset; i < list.offset + list.length; ++i) {
    const auto value = elements.at(i);
    if (!value) return std::nullopt;
    out.push_back(*value);
  }
  return out;
}

double dot(const std::vector<double>& left, const std::vector<double>& right) {
  double sum = 0;
  for (std::size_t i = 0; i < left.size(); ++i)
    sum += left[i] * right[i];
  return sum;
}

double norm(const std::vector<double>& values) {
  return std::sqrt(dot(values, values));
}

// --- maps

class SparseVectors {
 public:
  explicit SparseVectors(Vector& map) : values_(map, duckdb::MapVector::GetValues(map)) {
    duckdb::MapVector::GetKeys(map).ToUnifiedFormat(duckdb::ListVector::GetListSize(map), keys_);
  }

  std::optional<std::vector<double>> values(duckdb::list_entry_t row) const {
    return numbers_of(values_, row);
  }

  std::unordered_map<std::string_view, double> entries(duckdb::list_entry_t row) const {
    std::unordered_map<std::string_view, double> out;
    const auto* names = duckdb::UnifiedVectorFormat::GetData<duckdb::string_t>(keys_);
    for (idx_t i = row.offset; i < row.offset + row.length; ++i) {
      out.emplace(view(names[keys_.sel->get_index(i)]), values_.at(i).value_or(0));
    }
    return out;
  }

 private:
  Doubles values_;
  duckdb::UnifiedVectorFormat keys_;
};

void cosine_of_maps(duckdb::DataChunk& rows, duckdb::ExpressionState&, Vector& result) {
  const SparseVectors left(rows.data[0]);
  const SparseVectors right(rows.data[1]);
  duckdb::BinaryExecutor::ExecuteWithNulls<duckdb::list_entry_t, duckdb::list_entry_t, double>(
      rows.data[0], rows.data[1], result, rows.size(),
      [&](duckdb::list_entry_t a, duckdb::list_entry_t b, duckdb::ValidityMask& valid, idx_t row) {
        const auto left_values = left.values(a);
        const auto right_values = right.values(b);
        if (!left_values || !right_values) {
          valid.SetInvalid(row);
          return 0.0;
        }
        const auto other = right.entries(b);
        double sum = 0;
        for (const auto& [name, value] : left.entries(a)) {
          const auto found = other.find(name);
          if (found != other.end()) sum += value * found->second;
        }
        return sum / (norm(*left_values) * norm(*right_values));
      });
}

// --- arrays

using Compare = std::optional<double> (*)(const std::vector<double>&, const std::vector<double>&);

template <Compare compare>
void compare_arrays(duckdb::DataChunk& rows, duckdb::ExpressionState&, Vector& result) {
  const Doubles left(rows.data[0]);
  const Doubles right(rows.data[1]);
  duckdb::BinaryExecutor::ExecuteWithNulls<duckdb::list_entry_t, duckdb::list_entry_t, double>(
      rows.data[0], rows.data[1], result, rows.size(),
      [&](duckdb::list_entry_t a, duckdb::list_entry_t b, duckdb::ValidityMask& valid, idx_t row) {
        if (a.length != b.length) {
          raise(kInvalidArgument, "The arguments must have the same length");
        }
        const auto left_values = numbers_of(left, a);
        const auto right_values = numbers_of(right, b);
        if (left_values && right_values) {
          if (const auto value = compare(*left_values, *right_values)) return *value;
        }
        valid.SetInvalid(row);
        return 0.0;
      });
}

std::optional<double> dot_product(const std::vector<double>& left,
                                  const std::vector<double>& right) {
  return dot(left, right);
}

std::optional<double> euclidean(const std::vector<double>& left, const std::vector<double>& right) {
  double sum = 0;
  for (std::size_t i = 0; i < left.size(); ++i)
    sum += (left[i] - right[i]) * (left[i] - right[i]);
  return std::sqrt(sum);
}

std::optional<double> cosine(const std::vector<double>& left, const std::vector<double>& right) {
  const double size = norm(left) * norm(right);
  if (size == 0) return std::nullopt;
  return dot(left, right) / size;
}

}  // namespace

void register_vectors(duckdb::ExtensionLoader& loader) {
  const auto real = LogicalType::DOUBLE;
  const auto map = LogicalType::MAP(LogicalType::VARCHAR, real);
  const auto array = LogicalType::LIST(real);
  add_function(loader, "sluice_cosine", {map, map}, real, Fails::never, cosine_of_maps);
  add_function(loader, "sluice_cosine", {array, array}, real, Fails::on_values,
               compare_arrays<cosine>);
  add_function(loader, "sluice_dot_product", {array, array}, real, Fails::on_values,
               compare_arrays<dot_product>);
  add_function(loader, "sluice_euclidean", {array, array}, real, Fails::on_values,
               compare_arrays<euclidean>);
}

}  // namespace sluice::engine
