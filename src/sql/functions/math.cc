#include "sql/functions/function.h"
#include "sql/types/coercion.h"
#include "sql/types/make.h"

namespace sluice::sql {

namespace {

// https://trino.io/docs/current/functions/math.html; round(decimal) keeps one digit for the carry.
Type rounded_decimal(std::span<const Type> types) {
  const Type& type = types[0];
  return decimal_type(std::max(type.precision - type.scale + std::min(type.scale, 1), 1), 0);
}

Type rounded_decimal_to_scale(std::span<const Type> types) {
  return decimal_type(std::min(38, types[0].precision + 1), types[0].scale);
}

Type remainder_type(std::span<const Type> types) {
  return decimal_modulus_type(types[0], types[1]);
}

constexpr auto kVolatile = Stability::volatile_;

constexpr Function kMath[] = {
    {"abs", "(I) -> I", "abs({0})", kFails},
    {"abs", "(F) -> F", "abs({0})"},
    {"abs", "(decimal(p,s)) -> decimal(p,s)", "abs({0})"},
    {"ceil", "(I) -> I", "{0}"},
    {"ceil", "(F) -> F", "ceil({0})"},
    {.name = "ceil",
     .signature = "(decimal(p,s)) -> decimal(p,s)",
     .lowering = "CAST(ceil({0}) AS {result})",
     .result = rounded_decimal},
    {"ceiling", "(I) -> I", "{0}"},
    {"ceiling", "(F) -> F", "ceil({0})"},
    {.name = "ceiling",
     .signature = "(decimal(p,s)) -> decimal(p,s)",
     .lowering = "CAST(ceil({0}) AS {result})",
     .result = rounded_decimal},
    {"floor", "(I) -> I", "{0}"},
    {"floor", "(F) -> F", "floor({0})"},
    {.name = "floor",
     .signature = "(decimal(p,s)) -> decimal(p,s)",
     .lowering = "CAST(floor({0}) AS {result})",
     .result = rounded_decimal},
    {"round", "(I) -> I", "{0}"},
    {"round", "(I, integer) -> I",
     "sluice_cast_number(sluice_round(CAST({0} AS BIGINT), {1}), CAST(NULL AS {I}))", kFails},
    {"round", "(F) -> F", "sluice_round({0}, CAST(0 AS INTEGER))"},
    {"round", "(F, integer) -> F", "sluice_round({0}, {1})"},
    {.name = "round",
     .signature = "(decimal(p,s)) -> decimal(p,s)",
     .lowering = "CAST({0} AS {result})",
     .result = rounded_decimal},
    {.name = "round",
     .signature = "(decimal(p,s), integer) -> decimal(p,s)",
     .lowering = "CAST(sluice_decimal_round(CAST({0} AS {result}), {1}) AS {result})",
     .failure = kFails,
     .result = rounded_decimal_to_scale},
    {"truncate", "(F) -> F", "trunc({0})"},
    {.name = "truncate",
     .signature = "(decimal(p,s)) -> decimal(p,s)",
     .lowering = "CAST(trunc({0}) AS {result})",
     .result =
         [](std::span<const Type> types) {
           return decimal_type(std::max(types[0].precision - types[0].scale, 1), 0);
         }},
    {"truncate", "(decimal(p,s), integer) -> decimal(p,s)",
     "CAST(sluice_decimal_truncate({0}, {1}) AS {result})"},
    {"sign", "(bigint) -> bigint", "CAST(sign({0}) AS BIGINT)"},
    {"sign", "(integer) -> integer", "CAST(sign({0}) AS INTEGER)"},
    {"sign", "(smallint) -> smallint", "CAST(sign({0}) AS SMALLINT)"},
    {"sign", "(tinyint) -> tinyint", "CAST(sign({0}) AS TINYINT)"},
    {"sign", "(F) -> F", "CASE WHEN isnan({0}) THEN {0} ELSE CAST(sign({0}) AS {F}) END"},
    {"sign", "(decimal(p,s)) -> decimal(1,0)", "CAST(sign({0}) AS DECIMAL(1,0))"},
    {"mod", "(I, I) -> I", "sluice_modulus({0}, {1})", kFails},
    {"mod", "(F, F) -> F", "({0} % {1})"},
    {.name = "mod",
     .signature = "(decimal(p,s), decimal(q,t)) -> decimal(p,s)",
     .lowering = "CAST(sluice_decimal_modulus({0}, {1}) AS {result})",
     .failure = kFails,
     .result = remainder_type},
    {"power", "(double, double) -> double", "power({0}, {1})"},
    {"pow", "(double, double) -> double", "power({0}, {1})"},
    {"sqrt", "(double) -> double",
     "CASE WHEN {0} < 0 THEN CAST('NaN' AS DOUBLE) ELSE sqrt({0}) END"},
    {"cbrt", "(double) -> double", "cbrt({0})"},
    {"exp", "(double) -> double", "exp({0})"},
    {"ln", "(double) -> double", "sluice_ln({0})"},
    {"log2", "(double) -> double", "sluice_log2({0})"},
    {"log10", "(double) -> double", "sluice_log10({0})"},
    {"log", "(double, double) -> double", "(sluice_ln({1}) / sluice_ln({0}))"},
    {"sin", "(double) -> double", "sluice_sin({0})"},
    {"cos", "(double) -> double", "sluice_cos({0})"},
    {"tan", "(double) -> double", "sluice_tan({0})"},
    {"asin", "(double) -> double", "sluice_asin({0})"},
    {"acos", "(double) -> double", "sluice_acos({0})"},
    {"atan", "(double) -> double", "atan({0})"},
    {"atan2", "(double, double) -> double", "atan2({0}, {1})"},
    {"sinh", "(double) -> double", "sinh({0})"},
    {"cosh", "(double) -> double", "cosh({0})"},
    {"tanh", "(double) -> double", "tanh({0})"},
    {"degrees", "(double) -> double", "degrees({0})"},
    {"radians", "(double) -> double", "radians({0})"},
    {"pi", "() -> double", "pi()"},
    {"e", "() -> double", "CAST('2.718281828459045' AS DOUBLE)"},
    {"nan", "() -> double", "CAST('NaN' AS DOUBLE)"},
    {"infinity", "() -> double", "CAST('Infinity' AS DOUBLE)"},
    {"is_nan", "(F) -> boolean", "isnan({0})"},
    {"is_finite", "(double) -> boolean", "isfinite({0})"},
    {"is_infinite", "(double) -> boolean", "isinf({0})"},
    {"random", "() -> double", "random()", kTotal, kVolatile},
    {"random", "(I) -> I", "CAST(sluice_random_below({0}, random()) AS {I})", kFails, kVolatile},
    {"random", "(I, I) -> I", "CAST(sluice_random_between({0}, {1}, random()) AS {I})", kFails,
     kVolatile},
    {"rand", "() -> double", "random()", kTotal, kVolatile},
    {"rand", "(I) -> I", "CAST(sluice_random_below({0}, random()) AS {I})", kFails, kVolatile},
    {"rand", "(I, I) -> I", "CAST(sluice_random_between({0}, {1}, random()) AS {I})", kFails,
     kVolatile},
    {"width_bucket", "(double, double, double, bigint) -> bigint",
     "sluice_width_bucket({0}, {1}, {2}, {3})", kFails},
    {"width_bucket", "(double, array(double)) -> bigint", "sluice_width_bucket({0}, {1})", kFails},
    {"parse_data_size", "(varchar) -> decimal(38,0)", "sluice_parse_data_size({0})", kFails},
    {"to_base", "(bigint, bigint) -> varchar(64)", "sluice_to_base({0}, {1})", kFails},
    {"from_base", "(varchar, bigint) -> bigint", "sluice_from_base({0}, {1})", kFails},
};

}  // namespace

std::span<const Function> math_functions() {
  return kMath;
}

}  // namespace sluice::sql
