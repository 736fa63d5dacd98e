// approx_distinct, approx_set, merge, cardinality.
#include <bit>
#include <cmath>

#include "base/java_number.h"
#include "engine/functions/aggregates/define.h"
#include "engine/functions/aggregates/hll.h"
#include "engine/functions/families.h"

namespace sluice::engine {

namespace {

constexpr double kErrorMin = 0.0040625;
constexpr double kErrorMax = 0.26;

int prefix_bits_of(double error) {
  if (!(error >= kErrorMin && error <= kErrorMax)) {
    raise(kInvalidArgument,
          fmt::format("Max standard error must be in [{}, {}]: {}", java_text(kErrorMin),
                      java_text(kErrorMax), java_text(error)));
  }
  const auto buckets = static_cast<std::uint64_t>(std::ceil(1.0816 / (error * error)));
  return std::bit_width(buckets - 1);
}

// Sketches that come together in one aggregate need not be of one size.
struct Sketch {
  Hll hll;

  void merge(const Sketch& other) {
    if (hll.prefix_bits() != other.hll.prefix_bits()) {
      raise(kInvalidArgument,
            fmt::format("Cannot merge HLLs with different number of buckets: {} vs {}",
                        1 << hll.prefix_bits(), 1 << other.hll.prefix_bits()));
    }
    hll.merge(other.hll);
  }
  std::string write() const { return hll.write(); }
};

Sketch read_or_fail(duckdb::string_t bytes) {
  auto sketch = Hll::read(view(bytes));
  if (!sketch) raise("INVALID_CAST_ARGUMENT", "Cannot deserialize HyperLogLog");
  return {std::move(*sketch)};
}

// sluice_hll(hash, error)
struct Build {
  std::optional<Sketch> sketch;

  void add(std::int64_t hash, double error) {
    if (!sketch) sketch = Sketch{Hll(prefix_bits_of(error))};
    sketch->hll.add(static_cast<std::uint64_t>(hash));
  }
  void merge(const Build& other) {
    if (other.sketch) join(sketch, *other.sketch);
  }
  std::optional<std::string> finish() const {
    return sketch ? std::optional(sketch->write()) : std::nullopt;
  }
};

std::int64_t cardinality(duckdb::string_t bytes) {
  return read_or_fail(bytes).hll.cardinality();
}

std::string empty_sketch(double error) {
  return Hll(prefix_bits_of(error)).write();
}

std::string dense_sketch(duckdb::string_t bytes) {
  auto sketch = read_or_fail(bytes).hll;
  sketch.make_dense();
  return sketch.write();
}

}  // namespace

void register_sketches(duckdb::ExtensionLoader& loader) {
  const auto bytes = LogicalType::BLOB;
  add_aggregate<Build>(loader, "sluice_hll", {LogicalType::BIGINT, LogicalType::DOUBLE}, bytes,
                       Fails::on_values);
  add_aggregate<MergeOf<Sketch, read_or_fail>>(loader, "sluice_hll_merge", {bytes}, bytes,
                                               Fails::on_values);
  add_function(loader, "sluice_hll_cardinality", {bytes}, LogicalType::BIGINT, Fails::on_values,
               unary(cardinality));
  add_function(loader, "sluice_hll_empty", {LogicalType::DOUBLE}, bytes, Fails::on_values,
               unary(empty_sketch));
  add_function(loader, "sluice_hll_dense", {bytes}, bytes, Fails::on_values, unary(dense_sketch));
}

}  // namespace sluice::engine
