// Geometries made of two or more others: intersections, differences, unions, hulls.
#include <set>

#include "engine/functions/geo/families.h"
#include "engine/functions/geo/pair.h"
#include "engine/functions/geo/shape/rings.h"
#include "engine/functions/geo/shape/wkb.h"

namespace sluice::engine::geo {

namespace {

using Overlay = GEOSGeometry* (*)(GEOSContextHandle_t, const GEOSGeometry*, const GEOSGeometry*);

// Esri's library has no empty polygon or line as a result, only empty multi-geometries.
ShapeKind empty_kind(ShapeKind kind) {
  if (kind == ShapeKind::polygon) return ShapeKind::multi_polygon;
  if (kind == ShapeKind::line_string) return ShapeKind::multi_line_string;
  return kind == ShapeKind::multi_point ? ShapeKind::point : kind;
}

std::string result(Topology& topology, const GEOSGeometry& geometry, int srid) {
  Shape shape = topology.shape(geometry);
  shape.srid = srid;
  if (is_empty(shape) && shape.kind != ShapeKind::collection) {
    shape = {.kind = empty_kind(shape.kind), .srid = srid};
  }
  normalize_starts(shape);
  return write_wkb(shape);
}

std::string overlay(const Row& row, Overlay compute) {
  const int srid = common_srid(row);
  auto& topology = row.topology();
  const auto left = without_overlaps(row, 0);
  const auto right = without_overlaps(row, 1);
  auto* computed = compute(topology.handle(), left.get(), right.get());
  if (computed == nullptr) {
    computed =
        compute(topology.handle(), topology.repaired(*left).get(), topology.repaired(*right).get());
  }
  return result(topology, *topology.adopt(computed), srid);
}

std::string intersection(const Row& row) {
  return overlay(row, GEOSIntersection_r);
}
std::string difference(const Row& row) {
  return overlay(row, GEOSDifference_r);
}
std::string symmetric_difference(const Row& row) {
  return overlay(row, GEOSSymDifference_r);
}

int srid_of_all(std::span<const std::string_view> geometries) {
  int srid = 0;
  for (const auto& bytes : geometries)
    srid = common_srid(srid, stored_srid(bytes));
  return srid;
}

void add_dimensions(const Shape& shape, std::set<int>& out) {
  if (shape.kind != ShapeKind::collection) out.insert(dimension_of(shape));
  for (const auto& part : shape.parts)
    add_dimensions(part, out);
}

// Of empty geometries only: as empty as what their dimension, if they share one, makes.
std::string empty_union(std::span<const std::string_view> geometries, int srid) {
  std::set<int> dimensions;
  for (const auto& bytes : geometries)
    add_dimensions(read_stored(bytes), dimensions);
  constexpr ShapeKind kKinds[] = {ShapeKind::point, ShapeKind::multi_line_string,
                                  ShapeKind::multi_polygon};
  const ShapeKind kind =
      dimensions.size() == 1 ? kKinds[*dimensions.begin()] : ShapeKind::collection;
  return write_wkb({.kind = kind, .srid = srid});
}

std::string union_of(Topology& topology, std::span<const std::string_view> geometries) {
  const int srid = srid_of_all(geometries);
  const auto all = topology.collect(geometries);
  const auto merged = topology.adopt(GEOSUnaryUnion_r(topology.handle(), all.get()));
  if (topology.truth(GEOSisEmpty_r(topology.handle(), merged.get()))) {
    return empty_union(geometries, srid);
  }
  return result(topology, *merged, srid);
}

std::string union_of_two(const Row& row) {
  const std::string_view both[] = {row.bytes(0), row.bytes(1)};
  return union_of(row.topology(), both);
}

std::vector<std::string_view> present(const Row& row) {
  std::vector<std::string_view> out;
  for (const auto& bytes : row.list(0)) {
    if (bytes) out.push_back(*bytes);
  }
  return out;
}

std::optional<std::string> union_of_array(const Row& row) {
  if (row.list(0).empty()) return std::nullopt;
  return union_of(row.topology(), present(row));
}

// A group of one geometry has it unchanged.
std::optional<std::string> union_of_group(const Row& row) {
  const auto geometries = present(row);
  if (geometries.empty()) return std::nullopt;
  if (geometries.size() == 1) return std::string(geometries[0]);
  return union_of(row.topology(), geometries);
}

std::string hull_of(Topology& topology, const GEOSGeometry& geometry, int srid) {
  return result(topology, *topology.adopt(GEOSConvexHull_r(topology.handle(), &geometry)), srid);
}

std::string convex_hull(const Row& row) {
  const Shape shape = row.shape(0);
  if (is_empty(shape) || shape.kind == ShapeKind::point) return std::string(row.bytes(0));
  return hull_of(row.topology(), row.geometry(0), shape.srid);
}

std::optional<std::string> hull_of_group(const Row& row) {
  const auto geometries = present(row);
  if (geometries.empty()) return std::nullopt;
  auto& topology = row.topology();
  const auto all = topology.collect(geometries);
  if (topology.truth(GEOSisEmpty_r(topology.handle(), all.get()))) {
    return std::string(geometries[0]);
  }
  return hull_of(topology, *all, srid_of_all(geometries));
}

}  // namespace

void register_overlays(duckdb::ExtensionLoader& loader) {
  const auto bytes = LogicalType::BLOB;
  const auto list = LogicalType::LIST(bytes);
  const auto fails = Fails::on_values;
  add_function(loader, "sluice_geo_intersection", {bytes, bytes}, bytes, fails,
               row_by_row(intersection));
  add_function(loader, "sluice_geo_difference", {bytes, bytes}, bytes, fails,
               row_by_row(difference));
  add_function(loader, "sluice_geo_symmetric_difference", {bytes, bytes}, bytes, fails,
               row_by_row(symmetric_difference));
  add_function(loader, "sluice_geo_union", {bytes, bytes}, bytes, fails, row_by_row(union_of_two));
  add_function(loader, "sluice_geo_union_of_array", {list}, bytes, fails,
               row_by_row(union_of_array));
  add_function(loader, "sluice_geo_union_of_group", {list}, bytes, fails,
               row_by_row(union_of_group));
  add_function(loader, "sluice_geo_convex_hull", {bytes}, bytes, fails, row_by_row(convex_hull));
  add_function(loader, "sluice_geo_hull_of_group", {list}, bytes, fails, row_by_row(hull_of_group));
}

}  // namespace sluice::engine::geo
