#include "engine/functions/geo/pair.h"

#include "engine/functions/geo/shape/wkb.h"

namespace sluice::engine::geo {

int common_srid(int left, int right) {
  if (left != 0 && right != 0 && left != right) {
    raise(kInvalidArgument, fmt::format("SRID mismatch: {} vs {}", left, right));
  }
  return left != 0 ? left : right;
}

int common_srid(const Row& row) {
  return common_srid(stored_srid(row.bytes(0)), stored_srid(row.bytes(1)));
}

Topology::Geometry without_overlaps(const Row& row, std::size_t argument) {
  auto& topology = row.topology();
  const auto& geometry = row.geometry(argument);
  return topology.adopt(is_collection(row, argument)
                            ? GEOSUnaryUnion_r(topology.handle(), &geometry)
                            : GEOSGeom_clone_r(topology.handle(), &geometry));
}

bool is_collection(const Row& row, std::size_t argument) {
  return GEOSGeomTypeId_r(row.topology().handle(), &row.geometry(argument)) ==
         GEOS_GEOMETRYCOLLECTION;
}

}  // namespace sluice::engine::geo
