// A time with time zone, as rows carry it.
#pragma once

#include <duckdb/common/types/time.hpp>

#include "engine/functions/time/rows.h"

namespace sluice::engine {

struct OffsetTime {
  std::int64_t utc = 0;      // microseconds of the day
  std::int32_t minutes = 0;  // of the clock, east of UTC
};

inline LogicalType offset_time_type() {
  duckdb::child_list_t<LogicalType> fields;
  fields.emplace_back("utc", LogicalType::TIME);
  fields.emplace_back("minutes", LogicalType::INTEGER);
  return LogicalType::STRUCT(std::move(fields));
}

template <>
class Column<OffsetTime> {
 public:
  Column(duckdb::Vector& vector, duckdb::idx_t count)
      : utc_(*duckdb::StructVector::GetEntries(vector)[0], count),
        minutes_(*duckdb::StructVector::GetEntries(vector)[1], count) {
    vector.ToUnifiedFormat(count, format_);
  }
  bool has(duckdb::idx_t row) const {
    const auto index = format_.sel->get_index(row);
    return format_.validity.RowIsValid(index) && utc_.has(index) && minutes_.has(index);
  }
  OffsetTime at(duckdb::idx_t row) const {
    const auto index = format_.sel->get_index(row);
    return {utc_.at(index).micros, minutes_.at(index)};
  }

 private:
  duckdb::UnifiedVectorFormat format_;
  Column<duckdb::dtime_t> utc_;
  Column<std::int32_t> minutes_;
};

template <>
class Sink<OffsetTime> {
 public:
  explicit Sink(duckdb::Vector& result)
      : utc_(duckdb::FlatVector::GetData<duckdb::dtime_t>(
            *duckdb::StructVector::GetEntries(result)[0])),
        minutes_(duckdb::FlatVector::GetData<std::int32_t>(
            *duckdb::StructVector::GetEntries(result)[1])) {}
  void put(duckdb::idx_t row, const OffsetTime& value) {
    utc_[row] = duckdb::dtime_t(value.utc);
    minutes_[row] = value.minutes;
  }

 private:
  duckdb::dtime_t* utc_;
  std::int32_t* minutes_;
};

}  // namespace sluice::engine
