// The function table: every function that a query may call, one entry an overload.
//
// A signature reads "(varchar(x), bigint) -> varchar(x)":
//   bigint, array(T), row(K, V) … types; plain varchar is any varchar
//   T K V E                       any type; T= one that can be compared, T< one with an order,
//                                 T! an ordered one that is not nested (NULLs inside raise in
//                                 Trino)
//   N, I, F                       any number, any integer, real or double: the same on all places
//   text                          varchar, or char given with its padding: a pattern
//   varchar(x), decimal(p,s)      numbers of the type, bound by the arguments
//   function(T, boolean)          a lambda: its parameters, then its result
//   varchar...                    the last parameter may repeat, at least once
// A lowering is the text of sql/analyze/typed.h with further gaps: {result} and {T} are DuckDB's
// names of these types, {p} the bound number, {zone} the session's time zone; of a lambda that
// stands at 1, {1p} are the names of its parameters and {1b} is its body.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sql/types/type.h"

namespace sluice::sql {

enum class FunctionKind : std::uint8_t { scalar, aggregate, window };

// Whether what the lowering calls may raise an error. engine/functions/failure_test.cc holds it
// against what is registered: a function that may fail must not be moved in front of a WHERE.
enum class Failure : std::uint8_t { never, on_values };

enum class Stability : std::uint8_t {
  immutable,  // the same arguments give the same value, always
  per_query,  // the same value throughout a query: now()
  volatile_,  // another value each time: random()
};

// Where a lambda's parameters are found, when DuckDB's lambda has others than Trino's.
enum class LambdaForm : std::uint8_t {
  plain,   // they are DuckDB's
  fields,  // DuckDB's one parameter is a row of them
  states,  // each is the field, of its own number, of DuckDB's parameter
};

struct Function {
  std::string_view name;
  std::string_view signature;
  std::string_view lowering;
  Failure failure = Failure::never;
  Stability stability = Stability::immutable;
  FunctionKind kind = FunctionKind::scalar;
  // Where the signature cannot say it: the result's type, and the lowering by the arguments' types.
  Type (*result)(std::span<const Type> arguments) = nullptr;
  std::string (*lower)(std::span<const Type> arguments) = nullptr;
  LambdaForm lambdas = LambdaForm::plain;
};

inline constexpr Failure kTotal = Failure::never;
inline constexpr Failure kFails = Failure::on_values;

// The families, in their files.
std::span<const Function> operators();
std::span<const Function> math_functions();
std::span<const Function> bitwise_functions();
std::span<const Function> statistics_functions();
std::span<const Function> string_functions();
std::span<const Function> regex_functions();
std::span<const Function> date_functions();
std::span<const Function> date_field_functions();
std::span<const Function> interval_operators();
std::span<const Function> conditional_functions();
std::span<const Function> array_functions();
std::span<const Function> map_functions();
std::span<const Function> json_functions();
std::span<const Function> binary_functions();
std::span<const Function> network_functions();
std::span<const Function> aggregate_functions();
std::span<const Function> aggregate_statistics();
std::span<const Function> sketch_functions();
std::span<const Function> window_functions();
std::span<const Function> geospatial_functions();
std::span<const Function> bing_tile_functions();

// All of them.
std::vector<std::span<const Function>> function_families();

}  // namespace sluice::sql
