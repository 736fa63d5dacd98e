// A geometry as a value: what the functions that only look at coordinates work on.
//
// Polygons are kept the way Trino prints them: shells counterclockwise, holes clockwise, every ring
// closed (see rings.h). M ordinates are dropped as they are read.
#pragma once

#include <cmath>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <optional>
#include <string_view>
#include <vector>

namespace sluice::engine::geo {

// The numbers are those of well-known binary.
enum class ShapeKind : std::uint8_t {
  point = 1,
  line_string = 2,
  polygon = 3,
  multi_point = 4,
  multi_line_string = 5,
  multi_polygon = 6,
  collection = 7,
};

struct Coordinate {
  double x = 0;
  double y = 0;
  double z = std::numeric_limits<double>::quiet_NaN();

  bool is_same_place(const Coordinate& other) const { return x == other.x && y == other.y; }
};

using Path = std::vector<Coordinate>;

struct Shape {
  ShapeKind kind = ShapeKind::point;
  int srid = 0;  // 0: unspecified
  bool has_z = false;
  // A point has one path of one coordinate, a line one path, a polygon its rings; none where empty.
  // The paths of lines and polygons have two vertices or more.
  std::vector<Path> paths;
  std::vector<Shape> parts;  // of the multi kinds and collections

  bool is_multi() const { return kind >= ShapeKind::multi_point; }
};

struct Envelope {
  double x_min = std::numeric_limits<double>::infinity();
  double y_min = std::numeric_limits<double>::infinity();
  double x_max = -std::numeric_limits<double>::infinity();
  double y_max = -std::numeric_limits<double>::infinity();

  bool is_empty() const { return x_min > x_max; }
};

// Without any coordinate.
bool is_empty(const Shape& shape);
Envelope envelope_of(const Shape& shape);
int dimension_of(const Shape& shape);

// Points, lines and polygons, whatever they are nested in; empty ones are left out.
std::vector<const Shape*> leaves_of(const Shape& shape);

Shape make_point(double x, double y);
Shape make_line(Path path);
Shape make_rectangle(const Envelope& envelope);

// "MULTI_POINT", as Trino's messages have it; "MultiPoint", as JTS's.
std::string_view trino_name(ShapeKind kind);
std::string_view jts_name(ShapeKind kind);

// Raises "<function> only applies to POINT or MULTI_POINT. Input type is: POLYGON".
void require_kind(std::string_view function, const Shape& shape,
                  std::initializer_list<ShapeKind> allowed);

}  // namespace sluice::engine::geo
