// The geometries within a geometry. Indexes start at 1; outside of them is NULL.
#include "engine/functions/geo/families.h"
#include "engine/functions/geo/rows.h"
#include "engine/functions/geo/shape/rings.h"
#include "engine/functions/geo/shape/wkb.h"

namespace sluice::engine::geo {

namespace {

using Bytes = std::string;

// Members have the SRID of the whole.
Bytes member(Shape part, const Shape& whole) {
  part.srid = whole.srid;
  part.has_z = part.has_z || whole.has_z;
  return write_wkb(part);
}

Bytes vertex(const Coordinate& at, const Shape& whole) {
  return member({.kind = ShapeKind::point, .paths = {{at}}}, whole);
}

Bytes line(const Path& path, const Shape& whole) {
  return member({.kind = ShapeKind::line_string, .paths = {path}}, whole);
}

bool is_within(std::int32_t index, std::size_t count) {
  return index >= 1 && static_cast<std::size_t>(index) <= count;
}

std::optional<Bytes> geometry_at(const Row& row) {
  const Shape shape = row.shape(0);
  const auto index = row.get<std::int32_t>(1);
  if (is_empty(shape) || !is_within(index, shape.is_multi() ? shape.parts.size() : 1)) {
    return std::nullopt;
  }
  if (!shape.is_multi()) return Bytes(row.bytes(0));
  return member(shape.parts[static_cast<std::size_t>(index) - 1], shape);
}

std::optional<std::vector<Bytes>> geometries(const Row& row) {
  const Shape shape = row.shape(0);
  if (is_empty(shape)) return std::nullopt;
  std::vector<Bytes> out;
  if (!shape.is_multi()) out.emplace_back(row.bytes(0));
  for (const auto& part : shape.parts)
    out.push_back(member(part, shape));
  return out;
}

std::optional<Bytes> point_at(const Row& row) {
  const Shape shape = row.shape(0);
  require_kind("ST_PointN", shape, {ShapeKind::line_string});
  const auto index = row.get<std::int32_t>(1);
  if (shape.paths.empty() || !is_within(index, shape.paths[0].size())) return std::nullopt;
  return vertex(shape.paths[0][static_cast<std::size_t>(index) - 1], shape);
}

std::optional<Bytes> start_point(const Row& row) {
  const Shape shape = row.shape(0);
  require_kind("ST_StartPoint", shape, {ShapeKind::line_string});
  if (shape.paths.empty()) return std::nullopt;
  return vertex(shape.paths[0].front(), shape);
}

std::optional<Bytes> end_point(const Row& row) {
  const Shape shape = row.shape(0);
  require_kind("ST_EndPoint", shape, {ShapeKind::line_string});
  if (shape.paths.empty()) return std::nullopt;
  return vertex(shape.paths[0].back(), shape);
}

// In the order of Esri's storage, whose shells are clockwise; a ring's last vertex repeats its
// first.
std::optional<std::vector<Bytes>> points(const Row& row) {
  Shape shape = row.shape(0);
  if (is_empty(shape)) return std::nullopt;
  wind(shape, Winding::clockwise);
  std::vector<Bytes> out;
  for (const auto* leaf : leaves_of(shape)) {
    for (const auto& path : leaf->paths) {
      for (const auto& at : path)
        out.push_back(vertex(at, shape));
    }
  }
  return out;
}

std::optional<Bytes> exterior_ring(const Row& row) {
  const Shape shape = row.shape(0);
  require_kind("ST_ExteriorRing", shape, {ShapeKind::polygon});
  if (shape.paths.empty()) return std::nullopt;
  return line(shape.paths[0], shape);
}

std::optional<std::vector<Bytes>> interior_rings(const Row& row) {
  const Shape shape = row.shape(0);
  require_kind("ST_InteriorRings", shape, {ShapeKind::polygon});
  if (shape.paths.empty()) return std::nullopt;
  std::vector<Bytes> out;
  for (std::size_t i = 1; i < shape.paths.size(); ++i)
    out.push_back(line(shape.paths[i], shape));
  return out;
}

std::optional<Bytes> interior_ring_at(const Row& row) {
  const Shape shape = row.shape(0);
  require_kind("ST_InteriorRingN", shape, {ShapeKind::polygon});
  const auto index = row.get<std::int32_t>(1);
  if (shape.paths.empty() || !is_within(index, shape.paths.size() - 1)) return std::nullopt;
  return line(shape.paths[static_cast<std::size_t>(index)], shape);
}

}  // namespace

void register_members(duckdb::ExtensionLoader& loader) {
  const auto bytes = LogicalType::BLOB;
  const auto list = LogicalType::LIST(bytes);
  const auto index = LogicalType::INTEGER;
  const auto fails = Fails::on_values;
  const auto never = Fails::never;
  add_function(loader, "sluice_geo_geometry_at", {bytes, index}, bytes, never,
               row_by_row(geometry_at));
  add_function(loader, "sluice_geo_geometries", {bytes}, list, never, row_by_row(geometries));
  add_function(loader, "sluice_geo_point_at", {bytes, index}, bytes, fails, row_by_row(point_at));
  add_function(loader, "sluice_geo_start_point", {bytes}, bytes, fails, row_by_row(start_point));
  add_function(loader, "sluice_geo_end_point", {bytes}, bytes, fails, row_by_row(end_point));
  add_function(loader, "sluice_geo_points", {bytes}, list, never, row_by_row(points));
  add_function(loader, "sluice_geo_exterior_ring", {bytes}, bytes, fails,
               row_by_row(exterior_ring));
  add_function(loader, "sluice_geo_interior_rings", {bytes}, list, fails,
               row_by_row(interior_rings));
  add_function(loader, "sluice_geo_interior_ring_at", {bytes, index}, bytes, fails,
               row_by_row(interior_ring_at));
}

}  // namespace sluice::engine::geo
