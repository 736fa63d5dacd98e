#include "sql/functions/function.h"
#include "sql/functions/text_length.h"

namespace sluice::sql {

namespace {

// https://trino.io/docs/current/functions/string.html. Positions count code points. A char(n) is
// kept without its trailing spaces: where they count, rpad puts them back.
std::string lower_concat(std::span<const Type> types) {
  std::string out = "CAST({0}";
  for (std::size_t i = 1; i < types.size(); ++i)
    out += fmt::format(" || {{{}}}", i);
  return out + " AS {result})";
}

constexpr std::string_view kConcatChars =
    "CASE WHEN {1} = '' THEN {0} ELSE CAST(rpad({0}, {x}, ' ') || {1} AS VARCHAR) END";

Type concatenated_chars(std::span<const Type> types) {
  return char_type(types[0].length + types[1].length);
}

Type replaced(std::span<const Type> types) {
  return varchar_with_inserted(types[0], length_of(types[2]));
}

constexpr Function kString[] = {
    {"length", "(varchar) -> bigint", "length({0})"},
    {"length", "(char(x)) -> bigint", "CASE WHEN {0} IS NOT NULL THEN CAST({x} AS BIGINT) END"},
    {"lower", "(varchar(x)) -> varchar(x)", "sluice_lower({0})"},
    {"lower", "(char(x)) -> char(x)", "sluice_lower({0})"},
    {"upper", "(varchar(x)) -> varchar(x)", "sluice_upper({0})"},
    {"upper", "(char(x)) -> char(x)", "sluice_upper({0})"},
    {"concat", "(varchar) -> varchar",
     "error('SLUICE:INVALID_FUNCTION_ARGUMENT:There must be two or more concatenation arguments')",
     kFails},
    {.name = "concat", .signature = "(varchar, varchar...) -> varchar", .lower = lower_concat},
    {.name = "concat",
     .signature = "(varbinary, varbinary...) -> varbinary",
     .lower = lower_concat},
    {.name = "concat",
     .signature = "(char(x), char(y)) -> char(x)",
     .lowering = kConcatChars,
     .result = concatenated_chars},
    {.name = "||",
     .signature = "(char(x), char(y)) -> char(x)",
     .lowering = kConcatChars,
     .result = concatenated_chars},
    {"concat_ws", "(varchar, varchar...) -> varchar",
     "CASE WHEN {0} IS NOT NULL THEN concat_ws({*}) END"},
    {"concat_ws", "(varchar, array(varchar)) -> varchar",
     "CASE WHEN {0} IS NOT NULL AND {1} IS NOT NULL "
     "THEN coalesce(array_to_string({1}, {0}), '') END"},
    {"substr", "(varchar(x), bigint) -> varchar(x)", "sluice_substr({0}, {1})"},
    {"substr", "(varchar(x), bigint, bigint) -> varchar(x)", "sluice_substr({0}, {1}, {2})"},
    {"substr", "(char(x), bigint) -> varchar(x)", "sluice_substr(rpad({0}, {x}, ' '), {1})"},
    {"substr", "(char(x), bigint, bigint) -> varchar(x)",
     "sluice_substr(rpad({0}, {x}, ' '), {1}, {2})"},
    {"substring", "(varchar(x), bigint) -> varchar(x)", "sluice_substr({0}, {1})"},
    {"substring", "(varchar(x), bigint, bigint) -> varchar(x)", "sluice_substr({0}, {1}, {2})"},
    {"substring", "(char(x), bigint) -> varchar(x)", "sluice_substr(rpad({0}, {x}, ' '), {1})"},
    {"substring", "(char(x), bigint, bigint) -> varchar(x)",
     "sluice_substr(rpad({0}, {x}, ' '), {1}, {2})"},

    {"trim", "(varchar(x)) -> varchar(x)", "sluice_trim({0})"},
    {"ltrim", "(varchar(x)) -> varchar(x)", "sluice_ltrim({0})"},
    {"rtrim", "(varchar(x)) -> varchar(x)", "sluice_rtrim({0})"},
    {"trim", "(char(x)) -> varchar(x)", "sluice_trim({0})"},
    {"ltrim", "(char(x)) -> varchar(x)", "sluice_ltrim({0})"},
    {"rtrim", "(char(x)) -> varchar(x)", "sluice_rtrim({0})"},
    {"trim", "(varchar(x), text) -> varchar(x)", "sluice_trim({0}, {1})"},
    {"ltrim", "(varchar(x), text) -> varchar(x)", "sluice_ltrim({0}, {1})"},
    {"rtrim", "(varchar(x), text) -> varchar(x)", "sluice_rtrim({0}, {1})"},
    {"trim", "(char(x), text) -> varchar(x)", "rtrim(sluice_trim({0}, {1}), ' ')"},
    {"ltrim", "(char(x), text) -> varchar(x)", "sluice_ltrim({0}, {1})"},
    {"rtrim", "(char(x), text) -> varchar(x)", "rtrim(sluice_rtrim({0}, {1}), ' ')"},
    {"lpad", "(varchar(x), bigint, varchar(y)) -> varchar", "sluice_lpad({0}, {1}, {2})", kFails},
    {"lpad", "(char(x), bigint, varchar(y)) -> varchar",
     "sluice_lpad(rpad({0}, {x}, ' '), {1}, {2})", kFails},
    {"rpad", "(varchar(x), bigint, varchar(y)) -> varchar", "sluice_rpad({0}, {1}, {2})", kFails},
    {"rpad", "(char(x), bigint, varchar(y)) -> varchar",
     "sluice_rpad(rpad({0}, {x}, ' '), {1}, {2})", kFails},

    {"replace", "(varchar(x), varchar) -> varchar(x)", "sluice_replace({0}, {1}, '')", kFails},
    {.name = "replace",
     .signature = "(varchar, varchar, varchar) -> varchar",
     .lowering = "sluice_replace({0}, {1}, {2})",
     .failure = kFails,
     .result = replaced},
    {"translate", "(varchar, varchar, varchar) -> varchar", "translate({0}, {1}, {2})"},
    {"reverse", "(varchar(x)) -> varchar(x)", "sluice_reverse({0})"},
    {"reverse", "(char(x)) -> char(x)", "sluice_reverse(rpad({0}, {x}, ' '))"},
    {"strpos", "(varchar, varchar) -> bigint", "strpos({0}, {1})"},
    {"strpos", "(varchar, varchar, bigint) -> bigint", "sluice_strpos({0}, {1}, {2})", kFails},
    {"position", "(varchar, varchar) -> bigint", "strpos({1}, {0})"},
    {"starts_with", "(varchar, varchar) -> boolean", "starts_with({0}, {1})"},
    {"ends_with", "(varchar, varchar) -> boolean", "ends_with({0}, {1})"},

    {"split", "(varchar(x), varchar) -> array(varchar(x))",
     "CASE WHEN {1} = '' THEN "
     "error('SLUICE:INVALID_FUNCTION_ARGUMENT:The delimiter may not be the empty string') "
     "ELSE string_split({0}, {1}) END",
     kFails},
    {"split", "(varchar(x), varchar, bigint) -> array(varchar(x))", "sluice_split({0}, {1}, {2})",
     kFails},
    {"split_part", "(varchar(x), varchar, bigint) -> varchar(x)",
     "sluice_split_part({0}, {1}, {2})", kFails},
    {"split_to_map", "(varchar, varchar, varchar) -> map(varchar,varchar)",
     "sluice_split_to_map({0}, {1}, {2})", kFails},
    {"split_to_multimap", "(varchar, varchar, varchar) -> map(varchar,array(varchar))",
     "sluice_split_to_multimap({0}, {1}, {2})", kFails},

    {"chr", "(bigint) -> varchar(1)", "sluice_chr({0})", kFails},
    {"codepoint", "(varchar(1)) -> integer", "sluice_codepoint({0})", kFails},
    {"normalize", "(varchar, varchar) -> varchar", "sluice_normalize({0}, {1})", kFails},
    {"to_utf8", "(varchar) -> varbinary", "encode({0})"},
    {"to_utf8", "(char(x)) -> varbinary", "encode(rpad({0}, {x}, ' '))"},
    {"from_utf8", "(varbinary) -> varchar", "sluice_from_utf8({0})"},
    {"from_utf8", "(varbinary, varchar) -> varchar", "sluice_from_utf8({0}, {1})", kFails},
    {"from_utf8", "(varbinary, bigint) -> varchar", "sluice_from_utf8({0}, {1})", kFails},

    {"levenshtein_distance", "(varchar, varchar) -> bigint", "sluice_levenshtein({0}, {1})",
     kFails},
    {"hamming_distance", "(varchar, varchar) -> bigint", "sluice_hamming({0}, {1})", kFails},
    {"luhn_check", "(varchar) -> boolean", "sluice_luhn_check({0})", kFails},
    {"soundex", "(varchar) -> varchar(4)", "sluice_soundex({0})", kFails},
    {"word_stem", "(varchar(x)) -> varchar(x)", "sluice_word_stem({0}, 'en')", kFails},
    {"word_stem", "(varchar(x), varchar(2)) -> varchar(x)", "sluice_word_stem({0}, {1})", kFails},
    {"format_number", "(bigint) -> varchar", "sluice_format_number({0})"},
    {"format_number", "(double) -> varchar", "sluice_format_number({0})"},
};

}  // namespace

std::span<const Function> string_functions() {
  return kString;
}

}  // namespace sluice::sql
