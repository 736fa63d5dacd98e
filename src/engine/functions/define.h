// How a function becomes DuckDB's: loops over vectors, errors declared.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine/functions/vectors.h"

namespace sluice::engine {

using duckdb::LogicalType;

inline constexpr const char* kInvalidArgument = "INVALID_FUNCTION_ARGUMENT";
inline constexpr const char* kOutOfRange = "NUMERIC_VALUE_OUT_OF_RANGE";

enum class Fails { never, on_values };

[[noreturn]] inline void raise(std::string_view code, std::string_view message) {
  throw duckdb::InvalidInputException(fmt::format("SLUICE:{}:{}", code, message));
}

// What Trino checks of arguments.
inline void require(bool holds, std::string_view message) {
  if (!holds) raise(kInvalidArgument, message);
}

inline std::string_view view(const duckdb::string_t& text) {
  return {text.GetData(), text.GetSize()};
}

using Loop = duckdb::scalar_function_t;

void add_function(duckdb::ExtensionLoader& loader, const std::string& name,
                  duckdb::vector<LogicalType> arguments, LogicalType result, Fails fails, Loop loop,
                  duckdb::bind_scalar_function_t bind = nullptr);
// One with more to say than that.
void add_function(duckdb::ExtensionLoader& loader, duckdb::ScalarFunction function);

// A string result is copied into the vector; all others are the value.
template <class Result>
auto stored(duckdb::Vector&, Result value) {
  return value;
}
inline duckdb::string_t stored(duckdb::Vector& result, const std::string& value) {
  return duckdb::StringVector::AddStringOrBlob(result, value);
}
inline duckdb::string_t stored(duckdb::Vector& result, std::string_view value) {
  return duckdb::StringVector::AddStringOrBlob(result, value.data(), value.size());
}
template <class Result>
using Stored = decltype(stored(std::declval<duckdb::Vector&>(), std::declval<Result>()));

// What `compute` answers, or NULL where it answers nothing.
template <class Stored, class Result>
Stored stored_or_null(duckdb::Vector& result, const std::optional<Result>& value,
                      duckdb::ValidityMask& valid, duckdb::idx_t row) {
  if (value) return stored(result, *value);
  valid.SetInvalid(row);
  return Stored{};
}

// What a vector holds for a parameter: texts go by reference, so that a part of one may be
// answered.
template <class A>
using Cell = std::decay_t<A>;

// result compute(a), for NULL-free a.
template <class A, class Result>
Loop unary(Result (*compute)(A)) {
  return [compute](duckdb::DataChunk& rows, duckdb::ExpressionState&, duckdb::Vector& result) {
    duckdb::UnaryExecutor::Execute<Cell<A>, Stored<Result>>(
        rows.data[0], result, rows.size(), [&](Cell<A> a) { return stored(result, compute(a)); });
  };
}

template <class A, class Result>
Loop unary_or_null(std::optional<Result> (*compute)(A)) {
  return [compute](duckdb::DataChunk& rows, duckdb::ExpressionState&, duckdb::Vector& result) {
    using Out = Stored<Result>;
    duckdb::UnaryExecutor::ExecuteWithNulls<Cell<A>, Out>(
        rows.data[0], result, rows.size(),
        [&](Cell<A> a, duckdb::ValidityMask& valid, duckdb::idx_t row) {
          return stored_or_null<Out>(result, compute(a), valid, row);
        });
  };
}

template <class A, class B, class Result>
Loop binary(Result (*compute)(A, B)) {
  return [compute](duckdb::DataChunk& rows, duckdb::ExpressionState&, duckdb::Vector& result) {
    duckdb::BinaryExecutor::Execute<Cell<A>, Cell<B>, Stored<Result>>(
        rows.data[0], rows.data[1], result, rows.size(),
        [&](Cell<A> a, Cell<B> b) { return stored(result, compute(a, b)); });
  };
}

template <class A, class B, class Result>
Loop binary_or_null(std::optional<Result> (*compute)(A, B)) {
  return [compute](duckdb::DataChunk& rows, duckdb::ExpressionState&, duckdb::Vector& result) {
    using Out = Stored<Result>;
    duckdb::BinaryExecutor::ExecuteWithNulls<Cell<A>, Cell<B>, Out>(
        rows.data[0], rows.data[1], result, rows.size(),
        [&](Cell<A> a, Cell<B> b, duckdb::ValidityMask& valid, duckdb::idx_t row) {
          return stored_or_null<Out>(result, compute(a, b), valid, row);
        });
  };
}

template <class A, class B, class C, class Result>
Loop ternary(Result (*compute)(A, B, C)) {
  return [compute](duckdb::DataChunk& rows, duckdb::ExpressionState&, duckdb::Vector& result) {
    duckdb::TernaryExecutor::Execute<Cell<A>, Cell<B>, Cell<C>, Stored<Result>>(
        rows.data[0], rows.data[1], rows.data[2], result, rows.size(),
        [&](Cell<A> a, Cell<B> b, Cell<C> c) { return stored(result, compute(a, b, c)); });
  };
}

template <class A, class B, class C, class Result>
Loop ternary_or_null(std::optional<Result> (*compute)(A, B, C)) {
  return [compute](duckdb::DataChunk& rows, duckdb::ExpressionState&, duckdb::Vector& result) {
    using Out = Stored<Result>;
    duckdb::TernaryExecutor::ExecuteWithNulls<Cell<A>, Cell<B>, Cell<C>, Out>(
        rows.data[0], rows.data[1], rows.data[2], result, rows.size(),
        [&](Cell<A> a, Cell<B> b, Cell<C> c, duckdb::ValidityMask& valid, duckdb::idx_t row) {
          return stored_or_null<Out>(result, compute(a, b, c), valid, row);
        });
  };
}

}  // namespace sluice::engine
