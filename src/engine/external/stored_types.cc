#include "engine/external/stored_types.h"

#include "base/error.h"

namespace sluice::engine {

namespace {

using duckdb::LogicalType;
using duckdb::LogicalTypeId;

LogicalType stored_struct(const LogicalType& type, const std::string& column) {
  duckdb::child_list_t<LogicalType> fields;
  for (const auto& [name, field] : duckdb::StructType::GetChildTypes(type)) {
    fields.emplace_back(name, stored_type(field, column + "." + name));
  }
  return LogicalType::STRUCT(std::move(fields));
}

}  // namespace

LogicalType stored_type(const LogicalType& type, const std::string& column) {
  switch (type.id()) {
    case LogicalTypeId::BOOLEAN:
    case LogicalTypeId::TINYINT:
    case LogicalTypeId::SMALLINT:
    case LogicalTypeId::INTEGER:
    case LogicalTypeId::BIGINT:
    case LogicalTypeId::FLOAT:
    case LogicalTypeId::DOUBLE:
    case LogicalTypeId::DECIMAL:
    case LogicalTypeId::BLOB:
    case LogicalTypeId::DATE:
    case LogicalTypeId::TIMESTAMP:
      return type;
    case LogicalTypeId::UTINYINT:
      return LogicalType::SMALLINT;
    case LogicalTypeId::USMALLINT:
      return LogicalType::INTEGER;
    case LogicalTypeId::UINTEGER:
      return LogicalType::BIGINT;
    case LogicalTypeId::UBIGINT:
      return LogicalType::DECIMAL(20, 0);
    case LogicalTypeId::HUGEINT:
      return LogicalType::DECIMAL(38, 0);
    case LogicalTypeId::TIMESTAMP_SEC:
    case LogicalTypeId::TIMESTAMP_MS:
    case LogicalTypeId::TIMESTAMP_NS:
    case LogicalTypeId::TIMESTAMP_TZ:
      return LogicalType::TIMESTAMP;
    case LogicalTypeId::VARCHAR:
    case LogicalTypeId::TIME:
    case LogicalTypeId::TIME_TZ:
    case LogicalTypeId::INTERVAL:
    case LogicalTypeId::UUID:
    case LogicalTypeId::ENUM:
      return LogicalType::VARCHAR;
    case LogicalTypeId::LIST:
      return LogicalType::LIST(stored_type(duckdb::ListType::GetChildType(type), column));
    case LogicalTypeId::STRUCT:
      return stored_struct(type, column);
    default:
      throw Error(ErrorKind::unsupported, "UnsupportedColumnType",
                  fmt::format("column {} has a type that cannot be loaded ({}): load a view that "
                              "leaves it out or turns it into text",
                              column, type.ToString()));
  }
}

bool is_cursor_type(ExternalKind kind, const LogicalType& type) {
  switch (type.id()) {
    case LogicalTypeId::VARCHAR:
      // SQLite's texts are compared here; a server may order them by a language's rules.
      return kind == ExternalKind::sqlite;
    case LogicalTypeId::DATE:
    case LogicalTypeId::TIMESTAMP:
    case LogicalTypeId::TIMESTAMP_TZ:
    case LogicalTypeId::DECIMAL:
      return true;
    default:
      return type.IsIntegral();
  }
}

bool has_infinity(ExternalKind kind, const LogicalType& type) {
  return kind == ExternalKind::postgres && type.IsTemporal();
}

}  // namespace sluice::engine
