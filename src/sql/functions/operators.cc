#include "sql/functions/function.h"
#include "sql/types/coercion.h"
#include "sql/types/make.h"

namespace sluice::sql {

namespace {

// DuckDB keeps a decimal result within 18 digits when both operands are, and overflows there; ours
// computes in 38 digits.
constexpr int kNarrowDigits = 18;

bool is_capped(std::span<const Type> types, const Type& result) {
  return types[0].precision <= kNarrowDigits && types[1].precision <= kNarrowDigits &&
         result.precision > kNarrowDigits;
}

std::string by_width(std::span<const Type> types, const Type& result, std::string_view symbol,
                     std::string_view name) {
  if (is_capped(types, result)) return fmt::format("sluice_decimal_{}({{0}}, {{1}})", name);
  return fmt::format("({{0}} {} {{1}})", symbol);
}

Type sum_type(std::span<const Type> types) {
  return decimal_sum_type(types[0], types[1]);
}
Type product_type(std::span<const Type> types) {
  return decimal_product_type(types[0], types[1]);
}
Type quotient_type(std::span<const Type> types) {
  return decimal_quotient_type(types[0], types[1]);
}
Type modulus_type(std::span<const Type> types) {
  return decimal_modulus_type(types[0], types[1]);
}

std::string add_decimals(std::span<const Type> types) {
  return by_width(types, sum_type(types), "+", "add");
}
std::string subtract_decimals(std::span<const Type> types) {
  return by_width(types, sum_type(types), "-", "subtract");
}
// Past 18 digits DuckDB's own multiplication is slower than ours.
std::string multiply_decimals(std::span<const Type> types) {
  const bool is_narrow = product_type(types).precision <= kNarrowDigits;
  return is_narrow ? "({0} * {1})" : "sluice_decimal_multiply({0}, {1})";
}

constexpr Function kOperators[] = {
    {"+", "(I, I) -> I", "({0} + {1})", kFails},
    {"+", "(F, F) -> F", "({0} + {1})"},
    {.name = "+",
     .signature = "(decimal(p,s), decimal(q,t)) -> decimal(p,s)",
     .failure = kFails,
     .result = sum_type,
     .lower = add_decimals},
    {"+", "(date, interval_day_second) -> date", "sluice_add_days({0}, {1})", kFails},
    {"+", "(interval_day_second, date) -> date", "sluice_add_days({1}, {0})", kFails},
    {"+", "(date, interval_year_month) -> date", "CAST({0} + to_months({1}) AS DATE)", kFails},
    {"+", "(interval_year_month, date) -> date", "CAST({1} + to_months({0}) AS DATE)", kFails},
    {"+", "(timestamp(p), interval_day_second) -> timestamp(p)",
     "({0} + to_microseconds({1} * 1000))", kFails},
    {"+", "(interval_day_second, timestamp(p)) -> timestamp(p)",
     "({1} + to_microseconds({0} * 1000))", kFails},
    {"+", "(timestamp(p), interval_year_month) -> timestamp(p)", "({0} + to_months({1}))", kFails},
    {"+", "(interval_year_month, timestamp(p)) -> timestamp(p)", "({1} + to_months({0}))", kFails},
    {"+", "(interval_day_second, interval_day_second) -> interval_day_second", "({0} + {1})",
     kFails},
    {"+", "(interval_year_month, interval_year_month) -> interval_year_month", "({0} + {1})",
     kFails},

    {"-", "(I, I) -> I", "({0} - {1})", kFails},
    {"-", "(F, F) -> F", "({0} - {1})"},
    {.name = "-",
     .signature = "(decimal(p,s), decimal(q,t)) -> decimal(p,s)",
     .failure = kFails,
     .result = sum_type,
     .lower = subtract_decimals},
    {"-", "(date, interval_day_second) -> date", "sluice_add_days({0}, - {1})", kFails},
    {"-", "(date, interval_year_month) -> date", "CAST({0} - to_months({1}) AS DATE)", kFails},
    {"-", "(timestamp(p), interval_day_second) -> timestamp(p)",
     "({0} - to_microseconds({1} * 1000))", kFails},
    {"-", "(timestamp(p), interval_year_month) -> timestamp(p)", "({0} - to_months({1}))", kFails},
    {"-", "(date, date) -> interval_day_second", "(({0} - {1}) * CAST(86400000 AS BIGINT))"},
    {"-", "(timestamp(p), timestamp(q)) -> interval_day_second",
     "((epoch_us({0}) - epoch_us({1})) // 1000)"},
    {"-", "(interval_day_second, interval_day_second) -> interval_day_second", "({0} - {1})",
     kFails},
    {"-", "(interval_year_month, interval_year_month) -> interval_year_month", "({0} - {1})",
     kFails},

    {"*", "(I, I) -> I", "({0} * {1})", kFails},
    {"*", "(F, F) -> F", "({0} * {1})"},
    {.name = "*",
     .signature = "(decimal(p,s), decimal(q,t)) -> decimal(p,s)",
     .failure = kFails,
     .result = product_type,
     .lower = multiply_decimals},
    {"*", "(interval_day_second, bigint) -> interval_day_second", "({0} * {1})", kFails},
    {"*", "(bigint, interval_day_second) -> interval_day_second", "({0} * {1})", kFails},
    {"*", "(interval_year_month, integer) -> interval_year_month", "({0} * {1})", kFails},
    {"*", "(integer, interval_year_month) -> interval_year_month", "({0} * {1})", kFails},

    {"/", "(I, I) -> I", "sluice_divide({0}, {1})", kFails},
    {"/", "(F, F) -> F", "({0} / {1})"},
    {.name = "/",
     .signature = "(decimal(p,s), decimal(q,t)) -> decimal(p,s)",
     .lowering = "CAST(sluice_decimal_divide({0}, {1}) AS {result})",
     .failure = kFails,
     .result = quotient_type},

    {"%", "(I, I) -> I", "sluice_modulus({0}, {1})", kFails},
    {"%", "(F, F) -> F", "({0} % {1})"},
    {.name = "%",
     .signature = "(decimal(p,s), decimal(q,t)) -> decimal(p,s)",
     .lowering = "CAST(sluice_decimal_modulus({0}, {1}) AS {result})",
     .failure = kFails,
     .result = modulus_type},

    {"negate", "(I) -> I", "(- {0})", kFails},
    {"negate", "(F) -> F", "(- {0})"},
    {"negate", "(decimal(p,s)) -> decimal(p,s)", "(- {0})"},
    {"negate", "(interval_day_second) -> interval_day_second", "(- {0})", kFails},
    {"negate", "(interval_year_month) -> interval_year_month", "(- {0})", kFails},

    {"||", "(varchar, varchar) -> varchar", "CAST({0} || {1} AS {result})"},
    {"||", "(varbinary, varbinary) -> varbinary", "CAST({0} || {1} AS {result})"},
    {"||", "(array(E), array(E)) -> array(E)",
     "CASE WHEN {0} IS NOT NULL AND {1} IS NOT NULL THEN list_concat({0}, {1}) END"},
    {"||", "(array(E), E) -> array(E)", "CASE WHEN {0} IS NOT NULL THEN list_append({0}, {1}) END"},
    {"||", "(E, array(E)) -> array(E)",
     "CASE WHEN {1} IS NOT NULL THEN list_prepend({0}, {1}) END"},

    {"[]", "(array(E), bigint) -> E",
     "CASE WHEN {1} BETWEEN 1 AND len({0}) THEN list_extract({0}, {1}) "
     "WHEN {0} IS NULL OR {1} IS NULL THEN NULL ELSE "
     "error('SLUICE:INVALID_FUNCTION_ARGUMENT:' || CASE WHEN {1} = 0 THEN "
     "'SQL array indices start at 1' WHEN {1} < 0 THEN 'Array subscript is negative: ' || {1} "
     "ELSE 'Array subscript must be less than or equal to array length: ' || {1} || ' > ' || "
     "len({0}) END) END",
     kFails},
    {"[]", "(map(K,V), K) -> V",
     "CASE WHEN map_contains({0}, {1}) THEN map_extract_value({0}, {1}) "
     "WHEN {0} IS NULL OR {1} IS NULL THEN NULL "
     "ELSE error('SLUICE:INVALID_FUNCTION_ARGUMENT:Key not present in map: ' || {1}) END",
     kFails},
};

}  // namespace

std::span<const Function> operators() {
  return kOperators;
}

}  // namespace sluice::sql
