#include "engine/functions/geo/shape/rings.h"

#include <algorithm>

namespace sluice::engine::geo {

namespace {

bool is_lower(const Coordinate& left, const Coordinate& right) {
  return left.y < right.y || (left.y == right.y && left.x < right.x);
}

void start_at_lowest(Path& ring) {
  if (ring.size() < 2) return;
  ring.pop_back();
  std::rotate(ring.begin(), std::min_element(ring.begin(), ring.end(), is_lower), ring.end());
  ring.push_back(ring.front());
}

bool starts_lower(const Shape& left, const Shape& right) {
  if (left.paths.empty() || right.paths.empty()) return right.paths.empty() < left.paths.empty();
  return is_lower(left.paths[0][0], right.paths[0][0]);
}

}  // namespace

double signed_area(const Path& ring) {
  if (ring.size() < 3) return 0;
  double twice = 0;
  const Coordinate& origin = ring[0];
  for (std::size_t i = 1; i + 1 < ring.size(); ++i) {
    twice += (ring[i].x - origin.x) * (ring[i + 1].y - origin.y) -
             (ring[i + 1].x - origin.x) * (ring[i].y - origin.y);
  }
  return twice / 2;
}

void wind(Shape& shape, Winding shells) {
  for (auto& part : shape.parts)
    wind(part, shells);
  if (shape.kind != ShapeKind::polygon) return;
  for (std::size_t i = 0; i < shape.paths.size(); ++i) {
    Path& ring = shape.paths[i];
    if (!ring.front().is_same_place(ring.back())) ring.push_back(ring.front());
    const bool wants_positive = (i == 0) == (shells == Winding::counterclockwise);
    const double area = signed_area(ring);
    if (wants_positive ? area < 0 : area > 0) std::reverse(ring.begin(), ring.end());
  }
}

void normalize_starts(Shape& shape) {
  for (auto& part : shape.parts)
    normalize_starts(part);
  if (shape.kind == ShapeKind::multi_polygon) {
    std::stable_sort(shape.parts.begin(), shape.parts.end(), starts_lower);
  }
  if (shape.kind != ShapeKind::polygon) return;
  for (auto& ring : shape.paths)
    start_at_lowest(ring);
}

}  // namespace sluice::engine::geo
