#include "sql/types/type.h"

#include "base/error.h"
#include "base/text.h"
#include "sql/types/make.h"

namespace sluice::sql {

namespace {

struct PlainType {
  TypeKind kind;
  const char* trino;
  const char* duckdb;
};

// The types without parameters.
constexpr PlainType kPlainTypes[] = {
    {TypeKind::unknown, "unknown", "INTEGER"},
    {TypeKind::boolean, "boolean", "BOOLEAN"},
    {TypeKind::tinyint, "tinyint", "TINYINT"},
    {TypeKind::smallint, "smallint", "SMALLINT"},
    {TypeKind::integer, "integer", "INTEGER"},
    {TypeKind::bigint, "bigint", "BIGINT"},
    {TypeKind::real, "real", "FLOAT"},
    {TypeKind::double_, "double", "DOUBLE"},
    {TypeKind::varbinary, "varbinary", "BLOB"},
    {TypeKind::json, "json", "VARCHAR"},
    {TypeKind::uuid, "uuid", "UUID"},
    {TypeKind::ipaddress, "ipaddress", "BLOB"},
    {TypeKind::date, "date", "DATE"},
    {TypeKind::interval_day_second, "interval day to second", "BIGINT"},
    {TypeKind::interval_year_month, "interval year to month", "INTEGER"},
    {TypeKind::geometry, "Geometry", "BLOB"},
    {TypeKind::spherical_geography, "SphericalGeography", "BLOB"},
    {TypeKind::bing_tile, "BingTile", "BIGINT"},
    {TypeKind::hyperloglog, "HyperLogLog", "BLOB"},
    {TypeKind::p4_hyperloglog, "P4HyperLogLog", "BLOB"},
    {TypeKind::set_digest, "SetDigest", "BLOB"},
    {TypeKind::t_digest, "tdigest", "BLOB"},
};

const PlainType* find_plain(TypeKind kind) {
  const auto* found = std::find_if(std::begin(kPlainTypes), std::end(kPlainTypes),
                                   [kind](const PlainType& type) { return type.kind == kind; });
  return found == std::end(kPlainTypes) ? nullptr : found;
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
    if (name) out += (is_plain_name(*name) ? *name : quote_text(*name, '"')) + " ";
    out += to_text(type.children[i]);
  }
  return out + ")";
}

std::string duckdb_struct(const Type& type) {
  std::string out = "STRUCT(";
  for (std::size_t i = 0; i < type.children.size(); ++i) {
    if (i > 0) out += ", ";
    const std::string name = row_field_name(type, i);
    out += is_plain_name(name) ? name : quote_text(name, '"');
    out += " " + duckdb_type(type.children[i]);
  }
  return out + ")";
}

}  // namespace

std::string to_text(const Type& type) {
  if (const auto* plain = find_plain(type.kind)) return plain->trino;
  switch (type.kind) {
    case TypeKind::decimal:
      return fmt::format("decimal({},{})", type.precision, type.scale);
    case TypeKind::char_:
      return fmt::format("char({})", type.length);
    case TypeKind::varchar:
      return with_length("varchar", type.length);
    case TypeKind::time:
      return fmt::format("time({})", type.precision);
    case TypeKind::time_tz:
      return fmt::format("time({}) with time zone", type.precision);
    case TypeKind::timestamp:
      return fmt::format("timestamp({})", type.precision);
    case TypeKind::timestamp_tz:
      return fmt::format("timestamp({}) with time zone", type.precision);
    case TypeKind::quantile_digest:
      return fmt::format("qdigest({})", to_text(type.children[0]));
    case TypeKind::array:
      return fmt::format("array({})", to_text(type.children[0]));
    case TypeKind::map:
      return fmt::format("map({}, {})", to_text(type.children[0]), to_text(type.children[1]));
    case TypeKind::row:
      return row_text(type);
    default:
      return "unknown";
  }
}

// DuckDB wants names to differ whatever their case, and a lowering takes braces for gaps.
std::string row_field_name(const Type& row, std::size_t field) {
  if (!row.names[field]) return fmt::format("field{}", field);
  std::string name = *row.names[field];
  std::replace_if(
      name.begin(), name.end(), [](char c) { return c == '{' || c == '}'; }, '_');
  for (std::size_t i = 0; i < field; ++i) {
    const std::string other = row.names[i].value_or(fmt::format("field{}", i));
    if (equal_ignoring_case(other, name)) return fmt::format("{}_{}", name, field);
  }
  return name.empty() ? fmt::format("field{}", field) : name;
}

std::string duckdb_type(const Type& type) {
  if (const auto* plain = find_plain(type.kind)) return plain->duckdb;
  switch (type.kind) {
    case TypeKind::decimal:
      return fmt::format("DECIMAL({},{})", type.precision, type.scale);
    case TypeKind::char_:
    case TypeKind::varchar:
      return "VARCHAR";
    case TypeKind::quantile_digest:
      return "BLOB";
    case TypeKind::time:
      return "TIME";
    case TypeKind::time_tz:
      return "STRUCT(utc TIME, minutes INTEGER)";
    case TypeKind::timestamp:
      return "TIMESTAMP";
    case TypeKind::timestamp_tz:
      return "STRUCT(utc TIMESTAMP, tz VARCHAR)";
    case TypeKind::array:
      return duckdb_type(type.children[0]) + "[]";
    case TypeKind::map:
      return fmt::format("MAP({}, {})", duckdb_type(type.children[0]),
                         duckdb_type(type.children[1]));
    case TypeKind::row:
      return duckdb_struct(type);
    default:
      break;
  }
  throw Error(ErrorKind::unsupported, "NOT_SUPPORTED",
              fmt::format("the type {} is not supported yet", to_text(type)));
}

}  // namespace sluice::sql
