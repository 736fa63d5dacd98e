// Geographies: geometries whose coordinates are longitudes and latitudes on a sphere.
#include <numbers>

#include "engine/functions/geo/families.h"
#include "engine/functions/geo/great_circle.h"
#include "engine/functions/geo/rows.h"

namespace sluice::engine::geo {

namespace {

constexpr double kPi = std::numbers::pi;
constexpr double kEarthRadiusM = kEarthRadiusKm * 1000;

void check_latitude(double latitude) {
  if (!(latitude >= -90 && latitude <= 90)) {
    raise(kInvalidArgument, "Latitude must be between -90 and 90");
  }
}

void check_longitude(double longitude) {
  if (!(longitude >= -180 && longitude <= 180)) {
    raise(kInvalidArgument, "Longitude must be between -180 and 180");
  }
}

double checked_distance_km(const Coordinate& from, const Coordinate& to) {
  for (const auto* at : {&from, &to}) {
    check_latitude(at->y);
    check_longitude(at->x);
  }
  return great_circle_km(from.y, from.x, to.y, to.x);
}

double great_circle_distance(const Row& row) {
  return checked_distance_km({.x = row.get<double>(1), .y = row.get<double>(0)},
                             {.x = row.get<double>(3), .y = row.get<double>(2)});
}

std::string to_geography(const Row& row) {
  const Shape shape = row.shape(0);
  const Envelope box = envelope_of(shape);
  if (!box.is_empty()) {
    check_latitude(box.y_min);
    check_latitude(box.y_max);
    check_longitude(box.x_min);
    check_longitude(box.x_max);
  }
  if (shape.has_z) raise(kInvalidArgument, "Cannot convert 3D geometry to a spherical geography");
  return std::string(row.bytes(0));
}

void require_spherical(std::string_view function, const Shape& shape,
                       std::initializer_list<ShapeKind> allowed, std::string_view names) {
  if (std::find(allowed.begin(), allowed.end(), shape.kind) != allowed.end()) return;
  raise(kInvalidArgument,
        fmt::format("When applied to SphericalGeography inputs, {} only supports {}. Input type "
                    "is: {}",
                    function, names, trino_name(shape.kind)));
}

std::optional<double> distance(const Row& row) {
  const Shape left = row.shape(0);
  const Shape right = row.shape(1);
  if (is_empty(left) || is_empty(right)) return std::nullopt;
  for (const auto* shape : {&left, &right})
    require_spherical("ST_Distance", *shape, {ShapeKind::point}, "POINT");
  return checked_distance_km(left.paths[0][0], right.paths[0][0]) * 1000;
}

std::optional<double> length(const Row& row) {
  const Shape shape = row.shape(0);
  if (is_empty(shape)) return std::nullopt;
  require_spherical("ST_Length", shape, {ShapeKind::line_string, ShapeKind::multi_line_string},
                    "LINE_STRING or MULTI_LINE_STRING");
  double sum = 0;
  for (const auto* line : leaves_of(shape)) {
    const Path& path = line->paths[0];
    for (std::size_t i = 0; i + 1 < path.size(); ++i)
      sum += checked_distance_km(path[i], path[i + 1]);
  }
  return sum * 1000;
}

// One side of a spherical polygon: what it adds to the area under it, and its bearings.
struct Side {
  double excess = 0;
  double initial_bearing = 0;
  double final_bearing = 0;
};

Side side(const Coordinate& from, const Coordinate& to) {
  const double phi1 = to_radians(from.y);
  const double phi2 = to_radians(to.y);
  const double delta = to_radians(to.x) - to_radians(from.x);
  if (delta == 0 && phi1 == phi2) {
    raise(kInvalidArgument, "Polygon is not valid: it has two identical consecutive vertices");
  }
  const double tan1 = std::tan(phi1 / 2);
  const double tan2 = std::tan(phi2 / 2);
  const double y = std::sin(delta) * std::cos(phi2);
  const double x =
      std::cos(phi1) * std::sin(phi2) - std::sin(phi1) * std::cos(phi2) * std::cos(delta);
  const double back_y = -std::sin(delta) * std::cos(phi1);
  const double back_x =
      std::sin(phi1) * std::cos(phi2) - std::cos(phi1) * std::sin(phi2) * std::cos(delta);
  return {.excess = 2 * std::atan2(std::tan(delta / 2) * (tan1 + tan2), 1 + tan1 * tan2),
          .initial_bearing = std::fmod(std::atan2(y, x) + 2 * kPi, 2 * kPi),
          .final_bearing = std::fmod(std::atan2(back_y, back_x) + kPi, 2 * kPi)};
}

double turn(double from, double to) {
  return std::fmod(to - from + 3 * kPi, 2 * kPi) - kPi;
}

// https://www.element84.com/blog/determining-if-a-spherical-polygon-contains-a-pole
double spherical_excess(const Path& ring) {
  const std::size_t count = ring.size() - 1;  // the last repeats the first
  if (count < 3)
    raise(kInvalidArgument, "Polygon is not valid: a loop contains less then 3 vertices.");
  double excess = 0;
  double course = 0;
  std::optional<double> first_bearing;
  double bearing = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const Side each = side(ring[(i + count - 1) % count], ring[i]);
    excess += each.excess;
    if (first_bearing) course += turn(bearing, each.initial_bearing);
    if (!first_bearing) first_bearing = each.initial_bearing;
    course += turn(each.initial_bearing, each.final_bearing);
    bearing = each.final_bearing;
  }
  course += turn(bearing, *first_bearing);
  // One full turn, unless a pole lies within.
  return std::abs(course) < kPi / 4 ? std::abs(excess) - 2 * kPi : excess;
}

std::optional<double> area(const Row& row) {
  const Shape shape = row.shape(0);
  if (is_empty(shape)) return std::nullopt;
  require_spherical("ST_Area", shape, {ShapeKind::polygon, ShapeKind::multi_polygon},
                    "POLYGON or MULTI_POLYGON");
  double excess = 0;
  for (const auto* polygon : leaves_of(shape)) {
    for (std::size_t i = 0; i < polygon->paths.size(); ++i) {
      excess += (i == 0 ? 1 : -1) * std::abs(spherical_excess(polygon->paths[i]));
    }
  }
  return std::abs(excess * kEarthRadiusM * kEarthRadiusM);
}

}  // namespace

double to_radians(double degrees) {
  return degrees * (kPi / 180);
}
double to_degrees(double radians) {
  return radians * (180 / kPi);
}

double great_circle_km(double latitude1, double longitude1, double latitude2, double longitude2) {
  const double sin1 = std::sin(to_radians(latitude1));
  const double cos1 = std::cos(to_radians(latitude1));
  const double sin2 = std::sin(to_radians(latitude2));
  const double cos2 = std::cos(to_radians(latitude2));
  const double delta = to_radians(longitude1) - to_radians(longitude2);
  const double t1 = cos2 * std::sin(delta);
  const double t2 = cos1 * sin2 - sin1 * cos2 * std::cos(delta);
  const double t3 = sin1 * sin2 + cos1 * cos2 * std::cos(delta);
  return std::atan2(std::sqrt(t1 * t1 + t2 * t2), t3) * kEarthRadiusKm;
}

void register_sphere(duckdb::ExtensionLoader& loader) {
  const auto bytes = LogicalType::BLOB;
  const auto number = LogicalType::DOUBLE;
  const auto fails = Fails::on_values;
  add_function(loader, "sluice_geo_great_circle_distance", {number, number, number, number}, number,
               fails, row_by_row(great_circle_distance));
  add_function(loader, "sluice_geo_to_geography", {bytes}, bytes, fails, row_by_row(to_geography));
  add_function(loader, "sluice_geo_sphere_distance", {bytes, bytes}, number, fails,
               row_by_row(distance));
  add_function(loader, "sluice_geo_sphere_length", {bytes}, number, fails, row_by_row(length));
  add_function(loader, "sluice_geo_sphere_area", {bytes}, number, fails, row_by_row(area));
}

}  // namespace sluice::engine::geo
