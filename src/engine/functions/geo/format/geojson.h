// GeoJSON, as Trino's library (JTS) reads and writes it.
#pragma once

#include <string>
#include <string_view>

#include "engine/functions/geo/shape/shape.h"

namespace sluice::engine::geo {

// Raises INVALID_FUNCTION_ARGUMENT "Invalid GeoJSON: …". Z is dropped.
Shape parse_geojson(std::string_view text);

// {"type":"Point","coordinates":[1,2],"crs":{…}}: at most 8 decimals, shells clockwise.
std::string write_geojson(const Shape& shape);

}  // namespace sluice::engine::geo
