// Any value's 64-bit hash, as Trino's types have it (their XX_HASH_64 operator).
#include <cmath>
#include <cstring>

#include <xxhash.h>

#include <duckdb/common/types/timestamp.hpp>

#include "engine/functions/binary/digest.h"
#include "engine/functions/decimal.h"
#include "engine/functions/define.h"
#include "engine/functions/families.h"

namespace sluice::engine {

namespace {

using duckdb::idx_t;
using duckdb::LogicalTypeId;
using duckdb::RecursiveUnifiedVectorFormat;
using duckdb::UnifiedVectorFormat;
using duckdb::Vector;

constexpr std::uint64_t kChecksumPrime = 0x9E3779B185EBCA87;
constexpr std::uint64_t kPicosPerMicro = 1'000'000;

using Hash = std::uint64_t;

Hash xxh64(std::string_view bytes) {
  return XXH64(bytes.data(), bytes.size(), 0);
}
Hash xxh64(Hash value) {
  return XXH64(&value, sizeof value, 0);
}

std::optional<Hash> hash_at(const RecursiveUnifiedVectorFormat& column, idx_t row);

Hash combined(Hash so_far, const RecursiveUnifiedVectorFormat& column, idx_t row) {
  return so_far * 31 + hash_at(column, row).value_or(0);
}

Hash hash_list(const RecursiveUnifiedVectorFormat& column, idx_t place) {
  const auto list = UnifiedVectorFormat::GetData<duckdb::list_entry_t>(column.unified)[place];
  Hash hash = 0;
  for (idx_t i = 0; i < list.length; ++i)
    hash = combined(hash, column.children[0], list.offset + i);
  return hash;
}

// Whatever order the entries are in.
Hash hash_map(const RecursiveUnifiedVectorFormat& column, idx_t place) {
  const auto list = UnifiedVectorFormat::GetData<duckdb::list_entry_t>(column.unified)[place];
  const auto& entries = column.children[0];
  Hash hash = 0;
  for (idx_t i = list.offset; i < list.offset + list.length; ++i) {
    const idx_t entry = entries.unified.sel->get_index(i);
    hash += hash_at(entries.children[0], entry).value_or(0) ^
            hash_at(entries.children[1], entry).value_or(0);
  }
  return hash;
}

// (utc, tz) is a timestamp with its zone, (utc, minutes) a time with its offset.
bool is_pair(const LogicalType& type, std::string_view second) {
  return duckdb::StructType::GetChildCount(type) == 2 &&
         duckdb::StructType::GetChildName(type, 0) == "utc" &&
         duckdb::StructType::GetChildName(type, 1) == second;
}

Hash hash_struct(const RecursiveUnifiedVectorFormat& column, idx_t place) {
  if (is_pair(column.logical_type, "minutes")) {
    return hash_at(column.children[0], place).value_or(0);
  }
  if (is_pair(column.logical_type, "tz")) {
    const auto& utc = column.children[0].unified;
    const auto micros =
        UnifiedVectorFormat::GetData<duckdb::timestamp_t>(utc)[utc.sel->get_index(place)].value;
    // Up to a millisecond the zone stands beside it; what is finer is hashed apart.
    const auto fraction = (micros % 1000 + 1000) % 1000;
    const Hash hash = xxh64(static_cast<Hash>((micros - fraction) / 1000));
    if (fraction == 0) return hash;
    return hash ^ xxh64(static_cast<Hash>(fraction) * kPicosPerMicro);
  }
  Hash hash = 1;
  for (const auto& child : column.children)
    hash = combined(hash, child, place);
  return hash;
}

Hash hash_double(double value) {
  if (value == 0) value = 0;
  if (std::isnan(value)) value = std::numeric_limits<double>::quiet_NaN();
  Hash bits = 0;
  std::memcpy(&bits, &value, sizeof value);
  return xxh64(bits);
}

Hash hash_real(float value) {
  if (value == 0) value = 0;
  if (std::isnan(value)) value = std::numeric_limits<float>::quiet_NaN();
  std::int32_t bits = 0;
  std::memcpy(&bits, &value, sizeof value);
  return xxh64(static_cast<Hash>(static_cast<std::int64_t>(bits)));
}

Hash hash_wide(duckdb::hugeint_t value) {
  return xxh64(static_cast<Hash>(value.upper)) ^ xxh64(value.lower);
}

template <class Number>
Hash hash_integer(const UnifiedVectorFormat& column, idx_t place) {
  const auto value = UnifiedVectorFormat::GetData<Number>(column)[place];
  return xxh64(static_cast<Hash>(static_cast<std::int64_t>(value)));
}

Hash hash_physical(const RecursiveUnifiedVectorFormat& column, idx_t place) {
  const auto& data = column.unified;
  switch (column.logical_type.InternalType()) {
    case duckdb::PhysicalType::BOOL:
      return hash_integer<bool>(data, place);
    case duckdb::PhysicalType::INT8:
      return hash_integer<std::int8_t>(data, place);
    case duckdb::PhysicalType::INT16:
      return hash_integer<std::int16_t>(data, place);
    case duckdb::PhysicalType::INT32:
      return hash_integer<std::int32_t>(data, place);
    case duckdb::PhysicalType::INT64:
      return hash_integer<std::int64_t>(data, place);
    case duckdb::PhysicalType::INT128:
      return hash_wide(UnifiedVectorFormat::GetData<duckdb::hugeint_t>(data)[place]);
    case duckdb::PhysicalType::FLOAT:
      return hash_real(UnifiedVectorFormat::GetData<float>(data)[place]);
    case duckdb::PhysicalType::DOUBLE:
      return hash_double(UnifiedVectorFormat::GetData<double>(data)[place]);
    case duckdb::PhysicalType::VARCHAR:
      return xxh64(view(UnifiedVectorFormat::GetData<duckdb::string_t>(data)[place]));
    default:
      raise("NOT_SUPPORTED", "hashing " + column.logical_type.ToString() + " is not supported");
  }
}

// A time counts picoseconds.
Hash hash_time(const RecursiveUnifiedVectorFormat& column, idx_t place) {
  const auto micros = UnifiedVectorFormat::GetData<duckdb::dtime_t>(column.unified)[place].micros;
  return xxh64(static_cast<Hash>(micros) * kPicosPerMicro);
}

std::optional<Hash> hash_at(const RecursiveUnifiedVectorFormat& column, idx_t row) {
  const idx_t place = column.unified.sel->get_index(row);
  if (!column.unified.validity.RowIsValid(place)) return std::nullopt;
  switch (column.logical_type.id()) {
    case LogicalTypeId::LIST:
      return hash_list(column, place);
    case LogicalTypeId::MAP:
      return hash_map(column, place);
    case LogicalTypeId::STRUCT:
      return hash_struct(column, place);
    case LogicalTypeId::TIME:
      return hash_time(column, place);
    default:
      return hash_physical(column, place);
  }
}

void hash_values(duckdb::DataChunk& rows, duckdb::ExpressionState&, Vector& result) {
  RecursiveUnifiedVectorFormat column;
  Vector::RecursiveToUnifiedFormat(rows.data[0], rows.size(), column);
  auto* out = duckdb::FlatVector::GetData<std::int64_t>(result);
  for (idx_t row = 0; row < rows.size(); ++row) {
    const auto hash = hash_at(column, row);
    if (hash) {
      out[row] = static_cast<std::int64_t>(*hash);
    } else {
      duckdb::FlatVector::SetNull(result, row, true);
    }
  }
  if (rows.AllConstant()) result.SetVectorType(duckdb::VectorType::CONSTANT_VECTOR);
}

// What a row adds to checksum(); a NULL counts, too.
void checksum_terms(duckdb::DataChunk& rows, duckdb::ExpressionState&, Vector& result) {
  RecursiveUnifiedVectorFormat column;
  Vector::RecursiveToUnifiedFormat(rows.data[0], rows.size(), column);
  auto* out = duckdb::FlatVector::GetData<std::int64_t>(result);
  for (idx_t row = 0; row < rows.size(); ++row) {
    out[row] = static_cast<std::int64_t>(hash_at(column, row).value_or(1) * kChecksumPrime);
  }
  if (rows.AllConstant()) result.SetVectorType(duckdb::VectorType::CONSTANT_VECTOR);
}

void add_hash(duckdb::ExtensionLoader& loader, const std::string& name, const Loop& loop) {
  duckdb::ScalarFunction function(name, {LogicalType::ANY}, LogicalType::BIGINT, loop);
  function.SetNullHandling(duckdb::FunctionNullHandling::SPECIAL_HANDLING);
  function.SetErrorMode(duckdb::FunctionErrors::CAN_THROW_RUNTIME_ERROR);
  add_function(loader, std::move(function));
}

std::int64_t murmur_of_integer(std::int64_t value) {
  return static_cast<std::int64_t>(
      murmur3({reinterpret_cast<const char*>(&value), sizeof value}).first);
}
std::int64_t murmur_of_double(double value) {
  if (std::isnan(value)) value = std::numeric_limits<double>::quiet_NaN();
  return static_cast<std::int64_t>(
      murmur3({reinterpret_cast<const char*>(&value), sizeof value}).first);
}
std::int64_t murmur_of_text(duckdb::string_t value) {
  return static_cast<std::int64_t>(murmur3(view(value)).first);
}

}  // namespace

void register_value_hashes(duckdb::ExtensionLoader& loader) {
  add_hash(loader, "sluice_value_hash", hash_values);
  add_hash(loader, "sluice_checksum_term", checksum_terms);
  // What approx_set() hashes with.
  const auto bigint = LogicalType::BIGINT;
  add_function(loader, "sluice_set_hash", {bigint}, bigint, Fails::never, unary(murmur_of_integer));
  add_function(loader, "sluice_set_hash", {LogicalType::DOUBLE}, bigint, Fails::never,
               unary(murmur_of_double));
  add_function(loader, "sluice_set_hash", {LogicalType::VARCHAR}, bigint, Fails::never,
               unary(murmur_of_text));
}

}  // namespace sluice::engine
