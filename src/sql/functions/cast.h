// Casts, written and implicit.
#pragma once

#include <optional>
#include <string>

#include "sql/analyze/typed.h"

namespace sluice::sql {

enum class CastMode : std::uint8_t { strict, null_on_failure };

// The lowering of a cast of {0}; nothing where Trino or Sluice has no such cast.
std::optional<std::string> cast_lowering(const Type& from, const Type& to, CastMode mode);

// Nothing where there is no such cast.
std::optional<typed::NodePtr> cast(const typed::NodePtr& value, const Type& to, CastMode mode);

// A cast that can_coerce() allows. Literals become literals of the new type.
typed::NodePtr coerce(const typed::NodePtr& value, const Type& to);

// NULL of a type.
typed::NodePtr null_of(const Type& type);

// 'text', with quotes doubled.
std::string quote_literal(std::string_view text);

}  // namespace sluice::sql
