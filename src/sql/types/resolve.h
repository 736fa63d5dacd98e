// From a type as the text writes it to a type.
#pragma once

#include "sql/syntax/type_syntax.h"
#include "sql/types/type.h"

namespace sluice::sql {

// Throws Error invalid TYPE_NOT_FOUND / INVALID_ARGUMENTS with the position in front.
Type resolve_type(const TypeSyntax& syntax);

}  // namespace sluice::sql
