#include "sql/functions/function.h"

namespace sluice::sql {

namespace {

// https://trino.io/docs/current/functions/string.html. Positions count code points.
constexpr Function kString[] = {
    {"length", "(varchar) -> bigint", "length({0})"},
    {"length", "(char(x)) -> bigint", "CASE WHEN {0} IS NOT NULL THEN CAST({x} AS BIGINT) END"},
    {"lower", "(varchar(x)) -> varchar(x)", "lower({0})"},
    {"upper", "(varchar(x)) -> varchar(x)", "upper({0})"},
    {"concat", "(varchar, varchar...) -> varchar", "sluice_concat({*})"},
    {"concat_ws", "(varchar, varchar...) -> varchar",
     "CASE WHEN {0} IS NOT NULL THEN concat_ws({*}) END"},
    {"concat_ws", "(varchar, array(varchar)) -> varchar",
     "CASE WHEN {0} IS NOT NULL AND {1} IS NOT NULL "
     "THEN coalesce(array_to_string({1}, {0}), '') END"},
    {"substr", "(varchar(x), bigint) -> varchar(x)", "sluice_substr({0}, {1})"},
    {"substr", "(varchar(x), bigint, bigint) -> varchar(x)", "sluice_substr({0}, {1}, {2})"},
    {"substring", "(varchar(x), bigint) -> varchar(x)", "sluice_substr({0}, {1})"},
    {"substring", "(varchar(x), bigint, bigint) -> varchar(x)", "sluice_substr({0}, {1}, {2})"},
    {"trim", "(varchar(x)) -> varchar(x)", "sluice_trim({0})"},
    {"ltrim", "(varchar(x)) -> varchar(x)", "sluice_ltrim({0})"},
    {"rtrim", "(varchar(x)) -> varchar(x)", "sluice_rtrim({0})"},
    {"trim", "(varchar(x), varchar) -> varchar(x)", "trim({0}, {1})"},
    {"ltrim", "(varchar(x), varchar) -> varchar(x)", "ltrim({0}, {1})"},
    {"rtrim", "(varchar(x), varchar) -> varchar(x)", "rtrim({0}, {1})"},
    {"lpad", "(varchar(x), bigint, varchar(y)) -> varchar", "sluice_lpad({0}, {1}, {2})", kFails},
    {"rpad", "(varchar(x), bigint, varchar(y)) -> varchar", "sluice_rpad({0}, {1}, {2})", kFails},
    {"replace", "(varchar, varchar) -> varchar", "sluice_replace({0}, {1}, '')"},
    {"replace", "(varchar, varchar, varchar) -> varchar", "sluice_replace({0}, {1}, {2})"},
    {"reverse", "(varchar(x)) -> varchar(x)", "sluice_reverse({0})"},
    {"strpos", "(varchar, varchar) -> bigint", "sluice_strpos({0}, {1})"},
    {"position", "(varchar, varchar) -> bigint", "sluice_strpos({1}, {0})"},
    {"starts_with", "(varchar, varchar) -> boolean", "starts_with({0}, {1})"},
    {"ends_with", "(varchar, varchar) -> boolean", "ends_with({0}, {1})"},
    {"split", "(varchar, varchar) -> array(varchar)", "sluice_split({0}, {1})", kFails},
    {"split", "(varchar, varchar, bigint) -> array(varchar)", "sluice_split({0}, {1}, {2})", kFails},
    {"split_part", "(varchar, varchar, bigint) -> varchar", "sluice_split_part({0}, {1}, {2})",
     kFails},
    {"chr", "(bigint) -> varchar(1)", "sluice_chr({0})", kFails},
    {"codepoint", "(varchar(1)) -> integer", "unicode({0})"},
    {"translate", "(varchar, varchar, varchar) -> varchar", "translate({0}, {1}, {2})"},
    {"hamming_distance", "(varchar, varchar) -> bigint", "sluice_hamming({0}, {1})", kFails},
    {"levenshtein_distance", "(varchar, varchar) -> bigint", "sluice_levenshtein({0}, {1})"},
    {"normalize", "(varchar, varchar) -> varchar", "sluice_normalize({0}, {1})", kFails},
};

}  // namespace

std::span<const Function> string_functions() { return kString; }

}  // namespace sluice::sql
