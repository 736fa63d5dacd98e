// Casts, written and implicit.
#pragma once

#include <optional>
#include <string>

#include "sql/analyze/typed.h"

namespace sluice::sql {

enum class CastMode : std::uint8_t {
  strict,
  null_on_failure,
  shown,  // to what a client sees; of geometries their text, which no CAST gives
};

// The lowering of a cast of {0}; nothing where Trino or Sluice has no such cast.
std::optional<std::string> cast_lowering(const Type& from, const Type& to, CastMode mode);

// A lowering of {0} as one of `argument`.
std::string applied_to(std::string lowering, std::string_view argument);

// The lambda parameter for the elements of an array or map that a lowering walks through: no two
// nested ones share it.
std::string element_name(const Type& type);

// Nothing where there is no such cast.
std::optional<typed::NodePtr> cast(const typed::NodePtr& value, const Type& to, CastMode mode);

// A cast that can_coerce() allows. Literals become literals of the new type.
typed::NodePtr coerce(const typed::NodePtr& value, const Type& to);

// ROW(…), and whether a node is one: its fields are its arguments.
typed::NodePtr make_row(Type type, std::vector<typed::NodePtr> fields);
bool is_row_constructor(const typed::NodePtr& node);

// NULL of a type.
typed::NodePtr null_of(const Type& type);

// 'text', with quotes doubled.
std::string quote_literal(std::string_view text);

}  // namespace sluice::sql
