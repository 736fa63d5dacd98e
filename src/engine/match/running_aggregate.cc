#include "engine/match/running_aggregate.h"

#include "engine/functions/define.h"

namespace sluice::engine::match {

using duckdb::Vector;

AggregateStates::AggregateStates(const CompiledAggregate& aggregate)
    : aggregate_(aggregate), arena_(duckdb::Allocator::DefaultAllocator()) {
  for (std::size_t i = 0; i < aggregate_.text.aggregates.size(); ++i) {
    const auto& function = this->aggregate(i).function;
    State& state = states_.emplace_back();
    state.bytes.resize(function.GetStateSizeCallback()(function));
    function.GetStateInitCallback()(function, state.bytes.data());
    auto* pointers = duckdb::FlatVector::GetData<duckdb::data_ptr_t>(state.pointers);
    std::fill_n(pointers, STANDARD_VECTOR_SIZE, state.bytes.data());
  }
}

AggregateStates::~AggregateStates() {
  destroy();
}

duckdb::BoundAggregateExpression& AggregateStates::aggregate(std::size_t index) {
  return aggregate_.text.aggregates[index]->Cast<duckdb::BoundAggregateExpression>();
}

void AggregateStates::destroy() {
  for (std::size_t i = 0; i < states_.size(); ++i) {
    auto& bound = aggregate(i);
    if (!bound.function.HasStateDestructorCallback()) continue;
    duckdb::AggregateInputData input(bound.bind_info.get(), arena_);
    bound.function.GetStateDestructorCallback()(states_[i].pointers, input, 1);
  }
}

void AggregateStates::reset() {
  destroy();
  arena_.Reset();
  for (std::size_t i = 0; i < states_.size(); ++i) {
    const auto& function = aggregate(i).function;
    function.GetStateInitCallback()(function, states_[i].bytes.data());
  }
}

void AggregateStates::copy_from(AggregateStates& other) {
  reset();
  for (std::size_t i = 0; i < states_.size(); ++i) {
    auto& bound = aggregate(i);
    duckdb::AggregateInputData input(bound.bind_info.get(), arena_);
    bound.function.GetStateCombineCallback()(other.states_[i].pointers, states_[i].pointers, input,
                                             1);
  }
}

void AggregateStates::update(std::size_t index, duckdb::DataChunk& arguments) {
  auto& bound = aggregate(index);
  duckdb::AggregateInputData input(bound.bind_info.get(), arena_);
  Vector* first = arguments.data.empty() ? nullptr : arguments.data.data();
  bound.function.GetStateUpdateCallback()(first, input, arguments.ColumnCount(),
                                          states_[index].pointers, arguments.size());
}

void AggregateStates::finalize(duckdb::DataChunk& values) {
  values.Reset();
  values.SetCardinality(1);
  for (std::size_t i = 0; i < states_.size(); ++i) {
    auto& bound = aggregate(i);
    duckdb::AggregateInputData input(bound.bind_info.get(), arena_);
    bound.function.GetStateFinalizeCallback()(states_[i].pointers, input, values.data[i], 1, 0);
  }
}

RunningAggregate::RunningAggregate(duckdb::ClientContext& context, const Compiled& compiled,
                                   std::size_t index, Rows& rows, Rows& labels)
    : asked_(compiled.asked.aggregates[index]),
      compiled_(compiled.aggregates[index]),
      rows_(rows),
      labels_(labels),
      whole_(context, *compiled_.text.expression),
      states_(compiled_),
      scratch_(compiled_) {
  duckdb::vector<duckdb::LogicalType> types;
  for (const auto& each : compiled_.text.aggregates) {
    const auto& bound = each->Cast<duckdb::BoundAggregateExpression>();
    if (bound.filter || bound.order_bys || bound.IsDistinct()) {
      raise("NOT_SUPPORTED",
            fmt::format("{} cannot be used in a row pattern", bound.function.name));
    }
    types.push_back(bound.return_type);
    Arguments& arguments = arguments_.emplace_back();
    arguments.executor = duckdb::make_uniq<duckdb::ExpressionExecutor>(context, bound.children);
    duckdb::vector<duckdb::LogicalType> argument_types;
    for (const auto& child : bound.children)
      argument_types.push_back(child->return_type);
    if (!argument_types.empty()) arguments.values.Initialize(context, argument_types);
  }
  values_.Initialize(context, types);
  const auto& inputs = compiled_.input_types;
  inputs_.InitializeEmpty({inputs.begin(), inputs.end()});
}

// One input of the set's rows from..from + count.
void RunningAggregate::input(std::size_t index, const Path& path, std::size_t from,
                             std::size_t count, std::int64_t match_number) {
  auto& vector = inputs_.data[index];
  const Input& input = asked_.inputs[compiled_.text.inputs[index]];
  if (input.kind == InputKind::match_number) {
    vector.Reference(duckdb::Value::BIGINT(match_number));
    return;
  }
  const auto& rows = path.rows_of(asked_.set);
  duckdb::SelectionVector chosen(count);
  const bool is_column = input.kind == InputKind::column;
  for (std::size_t i = 0; i < count; ++i) {
    const RowIndex row = rows[from + i];
    chosen.set_index(i, is_column ? row : path.label_at(row).value_or(labels_.null_row()));
  }
  vector.Slice(is_column ? rows_.column(input.index) : labels_.column(0), chosen, count);
}

void RunningAggregate::advance(AggregateStates& states, const Path& path, std::size_t from,
                               std::size_t to, std::int64_t match_number) {
  while (from < to) {
    const std::size_t count = std::min<std::size_t>(to - from, STANDARD_VECTOR_SIZE);
    for (std::size_t i = 0; i < inputs_.ColumnCount(); ++i) {
      input(i, path, from, count, match_number);
    }
    inputs_.SetCardinality(count);
    for (std::size_t i = 0; i < arguments_.size(); ++i) {
      auto& [executor, values] = arguments_[i];
      values.Reset();
      if (values.ColumnCount() > 0) executor->Execute(inputs_, values);
      values.Flatten();
      values.SetCardinality(count);
      states.update(i, values);
    }
    from += count;
  }
}

void RunningAggregate::value(const Path& path, std::size_t count, std::int64_t match_number,
                             Vector& result) {
  const bool goes_on = applied_match_ == match_number && applied_ <= count &&
                       path.fingerprint(asked_.set, applied_) == applied_fingerprint_;
  if (!goes_on) {
    states_.reset();
    applied_ = 0;
    applied_match_ = match_number;
  }
  // The last row may be a trial: it goes to a copy.
  const std::size_t kept = count == 0 ? 0 : count - 1;
  if (applied_ < kept) {
    advance(states_, path, applied_, kept, match_number);
    applied_ = kept;
  }
  applied_fingerprint_ = path.fingerprint(asked_.set, applied_);
  scratch_.copy_from(states_);
  advance(scratch_, path, applied_, count, match_number);
  scratch_.finalize(values_);
  Vector whole(compiled_.text.expression->return_type, 1);
  whole_.ExecuteExpression(values_, whole);
  result.Reference(whole);
}

}  // namespace sluice::engine::match
