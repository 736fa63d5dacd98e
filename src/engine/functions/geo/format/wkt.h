// Well-known text, as Trino reads and prints it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine/functions/geo/shape/shape.h"

namespace sluice::engine::geo {

// Rings need not be closed, MULTIPOINT (1 2, 3 4) does without inner parentheses, and a line of one
// point has it twice. Nothing when malformed.
std::optional<Shape> parse_wkt(std::string_view text);

// "MULTIPOINT ((1 2), (3 4))".
std::string write_wkt(const Shape& shape);

}  // namespace sluice::engine::geo
