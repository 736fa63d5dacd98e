// The direction and the start of polygons' rings.
#pragma once

#include "engine/functions/geo/shape/shape.h"

namespace sluice::engine::geo {

// Positive where counterclockwise; of a closed ring.
double signed_area(const Path& ring);

enum class Winding { counterclockwise, clockwise };

// Closes every ring and gives shells this direction, holes the other. Rings keep their first point.
void wind(Shape& shape, Winding shells);

// Starts rings at their lowest, then leftmost vertex and orders a multi-polygon's members so, too:
// where the original order has gone, as in an intersection.
void normalize_starts(Shape& shape);

}  // namespace sluice::engine::geo
