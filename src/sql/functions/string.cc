#include "sql/functions/function.h"

namespace sluice::sql {

namespace {

// https://trino.io/docs/current/functions/string.html. Positions count code points.
// Java's white space, without the ones that do not break lines or words.
constexpr std::string_view kSpaces =
    " \t\n\v\f\r\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2008\u2009\u200a"
    "\u2028\u2029\u205f\u3000";

std::string lower_trim(std::span<const Type>) {
  return fmt::format("trim({{0}}, '{}')", kSpaces);
}
std::string lower_ltrim(std::span<const Type>) {
  return fmt::format("ltrim({{0}}, '{}')", kSpaces);
}
std::string lower_rtrim(std::span<const Type>) {
  return fmt::format("rtrim({{0}}, '{}')", kSpaces);
}

std::string lower_concat(std::span<const Type> types) {
  std::string out = "CAST({0}";
  for (std::size_t i = 1; i < types.size(); ++i)
    out += fmt::format(" || {{{}}}", i);
  return out + " AS VARCHAR)";
}

constexpr Function kString[] = {
    {"length", "(varchar) -> bigint", "length({0})"},
    {"length", "(char(x)) -> bigint", "CASE WHEN {0} IS NOT NULL THEN CAST({x} AS BIGINT) END"},
    {"lower", "(varchar(x)) -> varchar(x)", "lower({0})"},
    {"upper", "(varchar(x)) -> varchar(x)", "upper({0})"},
    {.name = "concat", .signature = "(varchar, varchar...) -> varchar", .lower = lower_concat},
    {"concat_ws", "(varchar, varchar...) -> varchar",
     "CASE WHEN {0} IS NOT NULL THEN concat_ws({*}) END"},
    {"concat_ws", "(varchar, array(varchar)) -> varchar",
     "CASE WHEN {0} IS NOT NULL AND {1} IS NOT NULL "
     "THEN coalesce(array_to_string({1}, {0}), '') END"},
    {"substr", "(varchar(x), bigint) -> varchar(x)", "sluice_substr({0}, {1})"},
    {"substr", "(varchar(x), bigint, bigint) -> varchar(x)", "sluice_substr({0}, {1}, {2})"},
    {"substring", "(varchar(x), bigint) -> varchar(x)", "sluice_substr({0}, {1})"},
    {"substring", "(varchar(x), bigint, bigint) -> varchar(x)", "sluice_substr({0}, {1}, {2})"},
    {.name = "trim", .signature = "(varchar(x)) -> varchar(x)", .lower = lower_trim},
    {.name = "ltrim", .signature = "(varchar(x)) -> varchar(x)", .lower = lower_ltrim},
    {.name = "rtrim", .signature = "(varchar(x)) -> varchar(x)", .lower = lower_rtrim},
    {"trim", "(varchar(x), varchar) -> varchar(x)", "trim({0}, {1})"},
    {"ltrim", "(varchar(x), varchar) -> varchar(x)", "ltrim({0}, {1})"},
    {"rtrim", "(varchar(x), varchar) -> varchar(x)", "rtrim({0}, {1})"},
    {"lpad", "(varchar(x), bigint, varchar(y)) -> varchar", "sluice_lpad({0}, {1}, {2})", kFails},
    {"rpad", "(varchar(x), bigint, varchar(y)) -> varchar", "sluice_rpad({0}, {1}, {2})", kFails},
    {"replace", "(varchar, varchar) -> varchar", "sluice_replace({0}, {1}, '')"},
    {"replace", "(varchar, varchar, varchar) -> varchar", "sluice_replace({0}, {1}, {2})"},
    {"reverse", "(varchar(x)) -> varchar(x)", "sluice_reverse({0})"},
    {"strpos", "(varchar, varchar) -> bigint", "strpos({0}, {1})"},
    {"position", "(varchar, varchar) -> bigint", "strpos({1}, {0})"},
    {"starts_with", "(varchar, varchar) -> boolean", "starts_with({0}, {1})"},
    {"ends_with", "(varchar, varchar) -> boolean", "ends_with({0}, {1})"},
    {"split", "(varchar(x), varchar) -> array(varchar(x))",
     "CASE WHEN {1} = '' THEN "
     "error('SLUICE:INVALID_FUNCTION_ARGUMENT:The delimiter may not be the empty string') "
     "ELSE string_split({0}, {1}) END",
     kFails},
    {"split_part", "(varchar(x), varchar, bigint) -> varchar(x)",
     "CASE WHEN {2} < 1 THEN "
     "error('SLUICE:INVALID_FUNCTION_ARGUMENT:Index must be greater than zero') "
     "ELSE list_extract(string_split({0}, {1}), {2}) END",
     kFails},
    {"chr", "(bigint) -> varchar(1)", "sluice_chr({0})", kFails},
    {"codepoint", "(varchar(1)) -> integer", "unicode({0})"},
    {"translate", "(varchar, varchar, varchar) -> varchar", "translate({0}, {1}, {2})"},
};

}  // namespace

std::span<const Function> string_functions() {
  return kString;
}

}  // namespace sluice::sql
