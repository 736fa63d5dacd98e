// Places along lines, and lines as encoded polylines.
#include "base/java_number.h"
#include "engine/functions/geo/families.h"
#include "engine/functions/geo/rows.h"
#include "engine/functions/geo/shape/measure.h"
#include "engine/functions/geo/shape/wkb.h"

namespace sluice::engine::geo {

namespace {

std::optional<double> locate(const Row& row) {
  const Shape line = row.shape(0);
  const Shape point = row.shape(1);
  if (is_empty(line) || is_empty(point)) return std::nullopt;
  if (line.kind != ShapeKind::line_string && line.kind != ShapeKind::multi_line_string) {
    raise(kInvalidArgument,
          fmt::format("First argument to line_locate_point must be a LineString or a "
                      "MultiLineString. Got: {}",
                      jts_name(line.kind)));
  }
  if (point.kind != ShapeKind::point) {
    raise(kInvalidArgument,
          fmt::format("Second argument to line_locate_point must be a Point. Got: {}",
                      jts_name(point.kind)));
  }
  auto& topology = row.topology();
  const double along = GEOSProject_r(topology.handle(), &row.geometry(0), &row.geometry(1));
  return along / planar_length(line);
}

// Points at `step`, 2 * `step` … of the length; only the first unless `is_repeated`.
Path interpolate(const Shape& line, double step, bool is_repeated) {
  constexpr double kPointsMax = 10'000'000;
  require_kind("line_interpolate_point", line, {ShapeKind::line_string});
  if (step < 0 || step > 1) raise(kInvalidArgument, "fraction must be between 0 and 1");
  const Path& path = line.paths[0];
  if (step == 0) return {path.front()};
  if (step == 1) return {path.back()};
  const double wanted = is_repeated ? std::floor(1 / step) : 1;
  if (wanted > kPointsMax) raise(kInvalidArgument, "fraction is too small");
  const auto count = std::isnan(wanted) ? 0 : static_cast<std::size_t>(wanted);
  const double length = planar_length(path);
  double consumed = 0;
  double next = step;
  Path out;
  for (std::size_t i = 1; i < path.size() && out.size() < count; ++i) {
    const double share = planar_length({path[i - 1], path[i]}) / length;
    while (next < consumed + share && out.size() < count) {
      const double within = (next - consumed) / share;
      out.push_back({.x = path[i - 1].x + (path[i].x - path[i - 1].x) * within,
                     .y = path[i - 1].y + (path[i].y - path[i - 1].y) * within});
      next += step;
    }
    consumed += share;
  }
  if (out.size() < count) out.push_back(path.back());
  return out;
}

std::string point_of(const Coordinate& at, int srid) {
  Shape point = make_point(at.x, at.y);
  point.srid = srid;
  return write_wkb(point);
}

std::optional<std::string> interpolate_point(const Row& row) {
  const Shape line = row.shape(0);
  if (is_empty(line)) return std::nullopt;
  return point_of(interpolate(line, row.get<double>(1), false)[0], line.srid);
}

std::optional<std::vector<std::string>> interpolate_points(const Row& row) {
  const Shape line = row.shape(0);
  if (is_empty(line)) return std::nullopt;
  std::vector<std::string> out;
  for (const auto& at : interpolate(line, row.get<double>(1), true))
    out.push_back(point_of(at, line.srid));
  return out;
}

// --- https://developers.google.com/maps/documentation/utilities/polylinealgorithm

constexpr double kPolylineScale = 1e5;
constexpr int kBits = 5;
constexpr int kMore = 0x20;  // another digit follows
constexpr int kFirstLetter = 63;

void encode(std::string& out, std::int64_t value) {
  auto rest = static_cast<std::uint64_t>(value) << 1;
  if (value < 0) rest = ~rest;
  for (; rest >= kMore; rest >>= kBits)
    out += static_cast<char>((kMore | (rest & (kMore - 1))) + kFirstLetter);
  out += static_cast<char>(rest + kFirstLetter);
}

// Java's Math.round.
std::int64_t round_half_up(double value) {
  return java_cast<std::int64_t>(std::floor(value + 0.5));
}

// What overflows goes around, as in Java.
std::int64_t sum(std::int64_t left, std::int64_t right) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(left) +
                                   static_cast<std::uint64_t>(right));
}
std::int64_t difference(std::int64_t left, std::int64_t right) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(left) -
                                   static_cast<std::uint64_t>(right));
}

std::string to_polyline(const Row& row) {
  const Shape shape = row.shape(0);
  require_kind("encode_polyline", shape, {ShapeKind::multi_point, ShapeKind::line_string});
  std::string out;
  std::int64_t last_latitude = 0;
  std::int64_t last_longitude = 0;
  for (const auto* leaf : leaves_of(shape)) {
    for (const auto& at : leaf->paths[0]) {
      const auto latitude = round_half_up(at.y * kPolylineScale);
      const auto longitude = round_half_up(at.x * kPolylineScale);
      encode(out, difference(latitude, last_latitude));
      encode(out, difference(longitude, last_longitude));
      last_latitude = latitude;
      last_longitude = longitude;
    }
  }
  return out;
}

// Takes one number off the front.
std::int64_t decode(std::string_view& text) {
  std::uint64_t value = 0;
  constexpr int kShiftMax = 60;
  for (int shift = 0;; shift += kBits) {
    if (text.empty() || text[0] < kFirstLetter || shift > kShiftMax) {
      raise(kInvalidArgument, "Input is not a valid encoded polyline");
    }
    const auto digit = static_cast<std::uint64_t>(text[0] - kFirstLetter);
    text.remove_prefix(1);
    value |= (digit & (kMore - 1)) << shift;
    if (digit < kMore) break;
  }
  const auto half = static_cast<std::int64_t>(value >> 1);
  return (value & 1) != 0 ? ~half : half;
}

std::string from_polyline(const Row& row) {
  std::string_view text = row.bytes(0);
  std::int64_t latitude = 0;
  std::int64_t longitude = 0;
  Path path;
  while (!text.empty()) {
    latitude = sum(latitude, decode(text));
    longitude = sum(longitude, decode(text));
    path.push_back(
        {.x = static_cast<double>(longitude) * 1e-5, .y = static_cast<double>(latitude) * 1e-5});
  }
  return write_wkb(make_line(std::move(path)));
}

}  // namespace

void register_lines(duckdb::ExtensionLoader& loader) {
  const auto bytes = LogicalType::BLOB;
  const auto text = LogicalType::VARCHAR;
  const auto number = LogicalType::DOUBLE;
  const auto fails = Fails::on_values;
  add_function(loader, "sluice_geo_locate", {bytes, bytes}, number, fails, row_by_row(locate));
  add_function(loader, "sluice_geo_interpolate_point", {bytes, number}, bytes, fails,
               row_by_row(interpolate_point));
  add_function(loader, "sluice_geo_interpolate_points", {bytes, number}, LogicalType::LIST(bytes),
               fails, row_by_row(interpolate_points));
  add_function(loader, "sluice_geo_to_polyline", {bytes}, text, fails, row_by_row(to_polyline));
  add_function(loader, "sluice_geo_from_polyline", {text}, bytes, fails, row_by_row(from_polyline));
}

}  // namespace sluice::engine::geo
