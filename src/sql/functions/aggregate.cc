#include "sql/functions/aggregate_entry.h"
#include "sql/functions/key.h"
#include "sql/types/make.h"

namespace sluice::sql {

namespace {

// NaN is the smallest for max and the greatest for min: it is answered only when nothing else is
// there. DuckDB takes it for the greatest always, so only max differs.
std::string lower_max(std::span<const Type> types) {
  if (!is_floating(types[0])) return "max({0}){f}";
  return "coalesce(max(CASE WHEN isnan({0}) THEN NULL ELSE {0} END){f}, max({0}){f})";
}

std::string lower_max_by(std::span<const Type> types) {
  if (!is_floating(types[1])) return "arg_max_null({0}, {1}){f}";
  const char* number = "CASE WHEN isnan({1}) THEN NULL ELSE {1} END";
  return fmt::format(
      "CASE WHEN count({0}){{f}} > 0 THEN arg_max_null({{0}}, {0}){{f}} "
      "ELSE arg_max_null({{0}}, {{1}}){{f}} END",
      number);
}

// The n first of the sorted values: sluice_take refuses an n that Trino refuses. A field before
// the key puts NaN last when the order falls.
std::string first_n(std::string_view key, std::string_view value, bool is_floating_max, int count,
                    std::string_view order, std::string_view what) {
  const std::string nan_last = is_floating_max ? fmt::format("n := NOT isnan({}), ", key) : "";
  return fmt::format(
      "list_transform(sluice_take(list_sort(list_filter(list(struct_pack({}k := {}, v := {}))"
      "{{f}}, lambda pair: pair.k IS NOT NULL), '{}', 'NULLS LAST'), any_value({{{}}}){{f}}, "
      "'{}'), lambda pair: pair.v)",
      nan_last, key, value, order, count, what);
}

std::string lower_max_n(std::span<const Type> types) {
  return first_n("{0}", "{0}", is_floating(types[0]), 1, "DESC", "second argument of max/min");
}
std::string lower_min_n(std::span<const Type>) {
  return first_n("{0}", "{0}", false, 1, "ASC", "second argument of max/min");
}
std::string lower_max_by_n(std::span<const Type> types) {
  return first_n("{1}", "{0}", is_floating(types[1]), 2, "DESC", "third argument of max_by/min_by");
}
std::string lower_min_by_n(std::span<const Type>) {
  return first_n("{1}", "{0}", false, 2, "ASC", "third argument of max_by/min_by");
}

// How often each value comes. DuckDB's own knows neither NaN nor values with a key; the list of all
// is kept for those alone.
std::string histogram_of(const Type& type, std::string_view value) {
  if (!has_key(type) && !is_floating(type)) return fmt::format("histogram({}){{f}}", value);
  return fmt::format(
      "CASE WHEN count({0}){{f}} > 0 THEN sluice_array_histogram(list({0}){{f}}) END", value);
}

std::string lower_histogram(std::span<const Type> types) {
  return fmt::format("CAST({} AS {{result}})", histogram_of(types[0], "{d}{0}"));
}

std::string lower_most_frequent(std::span<const Type> types) {
  return fmt::format(
      "sluice_map_of_pairs(list_transform(sluice_take(list_sort(list_transform(map_entries({}), "
      "lambda entry: struct_pack(count := CAST(entry.value AS BIGINT), key := entry.key)), 'DESC', "
      "'NULLS LAST'), any_value({{0}}){{f}}, 'approx_most_frequent bucket count'), "
      "lambda entry: struct_pack(k := entry.key, v := entry.count)))",
      histogram_of(types[1], "{1}"));
}

// The inputs one by one, the state beside the input in one row; how partial states combine has no
// part in it.
constexpr Function kReduceAgg = {
    .name = "reduce_agg",
    .signature = "(T, S, function(S, T, S), function(S, S, S)) -> S",
    .lowering =
        "CASE WHEN count({0}){f} > 0 THEN struct_extract(list_reduce(list_transform("
        "list_filter(list({0}{o}){f}, lambda item: item IS NOT NULL), "
        "lambda item: struct_pack(state := CAST(NULL AS {S}), item := item)), "
        "lambda {2p}: struct_pack(state := {2b}, item := CAST(NULL AS {T})), "
        "struct_pack(state := any_value({1}){f}, item := CAST(NULL AS {T}))), 'state') END",
    .failure = kFails,
    .kind = FunctionKind::aggregate,
    .lambdas = LambdaForm::states};

// https://trino.io/docs/current/functions/aggregate.html
constexpr Function kAggregates[] = {
    kReduceAgg,
    aggregate("count", "() -> bigint", "count(*){f}"),
    aggregate("count", "(T) -> bigint", "count({d}{0}){f}"),
    aggregate("count_if", "(boolean) -> bigint", "count({d}CASE WHEN {0} THEN true END){f}"),
    aggregate("sum", "(bigint) -> bigint", "CAST(sum({d}{0}){f} AS BIGINT)", kFails),
    aggregate("sum", "(real) -> real", "sluice_to_real(sum({d}{0}){f})"),
    aggregate("sum", "(double) -> double", "sum({d}{0}){f}"),
    aggregate("sum", "(decimal(p,s)) -> decimal(38,s)", "CAST(sum({d}{0}){f} AS {result})", kFails),
    aggregate("sum", "(interval_day_second) -> interval_day_second",
              "CAST(sum({d}{0}){f} AS BIGINT)", kFails),
    aggregate("sum", "(interval_year_month) -> interval_year_month",
              "CAST(sum({d}{0}){f} AS INTEGER)", kFails),
    aggregate("avg", "(bigint) -> double", "avg({d}{0}){f}"),
    aggregate("avg", "(real) -> real", "sluice_to_real(avg({d}{0}){f})"),
    aggregate("avg", "(double) -> double", "avg({d}{0}){f}"),
    aggregate("avg", "(decimal(p,s)) -> decimal(p,s)",
              "CAST(sluice_decimal_average(sum({d}{0}){f}, count({d}{0}){f}) AS {result})", kFails),
    aggregate("avg", "(interval_day_second) -> interval_day_second",
              "CAST(round(avg({d}{0}){f}) AS BIGINT)"),
    aggregate("avg", "(interval_year_month) -> interval_year_month",
              "CAST(round(avg({d}{0}){f}) AS INTEGER)"),
    aggregate("min", "(T!) -> T", "min({0}){f}"),
    aggregate("min", "(T!, bigint) -> array(T)", lower_min_n, kFails),
    aggregate("max", "(T!) -> T", lower_max),
    aggregate("max", "(T!, bigint) -> array(T)", lower_max_n, kFails),
    aggregate("min_by", "(T, U!) -> T", "arg_min_null({0}, {1}){f}"),
    aggregate("min_by", "(T, U!, bigint) -> array(T)", lower_min_by_n, kFails),
    aggregate("max_by", "(T, U!) -> T", lower_max_by),
    aggregate("max_by", "(T, U!, bigint) -> array(T)", lower_max_by_n, kFails),
    aggregate("bool_and", "(boolean) -> boolean", "bool_and({0}){f}"),
    aggregate("bool_or", "(boolean) -> boolean", "bool_or({0}){f}"),
    aggregate("every", "(boolean) -> boolean", "bool_and({0}){f}"),
    aggregate("array_agg", "(T) -> array(T)", "list({d}{0}{o}){f}"),
    aggregate("arbitrary", "(T) -> T", "any_value({0}{o}){f}"),
    aggregate("any_value", "(T) -> T", "any_value({0}{o}){f}"),
    aggregate("bitwise_and_agg", "(bigint) -> bigint", "bit_and({0}){f}"),
    aggregate("bitwise_or_agg", "(bigint) -> bigint", "bit_or({0}){f}"),
    aggregate("bitwise_xor_agg", "(bigint) -> bigint", "bit_xor({d}{0}){f}"),
    aggregate("checksum", "(T=) -> varbinary", "sluice_checksum(sluice_checksum_term({d}{0})){f}",
              kFails),

    aggregate("histogram", "(K=) -> map(K, bigint)", lower_histogram),
    aggregate("numeric_histogram", "(bigint, double) -> map(double, double)",
              "sluice_numeric_histogram(any_value({0}){f}, list({1}){f}, "
              "list(CAST(1 AS DOUBLE)){f})",
              kFails),
    aggregate("numeric_histogram", "(bigint, double, double) -> map(double, double)",
              "sluice_numeric_histogram(any_value({0}){f}, list({1}){f}, list({2}){f})", kFails),
    aggregate("numeric_histogram", "(bigint, real) -> map(real, real)",
              "CAST(sluice_numeric_histogram(any_value({0}){f}, list(CAST({1} AS DOUBLE)){f}, "
              "list(CAST(1 AS DOUBLE)){f}) AS {result})",
              kFails),
    aggregate("numeric_histogram", "(bigint, real, double) -> map(real, real)",
              "CAST(sluice_numeric_histogram(any_value({0}){f}, list(CAST({1} AS DOUBLE)){f}, "
              "list({2}){f}) AS {result})",
              kFails),
    aggregate("map_agg", "(K=, V) -> map(K,V)",
              "sluice_map_of_pairs(list({d}struct_pack(k := {0}, v := {1}){o}){f})"),
    aggregate("multimap_agg", "(K=, V) -> map(K,array(V))",
              "sluice_multimap_of_pairs(list({d}struct_pack(k := {0}, v := {1}){o}){f})"),
    aggregate("map_union", "(map(K,V)) -> map(K,V)",
              "sluice_map_of_pairs(flatten(list_transform(list({0}{o}){f}, "
              "lambda entry: map_entries(entry))))"),
    aggregate("approx_most_frequent", "(bigint, K=, bigint) -> map(K, bigint)", lower_most_frequent,
              kFails),
};

}  // namespace

std::span<const Function> aggregate_functions() {
  return kAggregates;
}

}  // namespace sluice::sql
