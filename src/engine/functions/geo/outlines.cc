// Geometries made of one other: its envelope, boundary, centroid, surroundings, a simpler one.
#include "engine/functions/geo/families.h"
#include "engine/functions/geo/rows.h"
#include "engine/functions/geo/shape/measure.h"
#include "engine/functions/geo/shape/rings.h"
#include "engine/functions/geo/shape/wkb.h"

namespace sluice::engine::geo {

namespace {

constexpr int kQuadrantSegments = 24;  // Esri's circle has 96 vertices
// https://trino.io/docs/current/functions/geospatial.html: the buffer of a geometry whose points
// are closer than this may be empty. There it always is.
constexpr double kBufferExtentMin = 1e-8;

std::string envelope(const Row& row) {
  const Shape shape = row.shape(0);
  const Envelope box = envelope_of(shape);
  Shape out = box.is_empty() ? Shape{.kind = ShapeKind::polygon} : make_rectangle(box);
  out.srid = shape.srid;
  return write_wkb(out);
}

std::optional<std::vector<std::string>> envelope_corners(const Row& row) {
  const Shape shape = row.shape(0);
  const Envelope box = envelope_of(shape);
  if (box.is_empty()) return std::nullopt;
  Shape low = make_point(box.x_min, box.y_min);
  Shape high = make_point(box.x_max, box.y_max);
  low.srid = high.srid = shape.srid;
  return std::vector{write_wkb(low), write_wkb(high)};
}

std::string centroid_of(const Row& row) {
  const Shape shape = row.shape(0);
  require_kind("ST_Centroid", shape,
               {ShapeKind::point, ShapeKind::multi_point, ShapeKind::line_string,
                ShapeKind::multi_line_string, ShapeKind::polygon, ShapeKind::multi_polygon});
  Shape out{.kind = ShapeKind::point};
  if (shape.kind == ShapeKind::point) {
    out = shape;
  } else if (!is_empty(shape)) {
    const Coordinate at = centroid(shape);
    out = make_point(at.x, at.y);
  }
  out.srid = shape.srid;
  return write_wkb(out);
}

// The ends that an odd number of lines share; closed lines have none.
Shape boundary_of_lines(const Shape& shape) {
  std::vector<Coordinate> ends;
  for (const auto* line : leaves_of(shape)) {
    const Path& path = line->paths[0];
    if (path.front().is_same_place(path.back())) continue;
    ends.push_back(path.front());
    ends.push_back(path.back());
  }
  Shape out{.kind = ShapeKind::multi_point};
  std::map<std::pair<double, double>, int> counts;
  for (const auto& end : ends)
    ++counts[{end.x, end.y}];
  for (const auto& end : ends) {
    int& count = counts[{end.x, end.y}];
    if (count % 2 == 1) out.parts.push_back(make_point(end.x, end.y));
    count = 0;
  }
  return out;
}

std::string boundary(const Row& row) {
  const Shape shape = row.shape(0);
  Shape out{.kind = ShapeKind::multi_point};
  if (shape.kind == ShapeKind::collection) {
    raise("NOT_SUPPORTED", "ST_Boundary of a geometry collection is not supported");
  }
  if (dimension_of(shape) == 1) out = boundary_of_lines(shape);
  if (dimension_of(shape) == 2) {
    out.kind = ShapeKind::multi_line_string;
    for (const auto* polygon : leaves_of(shape)) {
      for (const auto& ring : polygon->paths)
        out.parts.push_back({.kind = ShapeKind::line_string, .paths = {ring}});
    }
  }
  out.srid = shape.srid;
  return write_wkb(out);
}

std::optional<std::string> buffer(const Row& row) {
  const auto distance = row.get<double>(1);
  if (std::isnan(distance)) raise(kInvalidArgument, "distance is NaN");
  if (distance < 0) raise(kInvalidArgument, "distance is negative");
  if (distance == 0) return std::string(row.bytes(0));
  const Shape shape = row.shape(0);
  if (is_empty(shape)) return std::nullopt;
  const Envelope box = envelope_of(shape);
  const bool is_tiny = dimension_of(shape) > 0 &&
                       std::max(box.x_max - box.x_min, box.y_max - box.y_min) < kBufferExtentMin;
  if (is_tiny || std::isinf(distance)) {
    return write_wkb({.kind = ShapeKind::multi_polygon, .srid = shape.srid});
  }
  auto& topology = row.topology();
  const auto result = topology.adopt(
      GEOSBuffer_r(topology.handle(), &row.geometry(0), distance, kQuadrantSegments));
  Shape out = topology.shape(*result);
  out.srid = shape.srid;
  return write_wkb(out);
}

std::string simplify(const Row& row) {
  const auto tolerance = row.get<double>(1);
  if (std::isnan(tolerance)) raise(kInvalidArgument, "distanceTolerance is NaN");
  if (tolerance < 0) raise(kInvalidArgument, "distanceTolerance is negative");
  if (tolerance == 0) return std::string(row.bytes(0));
  Shape shape = row.shape(0);
  // Trino's simplifier sees shells clockwise, which may decide which vertex stays.
  wind(shape, Winding::clockwise);
  auto& topology = row.topology();
  const auto input = topology.read(write_wkb(shape));
  const auto result =
      topology.adopt(GEOSTopologyPreserveSimplify_r(topology.handle(), input.get(), tolerance));
  Shape out = topology.shape(*result);
  out.srid = shape.srid;
  return write_wkb(out);
}

}  // namespace

void register_outlines(duckdb::ExtensionLoader& loader) {
  const auto bytes = LogicalType::BLOB;
  const auto number = LogicalType::DOUBLE;
  const auto fails = Fails::on_values;
  const auto never = Fails::never;
  add_function(loader, "sluice_geo_envelope", {bytes}, bytes, never, row_by_row(envelope));
  add_function(loader, "sluice_geo_envelope_corners", {bytes}, LogicalType::LIST(bytes), never,
               row_by_row(envelope_corners));
  add_function(loader, "sluice_geo_centroid", {bytes}, bytes, fails, row_by_row(centroid_of));
  add_function(loader, "sluice_geo_boundary", {bytes}, bytes, fails, row_by_row(boundary));
  add_function(loader, "sluice_geo_buffer", {bytes, number}, bytes, fails, row_by_row(buffer));
  add_function(loader, "sluice_geo_simplify", {bytes, number}, bytes, fails, row_by_row(simplify));
}

}  // namespace sluice::engine::geo
