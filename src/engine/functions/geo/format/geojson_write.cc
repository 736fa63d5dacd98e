#include "base/java_number.h"
#include "engine/functions/geo/format/geojson.h"
#include "engine/functions/geo/shape/rings.h"

namespace sluice::engine::geo {

namespace {

constexpr double kPlainMin = 1e-3;
constexpr double kPlainMax = 1e7;
constexpr double kScale = 1e8;
constexpr std::string_view kCrs = R"(,"crs":{"type":"name","properties":{"name":"EPSG:0"}})";

std::string ordinate(double value) {
  if (std::abs(value) < kPlainMin || value >= kPlainMax) return java_text(value);
  const double rounded = std::floor(value * kScale + 0.5) / kScale;
  if (rounded == std::trunc(rounded)) return fmt::format("{:.0f}", rounded);
  return java_text(rounded);
}

void write_coordinate(std::string& out, const Coordinate& at) {
  out += fmt::format("[{},{}]", ordinate(at.x), ordinate(at.y));
}

void write_path(std::string& out, const Path& path) {
  out += '[';
  for (std::size_t i = 0; i < path.size(); ++i) {
    if (i > 0) out += ',';
    write_coordinate(out, path[i]);
  }
  out += ']';
}

void write_coordinates(std::string& out, const Shape& shape) {
  if (shape.kind == ShapeKind::point && !shape.paths.empty()) {
    return write_coordinate(out, shape.paths[0][0]);
  }
  if (shape.kind == ShapeKind::line_string && !shape.paths.empty()) {
    return write_path(out, shape.paths[0]);
  }
  out += '[';
  for (std::size_t i = 0; i < shape.paths.size(); ++i) {
    if (i > 0) out += ',';
    write_path(out, shape.paths[i]);
  }
  for (std::size_t i = 0; i < shape.parts.size(); ++i) {
    if (i > 0) out += ',';
    write_coordinates(out, shape.parts[i]);
  }
  out += ']';
}

void write_object(std::string& out, const Shape& shape, std::string_view crs) {
  out += fmt::format(R"({{"type":"{}",)", jts_name(shape.kind));
  if (shape.kind == ShapeKind::collection) {
    out += R"("geometries":[)";
    for (std::size_t i = 0; i < shape.parts.size(); ++i) {
      if (i > 0) out += ',';
      write_object(out, shape.parts[i], "");
    }
    out += ']';
  } else {
    out += R"("coordinates":)";
    write_coordinates(out, shape);
  }
  out += crs;
  out += '}';
}

}  // namespace

std::string write_geojson(const Shape& shape) {
  Shape wound = shape;
  wind(wound, Winding::clockwise);
  // Trino writes an empty point and line itself, without the reference system.
  const bool is_empty_leaf = shape.paths.empty() && (shape.kind == ShapeKind::point ||
                                                     shape.kind == ShapeKind::line_string);
  std::string out;
  write_object(out, wound, is_empty_leaf ? "" : kCrs);
  return out;
}

}  // namespace sluice::engine::geo
