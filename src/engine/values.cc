#include "engine/values.h"

#include <duckdb/common/vector_operations/vector_operations.hpp>

#include "engine/functions/time/text.h"

namespace sluice::engine {

namespace {

using duckdb::LogicalTypeId;

template <class Stored, class Make>
std::vector<Value> convert(duckdb::Vector& column, std::size_t count, Make&& make) {
  duckdb::UnifiedVectorFormat format;
  column.ToUnifiedFormat(count, format);
  const auto* data = duckdb::UnifiedVectorFormat::GetData<Stored>(format);
  std::vector<Value> values(count);
  for (std::size_t row = 0; row < count; ++row) {
    const auto index = format.sel->get_index(row);
    if (format.validity.RowIsValid(index)) values[row].data = make(data[index]);
  }
  return values;
}

template <class Stored>
std::vector<Value> convert_integer(duckdb::Vector& column, std::size_t count) {
  return convert<Stored>(column, count,
                         [](Stored value) { return static_cast<std::int64_t>(value); });
}

std::vector<Value> convert_text(duckdb::Vector& column, std::size_t count) {
  return convert<duckdb::string_t>(column, count,
                                   [](const duckdb::string_t& value) { return value.GetString(); });
}

std::vector<Value> convert_nested(duckdb::Vector& column, std::size_t count) {
  std::vector<Value> values;
  values.reserve(count);
  for (std::size_t row = 0; row < count; ++row)
    values.push_back(to_value(column.GetValue(row)));
  return values;
}

// Trino's text, not DuckDB's: years before 1 have a minus, those after 9999 a plus.
std::string date_text(duckdb::date_t date) {
  return std::string(TimeText().date(date.days).view());
}

std::string timestamp_text(duckdb::timestamp_t timestamp) {
  constexpr int kMicros = 6;
  return std::string(TimeText().timestamp(timestamp.value, kMicros, ' ').trim_fraction().view());
}

List to_list(const duckdb::vector<duckdb::Value>& children) {
  List list;
  list.reserve(children.size());
  for (const duckdb::Value& child : children)
    list.push_back(to_value(child));
  return list;
}

// A map's entries are structs of key and value; ours lie one after another.
List to_entries(const duckdb::Value& map) {
  List list;
  for (const duckdb::Value& entry : duckdb::ListValue::GetChildren(map)) {
    for (const duckdb::Value& part : duckdb::StructValue::GetChildren(entry)) {
      list.push_back(to_value(part));
    }
  }
  return list;
}

}  // namespace

Value to_value(const duckdb::Value& value) {
  if (value.IsNull()) return {};
  switch (value.type().id()) {
    case LogicalTypeId::BOOLEAN:
      return {duckdb::BooleanValue::Get(value)};
    case LogicalTypeId::TINYINT:
    case LogicalTypeId::SMALLINT:
    case LogicalTypeId::INTEGER:
    case LogicalTypeId::BIGINT:
    case LogicalTypeId::UTINYINT:
    case LogicalTypeId::USMALLINT:
    case LogicalTypeId::UINTEGER:
      return {value.GetValue<std::int64_t>()};
    case LogicalTypeId::FLOAT:
      return {duckdb::FloatValue::Get(value)};
    case LogicalTypeId::DOUBLE:
      return {duckdb::DoubleValue::Get(value)};
    case LogicalTypeId::VARCHAR:
    case LogicalTypeId::BLOB:
      return {duckdb::StringValue::Get(value)};
    case LogicalTypeId::DATE:
      return {date_text(duckdb::DateValue::Get(value))};
    case LogicalTypeId::TIMESTAMP:
      return {timestamp_text(duckdb::TimestampValue::Get(value))};
    case LogicalTypeId::LIST:
      return {to_list(duckdb::ListValue::GetChildren(value))};
    case LogicalTypeId::ARRAY:
      return {to_list(duckdb::ArrayValue::GetChildren(value))};
    case LogicalTypeId::MAP:
      return {to_entries(value)};
    case LogicalTypeId::STRUCT:
      return {to_list(duckdb::StructValue::GetChildren(value))};
    default:
      return {value.ToString()};
  }
}

std::vector<Value> to_values(duckdb::Vector& column, std::size_t count) {
  switch (column.GetType().id()) {
    case LogicalTypeId::BOOLEAN:
      return convert<bool>(column, count, [](bool value) { return value; });
    case LogicalTypeId::TINYINT:
      return convert_integer<std::int8_t>(column, count);
    case LogicalTypeId::SMALLINT:
      return convert_integer<std::int16_t>(column, count);
    case LogicalTypeId::INTEGER:
      return convert_integer<std::int32_t>(column, count);
    case LogicalTypeId::BIGINT:
      return convert_integer<std::int64_t>(column, count);
    case LogicalTypeId::FLOAT:
      return convert<float>(column, count, [](float value) { return value; });
    case LogicalTypeId::DOUBLE:
      return convert<double>(column, count, [](double value) { return value; });
    case LogicalTypeId::VARCHAR:
    case LogicalTypeId::BLOB:
      return convert_text(column, count);
    case LogicalTypeId::DATE:
      return convert<duckdb::date_t>(column, count, date_text);
    case LogicalTypeId::TIMESTAMP:
      return convert<duckdb::timestamp_t>(column, count, timestamp_text);
    case LogicalTypeId::DECIMAL:
    case LogicalTypeId::HUGEINT:
    case LogicalTypeId::UBIGINT:
    case LogicalTypeId::TIME:
    case LogicalTypeId::TIMESTAMP_MS: {
      duckdb::Vector text(duckdb::LogicalType::VARCHAR, count);
      duckdb::VectorOperations::DefaultCast(column, text, count);
      return convert_text(text, count);
    }
    default:
      return convert_nested(column, count);
  }
}

}  // namespace sluice::engine
