// Entries of the table that are aggregates.
#pragma once

#include "sql/functions/function.h"

namespace sluice::sql {

constexpr Function aggregate(std::string_view name, std::string_view signature,
                             std::string_view lowering, Failure failure = kTotal) {
  return {.name = name,
          .signature = signature,
          .lowering = lowering,
          .failure = failure,
          .kind = FunctionKind::aggregate};
}

constexpr Function aggregate(std::string_view name, std::string_view signature,
                             std::string (*lower)(std::span<const Type>),
                             Failure failure = kTotal) {
  return {.name = name,
          .signature = signature,
          .failure = failure,
          .kind = FunctionKind::aggregate,
          .lower = lower};
}

}  // namespace sluice::sql
