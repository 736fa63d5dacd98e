#include "engine/functions/geo/shape/measure.h"

#include "engine/functions/geo/shape/rings.h"

namespace sluice::engine::geo {

namespace {

double distance(const Coordinate& a, const Coordinate& b) {
  return std::sqrt((a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y));
}

struct Sum {
  double x = 0;
  double y = 0;
  double weight = 0;

  Coordinate mean() const { return {.x = x / weight, .y = y / weight}; }
};

Coordinate centroid_of_points(const Shape& shape) {
  Sum sum;
  for (const auto* leaf : leaves_of(shape)) {
    for (const auto& path : leaf->paths) {
      // A ring's first vertex stands for its last, too.
      const std::size_t count = path.size() - (leaf->kind == ShapeKind::polygon ? 1 : 0);
      for (std::size_t i = 0; i < count; ++i) {
        sum.x += path[i].x;
        sum.y += path[i].y;
        sum.weight += 1;
      }
    }
  }
  return sum.mean();
}

Coordinate centroid_of_lines(const Shape& shape) {
  Sum sum;
  for (const auto* leaf : leaves_of(shape)) {
    for (const auto& path : leaf->paths) {
      for (std::size_t i = 0; i + 1 < path.size(); ++i) {
        const double length = distance(path[i], path[i + 1]);
        sum.x += (path[i].x + path[i + 1].x) / 2 * length;
        sum.y += (path[i].y + path[i + 1].y) / 2 * length;
        sum.weight += length;
      }
    }
  }
  return sum.weight == 0 ? centroid_of_points(shape) : sum.mean();
}

// Adds 6 times the ring's area times its centroid, which is relative to `origin`.
void add_ring(Sum& sum, const Path& ring, const Coordinate& origin) {
  const Coordinate& start = ring[0];
  for (std::size_t i = 1; i + 2 < ring.size(); ++i) {
    const double x = ring[i].x - start.x;
    const double y = ring[i].y - start.y;
    const double next_x = ring[i + 1].x - start.x;
    const double next_y = ring[i + 1].y - start.y;
    const double twice_triangle = x * next_y - next_x * y;
    sum.x += (x + next_x) * twice_triangle;
    sum.y += (y + next_y) * twice_triangle;
  }
  const double weight = 6 * signed_area(ring);
  sum.x += (start.x - origin.x) * weight;
  sum.y += (start.y - origin.y) * weight;
  sum.weight += weight;
}

Coordinate centroid_of_polygons(const Shape& shape) {
  const auto polygons = leaves_of(shape);
  const Coordinate& origin = polygons[0]->paths[0][0];
  Sum sum;
  for (const auto* polygon : polygons) {
    for (const auto& ring : polygon->paths)
      add_ring(sum, ring, origin);
  }
  if (sum.weight == 0) return centroid_of_lines(shape);
  const Coordinate mean = sum.mean();
  return {.x = mean.x + origin.x, .y = mean.y + origin.y};
}

}  // namespace

double planar_area(const Shape& shape) {
  double out = 0;
  for (const auto* leaf : leaves_of(shape)) {
    if (leaf->kind != ShapeKind::polygon) continue;
    for (const auto& ring : leaf->paths)
      out += signed_area(ring);
  }
  return out;
}

double planar_length(const Path& path) {
  double out = 0;
  for (std::size_t i = 0; i + 1 < path.size(); ++i)
    out += distance(path[i], path[i + 1]);
  return out;
}

double planar_length(const Shape& lines) {
  double out = 0;
  for (const auto* leaf : leaves_of(lines))
    out += planar_length(leaf->paths[0]);
  return out;
}

Coordinate centroid(const Shape& shape) {
  switch (dimension_of(shape)) {
    case 0:
      return centroid_of_points(shape);
    case 1:
      return centroid_of_lines(shape);
    default:
      return centroid_of_polygons(shape);
  }
}

}  // namespace sluice::engine::geo
