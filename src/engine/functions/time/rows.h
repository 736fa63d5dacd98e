// Loops over rows whose values may be zoned timestamps, with what a vector's rows share (a zone's
// rules, a parsed format) kept from row to row.
#pragma once

#include <duckdb/common/types/timestamp.hpp>

#include "engine/functions/define.h"

namespace sluice::engine {

// A timestamp with time zone: the instant in UTC, and where its clock hangs.
struct Zoned {
  std::int64_t utc = 0;
  std::string_view zone;
};

// Trino packs the milliseconds of timestamps with three digits or fewer beside the zone's number,
// in 52 bits.
inline constexpr std::int64_t kPackedMicrosMax = 2'251'799'813'685'248'000;

inline LogicalType zoned_type() {
  duckdb::child_list_t<LogicalType> fields;
  fields.emplace_back("utc", LogicalType::TIMESTAMP);
  fields.emplace_back("tz", LogicalType::VARCHAR);
  return LogicalType::STRUCT(std::move(fields));
}

// Reads one argument.
template <class Value>
class Column {
 public:
  Column(duckdb::Vector& vector, duckdb::idx_t count) {
    vector.ToUnifiedFormat(count, format_);
    data_ = duckdb::UnifiedVectorFormat::GetData<Value>(format_);
  }
  bool has(duckdb::idx_t row) const {
    return format_.validity.RowIsValid(format_.sel->get_index(row));
  }
  const Value& at(duckdb::idx_t row) const { return data_[format_.sel->get_index(row)]; }

 private:
  duckdb::UnifiedVectorFormat format_;
  const Value* data_ = nullptr;
};

template <>
class Column<Zoned> {
 public:
  Column(duckdb::Vector& vector, duckdb::idx_t count)
      : utc_(*duckdb::StructVector::GetEntries(vector)[0], count),
        zone_(*duckdb::StructVector::GetEntries(vector)[1], count) {
    vector.ToUnifiedFormat(count, format_);
  }
  bool has(duckdb::idx_t row) const {
    const auto index = format_.sel->get_index(row);
    return format_.validity.RowIsValid(index) && utc_.has(index) && zone_.has(index);
  }
  Zoned at(duckdb::idx_t row) const {
    const auto index = format_.sel->get_index(row);
    return {utc_.at(index).value, view(zone_.at(index))};
  }

 private:
  duckdb::UnifiedVectorFormat format_;
  Column<duckdb::timestamp_t> utc_;
  Column<duckdb::string_t> zone_;
};

// Writes the result.
template <class Value>
class Sink {
 public:
  explicit Sink(duckdb::Vector& result)
      : result_(result), data_(duckdb::FlatVector::GetData<Stored<Value>>(result)) {}
  void put(duckdb::idx_t row, const Value& value) { data_[row] = stored(result_, value); }

 private:
  duckdb::Vector& result_;
  Stored<Value>* data_;
};

// Copied into the vector: a view of what the rows share saves a text of its own for each.
template <>
class Sink<std::string_view> {
 public:
  explicit Sink(duckdb::Vector& result)
      : result_(result), data_(duckdb::FlatVector::GetData<duckdb::string_t>(result)) {}
  void put(duckdb::idx_t row, std::string_view value) {
    data_[row] = duckdb::StringVector::AddStringOrBlob(result_, value.data(), value.size());
  }

 private:
  duckdb::Vector& result_;
  duckdb::string_t* data_;
};

template <>
class Sink<Zoned> {
 public:
  explicit Sink(duckdb::Vector& result)
      : zones_(*duckdb::StructVector::GetEntries(result)[1]),
        utc_(duckdb::FlatVector::GetData<duckdb::timestamp_t>(
            *duckdb::StructVector::GetEntries(result)[0])),
        names_(duckdb::FlatVector::GetData<duckdb::string_t>(zones_)) {}
  void put(duckdb::idx_t row, const Zoned& value) {
    utc_[row] = duckdb::timestamp_t(value.utc);
    // Most rows repeat the zone of the last: one copy serves them all.
    if (!has_last_ || view(last_) != value.zone) {
      last_ = duckdb::StringVector::AddString(zones_, value.zone.data(), value.zone.size());
      has_last_ = true;
    }
    names_[row] = last_;
  }

 private:
  duckdb::Vector& zones_;
  duckdb::timestamp_t* utc_;
  duckdb::string_t* names_;
  duckdb::string_t last_;
  bool has_last_ = false;
};

template <class Value>
struct Answer {
  using Type = Value;
  static const Value* of(const Value& value) { return &value; }
};
template <class Value>
struct Answer<std::optional<Value>> {
  using Type = Value;
  static const Value* of(const std::optional<Value>& value) { return value ? &*value : nullptr; }
};

// result compute(shared, a, b …) for NULL-free rows; an absent result is NULL.
template <class Shared, class Result, class... Arguments>
Loop with_shared(Result (*compute)(Shared&, Arguments...)) {
  return [compute](duckdb::DataChunk& rows, duckdb::ExpressionState&, duckdb::Vector& result) {
    const bool is_constant = rows.AllConstant();
    const duckdb::idx_t count = is_constant ? 1 : rows.size();
    result.SetVectorType(duckdb::VectorType::FLAT_VECTOR);
    Shared shared;
    Sink<typename Answer<Result>::Type> sink(result);
    [&]<std::size_t... Index>(std::index_sequence<Index...>) {
      const std::tuple<Column<Arguments>...> columns{
          Column<Arguments>(rows.data[Index], rows.size())...};
      for (duckdb::idx_t row = 0; row < count; ++row) {
        if (!(std::get<Index>(columns).has(row) && ...)) {
          duckdb::FlatVector::SetNull(result, row, true);
          continue;
        }
        const Result answer = compute(shared, std::get<Index>(columns).at(row)...);
        if (const auto* value = Answer<Result>::of(answer)) {
          sink.put(row, *value);
        } else {
          duckdb::FlatVector::SetNull(result, row, true);
        }
      }
    }
    (std::index_sequence_for<Arguments...>());
    if (is_constant) result.SetVectorType(duckdb::VectorType::CONSTANT_VECTOR);
  };
}

}  // namespace sluice::engine
