// Values in messages: what toString() makes of the objects that Trino's types give out.
#include <openssl/evp.h>

#include "base/java_number.h"
#include "engine/functions/calendar.h"
#include "engine/functions/define.h"
#include "engine/functions/nested/cells.h"
#include "engine/functions/time/text.h"
#include "engine/functions/time/zone.h"

namespace sluice::engine::nested {

namespace {

using duckdb::LogicalTypeId;

// A vector does not know its type's precision: the least of the usual ones that shows all.
int precision_of(std::int64_t micros) {
  if (micros % 1'000 != 0) return 6;
  return micros % kMicrosPerSecond != 0 ? 3 : 0;
}

std::string time_text(std::int64_t micros) {
  return std::string(TimeText().time(micros, precision_of(micros)).view());
}

std::string timestamp_text(std::int64_t micros) {
  return std::string(TimeText().timestamp(micros, precision_of(micros), ' ').view());
}

std::string zoned_text(const Cell& instant, const Cell& zone) {
  const auto utc = instant.value<std::int64_t>();
  if (instant.column->vector().GetType().id() == LogicalTypeId::TIMESTAMP) {
    const std::string_view name = view(zone.value<duckdb::string_t>());
    Zones zones;
    return fmt::format("{} {}", timestamp_text(zones.of(name).to_local(utc)), name);
  }
  const std::int64_t minutes = zone.value<std::int32_t>();
  const std::int64_t local = utc + minutes * kMicrosPerMinute;
  const std::int64_t of_day = local - floor_divide(local, kMicrosPerDay) * kMicrosPerDay;
  return std::string(TimeText().time(of_day, precision_of(of_day)).offset(minutes).view());
}

// SqlVarbinary shows bytes in base64.
std::string bytes_text(std::string_view bytes) {
  std::string out(bytes.size() / 3 * 4 + 5, '\0');
  const int size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                                   reinterpret_cast<const unsigned char*>(bytes.data()),
                                   static_cast<int>(bytes.size()));
  out.resize(static_cast<std::size_t>(size));
  return out;
}

std::string list_text(const Cell& list) {
  std::string out = "[";
  for (idx_t i = 0; i < list.length(); ++i)
    out += (i > 0 ? ", " : "") + list.element(i).text();
  return out + "]";
}

std::string map_text(const Cell& map) {
  std::string out = "{";
  for (idx_t i = 0; i < map.length(); ++i)
    out += fmt::format("{}{}={}", i > 0 ? ", " : "", map.key(i).text(), map.mapped(i).text());
  return out + "}";
}

std::string row_text(const Cell& row) {
  std::string out = "[";
  for (std::size_t i = 0; i < row.field_count(); ++i)
    out += (i > 0 ? ", " : "") + row.field(i).text();
  return out + "]";
}

}  // namespace

std::string Cell::text() const {
  if (is_null()) return "null";
  const auto type = column->vector().GetType().id();
  switch (kind()) {
    case Kind::real:
      return java_text(value<float>());
    case Kind::double_:
      return java_text(value<double>());
    case Kind::text:
      if (type == LogicalTypeId::BLOB) return bytes_text(view(value<duckdb::string_t>()));
      return std::string(view(value<duckdb::string_t>()));
    case Kind::list:
      return list_text(*this);
    case Kind::map:
      return map_text(*this);
    case Kind::row:
      return row_text(*this);
    case Kind::zoned:
      return zoned_text(field(0), field(1));
    default:
      break;
  }
  if (type == LogicalTypeId::TIME) return time_text(value<std::int64_t>());
  if (type == LogicalTypeId::TIMESTAMP) return timestamp_text(value<std::int64_t>());
  // Whole numbers, decimals, dates and UUIDs read the same in DuckDB.
  return column->vector().GetValue(row).ToString();
}

}  // namespace sluice::engine::nested
