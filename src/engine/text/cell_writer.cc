#include "engine/text/cell_writer.h"

#include <limits>

#include "base/error.h"
#include "base/text.h"

namespace sluice::engine {

namespace {

using duckdb::LogicalTypeId;

// n of "VARCHAR(n)" or "CHAR(n)", in any case; 0 when it has none.
std::size_t declared_length(std::string_view declared) {
  const std::size_t open = declared.find('(');
  if (open == std::string_view::npos || !declared.ends_with(')')) return 0;
  const auto name = trim(declared.substr(0, open));
  if (!equal_ignoring_case(name, "varchar") && !equal_ignoring_case(name, "char")) return 0;
  const auto digits = trim(declared.substr(open + 1, declared.size() - open - 2));
  return static_cast<std::size_t>(cast_integer(digits, 1, 1 << 30).value_or(0));
}

CellType timestamp_type(TimeUnit unit) {
  return {.kind = CellKind::timestamp, .unit = unit};
}

CellType struct_type(const duckdb::LogicalType& type) {
  CellType result{.kind = CellKind::struct_};
  for (const auto& [name, child] : duckdb::StructType::GetChildTypes(type)) {
    result.names.push_back(lower_ascii(name));
    result.children.push_back(cell_type(child, ""));
  }
  return result;
}

template <class Number>
std::optional<std::int64_t> cast_as(std::string_view text) {
  return cast_integer(text, std::numeric_limits<Number>::min(), std::numeric_limits<Number>::max());
}

}  // namespace

CellType cell_type(const duckdb::LogicalType& type, std::string_view duckdb_type) {
  switch (type.id()) {
    case LogicalTypeId::BOOLEAN:
      return {.kind = CellKind::boolean};
    case LogicalTypeId::TINYINT:
      return {.kind = CellKind::tinyint};
    case LogicalTypeId::SMALLINT:
      return {.kind = CellKind::smallint};
    case LogicalTypeId::INTEGER:
      return {.kind = CellKind::integer};
    case LogicalTypeId::BIGINT:
      return {.kind = CellKind::bigint};
    case LogicalTypeId::FLOAT:
      return {.kind = CellKind::real};
    case LogicalTypeId::DOUBLE:
      return {.kind = CellKind::double_};
    case LogicalTypeId::DECIMAL:
      return {.kind = CellKind::decimal,
              .precision = duckdb::DecimalType::GetWidth(type),
              .scale = duckdb::DecimalType::GetScale(type)};
    case LogicalTypeId::DATE:
      return {.kind = CellKind::date};
    case LogicalTypeId::TIMESTAMP_SEC:
      return timestamp_type(TimeUnit::second);
    case LogicalTypeId::TIMESTAMP_MS:
      return timestamp_type(TimeUnit::millisecond);
    case LogicalTypeId::TIMESTAMP:
    case LogicalTypeId::TIMESTAMP_TZ:
      return timestamp_type(TimeUnit::microsecond);
    case LogicalTypeId::TIMESTAMP_NS:
      return timestamp_type(TimeUnit::nanosecond);
    case LogicalTypeId::VARCHAR:
      return {.kind = CellKind::text, .characters_max = declared_length(duckdb_type)};
    case LogicalTypeId::BLOB:
      return {.kind = CellKind::binary};
    case LogicalTypeId::LIST:
      return {.kind = CellKind::list,
              .children = {cell_type(duckdb::ListType::GetChildType(type), "")}};
    case LogicalTypeId::MAP:
      return {.kind = CellKind::map,
              .children = {cell_type(duckdb::MapType::KeyType(type), ""),
                           cell_type(duckdb::MapType::ValueType(type), "")}};
    case LogicalTypeId::STRUCT:
      return struct_type(type);
    default:
      break;
  }
  throw Error(ErrorKind::unsupported, "NOT_SUPPORTED",
              fmt::format("columns of type {} in text files are not supported", type.ToString()));
}

CellTarget::CellTarget(const CellType& type, duckdb::Vector& vector)
    : type_(&type),
      vector_(&vector),
      data_(duckdb::FlatVector::GetData(vector)),
      validity_(&duckdb::FlatVector::Validity(vector)) {}

void CellTarget::write_null(duckdb::idx_t row) {
  if (!type_->is_nested()) {
    validity_->SetInvalid(row);
    return;
  }
  duckdb::FlatVector::SetNull(*vector_, row, true);
  if (type_->kind == CellKind::struct_) return;
  duckdb::FlatVector::GetData<duckdb::list_entry_t>(*vector_)[row] = {0, 0};
}

void CellTarget::clear(duckdb::idx_t row) {
  validity_->SetValid(row);
  if (type_->kind != CellKind::struct_) return;
  const auto& children = duckdb::StructVector::GetEntries(*vector_);
  for (std::size_t i = 0; i < children.size(); ++i) {
    CellTarget(type_->children[i], *children[i]).clear(row);
  }
}

template <class Stored, class Cast>
bool CellTarget::store(duckdb::idx_t row, const std::optional<Cast>& value) {
  if (!value) return false;
  reinterpret_cast<Stored*>(data_)[row] = static_cast<Stored>(*value);
  return true;
}

bool CellTarget::write(duckdb::idx_t row, std::string_view text, Text lifetime) {
  if (type_->kind == CellKind::text || type_->kind == CellKind::binary) {
    return write_text(row, text, lifetime);
  }
  if (write_value(row, text)) return true;
  const std::string_view trimmed = trim(text);
  if (trimmed.empty()) {
    write_null(row);
    return true;
  }
  return trimmed.size() < text.size() && write_value(row, trimmed);
}

bool CellTarget::write_value(duckdb::idx_t row, std::string_view text) {
  switch (type_->kind) {
    case CellKind::boolean:
      return store<bool>(row, cast_boolean(text));
    case CellKind::tinyint:
      return store<std::int8_t>(row, cast_as<std::int8_t>(text));
    case CellKind::smallint:
      return store<std::int16_t>(row, cast_as<std::int16_t>(text));
    case CellKind::integer:
      return store<std::int32_t>(row, cast_as<std::int32_t>(text));
    case CellKind::bigint:
      return store<std::int64_t>(row, cast_as<std::int64_t>(text));
    case CellKind::real:
      return store<float>(row, cast_float(text));
    case CellKind::double_:
      return store<double>(row, cast_double(text));
    case CellKind::decimal:
      return write_decimal(row, text);
    case CellKind::date:
      return store<std::int32_t>(row, cast_date(text));
    case CellKind::timestamp:
      return store<std::int64_t>(row, cast_timestamp(text, type_->unit));
    default:
      return false;
  }
}

// In the narrowest integer that holds the precision, as DuckDB keeps decimals.
bool CellTarget::write_decimal(duckdb::idx_t row, std::string_view text) {
  const int precision = type_->precision;
  if (precision > 18) {
    const auto value = cast_long_decimal(text, precision, type_->scale);
    if (!value) return false;
    reinterpret_cast<duckdb::hugeint_t*>(data_)[row] = duckdb::hugeint_t(
        static_cast<std::int64_t>(*value >> 64), static_cast<std::uint64_t>(*value));
    return true;
  }
  const auto value = cast_short_decimal(text, precision, type_->scale);
  if (precision > 9) return store<std::int64_t>(row, value);
  if (precision > 4) return store<std::int32_t>(row, value);
  return store<std::int16_t>(row, value);
}

bool CellTarget::write_text(duckdb::idx_t row, std::string_view text, Text lifetime) {
  auto& cell = reinterpret_cast<duckdb::string_t*>(data_)[row];
  if (type_->kind == CellKind::binary) {
    const std::string bytes = cast_binary(text);
    cell = duckdb::StringVector::AddStringOrBlob(*vector_, bytes.data(), bytes.size());
    return true;
  }
  if (!fits_length(*type_, text)) return false;
  cell = lifetime == Text::outlives_vector
             ? duckdb::string_t(text.data(), static_cast<std::uint32_t>(text.size()))
             : duckdb::StringVector::AddStringOrBlob(*vector_, text.data(), text.size());
  return true;
}

}  // namespace sluice::engine
