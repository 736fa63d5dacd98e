#include "sql/functions/function.h"

namespace sluice::sql {

namespace {

constexpr auto kImmutable = Stability::immutable;
constexpr auto kScalar = FunctionKind::scalar;

// https://trino.io/docs/current/functions/map.html
// Lambdas see the entries as an array of rows (key, value).
constexpr Function kMap[] = {
    {"map", "() -> map(unknown, unknown)",
     "sluice_map(CAST([] AS INTEGER[]), CAST([] AS INTEGER[]))", kFails},
    {"map", "(array(K=), array(V)) -> map(K=, V)", "sluice_map({0}, {1})", kFails},
    {"cardinality", "(map(K, V)) -> bigint", "CAST(cardinality({0}) AS BIGINT)"},
    {"element_at", "(map(K, V), K) -> V", "sluice_map_element_at({0}, {1})"},
    {"map_keys", "(map(K, V)) -> array(K)", "map_keys({0})"},
    {"map_values", "(map(K, V)) -> array(V)", "map_values({0})"},
    {"map_entries", "(map(K, V)) -> array(row(K, V))", "sluice_map_entries({0})"},
    {"map_from_entries", "(array(row(K, V))) -> map(K, V)", "sluice_map_of({0})", kFails},
    {"multimap_from_entries", "(array(row(K, V))) -> map(K, array(V))", "sluice_multimap({0})",
     kFails},
    {"map_concat", "(map(K, V), map(K, V)...) -> map(K, V)", "sluice_map_concat({*})"},
    {"map_filter", "(map(K, V), function(K, V, boolean)) -> map(K, V)",
     "sluice_map_of_known(sluice_checked(list_filter(sluice_map_entries({0}), {1})))", kFails,
     kImmutable, kScalar, nullptr, nullptr, LambdaForm::fields},
    {"transform_keys", "(map(K, V), function(K, V, J)) -> map(J, V)",
     "sluice_map_of(list_transform(sluice_map_entries({0}), "
     "lambda {1p}: struct_pack(field0 := {1b}, field1 := struct_extract_at({1p}, 2))))",
     kFails, kImmutable, kScalar, nullptr, nullptr, LambdaForm::fields},
    {"transform_values", "(map(K, V), function(K, V, W)) -> map(K, W)",
     "sluice_map_of_known(sluice_checked(list_transform(sluice_map_entries({0}), "
     "lambda {1p}: struct_pack(field0 := struct_extract_at({1p}, 1), field1 := {1b}))))",
     kFails, kImmutable, kScalar, nullptr, nullptr, LambdaForm::fields},
    {"map_zip_with", "(map(K, V), map(K, W), function(K, V, W, X)) -> map(K, X)",
     "sluice_map_of_known(sluice_checked(list_transform(sluice_zip_maps({0}, {1}), "
     "lambda {2p}: struct_pack(field0 := struct_extract_at({2p}, 1), field1 := {2b}))))",
     kFails, kImmutable, kScalar, nullptr, nullptr, LambdaForm::fields},
};

}  // namespace

std::span<const Function> map_functions() {
  return kMap;
}

}  // namespace sluice::sql
