// Whether a geometry is well formed, and why not.
//
// Trino (up to release 476) holds points and lines to it, too: no point twice, no segment without
// length, no line that meets itself other than at its ends.
#include "base/java_number.h"
#include "engine/functions/geo/families.h"
#include "engine/functions/geo/rows.h"
#include "engine/functions/geo/shape/wkb.h"

namespace sluice::engine::geo {

namespace {

using Reason = std::optional<std::string>;

std::string place(const Coordinate& at) {
  return fmt::format("({} {})", java_text(at.x), java_text(at.y));
}

bool is_before(const Coordinate& left, const Coordinate& right) {
  return left.y < right.y || (left.y == right.y && left.x < right.x);
}

std::optional<Coordinate> repeated(Path places) {
  std::sort(places.begin(), places.end(), is_before);
  const auto found = std::adjacent_find(
      places.begin(), places.end(),
      [](const Coordinate& left, const Coordinate& right) { return left.is_same_place(right); });
  if (found == places.end()) return std::nullopt;
  return *found;
}

Reason reason_of_points(const Shape& shape) {
  Path places;
  for (const auto* leaf : leaves_of(shape))
    places.push_back(leaf->paths[0][0]);
  const auto twice = repeated(std::move(places));
  if (!twice) return std::nullopt;
  return fmt::format("Repeated points at or near {} and {}", place(*twice), place(*twice));
}

Reason reason_of_lines(const Row& row, const Shape& shape) {
  Path inner;
  for (const auto* leaf : leaves_of(shape)) {
    const Path& path = leaf->paths[0];
    for (std::size_t i = 0; i + 1 < path.size(); ++i) {
      if (path[i].is_same_place(path[i + 1])) {
        return fmt::format("Degenerate segments at or near {}", place(path[i]));
      }
    }
    inner.insert(inner.end(), path.begin() + 1, path.end() - 1);
  }
  auto& topology = row.topology();
  const auto geometry = topology.read(write_wkb(shape));
  if (topology.truth(GEOSisSimple_r(topology.handle(), geometry.get()))) return std::nullopt;
  const auto twice = repeated(std::move(inner));
  if (!twice) return "Intersecting or overlapping segments";
  return fmt::format("Self-tangency at or near {} and {}", place(*twice), place(*twice));
}

Reason reason_of_polygons(const Row& row, const Shape& shape) {
  auto& topology = row.topology();
  auto* context = topology.handle();
  const auto geometry = topology.read(write_wkb(shape));
  char* text = nullptr;
  GEOSGeometry* location = nullptr;
  const char valid = GEOSisValidDetail_r(context, geometry.get(), 0, &text, &location);
  const auto release = [context](char* each) { GEOSFree_r(context, each); };
  const std::unique_ptr<char, decltype(release)> reason(text, release);
  const auto at = location == nullptr ? nullptr : topology.adopt(location);
  if (topology.truth(valid)) return std::nullopt;
  if (reason == nullptr || at == nullptr) return "Invalid geometry";
  const Shape point = topology.shape(*at);
  if (point.paths.empty()) return std::string(reason.get());
  return fmt::format("{} at or near {}", reason.get(), place(point.paths[0][0]));
}

Reason reason_of(const Row& row, const Shape& shape) {
  if (shape.kind == ShapeKind::collection) {
    for (const auto& part : shape.parts) {
      if (auto reason = reason_of(row, part)) return reason;
    }
    return std::nullopt;
  }
  if (is_empty(shape)) return std::nullopt;
  switch (dimension_of(shape)) {
    case 0:
      return reason_of_points(shape);
    case 1:
      return reason_of_lines(row, shape);
    default:
      return reason_of_polygons(row, shape);
  }
}

Reason invalid_reason(const Row& row) {
  return reason_of(row, row.shape(0));
}

// Trino asks the same question for both.
bool is_valid(const Row& row) {
  return !invalid_reason(row);
}

bool is_ring(const Row& row) {
  const Shape shape = row.shape(0);
  require_kind("ST_IsRing", shape, {ShapeKind::line_string});
  if (shape.paths.empty()) return false;
  const Path& path = shape.paths[0];
  return path.front().is_same_place(path.back()) && !reason_of(row, shape);
}

}  // namespace

void register_validity(duckdb::ExtensionLoader& loader) {
  const auto bytes = LogicalType::BLOB;
  add_function(loader, "sluice_geo_invalid_reason", {bytes}, LogicalType::VARCHAR, Fails::on_values,
               row_by_row(invalid_reason));
  add_function(loader, "sluice_geo_is_valid", {bytes}, LogicalType::BOOLEAN, Fails::on_values,
               row_by_row(is_valid));
  add_function(loader, "sluice_geo_is_ring", {bytes}, LogicalType::BOOLEAN, Fails::on_values,
               row_by_row(is_ring));
}

}  // namespace sluice::engine::geo
