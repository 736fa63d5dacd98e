#include "engine/relation/column_types.h"

#include <duckdb/common/string_util.hpp>

namespace sluice::engine {

namespace {

using duckdb::LogicalType;
using duckdb::LogicalTypeId;

bool is_timestamp(const LogicalType& type) {
  switch (type.id()) {
    case LogicalTypeId::TIMESTAMP:
    case LogicalTypeId::TIMESTAMP_SEC:
    case LogicalTypeId::TIMESTAMP_MS:
    case LogicalTypeId::TIMESTAMP_NS:
    case LogicalTypeId::TIMESTAMP_TZ:
      return true;
    default:
      return false;
  }
}

bool is_text(const LogicalType& type) {
  return type.id() == LogicalTypeId::VARCHAR || type.id() == LogicalTypeId::ENUM ||
         type.id() == LogicalTypeId::UUID;
}

// The digits before the point that any value of an integer type may need.
int integer_digits(const LogicalType& type) {
  switch (type.id()) {
    case LogicalTypeId::TINYINT:
    case LogicalTypeId::UTINYINT:
      return 3;
    case LogicalTypeId::SMALLINT:
    case LogicalTypeId::USMALLINT:
      return 5;
    case LogicalTypeId::INTEGER:
    case LogicalTypeId::UINTEGER:
      return 10;
    case LogicalTypeId::BIGINT:
      return 19;
    default:
      return 20;
  }
}

bool is_readable_as_decimal(const LogicalType& stored, const LogicalType& declared) {
  const int scale = duckdb::DecimalType::GetScale(declared);
  const int whole = duckdb::DecimalType::GetWidth(declared) - scale;
  if (stored.IsIntegral()) return whole >= integer_digits(stored);
  if (stored.id() != LogicalTypeId::DECIMAL) return false;
  const int stored_scale = duckdb::DecimalType::GetScale(stored);
  return scale >= stored_scale && whole >= duckdb::DecimalType::GetWidth(stored) - stored_scale;
}

bool is_readable_as_struct(const LogicalType& stored, const LogicalType& declared) {
  if (stored.id() != LogicalTypeId::STRUCT) return false;
  for (const auto& [name, type] : duckdb::StructType::GetChildTypes(declared)) {
    for (const auto& [stored_name, stored_type] : duckdb::StructType::GetChildTypes(stored)) {
      if (!duckdb::StringUtil::CIEquals(name, stored_name)) continue;
      if (!is_readable_as(stored_type, type)) return false;
    }
  }
  return true;
}

}  // namespace

bool is_readable_as(const LogicalType& stored, const LogicalType& declared) {
  if (stored == declared || stored.id() == LogicalTypeId::SQLNULL) return true;
  switch (declared.id()) {
    case LogicalTypeId::TINYINT:
    case LogicalTypeId::SMALLINT:
    case LogicalTypeId::INTEGER:
    case LogicalTypeId::BIGINT:
      return stored.IsIntegral();
    case LogicalTypeId::DOUBLE:
      return stored.id() == LogicalTypeId::FLOAT ||
             (stored.IsIntegral() && integer_digits(stored) <= 10);
    case LogicalTypeId::DECIMAL:
      return is_readable_as_decimal(stored, declared);
    case LogicalTypeId::TIMESTAMP:
    case LogicalTypeId::TIMESTAMP_MS:
    case LogicalTypeId::TIMESTAMP_NS:
    case LogicalTypeId::TIMESTAMP_TZ:
      return is_timestamp(stored) || stored.id() == LogicalTypeId::DATE;
    case LogicalTypeId::VARCHAR:
      return is_text(stored);
    case LogicalTypeId::LIST:
      return stored.id() == LogicalTypeId::LIST &&
             is_readable_as(duckdb::ListType::GetChildType(stored),
                            duckdb::ListType::GetChildType(declared));
    case LogicalTypeId::MAP:
      return stored.id() == LogicalTypeId::MAP &&
             is_readable_as(duckdb::MapType::KeyType(stored), duckdb::MapType::KeyType(declared)) &&
             is_readable_as(duckdb::MapType::ValueType(stored),
                            duckdb::MapType::ValueType(declared));
    case LogicalTypeId::STRUCT:
      return is_readable_as_struct(stored, declared);
    default:
      return false;
  }
}

}  // namespace sluice::engine
