// Lengths, areas and centroids on the plane.
#pragma once

#include "engine/functions/geo/shape/shape.h"

namespace sluice::engine::geo {

// Of collections the sum, overlaps counted twice, as Trino does.
double planar_area(const Shape& shape);

double planar_length(const Path& path);
double planar_length(const Shape& lines);

// Of the members of the highest dimension: weighted by area, by length, or none. A shape without
// area is taken as lines, one without length as points. The shape is not empty and no collection.
Coordinate centroid(const Shape& shape);

}  // namespace sluice::engine::geo
