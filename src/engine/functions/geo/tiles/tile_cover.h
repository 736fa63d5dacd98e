// The tiles that cover a geometry or a circle.
#pragma once

#include <vector>

#include "engine/functions/geo/tiles/bing_tile.h"
#include "engine/functions/geo/topology.h"

namespace sluice::engine::geo {

using TileCodes = std::vector<std::int64_t>;

// Raise INVALID_FUNCTION_ARGUMENT outside the map, and past Trino's limits of effort.
TileCodes tiles_around(double latitude, double longitude, int zoom, double radius_km);
TileCodes tiles_covering(Topology& topology, const Shape& shape, int zoom);

}  // namespace sluice::engine::geo
