// What a geometry's coordinates say: extents, counts, measures.
#include "engine/functions/geo/families.h"
#include "engine/functions/geo/rows.h"
#include "engine/functions/geo/shape/measure.h"
#include "engine/functions/geo/shape/rings.h"
#include "engine/functions/geo/shape/wkb.h"

namespace sluice::engine::geo {

namespace {

template <double Envelope::*Side>
std::optional<double> side(const Row& row) {
  const Envelope box = envelope_of(row.shape(0));
  if (box.is_empty()) return std::nullopt;
  return box.*Side;
}

std::optional<double> x_of(const Row& row) {
  const Shape shape = row.shape(0);
  require_kind("ST_X", shape, {ShapeKind::point});
  if (shape.paths.empty()) return std::nullopt;
  return shape.paths[0][0].x;
}

std::optional<double> y_of(const Row& row) {
  const Shape shape = row.shape(0);
  require_kind("ST_Y", shape, {ShapeKind::point});
  if (shape.paths.empty()) return std::nullopt;
  return shape.paths[0][0].y;
}

double area(const Row& row) {
  return planar_area(row.shape(0));
}

double length(const Row& row) {
  const Shape shape = row.shape(0);
  require_kind("ST_Length", shape, {ShapeKind::line_string, ShapeKind::multi_line_string});
  return planar_length(shape);
}

std::int8_t coordinate_dimension(const Row& row) {
  return row.shape(0).has_z ? 3 : 2;
}

std::int8_t dimension(const Row& row) {
  return static_cast<std::int8_t>(dimension_of(row.shape(0)));
}

bool is_without_coordinates(const Row& row) {
  return is_empty(row.shape(0));
}

bool is_closed(const Row& row) {
  const Shape shape = row.shape(0);
  require_kind("ST_IsClosed", shape, {ShapeKind::line_string, ShapeKind::multi_line_string});
  const auto lines = leaves_of(shape);
  return std::all_of(lines.begin(), lines.end(), [](const Shape* line) {
    return line->paths[0].front().is_same_place(line->paths[0].back());
  });
}

// A ring's closing vertex does not count: Esri's library, which Trino counts with, leaves it away.
std::int64_t count_points(const Row& row) {
  std::size_t out = 0;
  const Shape shape = row.shape(0);
  for (const auto* leaf : leaves_of(shape)) {
    for (const auto& path : leaf->paths)
      out += path.size() - (leaf->kind == ShapeKind::polygon ? 1 : 0);
  }
  return static_cast<std::int64_t>(out);
}

std::optional<std::int64_t> count_interior_rings(const Row& row) {
  const Shape shape = row.shape(0);
  require_kind("ST_NumInteriorRing", shape, {ShapeKind::polygon});
  if (shape.paths.empty()) return std::nullopt;
  return static_cast<std::int64_t>(shape.paths.size()) - 1;
}

std::int32_t count_geometries(const Row& row) {
  const Shape shape = row.shape(0);
  if (is_empty(shape)) return 0;
  return shape.is_multi() ? static_cast<std::int32_t>(shape.parts.size()) : 1;
}

std::string type_name(const Row& row) {
  const ShapeKind kind = row.shape(0).kind;
  if (kind == ShapeKind::collection) return "ST_GeomCollection";
  return fmt::format("ST_{}", jts_name(kind));
}

std::int32_t srid(const Row& row) {
  return stored_srid(row.bytes(0));
}

std::string with_srid(const Row& row) {
  Shape shape = row.shape(0);
  shape.srid = row.get<std::int32_t>(1);
  return write_wkb(shape);
}

}  // namespace

void register_accessors(duckdb::ExtensionLoader& loader) {
  const auto bytes = LogicalType::BLOB;
  const auto number = LogicalType::DOUBLE;
  const auto count = LogicalType::BIGINT;
  const auto fails = Fails::on_values;
  const auto never = Fails::never;
  add_function(loader, "sluice_geo_x_min", {bytes}, number, never,
               row_by_row(side<&Envelope::x_min>));
  add_function(loader, "sluice_geo_x_max", {bytes}, number, never,
               row_by_row(side<&Envelope::x_max>));
  add_function(loader, "sluice_geo_y_min", {bytes}, number, never,
               row_by_row(side<&Envelope::y_min>));
  add_function(loader, "sluice_geo_y_max", {bytes}, number, never,
               row_by_row(side<&Envelope::y_max>));
  add_function(loader, "sluice_geo_x", {bytes}, number, fails, row_by_row(x_of));
  add_function(loader, "sluice_geo_y", {bytes}, number, fails, row_by_row(y_of));
  add_function(loader, "sluice_geo_area", {bytes}, number, never, row_by_row(area));
  add_function(loader, "sluice_geo_length", {bytes}, number, fails, row_by_row(length));
  add_function(loader, "sluice_geo_coordinate_dimension", {bytes}, LogicalType::TINYINT, never,
               row_by_row(coordinate_dimension));
  add_function(loader, "sluice_geo_dimension", {bytes}, LogicalType::TINYINT, never,
               row_by_row(dimension));
  add_function(loader, "sluice_geo_is_empty", {bytes}, LogicalType::BOOLEAN, never,
               row_by_row(is_without_coordinates));
  add_function(loader, "sluice_geo_is_closed", {bytes}, LogicalType::BOOLEAN, fails,
               row_by_row(is_closed));
  add_function(loader, "sluice_geo_count_points", {bytes}, count, never, row_by_row(count_points));
  add_function(loader, "sluice_geo_count_interior_rings", {bytes}, count, fails,
               row_by_row(count_interior_rings));
  add_function(loader, "sluice_geo_count_geometries", {bytes}, LogicalType::INTEGER, never,
               row_by_row(count_geometries));
  add_function(loader, "sluice_geo_type", {bytes}, LogicalType::VARCHAR, never,
               row_by_row(type_name));
  add_function(loader, "sluice_geo_srid", {bytes}, LogicalType::INTEGER, never, row_by_row(srid));
  add_function(loader, "sluice_geo_with_srid", {bytes, LogicalType::INTEGER}, bytes, never,
               row_by_row(with_srid));
}

}  // namespace sluice::engine::geo
