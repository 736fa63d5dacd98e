// width_bucket, random ranges and parse_data_size.
#include <cmath>

#include <duckdb/common/vector_operations/generic_executor.hpp>

#include "base/java_number.h"
#include "engine/functions/columns.h"
#include "engine/functions/decimal.h"
#include "engine/functions/define.h"
#include "engine/functions/families.h"

namespace sluice::engine {

namespace {

using duckdb::Vector;

struct Range {
  double first = 0;
  double second = 0;
  std::int64_t count = 0;
};

std::int64_t bucket_of(double operand, const Range& range) {
  require(range.count > 0, "bucketCount must be greater than 0");
  require(!std::isnan(operand), "operand must not be NaN");
  require(std::isfinite(range.first), "first bound must be finite");
  require(std::isfinite(range.second), "second bound must be finite");
  require(range.first != range.second, "bounds cannot equal each other");
  const double lower = std::min(range.first, range.second);
  const double upper = std::max(range.first, range.second);
  std::int64_t bucket = 0;
  if (operand >= upper) {
    if (__builtin_add_overflow(range.count, 1, &bucket)) {
      raise(kOutOfRange, fmt::format("Bucket for value {} is out of range", java_text(operand)));
    }
  } else if (operand >= lower) {
    bucket = java_cast<std::int64_t>(
        static_cast<double>(range.count) * (operand - lower) / (upper - lower) + 1);
  }
  if (range.first < range.second) return bucket;
  // Java's long wraps, and so does Trino's answer.
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(range.count) -
                                   static_cast<std::uint64_t>(bucket) + 1);
}

void width_bucket(duckdb::DataChunk& rows, duckdb::ExpressionState&, Vector& result) {
  duckdb::GenericExecutor::ExecuteQuaternary<
      duckdb::PrimitiveType<double>, duckdb::PrimitiveType<double>, duckdb::PrimitiveType<double>,
      duckdb::PrimitiveType<std::int64_t>, duckdb::PrimitiveType<std::int64_t>>(
      rows.data[0], rows.data[1], rows.data[2], rows.data[3], result, rows.size(),
      [](auto operand, auto first, auto second, auto count) {
        return duckdb::PrimitiveType<std::int64_t>{
            bucket_of(operand.val, {first.val, second.val, count.val})};
      });
}

// The bins are searched by halves: only those that are met are checked.
std::int64_t bin_of(double operand, std::span<const double> bins) {
  require(!bins.empty(), "Bins cannot be an empty array");
  require(!std::isnan(operand), "Operand cannot be NaN");
  std::size_t lower = 0;
  std::size_t upper = bins.size();
  while (lower < upper) {
    require(!(bins[lower] > bins[upper - 1]), "Bin values are not sorted in ascending order");
    const std::size_t index = (lower + upper) / 2;
    if (!std::isfinite(bins[index])) {
      raise(kInvalidArgument,
            fmt::format("Bin value must be finite, got {}", java_text(bins[index])));
    }
    if (operand < bins[index]) {
      upper = index;
    } else {
      lower = index + 1;
    }
  }
  return static_cast<std::int64_t>(lower);
}

void width_bucket_of_bins(duckdb::DataChunk& rows, duckdb::ExpressionState&, Vector& result) {
  const Elements<double> elements(rows.data[1]);
  duckdb::BinaryExecutor::Execute<double, duckdb::list_entry_t, std::int64_t>(
      rows.data[0], rows.data[1], result, rows.size(),
      [&](double operand, duckdb::list_entry_t list) {
        std::vector<double> bins;
        for (duckdb::idx_t i = 0; i < list.length; ++i)
          bins.push_back(elements.at(list.offset + i).value_or(0));  // so Trino reads a NULL
        return bin_of(operand, bins);
      });
}

// A uniform number of [0, 1) as an integer of [start, stop).
std::int64_t scaled(std::int64_t start, std::int64_t stop, double uniform) {
  const auto width = static_cast<std::uint64_t>(stop) - static_cast<std::uint64_t>(start);
  const auto step = static_cast<std::uint64_t>(static_cast<long double>(width) *
                                               static_cast<long double>(uniform));
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(start) + std::min(step, width - 1));
}

std::int64_t random_below(std::int64_t bound, double uniform) {
  require(bound > 0, "bound must be positive");
  return scaled(0, bound, uniform);
}

std::int64_t random_between(std::int64_t start, std::int64_t stop, double uniform) {
  require(start < stop, "start value must be less than stop value");
  return scaled(start, stop, uniform);
}

// "2.3MB" in bytes; a unit is 1,024 times the one before it.
duckdb::hugeint_t parse_data_size(duckdb::string_t text) {
  constexpr std::string_view kUnits[] = {"B", "kB", "MB", "GB", "TB", "PB", "EB", "ZB", "YB"};
  const std::string_view size = view(text);
  const auto digits = std::min(size.find_first_not_of("0123456789."), size.size());
  const auto* unit = std::find(std::begin(kUnits), std::end(kUnits), size.substr(digits));
  const auto dot = std::min(size.substr(0, digits).find('.'), digits);
  const std::size_t scale = dot == digits ? 0 : digits - dot - 1;
  std::string plain(size.substr(0, dot));
  if (dot < digits) plain += size.substr(dot + 1, scale);
  const bool is_number = !plain.empty() && plain.find('.') == std::string::npos && dot > 0 &&
                         (dot == digits || scale > 0) && plain.size() <= 27;
  if (!is_number || unit == std::end(kUnits)) {
    raise(kInvalidArgument, fmt::format("Invalid data size: '{}'", size));
  }
  Int128 value = 0;
  for (const char digit : plain)
    value = value * 10 + (digit - '0');
  for (const auto* step = std::begin(kUnits); step != unit; ++step) {
    if (__builtin_mul_overflow(value, Int128{1024}, &value)) {
      raise(kOutOfRange, fmt::format("Value out of range: '{}' ('{}')", size, size));
    }
  }
  for (std::size_t i = 0; i < scale; ++i)
    value /= 10;
  return to_physical<duckdb::hugeint_t>(value);
}

}  // namespace

void register_buckets(duckdb::ExtensionLoader& loader) {
  const auto real = LogicalType::DOUBLE;
  const auto bigint = LogicalType::BIGINT;
  add_function(loader, "sluice_width_bucket", {real, real, real, bigint}, bigint, Fails::on_values,
               width_bucket);
  add_function(loader, "sluice_width_bucket", {real, LogicalType::LIST(real)}, bigint,
               Fails::on_values, width_bucket_of_bins);
  add_function(loader, "sluice_random_below", {bigint, real}, bigint, Fails::on_values,
               binary(random_below));
  add_function(loader, "sluice_random_between", {bigint, bigint, real}, bigint, Fails::on_values,
               ternary(random_between));
  add_function(loader, "sluice_parse_data_size", {LogicalType::VARCHAR},
               LogicalType::DECIMAL(38, 0), Fails::on_values, unary(parse_data_size));
}

}  // namespace sluice::engine
