#include "sql/functions/function.h"

namespace sluice::sql {

namespace {

// https://trino.io/docs/current/functions/math.html#statistical-functions
constexpr Function kStatistics[] = {
    {"normal_cdf", "(double, double, double) -> double", "sluice_normal_cdf({*})", kFails},
    {"inverse_normal_cdf", "(double, double, double) -> double", "sluice_inverse_normal_cdf({*})",
     kFails},
    {"beta_cdf", "(double, double, double) -> double", "sluice_beta_cdf({*})", kFails},
    {"inverse_beta_cdf", "(double, double, double) -> double", "sluice_inverse_beta_cdf({*})",
     kFails},
    {"t_pdf", "(double, double) -> double", "sluice_t_pdf({*})", kFails},
    {"t_cdf", "(double, double) -> double", "sluice_t_cdf({*})", kFails},
    {"wilson_interval_lower", "(bigint, bigint, double) -> double", "sluice_wilson_lower({*})",
     kFails},
    {"wilson_interval_upper", "(bigint, bigint, double) -> double", "sluice_wilson_upper({*})",
     kFails},

    // Vectors: a NULL inside makes NULL of the whole.
    {"cosine_similarity", "(map(varchar,double), map(varchar,double)) -> double",
     "sluice_cosine({0}, {1})"},
    {"cosine_distance", "(map(varchar,double), map(varchar,double)) -> double",
     "(1 - sluice_cosine({0}, {1}))"},
    {"cosine_similarity", "(array(double), array(double)) -> double", "sluice_cosine({0}, {1})",
     kFails},
    {"cosine_distance", "(array(double), array(double)) -> double", "(1 - sluice_cosine({0}, {1}))",
     kFails},
    {"dot_product", "(array(double), array(double)) -> double", "sluice_dot_product({0}, {1})",
     kFails},
    {"euclidean_distance", "(array(double), array(double)) -> double", "sluice_euclidean({0}, {1})",
     kFails},
};

}  // namespace

std::span<const Function> statistics_functions() {
  return kStatistics;
}

}  // namespace sluice::sql
