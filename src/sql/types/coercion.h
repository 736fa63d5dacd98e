// Which types become which without a cast. Trino's TypeCoercion, as of release 468.
#pragma once

#include <optional>
#include <span>

#include "sql/types/type.h"

namespace sluice::sql {

// The type both sides become: 1 and 1.5 are decimals, varchar(2) and varchar(5) varchar(5).
std::optional<Type> common_type(const Type& left, const Type& right);

// Nothing when two of them have none. Unknown for an empty list.
std::optional<Type> common_type(std::span<const Type> types);

// A value of `from` may stand where `to` is asked for.
bool can_coerce(const Type& from, const Type& to);

// --- results of decimal arithmetic

Type decimal_sum_type(const Type& left, const Type& right);  // + and -
Type decimal_product_type(const Type& left,
                          const Type& right);  // throws Error invalid past scale 38
// Athena's engine: the scale is the larger one's, so DECIMAL '9' / DECIMAL '5' is 2.
Type decimal_quotient_type(const Type& left, const Type& right);
Type decimal_modulus_type(const Type& left, const Type& right);

// The decimal that holds every value of an integer type; decimals stay.
Type as_decimal(const Type& type);

}  // namespace sluice::sql
