#include "sql/functions/aggregate_entry.h"
#include "sql/types/make.h"

namespace sluice::sql {

namespace {

// A boolean has two values: they are counted.
std::string distinct_of(std::span<const Type> types, std::string_view error) {
  if (types[0].kind == TypeKind::boolean) return "count(DISTINCT {0}){f}";
  const char* value = types[0].kind == TypeKind::char_ ? "rtrim({0}, ' ')" : "{0}";
  return fmt::format(
      "coalesce(sluice_hll_cardinality(sluice_hll(sluice_value_hash({}), {}){{f}}), 0)", value,
      error);
}

std::string lower_distinct(std::span<const Type> types) {
  return distinct_of(types, "CAST(0.023 AS DOUBLE)");
}
std::string lower_distinct_within(std::span<const Type> types) {
  return distinct_of(types, "{1}");
}

// (value, percentage) or (value, weight, percentage, perhaps accuracy); one percentage or an array.
std::string lower_percentile(std::span<const Type> types) {
  const bool is_weighted = types.size() > 2;
  const std::size_t percentage = is_weighted ? 2 : 1;
  const bool is_many = types[percentage].kind == TypeKind::array;
  const std::string found = fmt::format(
      "{}(sluice_quantiles(CAST({{0}} AS DOUBLE), {}, CAST(100 AS DOUBLE)){{f}}, "
      "any_value({{{}}}){{f}})",
      is_many ? "sluice_percentiles" : "sluice_percentile",
      is_weighted ? "{1}" : "CAST(1 AS DOUBLE)", percentage);
  if (types[0].kind == TypeKind::double_) return found;
  const char* value =
      types[0].kind == TypeKind::real ? "CAST({} AS FLOAT)" : "CAST(round({}) AS BIGINT)";
  if (!is_many) return fmt::format(fmt::runtime(value), found);
  return fmt::format("list_transform({}, lambda item: {})", found,
                     fmt::format(fmt::runtime(value), "item"));
}

// https://trino.io/docs/current/functions/aggregate.html#approximate-aggregate-functions
// https://trino.io/docs/current/functions/hyperloglog.html
// https://trino.io/docs/current/functions/qdigest.html, tdigest.html
constexpr Function kSketches[] = {
    aggregate("approx_distinct", "(T=) -> bigint", lower_distinct, kFails),
    aggregate("approx_distinct", "(T=, double) -> bigint", lower_distinct_within, kFails),
    aggregate("approx_set", "(bigint) -> hyperloglog",
              "sluice_hll(sluice_set_hash({0}), CAST(0.01625 AS DOUBLE)){f}", kFails),
    aggregate("approx_set", "(double) -> hyperloglog",
              "sluice_hll(sluice_set_hash({0}), CAST(0.01625 AS DOUBLE)){f}", kFails),
    aggregate("approx_set", "(varchar) -> hyperloglog",
              "sluice_hll(sluice_set_hash({0}), CAST(0.01625 AS DOUBLE)){f}", kFails),
    aggregate("approx_set", "(bigint, double) -> hyperloglog",
              "sluice_hll(sluice_set_hash({0}), {1}){f}", kFails),
    aggregate("approx_set", "(double, double) -> hyperloglog",
              "sluice_hll(sluice_set_hash({0}), {1}){f}", kFails),
    aggregate("approx_set", "(varchar, double) -> hyperloglog",
              "sluice_hll(sluice_set_hash({0}), {1}){f}", kFails),
    aggregate("merge", "(hyperloglog) -> hyperloglog", "sluice_hll_merge({0}){f}", kFails),
    aggregate("merge", "(tdigest) -> tdigest", "sluice_tdigest_merge({0}){f}", kFails),
    aggregate("merge", "(qdigest(T)) -> qdigest(T)", "sluice_qdigest_merge({0}){f}", kFails),
    {"cardinality", "(hyperloglog) -> bigint", "sluice_hll_cardinality({0})", kFails},
    {"cardinality", "(p4hyperloglog) -> bigint", "sluice_hll_cardinality({0})", kFails},
    {"empty_approx_set", "() -> hyperloglog", "sluice_hll_empty(CAST(0.01625 AS DOUBLE))", kFails},
    {"empty_approx_set", "(double) -> hyperloglog", "sluice_hll_empty({0})", kFails},

    aggregate("approx_percentile", "(bigint, double) -> bigint", lower_percentile, kFails),
    aggregate("approx_percentile", "(real, double) -> real", lower_percentile, kFails),
    aggregate("approx_percentile", "(double, double) -> double", lower_percentile, kFails),
    aggregate("approx_percentile", "(bigint, array(double)) -> array(bigint)", lower_percentile,
              kFails),
    aggregate("approx_percentile", "(real, array(double)) -> array(real)", lower_percentile,
              kFails),
    aggregate("approx_percentile", "(double, array(double)) -> array(double)", lower_percentile,
              kFails),
    aggregate("approx_percentile", "(bigint, double, double) -> bigint", lower_percentile, kFails),
    aggregate("approx_percentile", "(real, double, double) -> real", lower_percentile, kFails),
    aggregate("approx_percentile", "(double, double, double) -> double", lower_percentile, kFails),
    aggregate("approx_percentile", "(bigint, double, array(double)) -> array(bigint)",
              lower_percentile, kFails),
    aggregate("approx_percentile", "(real, double, array(double)) -> array(real)", lower_percentile,
              kFails),
    aggregate("approx_percentile", "(double, double, array(double)) -> array(double)",
              lower_percentile, kFails),
    aggregate("approx_percentile", "(bigint, double, double, double) -> bigint", lower_percentile,
              kFails),
    aggregate("approx_percentile", "(real, double, double, double) -> real", lower_percentile,
              kFails),
    aggregate("approx_percentile", "(double, double, double, double) -> double", lower_percentile,
              kFails),

    aggregate("tdigest_agg", "(double) -> tdigest",
              "sluice_tdigest({0}, CAST(1 AS DOUBLE), CAST(100 AS DOUBLE)){f}", kFails),
    aggregate("tdigest_agg", "(double, double) -> tdigest",
              "sluice_tdigest({0}, {1}, CAST(100 AS DOUBLE)){f}", kFails),
    aggregate("tdigest_agg", "(double, double, double) -> tdigest", "sluice_tdigest({*}){f}",
              kFails),
    {"value_at_quantile", "(tdigest, double) -> double", "sluice_tdigest_value({0}, {1})", kFails},
    {"values_at_quantiles", "(tdigest, array(double)) -> array(double)",
     "sluice_tdigest_values({0}, {1})", kFails},

    aggregate("qdigest_agg", "(bigint) -> qdigest(bigint)",
              "sluice_qdigest_bigint({0}, CAST(1 AS BIGINT), CAST(0.01 AS DOUBLE)){f}", kFails),
    aggregate("qdigest_agg", "(bigint, bigint) -> qdigest(bigint)",
              "sluice_qdigest_bigint({0}, {1}, CAST(0.01 AS DOUBLE)){f}", kFails),
    aggregate("qdigest_agg", "(bigint, bigint, double) -> qdigest(bigint)",
              "sluice_qdigest_bigint({*}){f}", kFails),
    {"value_at_quantile", "(qdigest(bigint), double) -> bigint",
     "sluice_qdigest_value_bigint({0}, {1})", kFails},
    {"values_at_quantiles", "(qdigest(bigint), array(double)) -> array(bigint)",
     "sluice_qdigest_values_bigint({0}, {1})", kFails},
    {"quantile_at_value", "(qdigest(bigint), bigint) -> double",
     "sluice_qdigest_quantile_bigint({0}, {1})", kFails},
    aggregate("qdigest_agg", "(double) -> qdigest(double)",
              "sluice_qdigest_double({0}, CAST(1 AS BIGINT), CAST(0.01 AS DOUBLE)){f}", kFails),
    aggregate("qdigest_agg", "(double, bigint) -> qdigest(double)",
              "sluice_qdigest_double({0}, {1}, CAST(0.01 AS DOUBLE)){f}", kFails),
    aggregate("qdigest_agg", "(double, bigint, double) -> qdigest(double)",
              "sluice_qdigest_double({*}){f}", kFails),
    {"value_at_quantile", "(qdigest(double), double) -> double",
     "sluice_qdigest_value_double({0}, {1})", kFails},
    {"values_at_quantiles", "(qdigest(double), array(double)) -> array(double)",
     "sluice_qdigest_values_double({0}, {1})", kFails},
    {"quantile_at_value", "(qdigest(double), double) -> double",
     "sluice_qdigest_quantile_double({0}, {1})", kFails},
    aggregate("qdigest_agg", "(real) -> qdigest(real)",
              "sluice_qdigest_real({0}, CAST(1 AS BIGINT), CAST(0.01 AS DOUBLE)){f}", kFails),
    aggregate("qdigest_agg", "(real, bigint) -> qdigest(real)",
              "sluice_qdigest_real({0}, {1}, CAST(0.01 AS DOUBLE)){f}", kFails),
    aggregate("qdigest_agg", "(real, bigint, double) -> qdigest(real)",
              "sluice_qdigest_real({*}){f}", kFails),
    {"value_at_quantile", "(qdigest(real), double) -> real", "sluice_qdigest_value_real({0}, {1})",
     kFails},
    {"values_at_quantiles", "(qdigest(real), array(double)) -> array(real)",
     "sluice_qdigest_values_real({0}, {1})", kFails},
    {"quantile_at_value", "(qdigest(real), real) -> double",
     "sluice_qdigest_quantile_real({0}, {1})", kFails},

    aggregate("make_set_digest", "(bigint) -> setdigest",
              "sluice_set_digest(sluice_set_hash({0})){f}"),
    aggregate("make_set_digest", "(double) -> setdigest",
              "sluice_set_digest(sluice_set_hash({0})){f}"),
    aggregate("make_set_digest", "(varchar) -> setdigest",
              "sluice_set_digest(sluice_set_hash({0})){f}"),
    aggregate("make_set_digest", "(date) -> setdigest",
              "sluice_set_digest(sluice_set_hash(CAST({0} - DATE '1970-01-01' AS BIGINT))){f}"),
    aggregate("merge_set_digest", "(setdigest) -> setdigest", "sluice_set_digest_merge({0}){f}",
              kFails),
    {"cardinality", "(setdigest) -> bigint", "sluice_set_digest_cardinality({0})", kFails},
    {"intersection_cardinality", "(setdigest, setdigest) -> bigint",
     "sluice_set_digest_shared({0}, {1})", kFails},
    {"jaccard_index", "(setdigest, setdigest) -> double", "sluice_set_digest_jaccard({0}, {1})",
     kFails},
    {"hash_counts", "(setdigest) -> map(bigint, smallint)", "sluice_set_digest_counts({0})",
     kFails},
};

}  // namespace

std::span<const Function> sketch_functions() {
  return kSketches;
}

}  // namespace sluice::sql
