#include "sql/functions/function.h"
#include "sql/types/make.h"

namespace sluice::sql {

namespace {

// NULL when any argument is; DuckDB's skip NULLs.
std::string of_all(std::string_view name, std::span<const Type> types) {
  // NaN is answered only when nothing else is there, and nested values have an order of their own.
  const auto& type = types[0];
  if (is_floating(type) || !type.children.empty() || type.kind == TypeKind::timestamp_tz) {
    return fmt::format("sluice_{}({{*}})", name);
  }
  std::string any_null;
  for (std::size_t i = 0; i < types.size(); ++i) {
    any_null += fmt::format("{}{{{}}} IS NULL", i > 0 ? " OR " : "", i);
  }
  return fmt::format("CASE WHEN {} THEN NULL ELSE {}({{*}}) END", any_null, name);
}

std::string lower_greatest(std::span<const Type> types) {
  return of_all("greatest", types);
}
std::string lower_least(std::span<const Type> types) {
  return of_all("least", types);
}

// if, coalesce, nullif and try have rules of their own: see the analyzer.
constexpr Function kConditional[] = {
    {.name = "greatest", .signature = "(T<...) -> T<", .failure = kFails, .lower = lower_greatest},
    {.name = "least", .signature = "(T<...) -> T<", .failure = kFails, .lower = lower_least},
    {"version", "() -> varchar", "'Athena engine version 3'"},
};

}  // namespace

std::span<const Function> conditional_functions() {
  return kConditional;
}

}  // namespace sluice::sql
