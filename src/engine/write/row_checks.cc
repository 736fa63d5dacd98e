#include "engine/write/row_checks.h"

#include "engine/values.h"

namespace sluice::engine {

RowChecks::RowChecks(QueryState& query, const WriteRequest& request)
    : query_(query),
      request_(request),
      failures_(std::make_unique<std::atomic<std::uint64_t>[]>(request.checks.size())) {}

void RowChecks::apply(const WritePlan& plan, duckdb::DataChunk& chunk) {
  if (request_.checks.empty()) return;
  std::vector<std::size_t> verdicts(chunk.size(), kAccepted);
  for (std::size_t check = 0; check < request_.checks.size(); ++check) {
    run_check(check, chunk.data[plan.check_columns[check]], chunk.size(), verdicts);
  }
  duckdb::SelectionVector accepted(chunk.size());
  std::size_t count = 0;
  for (std::size_t row = 0; row < chunk.size(); ++row) {
    if (verdicts[row] == kAccepted) {
      accepted.set_index(count++, row);
    } else {
      hand_over(plan, chunk, row, verdicts[row]);
    }
  }
  if (count == chunk.size()) return;
  rejected_ += chunk.size() - count;
  chunk.Slice(accepted, count);
}

// The first rejecting check that fails is the row's reason.
void RowChecks::run_check(std::size_t check, duckdb::Vector& column, std::size_t count,
                          std::vector<std::size_t>& verdicts) {
  duckdb::UnifiedVectorFormat format;
  column.ToUnifiedFormat(count, format);
  const auto* passed = duckdb::UnifiedVectorFormat::GetData<bool>(format);
  std::uint64_t failures = 0;
  for (std::size_t row = 0; row < count; ++row) {
    const auto index = format.sel->get_index(row);
    if (format.validity.RowIsValid(index) && passed[index]) continue;
    ++failures;
    if (request_.checks[check].is_rejecting && verdicts[row] == kAccepted) verdicts[row] = check;
  }
  failures_[check] += failures;
}

void RowChecks::hand_over(const WritePlan& plan, duckdb::DataChunk& chunk, std::size_t row,
                          std::size_t check) {
  if (!request_.on_rejected) return;
  std::vector<Value> values;
  values.reserve(plan.row_columns.size());
  for (const auto column : plan.row_columns)
    values.push_back(to_value(chunk.GetValue(column, row)));
  try {
    request_.on_rejected(values, check);
  } catch (const Error& error) {
    query_.fail(error);
  }
}

std::vector<std::uint64_t> RowChecks::failures() const {
  std::vector<std::uint64_t> result;
  for (std::size_t check = 0; check < request_.checks.size(); ++check) {
    result.push_back(failures_[check]);
  }
  return result;
}

}  // namespace sluice::engine
