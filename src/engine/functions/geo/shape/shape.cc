#include "engine/functions/geo/shape/shape.h"

#include "engine/functions/define.h"

namespace sluice::engine::geo {

namespace {

void collect(const Shape& shape, std::vector<const Shape*>& out) {
  if (!shape.is_multi() && !shape.paths.empty()) out.push_back(&shape);
  for (const auto& part : shape.parts)
    collect(part, out);
}

}  // namespace

std::vector<const Shape*> leaves_of(const Shape& shape) {
  std::vector<const Shape*> out;
  collect(shape, out);
  return out;
}

bool is_empty(const Shape& shape) {
  if (!shape.is_multi()) return shape.paths.empty();
  return std::all_of(shape.parts.begin(), shape.parts.end(), is_empty);
}

Envelope envelope_of(const Shape& shape) {
  Envelope out;
  for (const auto* leaf : leaves_of(shape)) {
    // Holes lie inside the shell.
    for (const auto& at : leaf->paths[0]) {
      out.x_min = std::min(out.x_min, at.x);
      out.y_min = std::min(out.y_min, at.y);
      out.x_max = std::max(out.x_max, at.x);
      out.y_max = std::max(out.y_max, at.y);
    }
  }
  return out;
}

int dimension_of(const Shape& shape) {
  switch (shape.kind) {
    case ShapeKind::point:
    case ShapeKind::multi_point:
      return 0;
    case ShapeKind::line_string:
    case ShapeKind::multi_line_string:
      return 1;
    case ShapeKind::polygon:
    case ShapeKind::multi_polygon:
      return 2;
    case ShapeKind::collection:
      break;
  }
  int out = 0;
  for (const auto& part : shape.parts)
    out = std::max(out, dimension_of(part));
  return out;
}

Shape make_point(double x, double y) {
  return {.kind = ShapeKind::point, .paths = {{{.x = x, .y = y}}}};
}

Shape make_line(Path path) {
  Shape out{.kind = ShapeKind::line_string};
  // A line of a single vertex has no segment: Trino takes it for empty.
  if (path.size() > 1) out.paths.push_back(std::move(path));
  return out;
}

Shape make_rectangle(const Envelope& box) {
  return {.kind = ShapeKind::polygon,
          .paths = {{{.x = box.x_min, .y = box.y_min},
                     {.x = box.x_max, .y = box.y_min},
                     {.x = box.x_max, .y = box.y_max},
                     {.x = box.x_min, .y = box.y_max},
                     {.x = box.x_min, .y = box.y_min}}}};
}

std::string_view trino_name(ShapeKind kind) {
  switch (kind) {
    case ShapeKind::point:
      return "POINT";
    case ShapeKind::multi_point:
      return "MULTI_POINT";
    case ShapeKind::line_string:
      return "LINE_STRING";
    case ShapeKind::multi_line_string:
      return "MULTI_LINE_STRING";
    case ShapeKind::polygon:
      return "POLYGON";
    case ShapeKind::multi_polygon:
      return "MULTI_POLYGON";
    case ShapeKind::collection:
      break;
  }
  return "GEOMETRY_COLLECTION";
}

std::string_view jts_name(ShapeKind kind) {
  switch (kind) {
    case ShapeKind::point:
      return "Point";
    case ShapeKind::multi_point:
      return "MultiPoint";
    case ShapeKind::line_string:
      return "LineString";
    case ShapeKind::multi_line_string:
      return "MultiLineString";
    case ShapeKind::polygon:
      return "Polygon";
    case ShapeKind::multi_polygon:
      return "MultiPolygon";
    case ShapeKind::collection:
      break;
  }
  return "GeometryCollection";
}

void require_kind(std::string_view function, const Shape& shape,
                  std::initializer_list<ShapeKind> allowed) {
  if (std::find(allowed.begin(), allowed.end(), shape.kind) != allowed.end()) return;
  std::string names;
  for (const ShapeKind kind : allowed) {
    if (!names.empty()) names += " or ";
    names += trino_name(kind);
  }
  raise(kInvalidArgument, fmt::format("{} only applies to {}. Input type is: {}", function, names,
                                      trino_name(shape.kind)));
}

}  // namespace sluice::engine::geo
