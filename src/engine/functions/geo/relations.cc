// How two geometries lie to each other.
#include "engine/functions/geo/families.h"
#include "engine/functions/geo/pair.h"
#include "engine/functions/geo/shape/wkb.h"

namespace sluice::engine::geo {

namespace {

using Relation = char (*)(GEOSContextHandle_t, const GEOSGeometry*, const GEOSGeometry*);
using PreparedRelation = char (*)(GEOSContextHandle_t, const GEOSPreparedGeometry*,
                                  const GEOSGeometry*);

// A geometry that is not valid, such as a multi-polygon whose members overlap, may be more than
// GEOS can do: once more, then, with repaired ones, as Trino does.
bool relate(const Row& row, const GEOSGeometry& left, const GEOSGeometry& right,
            Relation relation) {
  auto& topology = row.topology();
  const char answer = relation(topology.handle(), &left, &right);
  if (answer != kFailure) return topology.truth(answer);
  const auto good_left = topology.repaired(left);
  const auto good_right = topology.repaired(right);
  return topology.truth(relation(topology.handle(), good_left.get(), good_right.get()));
}

bool relate(const Row& row, Relation relation) {
  if (!is_collection(row, 0) && !is_collection(row, 1)) {
    return relate(row, row.geometry(0), row.geometry(1), relation);
  }
  const auto left = without_overlaps(row, 0);
  const auto right = without_overlaps(row, 1);
  return relate(row, *left, *right, relation);
}

// `one` is prepared: an index over its segments, worth it when rows repeat it.
bool relate_prepared(const Row& row, std::size_t one, PreparedRelation prepared,
                     Relation relation) {
  if (is_collection(row, 0) || is_collection(row, 1)) return relate(row, relation);
  const char answer =
      prepared(row.topology().handle(), &row.prepared(one), &row.geometry(one == 0 ? 1 : 0));
  return answer == kFailure ? relate(row, relation) : row.topology().truth(answer);
}

bool contains(const Row& row) {
  common_srid(row);
  return relate_prepared(row, 0, GEOSPreparedContains_r, GEOSContains_r);
}
bool within(const Row& row) {
  common_srid(row);
  return relate_prepared(row, 1, GEOSPreparedContains_r, GEOSWithin_r);
}
bool intersects(const Row& row) {
  common_srid(row);
  return relate_prepared(row, 0, GEOSPreparedIntersects_r, GEOSIntersects_r);
}
bool disjoint(const Row& row) {
  return !intersects(row);
}
bool crosses(const Row& row) {
  common_srid(row);
  return relate(row, GEOSCrosses_r);
}
bool overlaps(const Row& row) {
  common_srid(row);
  return relate(row, GEOSOverlaps_r);
}
bool touches(const Row& row) {
  common_srid(row);
  return relate(row, GEOSTouches_r);
}
bool equals(const Row& row) {
  common_srid(row);
  return relate(row, GEOSEquals_r);
}

bool matches(const Row& row) {
  common_srid(row);
  auto& topology = row.topology();
  const std::string pattern(row.bytes(2));
  const auto left = without_overlaps(row, 0);
  const auto right = without_overlaps(row, 1);
  return topology.truth(
      GEOSRelatePattern_r(topology.handle(), left.get(), right.get(), pattern.c_str()));
}

bool is_either_empty(const Row& row) {
  auto* context = row.topology().handle();
  return row.topology().truth(GEOSisEmpty_r(context, &row.geometry(0))) ||
         row.topology().truth(GEOSisEmpty_r(context, &row.geometry(1)));
}

std::optional<double> distance(const Row& row) {
  common_srid(row);
  if (is_either_empty(row)) return std::nullopt;
  double out = 0;
  auto& topology = row.topology();
  if (GEOSDistance_r(topology.handle(), &row.geometry(0), &row.geometry(1), &out) == 0) {
    topology.fail();
  }
  return out;
}

std::optional<std::pair<std::string, std::string>> nearest_points(const Row& row) {
  const int srid = common_srid(row);
  if (is_either_empty(row)) return std::nullopt;
  auto& topology = row.topology();
  auto* context = topology.handle();
  const auto release = [context](GEOSCoordSequence* each) {
    GEOSCoordSeq_destroy_r(context, each);
  };
  const std::unique_ptr<GEOSCoordSequence, decltype(release)> points(
      GEOSNearestPoints_r(context, &row.geometry(0), &row.geometry(1)), release);
  if (points == nullptr) topology.fail();
  const auto point = [&](unsigned index) {
    Shape shape = make_point(0, 0);
    shape.srid = srid;
    GEOSCoordSeq_getXY_r(context, points.get(), index, &shape.paths[0][0].x, &shape.paths[0][0].y);
    return write_wkb(shape);
  };
  return std::pair(point(0), point(1));
}

}  // namespace

void register_relations(duckdb::ExtensionLoader& loader) {
  struct Entry {
    const char* name;
    bool (*compute)(const Row&);
  };
  constexpr Entry kEntries[] = {
      {"sluice_geo_contains", contains},     {"sluice_geo_within", within},
      {"sluice_geo_intersects", intersects}, {"sluice_geo_disjoint", disjoint},
      {"sluice_geo_crosses", crosses},       {"sluice_geo_overlaps", overlaps},
      {"sluice_geo_touches", touches},       {"sluice_geo_equals", equals},
  };
  const auto bytes = LogicalType::BLOB;
  const auto fails = Fails::on_values;
  for (const auto& entry : kEntries) {
    add_function(loader, entry.name, {bytes, bytes}, LogicalType::BOOLEAN, fails,
                 row_by_row(entry.compute));
  }
  add_function(loader, "sluice_geo_relate", {bytes, bytes, LogicalType::VARCHAR},
               LogicalType::BOOLEAN, fails, row_by_row(matches));
  add_function(loader, "sluice_geo_distance", {bytes, bytes}, LogicalType::DOUBLE, fails,
               row_by_row(distance));
  add_function(loader, "sluice_geo_nearest_points", {bytes, bytes},
               LogicalType::STRUCT({{"field0", bytes}, {"field1", bytes}}), fails,
               row_by_row(nearest_points));
}

}  // namespace sluice::engine::geo
