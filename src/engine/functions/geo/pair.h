// Two geometries of a call.
#pragma once

#include "engine/functions/geo/rows.h"

namespace sluice::engine::geo {

// The SRID that both have; 0 goes with any. Raises "SRID mismatch: 4326 vs 3857".
int common_srid(int left, int right);
int common_srid(const Row& row);

// The geometry of the argument; of a collection the union of its members, since GEOS relates no
// collections with overlaps.
Topology::Geometry without_overlaps(const Row& row, std::size_t argument);
bool is_collection(const Row& row, std::size_t argument);

}  // namespace sluice::engine::geo
