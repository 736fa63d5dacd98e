// Geometries from and to text, bytes, GeoJSON, and points.
#include <charconv>

#include "engine/functions/geo/families.h"
#include "engine/functions/geo/format/geojson.h"
#include "engine/functions/geo/format/hadoop_shape.h"
#include "engine/functions/geo/format/wkt.h"
#include "engine/functions/geo/rows.h"
#include "engine/functions/geo/shape/wkb.h"

namespace sluice::engine::geo {

namespace {

constexpr std::string_view kSridPrefix = "SRID=";

Shape shape_of_text(std::string_view text) {
  auto shape = parse_wkt(text);
  if (!shape) raise(kInvalidArgument, fmt::format("Invalid WKT: {}", text));
  return std::move(*shape);
}

std::string from_text(const Row& row) {
  return write_wkb(shape_of_text(row.bytes(0)));
}

std::string line_from_text(const Row& row) {
  const Shape shape = shape_of_text(row.bytes(0));
  require_kind("ST_LineFromText", shape, {ShapeKind::line_string});
  return write_wkb(shape);
}

std::string polygon_from_text(const Row& row) {
  const Shape shape = shape_of_text(row.bytes(0));
  require_kind("ST_Polygon", shape, {ShapeKind::polygon});
  return write_wkb(shape);
}

std::string as_text(const Row& row) {
  return write_wkt(row.shape(0));
}

std::string from_extended_text(const Row& row) {
  std::string_view text = row.bytes(0);
  int srid = 0;
  if (text.starts_with(kSridPrefix)) {
    const auto end = text.find(';');
    const std::string_view digits =
        text.substr(kSridPrefix.size(), end == std::string_view::npos ? 0 : end - 5);
    const auto result = std::from_chars(digits.data(), digits.data() + digits.size(), srid);
    if (digits.empty() || result.ec != std::errc() || result.ptr != digits.data() + digits.size()) {
      raise(kInvalidArgument, fmt::format("Invalid EWKT: {}", text));
    }
    text.remove_prefix(end + 1);
  }
  Shape shape = shape_of_text(text);
  shape.srid = srid;
  return write_wkb(shape);
}

std::string as_extended_text(const Row& row) {
  const Shape shape = row.shape(0);
  const std::string text = write_wkt(shape);
  return shape.srid == 0 ? text : fmt::format("{}{};{}", kSridPrefix, shape.srid, text);
}

std::string from_binary(const Row& row) {
  const auto shape = parse_wkb(row.bytes(0));
  if (!shape) raise(kInvalidArgument, "Invalid WKB");
  return write_wkb(*shape);
}

std::string as_binary(const Row& row) {
  return write_wkb(row.shape(0), WkbFlavor::iso);
}

std::string from_hadoop_shape(const Row& row) {
  return write_wkb(parse_hadoop_shape(row.bytes(0)));
}

std::string from_geojson(const Row& row) {
  return write_wkb(parse_geojson(row.bytes(0)));
}

std::string to_geojson(const Row& row) {
  return write_geojson(row.shape(0));
}

std::string point(const Row& row) {
  return write_wkb(make_point(row.get<double>(0), row.get<double>(1)));
}

Coordinate point_of(const std::optional<std::string_view>& bytes, std::string_view function,
                    std::size_t number) {
  const bool is_line = function == "ST_LineString";
  const auto refuse = [&](const std::string& what) {
    raise(kInvalidArgument,
          fmt::format("Invalid input to {}: {} at index {}", function, what, number));
  };
  if (!bytes) refuse(is_line ? "null point" : "null");
  const Shape shape = read_stored(*bytes);
  if (shape.kind != ShapeKind::point && is_line) {
    raise(kInvalidArgument,
          fmt::format("ST_LineString takes only an array of valid points, {} was passed",
                      jts_name(shape.kind)));
  }
  if (shape.kind != ShapeKind::point) {
    refuse(fmt::format("geometry is not a point: {}", jts_name(shape.kind)));
  }
  if (shape.paths.empty()) refuse("empty point");
  return shape.paths[0][0];
}

std::string line_of_points(const Row& row) {
  Path path;
  for (const auto& bytes : row.list(0)) {
    const Coordinate at = point_of(bytes, "ST_LineString", path.size() + 1);
    if (!path.empty() && path.back().is_same_place(at)) {
      raise(kInvalidArgument,
            fmt::format("Invalid input to ST_LineString: consecutive duplicate points at index {}",
                        path.size() + 1));
    }
    path.push_back(at);
  }
  return write_wkb(make_line(std::move(path)));
}

std::optional<std::string> multi_point(const Row& row) {
  Shape out{.kind = ShapeKind::multi_point};
  for (const auto& bytes : row.list(0)) {
    const Coordinate at = point_of(bytes, "ST_MultiPoint", out.parts.size() + 1);
    out.parts.push_back(make_point(at.x, at.y));
  }
  if (out.parts.empty()) return std::nullopt;
  return write_wkb(out);
}

}  // namespace

void register_formats(duckdb::ExtensionLoader& loader) {
  const auto text = LogicalType::VARCHAR;
  const auto bytes = LogicalType::BLOB;
  const auto fails = Fails::on_values;
  const auto never = Fails::never;
  add_function(loader, "sluice_geo_from_text", {text}, bytes, fails, row_by_row(from_text));
  add_function(loader, "sluice_geo_line_from_text", {text}, bytes, fails,
               row_by_row(line_from_text));
  add_function(loader, "sluice_geo_polygon_from_text", {text}, bytes, fails,
               row_by_row(polygon_from_text));
  add_function(loader, "sluice_geo_from_ewkt", {text}, bytes, fails,
               row_by_row(from_extended_text));
  add_function(loader, "sluice_geo_text", {bytes}, text, never, row_by_row(as_text));
  add_function(loader, "sluice_geo_ewkt", {bytes}, text, never, row_by_row(as_extended_text));
  add_function(loader, "sluice_geo_from_binary", {bytes}, bytes, fails, row_by_row(from_binary));
  add_function(loader, "sluice_geo_binary", {bytes}, bytes, never, row_by_row(as_binary));
  add_function(loader, "sluice_geo_from_hadoop_shape", {bytes}, bytes, fails,
               row_by_row(from_hadoop_shape));
  add_function(loader, "sluice_geo_from_geojson", {text}, bytes, fails, row_by_row(from_geojson));
  add_function(loader, "sluice_geo_geojson", {bytes}, text, never, row_by_row(to_geojson));
  add_function(loader, "sluice_geo_point", {LogicalType::DOUBLE, LogicalType::DOUBLE}, bytes, never,
               row_by_row(point));
  add_function(loader, "sluice_geo_line_string", {LogicalType::LIST(bytes)}, bytes, fails,
               row_by_row(line_of_points));
  add_function(loader, "sluice_geo_multi_point", {LogicalType::LIST(bytes)}, bytes, fails,
               row_by_row(multi_point));
}

}  // namespace sluice::engine::geo
