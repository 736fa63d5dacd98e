// When are two shapes one table, and which?
#pragma once

#include <optional>
#include <string>

#include "crawl/finding.h"
#include "crawl/guess.h"

namespace sluice::crawl {

// The narrowest type that holds the values of both: bigint for int and bigint, a struct with the
// fields of both. Nothing when only their texts have something in common.
std::optional<catalog::Type> common_type(const catalog::Type& left, const catalog::Type& right);

// As common_type, but what has nothing in common becomes string, field by field in structs.
catalog::Type merged_type(const catalog::Type& left, const catalog::Type& right);

// Why the two cannot be one table, as the end of a sentence ("delimiter ; instead of ,"). Nothing
// when they can. Rules: the same format, compression, delimiter and header; more than 70 % of the
// smaller one's columns, and at least half of the larger one's, are the other's, too. native:
// columns of CSV stand in the same order, and types of Parquet and Avro have a common type.
std::optional<std::string> difference(const Shape& expected, const Shape& found, Rules rules);

// One table for both; `first` leads in the order of columns. They are compatible, or forced to be:
// types without a common one become string.
Shape merge(const Shape& first, const Shape& second);

// A line of text that reads back as an equal shape.
std::string to_text(const Shape& shape);
Shape parse_shape(const std::string& text);

}  // namespace sluice::crawl
