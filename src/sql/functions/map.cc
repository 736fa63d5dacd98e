#include "sql/functions/function.h"

namespace sluice::sql {

namespace {

// https://trino.io/docs/current/functions/map.html
constexpr Function kMap[] = {
    {"map", "(array(K=), array(V)) -> map(K,V)", "map({0}, {1})", kFails},
    {"cardinality", "(map(K,V)) -> bigint", "CAST(cardinality({0}) AS BIGINT)"},
    {"element_at", "(map(K,V), K) -> V", "map_extract_value({0}, {1})"},
    {"map_keys", "(map(K,V)) -> array(K)", "map_keys({0})"},
    {"map_values", "(map(K,V)) -> array(V)", "map_values({0})"},
};

}  // namespace

std::span<const Function> map_functions() {
  return kMap;
}

}  // namespace sluice::sql
