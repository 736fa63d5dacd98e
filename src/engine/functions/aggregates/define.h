// How an aggregate becomes DuckDB's: a state with add, merge and finish.
//
//   struct Sum {
//     std::int64_t total = 0;
//     void add(std::int64_t value) { total += value; }
//     void merge(const Sum& other) { total += other.total; }
//     std::optional<std::int64_t> finish() const { return total; }   // nothing is NULL
//   };
//   add_aggregate<Sum>(loader, "sluice_sum", {LogicalType::BIGINT}, LogicalType::BIGINT,
//                      Fails::never);
//
// Rows with a NULL argument are not added. States may own memory. An aggregate over few rows a
// group that needs no state of its own is a function over list(…) instead: see lists of pairs.
#pragma once

#include <exception>
#include <memory>
#include <tuple>
#include <utility>

#include <duckdb/function/aggregate_function.hpp>

#include "engine/functions/define.h"

namespace sluice::engine {

// A state, and what it could not take: raised only when the result is asked for. DuckDB 1.5.5
// builds the trees of window frames on several threads, and when one raises the others wait for it
// for ever (WindowSegmentTree::Finalize).
template <class State>
struct Held {
  State value;
  std::exception_ptr failure;

  template <class Work>
  void attempt(const Work& work) {
    if (failure) return;
    try {
      work();
    } catch (...) {
      failure = std::current_exception();
    }
  }
};

template <class State>
Held<State>& state_at(duckdb::UnifiedVectorFormat& states, duckdb::idx_t row) {
  auto* const* pointers = duckdb::UnifiedVectorFormat::GetData<Held<State>*>(states);
  return *pointers[states.sel->get_index(row)];
}

// The columns of the arguments, and one row of them as the state's add takes it.
template <class State, class... Arguments>
struct Adder {
  duckdb::UnifiedVectorFormat columns[sizeof...(Arguments)];

  Adder(duckdb::Vector inputs[], duckdb::idx_t count) {
    for (std::size_t i = 0; i < sizeof...(Arguments); ++i)
      inputs[i].ToUnifiedFormat(count, columns[i]);
  }

  void add(State& state, duckdb::idx_t row) {
    for (auto& column : columns) {
      if (!column.validity.RowIsValid(column.sel->get_index(row))) return;
    }
    add_row(state, row, std::index_sequence_for<Arguments...>());
  }

 private:
  template <std::size_t... Index>
  void add_row(State& state, duckdb::idx_t row, std::index_sequence<Index...>) {
    state.add(duckdb::UnifiedVectorFormat::GetData<Arguments>(
        columns[Index])[columns[Index].sel->get_index(row)]...);
  }
};

template <class State, class... Arguments>
Adder<State, Arguments...> adder_of(void (State::*)(Arguments...), duckdb::Vector inputs[],
                                    duckdb::idx_t count) {
  return {inputs, count};
}

template <class State>
void aggregate_update(duckdb::Vector inputs[], duckdb::AggregateInputData&, duckdb::idx_t,
                      duckdb::Vector& states, duckdb::idx_t count) {
  duckdb::UnifiedVectorFormat places;
  states.ToUnifiedFormat(count, places);
  auto adder = adder_of(&State::add, inputs, count);
  for (duckdb::idx_t row = 0; row < count; ++row) {
    auto& state = state_at<State>(places, row);
    state.attempt([&] { adder.add(state.value, row); });
  }
}

template <class State>
void aggregate_simple_update(duckdb::Vector inputs[], duckdb::AggregateInputData&, duckdb::idx_t,
                             duckdb::data_ptr_t state, duckdb::idx_t count) {
  auto adder = adder_of(&State::add, inputs, count);
  auto& held = *reinterpret_cast<Held<State>*>(state);
  held.attempt([&] {
    for (duckdb::idx_t row = 0; row < count; ++row)
      adder.add(held.value, row);
  });
}

template <class State>
void aggregate_combine(duckdb::Vector& from, duckdb::Vector& into, duckdb::AggregateInputData&,
                       duckdb::idx_t count) {
  duckdb::UnifiedVectorFormat sources;
  duckdb::UnifiedVectorFormat targets;
  from.ToUnifiedFormat(count, sources);
  into.ToUnifiedFormat(count, targets);
  for (duckdb::idx_t row = 0; row < count; ++row) {
    auto& target = state_at<State>(targets, row);
    const auto& source = state_at<State>(sources, row);
    if (source.failure && !target.failure) target.failure = source.failure;
    target.attempt([&] { target.value.merge(source.value); });
  }
}

template <class State>
void aggregate_finish(duckdb::Vector& states, duckdb::AggregateInputData&, duckdb::Vector& result,
                      duckdb::idx_t count, duckdb::idx_t offset) {
  using Out = Stored<typename decltype(std::declval<const State&>().finish())::value_type>;
  duckdb::UnifiedVectorFormat places;
  states.ToUnifiedFormat(count, places);
  auto* data = duckdb::FlatVector::GetData<Out>(result);
  for (duckdb::idx_t row = 0; row < count; ++row) {
    const auto& state = state_at<State>(places, row);
    if (state.failure) std::rethrow_exception(state.failure);
    const auto value = state.value.finish();
    if (value) {
      data[row + offset] = stored(result, *value);
    } else {
      duckdb::FlatVector::Validity(result).SetInvalid(row + offset);
    }
  }
}

template <class State>
void aggregate_destroy(duckdb::Vector& states, duckdb::AggregateInputData&, duckdb::idx_t count) {
  duckdb::UnifiedVectorFormat places;
  states.ToUnifiedFormat(count, places);
  for (duckdb::idx_t row = 0; row < count; ++row)
    std::destroy_at(&state_at<State>(places, row));
}

void add_aggregate(duckdb::ExtensionLoader& loader, duckdb::AggregateFunction function);

template <class State>
void add_aggregate(duckdb::ExtensionLoader& loader, const std::string& name,
                   duckdb::vector<LogicalType> arguments, LogicalType result, Fails fails) {
  duckdb::AggregateFunction function(
      name, std::move(arguments), std::move(result),
      [](const duckdb::AggregateFunction&) -> duckdb::idx_t { return sizeof(Held<State>); },
      [](const duckdb::AggregateFunction&, duckdb::data_ptr_t place) { new (place) Held<State>(); },
      aggregate_update<State>, aggregate_combine<State>, aggregate_finish<State>,
      aggregate_simple_update<State>, nullptr, aggregate_destroy<State>);
  function.SetErrorMode(fails == Fails::on_values ? duckdb::FunctionErrors::CAN_THROW_RUNTIME_ERROR
                                                  : duckdb::FunctionErrors::CANNOT_ERROR);
  add_aggregate(loader, std::move(function));
}

// --- digests: the first is taken, all others merge into it

template <class Digest>
void join(std::optional<Digest>& into, const Digest& other) {
  if (into) {
    into->merge(other);
  } else {
    into = other;
  }
}

// The aggregate that merges digests out of their bytes.
template <class Digest, Digest (*Read)(duckdb::string_t)>
struct MergeOf {
  std::optional<Digest> digest;

  void add(duckdb::string_t bytes) { join(digest, Read(bytes)); }
  void merge(const MergeOf& other) {
    if (other.digest) join(digest, *other.digest);
  }
  std::optional<std::string> finish() const {
    if (!digest) return std::nullopt;
    return Digest(*digest).write();  // writing may tidy up, a state stays as it is
  }
};

}  // namespace sluice::engine
