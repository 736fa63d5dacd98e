#include "sql/types/type.h"

#include "base/error.h"
#include "sql/types/make.h"

namespace sluice::sql {

namespace {

std::string quoted(const std::string& name) {
  std::string out = "\"";
  for (const char c : name) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + "\"";
}

bool is_plain_name(const std::string& name) {
  if (name.empty() || (name[0] >= '0' && name[0] <= '9')) return false;
  return std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
}

std::string with_length(const char* name, int length) {
  return length == Type::kUnbounded ? name : fmt::format("{}({})", name, length);
}

std::string row_text(const Type& type) {
  std::string out = "row(";
  for (std::size_t i = 0; i < type.children.size(); ++i) {
    if (i > 0) out += ", ";
    const auto& name = type.names[i];
    if (name) out += (is_plain_name(*name) ? *name : quoted(*name)) + " ";
    out += to_text(type.children[i]);
  }
  return out + ")";
}

std::string duckdb_struct(const Type& type) {
  std::string out = "STRUCT(";
  for (std::size_t i = 0; i < type.children.size(); ++i) {
    if (i > 0) out += ", ";
    const std::string name = row_field_name(type, i);
    out += (is_plain_name(name) ? name : quoted(name)) + " " + duckdb_type(type.children[i]);
  }
  return out + ")";
}

}  // namespace

std::string to_text(const Type& type) {
  switch (type.kind) {
    case TypeKind::unknown:
      return "unknown";
    case TypeKind::boolean:
      return "boolean";
    case TypeKind::tinyint:
      return "tinyint";
    case TypeKind::smallint:
      return "smallint";
    case TypeKind::integer:
      return "integer";
    case TypeKind::bigint:
      return "bigint";
    case TypeKind::real:
      return "real";
    case TypeKind::double_:
      return "double";
    case TypeKind::decimal:
      return fmt::format("decimal({},{})", type.precision, type.scale);
    case TypeKind::char_:
      return fmt::format("char({})", type.length);
    case TypeKind::varchar:
      return with_length("varchar", type.length);
    case TypeKind::varbinary:
      return "varbinary";
    case TypeKind::json:
      return "json";
    case TypeKind::uuid:
      return "uuid";
    case TypeKind::ipaddress:
      return "ipaddress";
    case TypeKind::date:
      return "date";
    case TypeKind::time:
      return fmt::format("time({})", type.precision);
    case TypeKind::time_tz:
      return fmt::format("time({}) with time zone", type.precision);
    case TypeKind::timestamp:
      return fmt::format("timestamp({})", type.precision);
    case TypeKind::timestamp_tz:
      return fmt::format("timestamp({}) with time zone", type.precision);
    case TypeKind::interval_day_second:
      return "interval day to second";
    case TypeKind::interval_year_month:
      return "interval year to month";
    case TypeKind::array:
      return fmt::format("array({})", to_text(type.children[0]));
    case TypeKind::map:
      return fmt::format("map({}, {})", to_text(type.children[0]), to_text(type.children[1]));
    case TypeKind::row:
      return row_text(type);
  }
  return "unknown";
}

std::string row_field_name(const Type& row, std::size_t field) {
  return row.names[field] ? *row.names[field] : fmt::format("field{}", field);
}

std::string duckdb_type(const Type& type) {
  switch (type.kind) {
    case TypeKind::unknown:
      return "INTEGER";
    case TypeKind::boolean:
      return "BOOLEAN";
    case TypeKind::tinyint:
      return "TINYINT";
    case TypeKind::smallint:
      return "SMALLINT";
    case TypeKind::integer:
      return "INTEGER";
    case TypeKind::bigint:
      return "BIGINT";
    case TypeKind::real:
      return "FLOAT";
    case TypeKind::double_:
      return "DOUBLE";
    case TypeKind::decimal:
      return fmt::format("DECIMAL({},{})", type.precision, type.scale);
    case TypeKind::char_:
    case TypeKind::varchar:
    case TypeKind::json:
      return "VARCHAR";
    case TypeKind::varbinary:
      return "BLOB";
    case TypeKind::uuid:
      return "UUID";
    case TypeKind::date:
      return "DATE";
    case TypeKind::time:
      return "TIME";
    case TypeKind::timestamp:
      return "TIMESTAMP";
    case TypeKind::timestamp_tz:
      return "STRUCT(utc TIMESTAMP, tz VARCHAR)";
    case TypeKind::interval_day_second:
      return "BIGINT";
    case TypeKind::interval_year_month:
      return "INTEGER";
    case TypeKind::array:
      return duckdb_type(type.children[0]) + "[]";
    case TypeKind::map:
      return fmt::format("MAP({}, {})", duckdb_type(type.children[0]),
                         duckdb_type(type.children[1]));
    case TypeKind::row:
      return duckdb_struct(type);
    case TypeKind::time_tz:
    case TypeKind::ipaddress:
      break;
  }
  throw Error(ErrorKind::unsupported, "NOT_SUPPORTED",
              fmt::format("the type {} is not supported yet", to_text(type)));
}

}  // namespace sluice::sql
