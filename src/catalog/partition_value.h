// The texts of partition values, understood by their key's type.
#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/catalog.h"

namespace sluice::catalog {

// Nothing when either is no value of the type, or NULL.
std::optional<std::strong_ordering> compare_values(const Type& type, std::string_view left,
                                                   std::string_view right);

// `type` is the predicate's key's.
bool satisfies(const Type& type, std::string_view value, const PartitionPredicate& predicate);

// One text for all values of a partition; it sorts as they do, one after the other.
std::string values_key(const std::vector<std::string>& values);
std::vector<std::string> values_of_key(std::string_view key);

// The keys of all partitions whose first value is in a range of bytes start so:
// from <= key < to. `to` is empty for no upper end.
struct KeyRange {
  std::string from;
  std::string to;
};
KeyRange first_value_equals(std::string_view value);
KeyRange first_value_between(const std::optional<std::string>& at_least,
                             const std::optional<std::string>& at_most);

// "07", "-3": what an int partition value means. Nothing when it is no 64-bit integer.
std::optional<std::int64_t> integer_of(std::string_view value);

}  // namespace sluice::catalog
