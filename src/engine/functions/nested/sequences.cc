// sequence(): numbers, days and moments from one bound to the other.
// https://trino.io/docs/current/functions/array.html#sequence
#include "engine/functions/calendar.h"
#include "engine/functions/int128.h"
#include "engine/functions/nested/families.h"
#include "engine/functions/nested/loops.h"

namespace sluice::engine {

namespace {

using nested::Arguments;
using nested::idx_t;

constexpr std::int64_t kEntriesMax = 10'000;
constexpr std::int64_t kMillisPerDay = 86'400'000;

void check_step(std::int64_t start, std::int64_t stop, Int128 step) {
  if (step == 0) raise(kInvalidArgument, "step must not be zero");
  if (step > 0 ? stop < start : stop > start) {
    raise(kInvalidArgument,
          "sequence stop value should be greater than or equal to start value if step is greater "
          "than zero otherwise stop should be less than or equal to start");
  }
}

std::int64_t checked_count(Int128 count) {
  if (count > kEntriesMax) {
    raise(
        kInvalidArgument,
        fmt::format("result of sequence function must not have more than {} entries", kEntriesMax));
  }
  return static_cast<std::int64_t>(count);
}

using Numbers = std::vector<std::int64_t>;

void add_steps(std::int64_t start, std::int64_t stop, Int128 step, Numbers& out) {
  check_step(start, stop, step);
  const auto count = checked_count((static_cast<Int128>(stop) - start) / step + 1);
  for (std::int64_t i = 0; i < count; ++i) {
    out.push_back(static_cast<std::int64_t>(start + step * i));
  }
}

// What months are counted in: days, or microseconds since the epoch.
struct Days {
  static Day date(std::int64_t day) { return day_of(static_cast<std::int32_t>(day)); }
  static Int128 plus_months(std::int64_t day, std::int64_t months) {
    return add_months(static_cast<std::int32_t>(day), months);
  }
};
struct Micros {
  static Day date(std::int64_t micros) { return moment_of(micros).date; }
  // A month past the last timestamp is looked at, too.
  static Int128 plus_months(std::int64_t micros, std::int64_t months) {
    const Moment moment = moment_of(micros);
    return Int128{add_months(moment.day_number, months)} * kMicrosPerDay + moment.micros_of_day;
  }
};

// Whole months from one moment to the other.
template <class Unit>
std::int64_t months_between(std::int64_t start, std::int64_t stop) {
  const Day from = Unit::date(start);
  const Day to = Unit::date(stop);
  const std::int64_t months = (to.year - from.year) * std::int64_t{12} + to.month - from.month;
  if (months > 0 && Unit::plus_months(start, months) > stop) return months - 1;
  if (months < 0 && Unit::plus_months(start, months) < stop) return months + 1;
  return months;
}

// One argument as a 64-bit number, whatever holds it.
std::int64_t number(const nested::Cell& cell) {
  return cell.kind() == nested::Kind::int32 ? cell.value<std::int32_t>()
                                            : cell.value<std::int64_t>();
}

using Fill = void (*)(std::int64_t start, std::int64_t stop, std::optional<std::int64_t> step,
                      Numbers& out);

template <class Element>
Loop sequence_loop(Fill fill) {
  return [fill](duckdb::DataChunk& rows, duckdb::ExpressionState&, duckdb::Vector& result) {
    const Arguments arguments(rows);
    result.SetVectorType(duckdb::VectorType::FLAT_VECTOR);
    auto* entries = duckdb::FlatVector::GetData<duckdb::list_entry_t>(result);
    Numbers numbers;
    for (idx_t row = 0; row < arguments.count(); ++row) {
      const std::size_t first = numbers.size();
      if (arguments.has_null(row)) {
        duckdb::FlatVector::SetNull(result, row, true);
      } else {
        std::optional<std::int64_t> step;
        if (arguments.width() > 2) step = number(arguments.at(2, row));
        fill(number(arguments.at(0, row)), number(arguments.at(1, row)), step, numbers);
      }
      entries[row] = {first, numbers.size() - first};
    }
    duckdb::ListVector::Reserve(result, numbers.size());
    auto* out = duckdb::FlatVector::GetData<Element>(duckdb::ListVector::GetEntry(result));
    for (std::size_t i = 0; i < numbers.size(); ++i)
      out[i] = static_cast<Element>(numbers[i]);
    duckdb::ListVector::SetListSize(result, numbers.size());
    arguments.finish(result);
  };
}

void of_numbers(std::int64_t start, std::int64_t stop, std::optional<std::int64_t> step,
                Numbers& out) {
  add_steps(start, stop, step.value_or(start <= stop ? 1 : -1), out);
}

// The step is an interval: milliseconds.
void of_days(std::int64_t start, std::int64_t stop, std::optional<std::int64_t> step,
             Numbers& out) {
  if (step && *step % kMillisPerDay != 0) {
    raise(kInvalidArgument,
          "sequence step must be a day interval if start and end values are dates");
  }
  of_numbers(start, stop, step ? std::optional(*step / kMillisPerDay) : std::nullopt, out);
}

void of_moments(std::int64_t start, std::int64_t stop, std::optional<std::int64_t> step,
                Numbers& out) {
  add_steps(start, stop, Int128{step.value_or(0)} * 1'000, out);
}

template <class Unit>
void by_months(std::int64_t start, std::int64_t stop, std::optional<std::int64_t> months,
               Numbers& out) {
  const std::int64_t step = months.value_or(1);
  check_step(start, stop, step);
  const auto count = checked_count(Int128{months_between<Unit>(start, stop)} / step + 1);
  for (std::int64_t i = 0; i < count; ++i)
    out.push_back(static_cast<std::int64_t>(Unit::plus_months(start, step * i)));
}

}  // namespace

void register_sequences(duckdb::ExtensionLoader& loader) {
  const auto add = [&](const char* name, const LogicalType& bound,
                       const std::optional<LogicalType>& step, Loop loop) {
    duckdb::vector<LogicalType> arguments = {bound, bound};
    if (step) arguments.push_back(*step);
    add_function(loader, name, std::move(arguments), LogicalType::LIST(bound), Fails::on_values,
                 std::move(loop));
  };
  const auto& days = LogicalType::DATE;
  const auto& moments = LogicalType::TIMESTAMP;
  add("sluice_sequence", LogicalType::BIGINT, {}, sequence_loop<std::int64_t>(of_numbers));
  add("sluice_sequence_by", LogicalType::BIGINT, LogicalType::BIGINT,
      sequence_loop<std::int64_t>(of_numbers));
  add("sluice_days", days, {}, sequence_loop<std::int32_t>(of_days));
  add("sluice_days_by", days, LogicalType::BIGINT, sequence_loop<std::int32_t>(of_days));
  add("sluice_days_by_months", days, LogicalType::INTEGER,
      sequence_loop<std::int32_t>(by_months<Days>));
  add("sluice_moments_by", moments, LogicalType::BIGINT, sequence_loop<std::int64_t>(of_moments));
  add("sluice_moments_by_months", moments, LogicalType::INTEGER,
      sequence_loop<std::int64_t>(by_months<Micros>));
}

}  // namespace sluice::engine
