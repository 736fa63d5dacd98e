#include "sql/functions/function.h"
#include "sql/types/make.h"

namespace sluice::sql {

namespace {

// https://trino.io/docs/current/functions/array.html
// NULL when any is.
std::string lower_concat(std::span<const Type> types) {
  std::string any_null = "{0} IS NULL";
  std::string joined = "{0}";
  for (std::size_t i = 1; i < types.size(); ++i) {
    any_null += fmt::format(" OR {{{}}} IS NULL", i);
    joined = fmt::format("list_concat({}, {{{}}})", joined, i);
  }
  return fmt::format("CASE WHEN {} THEN NULL ELSE {} END", any_null, joined);
}

// NaN is answered only when nothing else is there, as by max().
std::string lower_array_max(std::span<const Type> types) {
  std::string most = "list_max({0})";
  if (is_floating(types[0].children[0])) {
    most = "coalesce(list_max(list_filter({0}, lambda item: NOT isnan(item))), list_max({0}))";
  }
  return fmt::format("CASE WHEN len({{0}}) = list_count({{0}}) THEN {} END", most);
}

constexpr Function kArray[] = {
    {"cardinality", "(array(E)) -> bigint", "len({0})"},
    {"element_at", "(array(E), bigint) -> E",
     "CASE WHEN {1} = 0 THEN "
     "error('SLUICE:INVALID_FUNCTION_ARGUMENT:SQL array indices start at 1') "
     "ELSE list_extract({0}, {1}) END",
     kFails},
    {"contains", "(array(T!), T) -> boolean",
     "CASE WHEN {1} IS NULL THEN NULL WHEN list_contains({0}, {1}) THEN true "
     "WHEN len({0}) > list_count({0}) THEN NULL ELSE len({0}) < 0 END"},
    {"array_position", "(array(T!), T) -> bigint",
     "CASE WHEN {0} IS NOT NULL AND {1} IS NOT NULL "
     "THEN CAST(coalesce(list_position({0}, {1}), 0) AS BIGINT) END"},
    {.name = "array_max", .signature = "(array(T!)) -> T", .lower = lower_array_max},
    {"array_min", "(array(T!)) -> T",
     "CASE WHEN len({0}) = list_count({0}) THEN list_min({0}) END"},
    {"array_sort", "(array(T!)) -> array(T)", "list_sort({0}, 'ASC', 'NULLS LAST')"},
    {"array_join", "(array(varchar), varchar) -> varchar",
     "CASE WHEN {0} IS NOT NULL AND {1} IS NOT NULL "
     "THEN coalesce(array_to_string({0}, {1}), '') END"},
    {"array_join", "(array(varchar), varchar, varchar) -> varchar",
     "CASE WHEN {0} IS NOT NULL AND {1} IS NOT NULL AND {2} IS NOT NULL THEN "
     "coalesce(array_to_string(list_transform({0}, lambda joined: coalesce(joined, {2})), {1}), "
     "'') "
     "END"},
    {.name = "concat", .signature = "(array(E), array(E)...) -> array(E)", .lower = lower_concat},
    {"flatten", "(array(array(E))) -> array(E)", "flatten({0})"},
    {"reverse", "(array(E)) -> array(E)", "list_reverse({0})"},
    {"sequence", "(bigint, bigint) -> array(bigint)",
     "generate_series({0}, {1}, CASE WHEN {0} <= {1} THEN 1 ELSE -1 END)"},
    {"transform", "(array(T), function(T, U)) -> array(U)", "list_transform({0}, {1})"},
    {"filter", "(array(T), function(T, boolean)) -> array(T)", "list_filter({0}, {1})"},
    {"any_match", "(array(T), function(T, boolean)) -> boolean",
     "sluice_any(list_transform({0}, {1}))"},
    {"all_match", "(array(T), function(T, boolean)) -> boolean",
     "sluice_all(list_transform({0}, {1}))"},
    {"none_match", "(array(T), function(T, boolean)) -> boolean",
     "(NOT sluice_any(list_transform({0}, {1})))"},
};

}  // namespace

std::span<const Function> array_functions() {
  return kArray;
}

}  // namespace sluice::sql
