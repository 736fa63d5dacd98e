#include "base/error.h"

#include "sql/functions/cast.h"
#include "sql/functions/function.h"
#include "sql/types/make.h"

namespace sluice::sql {

namespace {

constexpr auto kImmutable = Stability::immutable;
constexpr auto kScalar = FunctionKind::scalar;

// DuckDB's own order is Trino's, but for what nested elements compare by.
std::string lower_sort(std::span<const Type> types) {
  const Type& element = types[0].children[0];
  const bool is_plain = element.children.empty() && element.kind != TypeKind::timestamp_tz;
  return is_plain ? "list_sort({0}, 'ASC', 'NULLS LAST')" : "sluice_array_sort({0})";
}

// The elements as a cast to varchar shows them.
std::string texts_of(const Type& array) {
  const auto texts = cast_lowering(array, array_type(varchar_type()), CastMode::strict);
  if (!texts || !array.children[0].children.empty()) {
    throw Error(ErrorKind::invalid, "INVALID_FUNCTION_ARGUMENT",
                fmt::format("Input type {} not supported", to_text(array.children[0])));
  }
  return *texts;
}

std::string lower_join(std::span<const Type> types) {
  return fmt::format("sluice_array_join({}, {{1}})", texts_of(types[0]));
}
std::string lower_join_all(std::span<const Type> types) {
  return fmt::format("sluice_array_join_all({}, {{1}}, {{2}})", texts_of(types[0]));
}

// The state walks with the element in one row: DuckDB's reduce wants one type for both.
constexpr std::string_view kReduce =
    "sluice_checked(list_extract(list_transform(list_filter([list_reduce("
    "list_transform({0}, lambda item: struct_pack(state := CAST(NULL AS {S}), item := item)), "
    "lambda {2p}: struct_pack(state := {2b}, item := CAST(NULL AS {T})), "
    "struct_pack(state := {1}, item := CAST(NULL AS {T})))], "
    "lambda reduced: reduced IS NOT NULL), {3}), 1))";

// https://trino.io/docs/current/functions/array.html
constexpr Function kArray[] = {
    {"cardinality", "(array(E)) -> bigint", "len({0})"},
    {"element_at", "(array(E), bigint) -> E", "sluice_element_at({0}, {1})", kFails},
    {"array_first", "(array(E)) -> E", "sluice_first({0})"},
    {"array_first", "(array(T), function(T, boolean)) -> T",
     "sluice_first(sluice_checked(list_filter({0}, {1})))", kFails},
    {"array_last", "(array(E)) -> E", "sluice_last({0})"},
    {"contains", "(array(T=), T=) -> boolean", "sluice_contains({0}, {1})", kFails},
    {"contains_sequence", "(array(T=), array(T=)) -> boolean",
     "sluice_contains_sequence({0}, {1})"},
    {"array_position", "(array(T=), T=) -> bigint", "sluice_array_position({0}, {1})", kFails},
    {"array_max", "(array(T<)) -> T<", "sluice_array_max({0})", kFails},
    {"array_min", "(array(T<)) -> T<", "sluice_array_min({0})", kFails},
    {"array_distinct", "(array(T=)) -> array(T=)", "sluice_array_distinct({0})"},
    {"array_union", "(array(T=), array(T=)) -> array(T=)", "sluice_array_union({0}, {1})"},
    {"array_except", "(array(T=), array(T=)) -> array(T=)", "sluice_array_except({0}, {1})"},
    {"array_intersect", "(array(T=), array(T=)) -> array(T=)", "sluice_array_intersect({0}, {1})"},
    {"arrays_overlap", "(array(T=), array(T=)) -> boolean", "sluice_arrays_overlap({0}, {1})"},
    {"array_remove", "(array(T=), T=) -> array(T=)", "sluice_array_remove({0}, {1})", kFails},
    {"array_histogram", "(array(T=)) -> map(T=, bigint)", "sluice_array_histogram({0})"},
    {.name = "array_sort",
     .signature = "(array(T<)) -> array(T<)",
     .failure = kFails,
     .lower = lower_sort},
    {"array_sort", "(array(T), function(T, T, integer)) -> array(T)", "sluice_sort_by({0}, {1})",
     kFails},
    {.name = "array_join",
     .signature = "(array(T), varchar) -> varchar",
     .failure = kFails,
     .lower = lower_join},
    {.name = "array_join",
     .signature = "(array(T), varchar, varchar) -> varchar",
     .failure = kFails,
     .lower = lower_join_all},
    {"concat", "(array(E), array(E)...) -> array(E)", "sluice_array_concat({*})", kFails},
    {"concat", "(array(E), E) -> array(E)", "sluice_append({0}, {1})"},
    {"concat", "(E, array(E)) -> array(E)", "sluice_prepend({0}, {1})"},
    {"flatten", "(array(array(E))) -> array(E)", "sluice_flatten({0})", kFails},
    {"reverse", "(array(E)) -> array(E)", "sluice_array_reverse({0})"},
    {"slice", "(array(E), bigint, bigint) -> array(E)", "sluice_slice({*})", kFails},
    {"trim_array", "(array(E), bigint) -> array(E)", "sluice_trim_array({0}, {1})", kFails},
    {"repeat", "(T, bigint) -> array(T)", "sluice_array_repeat({0}, {1})", kFails},
    {"shuffle", "(array(E)) -> array(E)", "sluice_shuffle({0})", kTotal, Stability::volatile_},
    {"ngrams", "(array(T), bigint) -> array(array(T))", "sluice_ngrams({0}, {1})", kFails},
    {"combinations", "(array(T), bigint) -> array(array(T))", "sluice_combinations({0}, {1})",
     kFails},
    {"zip", "(array(A), array(B)) -> array(row(A, B))", "sluice_zip({*})", kFails},
    {"zip", "(array(A), array(B), array(C)) -> array(row(A, B, C))", "sluice_zip({*})", kFails},
    {"zip", "(array(A), array(B), array(C), array(D)) -> array(row(A, B, C, D))", "sluice_zip({*})",
     kFails},
    {"zip", "(array(A), array(B), array(C), array(D), array(E)) -> array(row(A, B, C, D, E))",
     "sluice_zip({*})", kFails},

    {"sequence", "(bigint, bigint) -> array(bigint)", "sluice_sequence({*})", kFails},
    {"sequence", "(bigint, bigint, bigint) -> array(bigint)", "sluice_sequence_by({*})", kFails},
    {"sequence", "(date, date) -> array(date)", "sluice_days({*})", kFails},
    {"sequence", "(date, date, interval_day_second) -> array(date)", "sluice_days_by({*})", kFails},
    {"sequence", "(date, date, interval_year_month) -> array(date)", "sluice_days_by_months({*})",
     kFails},
    {"sequence", "(timestamp(p), timestamp(p), interval_day_second) -> array(timestamp(p))",
     "sluice_moments_by({*})", kFails},
    {"sequence", "(timestamp(p), timestamp(p), interval_year_month) -> array(timestamp(p))",
     "sluice_moments_by_months({*})", kFails},

    {"transform", "(array(T), function(T, U)) -> array(U)",
     "sluice_checked(list_transform({0}, {1}))", kFails},
    {"filter", "(array(T), function(T, boolean)) -> array(T)",
     "sluice_checked(list_filter({0}, {1}))", kFails},
    {"any_match", "(array(T), function(T, boolean)) -> boolean",
     "sluice_any(sluice_checked(list_transform({0}, {1})))", kFails},
    {"all_match", "(array(T), function(T, boolean)) -> boolean",
     "sluice_all(sluice_checked(list_transform({0}, {1})))", kFails},
    {"none_match", "(array(T), function(T, boolean)) -> boolean",
     "(NOT sluice_any(sluice_checked(list_transform({0}, {1}))))", kFails},
    {"zip_with", "(array(T), array(U), function(T, U, R)) -> array(R)",
     "sluice_checked(list_transform(sluice_zip({0}, {1}), {2}))", kFails, kImmutable, kScalar,
     nullptr, nullptr, LambdaForm::fields},
    {"reduce", "(array(T), S, function(S, T, S), function(S, R)) -> R", kReduce, kFails, kImmutable,
     kScalar, nullptr, nullptr, LambdaForm::states},
};

}  // namespace

std::span<const Function> array_functions() {
  return kArray;
}

}  // namespace sluice::sql
