// Timestamps with time zone: the instant in UTC beside the zone's name, so that each value keeps
// its own. Offsets and UTC are known here; other zones are refused.
#include <duckdb/common/types/timestamp.hpp>

#include "engine/functions/calendar.h"
#include "engine/functions/define.h"
#include "engine/functions/families.h"

namespace sluice::engine {

namespace {

using duckdb::string_t;
using duckdb::timestamp_t;
using duckdb::Vector;

LogicalType zoned_type() {
  duckdb::child_list_t<LogicalType> fields;
  fields.emplace_back("utc", LogicalType::TIMESTAMP);
  fields.emplace_back("tz", LogicalType::VARCHAR);
  return LogicalType::STRUCT(std::move(fields));
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// "+05:30" as microseconds east of UTC.
std::int64_t offset_of(std::string_view zone) {
  if (zone == "UTC" || zone == "Z" || zone == "GMT" || zone == "Etc/UTC") return 0;
  const bool is_offset = zone.size() == 6 && (zone[0] == '+' || zone[0] == '-') &&
                         is_digit(zone[1]) && is_digit(zone[2]) && zone[3] == ':' &&
                         is_digit(zone[4]) && is_digit(zone[5]);
  if (!is_offset) {
    raise("NOT_SUPPORTED", fmt::format("the time zone {} is not supported yet", zone));
  }
  const std::int64_t hours = (zone[1] - '0') * 10 + (zone[2] - '0');
  const std::int64_t minutes = (zone[4] - '0') * 10 + (zone[5] - '0');
  const std::int64_t offset = hours * kMicrosPerHour + minutes * kMicrosPerMinute;
  return zone[0] == '-' ? -offset : offset;
}

std::string canonical(std::string_view zone) {
  return offset_of(zone) == 0 ? "UTC" : std::string(zone);
}

// One struct a row: (instant, zone), NULL where either argument is.
template <class Instant>
void build(duckdb::DataChunk& rows, Vector& result, const Instant& instant) {
  auto& fields = duckdb::StructVector::GetEntries(result);
  auto& utc = *fields[0];
  auto& zones = *fields[1];
  result.SetVectorType(duckdb::VectorType::FLAT_VECTOR);
  duckdb::UnifiedVectorFormat zone_format;
  rows.data[1].ToUnifiedFormat(rows.size(), zone_format);
  const auto* zone_data = duckdb::UnifiedVectorFormat::GetData<string_t>(zone_format);
  auto* utc_data = duckdb::FlatVector::GetData<timestamp_t>(utc);
  auto* tz_data = duckdb::FlatVector::GetData<string_t>(zones);
  for (duckdb::idx_t row = 0; row < rows.size(); ++row) {
    const auto zone_row = zone_format.sel->get_index(row);
    std::optional<timestamp_t> value;
    if (zone_format.validity.RowIsValid(zone_row)) {
      value = instant(row, view(zone_data[zone_row]));
    }
    if (!value) {
      duckdb::FlatVector::SetNull(result, row, true);
      continue;
    }
    utc_data[row] = *value;
    tz_data[row] = duckdb::StringVector::AddString(zones, canonical(view(zone_data[zone_row])));
  }
}

// sluice_zoned(local, zone)
void zoned(duckdb::DataChunk& rows, duckdb::ExpressionState&, Vector& result) {
  duckdb::UnifiedVectorFormat local;
  rows.data[0].ToUnifiedFormat(rows.size(), local);
  const auto* data = duckdb::UnifiedVectorFormat::GetData<timestamp_t>(local);
  build(rows, result, [&](duckdb::idx_t row, std::string_view zone) -> std::optional<timestamp_t> {
    const auto index = local.sel->get_index(row);
    if (!local.validity.RowIsValid(index)) return std::nullopt;
    return timestamp_t(data[index].value - offset_of(zone));
  });
}

// sluice_at_timezone(value, zone): the same instant, seen elsewhere.
void at_timezone(duckdb::DataChunk& rows, duckdb::ExpressionState&, Vector& result) {
  rows.data[0].Flatten(rows.size());
  auto& utc = *duckdb::StructVector::GetEntries(rows.data[0])[0];
  const auto* data = duckdb::FlatVector::GetData<timestamp_t>(utc);
  build(rows, result, [&](duckdb::idx_t row, std::string_view) -> std::optional<timestamp_t> {
    if (duckdb::FlatVector::IsNull(rows.data[0], row)) return std::nullopt;
    return data[row];
  });
}

// sluice_local(value): the clock's reading in its own zone.
void local_time(duckdb::DataChunk& rows, duckdb::ExpressionState&, Vector& result) {
  auto& source = rows.data[0];
  source.Flatten(rows.size());
  auto& fields = duckdb::StructVector::GetEntries(source);
  const auto* utc = duckdb::FlatVector::GetData<timestamp_t>(*fields[0]);
  const auto* zones = duckdb::FlatVector::GetData<string_t>(*fields[1]);
  result.SetVectorType(duckdb::VectorType::FLAT_VECTOR);
  auto* out = duckdb::FlatVector::GetData<timestamp_t>(result);
  for (duckdb::idx_t row = 0; row < rows.size(); ++row) {
    if (duckdb::FlatVector::IsNull(source, row)) {
      duckdb::FlatVector::SetNull(result, row, true);
    } else {
      out[row] = timestamp_t(utc[row].value + offset_of(view(zones[row])));
    }
  }
}

}  // namespace

void register_zones(duckdb::ExtensionLoader& loader) {
  add_function(loader, "sluice_zoned", {LogicalType::TIMESTAMP, LogicalType::VARCHAR}, zoned_type(),
               Fails::on_values, zoned);
  add_function(loader, "sluice_at_timezone", {zoned_type(), LogicalType::VARCHAR}, zoned_type(),
               Fails::on_values, at_timezone);
  add_function(loader, "sluice_local", {zoned_type()}, LogicalType::TIMESTAMP, Fails::on_values,
               local_time);
}

}  // namespace sluice::engine
