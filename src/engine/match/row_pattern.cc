// sluice_match: row pattern matching as a window function, for MATCH_RECOGNIZE (it gives each row
// the list of what the match that begins there puts out) and for windows with a pattern (it gives
// a measure). DuckDB partitions, sorts and spills; a partition is matched when its first row is
// asked for.
#include <mutex>

#include <duckdb/main/extension/extension_loader.hpp>

#include "engine/functions/define.h"
#include "engine/functions/families.h"
#include "engine/match/search.h"

namespace sluice::engine {

namespace {

using duckdb::idx_t;

struct MatchData final : duckdb::FunctionData {
  explicit MatchData(std::shared_ptr<const match::Compiled> what) : compiled(std::move(what)) {}

  duckdb::unique_ptr<FunctionData> Copy() const override {
    return duckdb::make_uniq<MatchData>(compiled);
  }
  bool Equals(const FunctionData& other) const override {
    return compiled == other.Cast<MatchData>().compiled;
  }

  // Plans are copied, and several threads run one.
  std::shared_ptr<const match::Compiled> compiled;
};

struct PartitionMatches {
  std::mutex searching;
  std::optional<match::Found> found;
  std::atomic<idx_t> asked = 0;  // rows so far
};

// Of a window's rows, those partitions that are matched and not yet read.
class MatchState {
 public:
  // Both threads that meet at a partition hold it.
  std::shared_ptr<PartitionMatches> partition(idx_t begin) {
    const std::lock_guard lock(mutex_);
    auto& found = partitions_[begin];
    if (!found) found = std::make_shared<PartitionMatches>();
    return found;
  }
  void drop(idx_t begin) {
    const std::lock_guard lock(mutex_);
    partitions_.erase(begin);
  }

  // A thread's own: where it is.
  std::shared_ptr<PartitionMatches> current;
  idx_t current_begin = 0;

 private:
  std::mutex mutex_;
  std::map<idx_t, std::shared_ptr<PartitionMatches>> partitions_;
};

MatchState& state_of(duckdb::const_data_ptr_t state) {
  // DuckDB keeps states as bytes, the shared one as constant bytes.
  return *reinterpret_cast<MatchState*>(const_cast<duckdb::data_ptr_t>(state));
}

void initialize_state(const duckdb::AggregateFunction&, duckdb::data_ptr_t state) {
  new (state) MatchState();
}

void destroy_states(duckdb::Vector& states, duckdb::AggregateInputData&, idx_t count) {
  auto** pointers = duckdb::FlatVector::GetData<MatchState*>(states);
  for (idx_t i = 0; i < count; ++i)
    pointers[i]->~MatchState();
}

duckdb::unique_ptr<duckdb::FunctionData> bind_match(
    duckdb::ClientContext& context, duckdb::AggregateFunction& function,
    duckdb::vector<duckdb::unique_ptr<duckdb::Expression>>& arguments) {
  const auto text = duckdb::ExpressionExecutor::EvaluateScalar(context, *arguments.at(0));
  arguments.erase_at(0);
  std::vector<LogicalType> columns;
  function.arguments.clear();
  for (const auto& argument : arguments) {
    columns.push_back(argument->return_type);
    function.arguments.push_back(argument->return_type);
  }
  auto compiled = std::make_shared<const match::Compiled>(match::compile(
      context, match::read_specification(duckdb::StringValue::Get(text)), std::move(columns)));
  function.SetReturnType(compiled->result());
  return duckdb::make_uniq<MatchData>(std::move(compiled));
}

const match::Found& found_in(PartitionMatches& matches, const duckdb::WindowPartitionInput& input,
                             const match::Compiled& compiled, const match::SearchRange& range) {
  const std::lock_guard lock(matches.searching);
  if (!matches.found) {
    match::Rows rows(input.inputs, {input.column_ids.begin(), input.column_ids.end()},
                     compiled.columns, range);
    matches.found.emplace(match::search_partition(input.context.client, compiled, rows));
  }
  return *matches.found;
}

void give(const match::Found& found, idx_t row, bool is_window, duckdb::Vector& result, idx_t at) {
  auto& values = const_cast<duckdb::Vector&>(found.values);
  if (is_window) {
    duckdb::VectorOperations::Copy(values, result, row + 1, row, at);
    return;
  }
  const idx_t from = row == 0 ? 0 : found.ends[row - 1];
  const idx_t to = found.ends[row];
  const idx_t offset = duckdb::ListVector::GetListSize(result);
  duckdb::FlatVector::GetData<duckdb::list_entry_t>(result)[at] = {offset, to - from};
  if (to > from) duckdb::ListVector::Append(result, values, to, from);
}

// The frame is the partition without the current row: its two parts tell where the row stands.
void match_row(duckdb::AggregateInputData& input, const duckdb::WindowPartitionInput& partition,
               duckdb::const_data_ptr_t shared_state, duckdb::data_ptr_t own_state,
               const duckdb::SubFrames& frames, duckdb::Vector& result, idx_t at) {
  const auto& compiled = *input.bind_data->Cast<MatchData>().compiled;
  const match::SearchRange range{frames[0].start, frames[1].end};
  const idx_t row = frames[0].end - range.begin;
  auto& shared = state_of(shared_state);
  auto& own = state_of(own_state);
  if (!own.current || own.current_begin != range.begin) {
    own.current = shared.partition(range.begin);
    own.current_begin = range.begin;
  }
  auto& matches = *own.current;
  give(found_in(matches, partition, compiled, range), row,
       compiled.asked.rows == match::RowsPerMatch::window, result, at);
  if (++matches.asked != range.end - range.begin) return;
  shared.drop(range.begin);
}

}  // namespace

void register_row_patterns(duckdb::ExtensionLoader& loader) {
  // A window function alone: it has nothing that adds up rows.
  duckdb::AggregateFunction function(
      "sluice_match", {LogicalType::VARCHAR}, LogicalType::ANY,
      [](const duckdb::AggregateFunction&) -> idx_t { return sizeof(MatchState); },
      initialize_state, nullptr, nullptr, nullptr, nullptr, bind_match, destroy_states);
  function.SetWindowCallback(match_row);
  function.varargs = LogicalType::ANY;
  function.SetStability(duckdb::FunctionStability::CONSISTENT);
  function.SetErrorMode(duckdb::FunctionErrors::CAN_THROW_RUNTIME_ERROR);
  loader.RegisterFunction(function);
}

}  // namespace sluice::engine
