#include "sql/functions/aggregate_entry.h"

namespace sluice::sql {

namespace {

// https://trino.io/docs/current/functions/aggregate.html#statistical-aggregate-functions
// A result that is no number, of a column without variance say, is NULL.
constexpr Function kStatistics[] = {
    aggregate("stddev", "(double) -> double", "sluice_stddev_samp({d}{0}){f}"),
    aggregate("stddev_samp", "(double) -> double", "sluice_stddev_samp({d}{0}){f}"),
    aggregate("stddev_pop", "(double) -> double", "sluice_stddev_pop({d}{0}){f}"),
    aggregate("variance", "(double) -> double", "sluice_var_samp({d}{0}){f}"),
    aggregate("var_samp", "(double) -> double", "sluice_var_samp({d}{0}){f}"),
    aggregate("var_pop", "(double) -> double", "sluice_var_pop({d}{0}){f}"),
    aggregate("skewness", "(double) -> double", "sluice_skewness({d}{0}){f}"),
    aggregate("kurtosis", "(double) -> double", "sluice_kurtosis({d}{0}){f}"),
    aggregate("entropy", "(bigint) -> double", "sluice_entropy({d}{0}){f}", kFails),
    aggregate("geometric_mean", "(bigint) -> double",
              "exp(avg({d}sluice_ln(CAST({0} AS DOUBLE))){f})"),
    aggregate("geometric_mean", "(double) -> double", "exp(avg({d}sluice_ln({0})){f})"),
    aggregate("geometric_mean", "(real) -> real",
              "sluice_to_real(exp(avg({d}sluice_ln(CAST({0} AS DOUBLE))){f}))"),

    aggregate("corr", "(double, double) -> double", "sluice_corr({d}{0}, {1}){f}"),
    aggregate("corr", "(real, real) -> real", "sluice_to_real(sluice_corr({d}{0}, {1}){f})"),
    aggregate("covar_samp", "(double, double) -> double", "sluice_covar_samp({d}{0}, {1}){f}"),
    aggregate("covar_samp", "(real, real) -> real",
              "sluice_to_real(sluice_covar_samp({d}{0}, {1}){f})"),
    aggregate("covar_pop", "(double, double) -> double", "sluice_covar_pop({d}{0}, {1}){f}"),
    aggregate("covar_pop", "(real, real) -> real",
              "sluice_to_real(sluice_covar_pop({d}{0}, {1}){f})"),
    aggregate("regr_slope", "(double, double) -> double", "sluice_regr_slope({d}{0}, {1}){f}"),
    aggregate("regr_slope", "(real, real) -> real",
              "sluice_to_real(sluice_regr_slope({d}{0}, {1}){f})"),
    aggregate("regr_intercept", "(double, double) -> double",
              "sluice_regr_intercept({d}{0}, {1}){f}"),
    aggregate("regr_intercept", "(real, real) -> real",
              "sluice_to_real(sluice_regr_intercept({d}{0}, {1}){f})"),
    aggregate("regr_avgx", "(double, double) -> double", "sluice_regr_avgx({d}{0}, {1}){f}"),
    aggregate("regr_avgy", "(double, double) -> double", "sluice_regr_avgy({d}{0}, {1}){f}"),
    aggregate("regr_count", "(double, double) -> double",
              "CAST(regr_count({d}{0}, {1}){f} AS DOUBLE)"),
    aggregate("regr_r2", "(double, double) -> double", "sluice_regr_r2({d}{0}, {1}){f}"),
    aggregate("regr_sxx", "(double, double) -> double", "sluice_regr_sxx({d}{0}, {1}){f}"),
    aggregate("regr_sxy", "(double, double) -> double", "sluice_regr_sxy({d}{0}, {1}){f}"),
    aggregate("regr_syy", "(double, double) -> double", "sluice_regr_syy({d}{0}, {1}){f}"),

    aggregate("classification_precision", "(bigint, boolean, double) -> array(double)",
              "sluice_classification_precision(any_value({0}){f}, list(struct_pack(outcome := {1}, "
              "prediction := {2}, weight := CAST(1 AS DOUBLE))){f})",
              kFails),
    aggregate("classification_precision", "(bigint, boolean, double, double) -> array(double)",
              "sluice_classification_precision(any_value({0}){f}, list(struct_pack(outcome := {1}, "
              "prediction := {2}, weight := {3})){f})",
              kFails),
    aggregate("classification_recall", "(bigint, boolean, double) -> array(double)",
              "sluice_classification_recall(any_value({0}){f}, list(struct_pack(outcome := {1}, "
              "prediction := {2}, weight := CAST(1 AS DOUBLE))){f})",
              kFails),
    aggregate("classification_recall", "(bigint, boolean, double, double) -> array(double)",
              "sluice_classification_recall(any_value({0}){f}, list(struct_pack(outcome := {1}, "
              "prediction := {2}, weight := {3})){f})",
              kFails),
    aggregate("classification_miss_rate", "(bigint, boolean, double) -> array(double)",
              "sluice_classification_miss_rate(any_value({0}){f}, list(struct_pack(outcome := {1}, "
              "prediction := {2}, weight := CAST(1 AS DOUBLE))){f})",
              kFails),
    aggregate("classification_miss_rate", "(bigint, boolean, double, double) -> array(double)",
              "sluice_classification_miss_rate(any_value({0}){f}, list(struct_pack(outcome := {1}, "
              "prediction := {2}, weight := {3})){f})",
              kFails),
    aggregate("classification_fall_out", "(bigint, boolean, double) -> array(double)",
              "sluice_classification_fall_out(any_value({0}){f}, list(struct_pack(outcome := {1}, "
              "prediction := {2}, weight := CAST(1 AS DOUBLE))){f})",
              kFails),
    aggregate("classification_fall_out", "(bigint, boolean, double, double) -> array(double)",
              "sluice_classification_fall_out(any_value({0}){f}, list(struct_pack(outcome := {1}, "
              "prediction := {2}, weight := {3})){f})",
              kFails),
    aggregate(
        "classification_thresholds", "(bigint, boolean, double) -> array(double)",
        "sluice_classification_thresholds(any_value({0}){f}, list(struct_pack(outcome := {1}, "
        "prediction := {2}, weight := CAST(1 AS DOUBLE))){f})",
        kFails),
    aggregate(
        "classification_thresholds", "(bigint, boolean, double, double) -> array(double)",
        "sluice_classification_thresholds(any_value({0}){f}, list(struct_pack(outcome := {1}, "
        "prediction := {2}, weight := {3})){f})",
        kFails),
};

}  // namespace

std::span<const Function> aggregate_statistics() {
  return kStatistics;
}

}  // namespace sluice::sql
