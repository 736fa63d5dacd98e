#include "sql/functions/function.h"
#include "sql/types/make.h"

namespace sluice::sql {

namespace {

constexpr auto kAggregate = FunctionKind::aggregate;
constexpr auto kImmutable = Stability::immutable;

// NaN is the smallest for max and the greatest for min: it is answered only when nothing else is
// there. DuckDB takes it for the greatest always, so only max differs.
std::string lower_max(std::span<const Type> types) {
  if (!is_floating(types[0])) return "max({0}){f}";
  return "coalesce(max(CASE WHEN isnan({0}) THEN NULL ELSE {0} END){f}, max({0}){f})";
}

std::string lower_max_by(std::span<const Type> types) {
  if (!is_floating(types[1])) return "arg_max_null({0}, {1}){f}";
  return "arg_max_null({0}, CASE WHEN isnan({1}) THEN NULL ELSE {1} END){f}";
}

// https://trino.io/docs/current/functions/aggregate.html
constexpr Function kAggregates[] = {
    {"count", "() -> bigint", "count(*){f}", kTotal, kImmutable, kAggregate},
    {"count", "(T) -> bigint", "count({d}{0}){f}", kTotal, kImmutable, kAggregate},
    {"count_if", "(boolean) -> bigint", "CAST(count_if({d}{0}){f} AS BIGINT)", kTotal, kImmutable,
     kAggregate},
    {"sum", "(bigint) -> bigint", "CAST(sum({d}{0}){f} AS BIGINT)", kFails, kImmutable, kAggregate},
    {"sum", "(real) -> real", "CAST(sum({d}{0}){f} AS FLOAT)", kTotal, kImmutable, kAggregate},
    {"sum", "(double) -> double", "sum({d}{0}){f}", kTotal, kImmutable, kAggregate},
    {"sum", "(decimal(p,s)) -> decimal(38,s)", "CAST(sum({d}{0}){f} AS {result})", kFails,
     kImmutable, kAggregate},
    {"sum", "(interval_day_second) -> interval_day_second", "CAST(sum({d}{0}){f} AS BIGINT)",
     kFails, kImmutable, kAggregate},
    {"avg", "(bigint) -> double", "avg({d}{0}){f}", kTotal, kImmutable, kAggregate},
    {"avg", "(real) -> real", "CAST(avg({d}{0}){f} AS FLOAT)", kTotal, kImmutable, kAggregate},
    {"avg", "(double) -> double", "avg({d}{0}){f}", kTotal, kImmutable, kAggregate},
    {"avg", "(decimal(p,s)) -> decimal(p,s)",
     "CAST(sluice_decimal_average(sum({d}{0}){f}, count({d}{0}){f}) AS {result})", kFails,
     kImmutable, kAggregate},
    {"min", "(T!) -> T", "min({0}){f}", kTotal, kImmutable, kAggregate},
    {.name = "max", .signature = "(T!) -> T", .kind = kAggregate, .lower = lower_max},
    {"min_by", "(T, U!) -> T", "arg_min_null({0}, {1}){f}", kTotal, kImmutable, kAggregate},
    {.name = "max_by", .signature = "(T, U!) -> T", .kind = kAggregate, .lower = lower_max_by},
    {"bool_and", "(boolean) -> boolean", "bool_and({0}){f}", kTotal, kImmutable, kAggregate},
    {"bool_or", "(boolean) -> boolean", "bool_or({0}){f}", kTotal, kImmutable, kAggregate},
    {"every", "(boolean) -> boolean", "bool_and({0}){f}", kTotal, kImmutable, kAggregate},
    {"array_agg", "(T) -> array(T)", "list({d}{0}{o}){f}", kTotal, kImmutable, kAggregate},
    {"arbitrary", "(T) -> T", "any_value({0}){f}", kTotal, kImmutable, kAggregate},
    {"any_value", "(T) -> T", "any_value({0}){f}", kTotal, kImmutable, kAggregate},
    // DuckDB's own sketch: another estimate than Trino's, of the same accuracy.
    {"approx_distinct", "(T=) -> bigint", "approx_count_distinct({0}){f}", kTotal, kImmutable,
     kAggregate},
    // The exact percentile; Trino's is an estimate of it.
    {"approx_percentile", "(bigint, double) -> bigint", "quantile_disc({0}, {1}){f}", kFails,
     kImmutable, kAggregate},
    {"approx_percentile", "(real, double) -> real", "quantile_disc({0}, {1}){f}", kFails,
     kImmutable, kAggregate},
    {"approx_percentile", "(double, double) -> double", "quantile_disc({0}, {1}){f}", kFails,
     kImmutable, kAggregate},
    {"stddev", "(double) -> double", "stddev_samp({d}{0}){f}", kTotal, kImmutable, kAggregate},
    {"stddev_samp", "(double) -> double", "stddev_samp({d}{0}){f}", kTotal, kImmutable, kAggregate},
    {"stddev_pop", "(double) -> double", "stddev_pop({d}{0}){f}", kTotal, kImmutable, kAggregate},
    {"variance", "(double) -> double", "var_samp({d}{0}){f}", kTotal, kImmutable, kAggregate},
    {"var_samp", "(double) -> double", "var_samp({d}{0}){f}", kTotal, kImmutable, kAggregate},
    {"var_pop", "(double) -> double", "var_pop({d}{0}){f}", kTotal, kImmutable, kAggregate},
    {"corr", "(double, double) -> double", "corr({0}, {1}){f}", kTotal, kImmutable, kAggregate},
    {"covar_samp", "(double, double) -> double", "covar_samp({0}, {1}){f}", kTotal, kImmutable,
     kAggregate},
    {"covar_pop", "(double, double) -> double", "covar_pop({0}, {1}){f}", kTotal, kImmutable,
     kAggregate},
    {"regr_slope", "(double, double) -> double", "regr_slope({0}, {1}){f}", kTotal, kImmutable,
     kAggregate},
    {"regr_intercept", "(double, double) -> double", "regr_intercept({0}, {1}){f}", kTotal,
     kImmutable, kAggregate},
    {"geometric_mean", "(double) -> double", "geomean({d}{0}){f}", kTotal, kImmutable, kAggregate},
    {"bitwise_and_agg", "(bigint) -> bigint", "bit_and({0}){f}", kTotal, kImmutable, kAggregate},
    {"bitwise_or_agg", "(bigint) -> bigint", "bit_or({0}){f}", kTotal, kImmutable, kAggregate},
    {"histogram", "(K=) -> map(K, bigint)", "CAST(histogram({0}){f} AS {result})", kTotal,
     kImmutable, kAggregate},
};

}  // namespace

std::span<const Function> aggregate_functions() {
  return kAggregates;
}

}  // namespace sluice::sql
