#include "engine/functions/nested/cells.h"

#include "engine/functions/define.h"

namespace sluice::engine::nested {

namespace {

using duckdb::LogicalTypeId;
using duckdb::PhysicalType;

bool is_zoned(const LogicalType& type) {
  const auto& fields = duckdb::StructType::GetChildTypes(type);
  if (fields.size() != 2 || fields[0].first != "utc") return false;
  const auto clock = fields[0].second.id();
  return fields[1].first == (clock == LogicalTypeId::TIMESTAMP ? "tz" : "minutes") &&
         (clock == LogicalTypeId::TIMESTAMP || clock == LogicalTypeId::TIME);
}

Kind kind_of(const LogicalType& type) {
  if (type.id() == LogicalTypeId::MAP) return Kind::map;
  switch (type.InternalType()) {
    case PhysicalType::BOOL:
      return Kind::boolean;
    case PhysicalType::INT8:
      return Kind::int8;
    case PhysicalType::INT16:
      return Kind::int16;
    case PhysicalType::INT32:
      return Kind::int32;
    case PhysicalType::INT64:
      return Kind::int64;
    case PhysicalType::INT128:
      return Kind::int128;
    case PhysicalType::FLOAT:
      return Kind::real;
    case PhysicalType::DOUBLE:
      return Kind::double_;
    case PhysicalType::VARCHAR:
      return Kind::text;
    case PhysicalType::LIST:
      return Kind::list;
    case PhysicalType::STRUCT:
      return is_zoned(type) ? Kind::zoned : Kind::row;
    default:
      break;
  }
  raise("NOT_SUPPORTED", "values of this type cannot be compared inside arrays, maps and rows");
}

}  // namespace

Column::Column(duckdb::Vector& vector, idx_t count)
    : vector_(vector), kind_(kind_of(vector.GetType())) {
  vector.ToUnifiedFormat(count, format_);
  switch (vector.GetType().InternalType()) {
    case PhysicalType::LIST:
      children_.push_back(std::make_unique<Column>(duckdb::ListVector::GetEntry(vector),
                                                   duckdb::ListVector::GetListSize(vector)));
      break;
    case PhysicalType::STRUCT:
      for (auto& field : duckdb::StructVector::GetEntries(vector)) {
        children_.push_back(std::make_unique<Column>(*field, count));
      }
      break;
    default:
      break;
  }
  is_even_ = kind_ != Kind::text && kind_ != Kind::list && kind_ != Kind::map &&
             std::all_of(children_.begin(), children_.end(),
                         [](const auto& child) { return child->is_even(); });
}

std::size_t Cell::size_bytes() const {
  std::size_t total = kElementBytes;
  if (is_null()) return total;
  switch (kind()) {
    case Kind::text:
      return total + value<duckdb::string_t>().GetSize();
    case Kind::list:
    case Kind::map:
      if (column->child(0).is_even()) {
        const idx_t parts = 1 + column->child(0).child_count();
        return total + length() * parts * kElementBytes;
      }
      for (idx_t i = 0; i < length(); ++i)
        total += element(i).size_bytes();
      return total;
    case Kind::row:
    case Kind::zoned:
      for (std::size_t i = 0; i < field_count(); ++i)
        total += field(i).size_bytes();
      return total;
    default:
      return total;
  }
}

}  // namespace sluice::engine::nested
