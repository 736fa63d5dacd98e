// What decides whether two values are one, and which comes first: a timestamp or time with time
// zone goes by its instant, wherever its clock hangs, a map by its entries, in whatever order they
// stand, and so does what holds one. For IN, GROUP BY, DISTINCT, JOIN, PARTITION BY and ORDER BY.
// The functions that compare nested values (sluice_equal and all others of engine/functions/nested)
// know this themselves.
#pragma once

#include "sql/analyze/typed.h"

namespace sluice::sql {

// Whether values of the type are not their own key.
bool has_key(const Type& type);

// The type of the key.
Type key_type(const Type& type);

// The value itself where its type has no key.
typed::NodePtr key_of(const typed::NodePtr& value);

}  // namespace sluice::sql
