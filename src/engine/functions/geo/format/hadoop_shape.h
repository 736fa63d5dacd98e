// The shapes of Esri's Spatial Framework for Hadoop: 4 bytes that name a reference system, one that
// names the OGC type, and a record of the shapefile format.
#pragma once

#include <string_view>

#include "engine/functions/geo/shape/shape.h"

namespace sluice::engine::geo {

// Raises INVALID_FUNCTION_ARGUMENT "Invalid Hadoop shape …".
Shape parse_hadoop_shape(std::string_view bytes);

}  // namespace sluice::engine::geo
