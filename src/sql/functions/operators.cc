#include "sql/functions/function.h"
#include "sql/types/coercion.h"
#include "sql/types/make.h"

namespace sluice::sql {

namespace {

// DuckDB keeps a decimal result within 18 digits when both operands are, and overflows there, or
// casts an operand to a result's 38 digits that has no room for it; ours computes in 38 digits.
constexpr int kNarrowDigits = 18;
constexpr int kDigitsMax = 38;

bool is_capped(std::span<const Type> types, const Type& result) {
  if (result.precision == kDigitsMax) return true;
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

    {"-", "(I, I) -> I", "({0} - {1})", kFails},
    {"-", "(F, F) -> F", "({0} - {1})"},
    {.name = "-",
     .signature = "(decimal(p,s), decimal(q,t)) -> decimal(p,s)",
     .failure = kFails,
     .result = sum_type,
     .lower = subtract_decimals},

    {"*", "(I, I) -> I", "({0} * {1})", kFails},
    {"*", "(F, F) -> F", "({0} * {1})"},
    {.name = "*",
     .signature = "(decimal(p,s), decimal(q,t)) -> decimal(p,s)",
     .failure = kFails,
     .result = product_type,
     .lower = multiply_decimals},

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

    {"negate", "(I) -> I", "(CAST(0 AS {I}) - {0})", kFails},
    {"negate", "(F) -> F", "(- {0})"},
    {"negate", "(decimal(p,s)) -> decimal(p,s)", "(- {0})"},

    {"||", "(varchar, varchar) -> varchar", "CAST({0} || {1} AS {result})"},
    {"||", "(varbinary, varbinary) -> varbinary", "CAST({0} || {1} AS {result})"},
    {"||", "(array(E), array(E)) -> array(E)", "sluice_array_concat({0}, {1})", kFails},
    {"||", "(array(E), E) -> array(E)", "sluice_append({0}, {1})"},
    {"||", "(E, array(E)) -> array(E)", "sluice_prepend({0}, {1})"},

    {"[]", "(array(E), bigint) -> E", "sluice_subscript({0}, {1})", kFails},
    {"[]", "(map(K,V), K) -> V", "sluice_map_subscript({0}, {1})", kFails},
};

}  // namespace

std::span<const Function> operators() {
  return kOperators;
}

}  // namespace sluice::sql
