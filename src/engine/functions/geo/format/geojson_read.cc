#include "base/error.h"
#include "base/json.h"
#include "engine/functions/define.h"
#include "engine/functions/geo/format/geojson.h"
#include "engine/functions/geo/shape/rings.h"

namespace sluice::engine::geo {

namespace {

constexpr std::size_t kRingSizeMin = 4;  // JTS refuses shorter rings, the empty one excepted

[[noreturn]] void fail(std::string_view reason) {
  raise(kInvalidArgument, fmt::format("Invalid GeoJSON: {}", reason));
}

[[noreturn]] void fail_kind(std::string_view type) {
  fail(fmt::format("Could not parse {} from GeoJson string.", type));
}

struct NamedKind {
  std::string_view name;
  ShapeKind kind;
};

constexpr NamedKind kKinds[] = {
    {"Point", ShapeKind::point},
    {"LineString", ShapeKind::line_string},
    {"Polygon", ShapeKind::polygon},
    {"MultiPoint", ShapeKind::multi_point},
    {"MultiLineString", ShapeKind::multi_line_string},
    {"MultiPolygon", ShapeKind::multi_polygon},
    {"GeometryCollection", ShapeKind::collection},
};

// Reads the "coordinates" of one object; `type` is for messages.
class CoordinatesReader {
 public:
  explicit CoordinatesReader(std::string_view type) : type_(type) {}

  Shape read(ShapeKind kind, const json::value& value) const {
    Shape out{.kind = kind};
    const json::array& items = array(value);
    if (items.empty()) return out;
    if (kind == ShapeKind::point) {
      out.paths = {{coordinate(value)}};
    } else if (kind == ShapeKind::line_string) {
      out.paths = {path(value)};
      if (out.paths[0].size() < 2) fail_kind(type_);
    } else if (kind == ShapeKind::polygon) {
      for (const auto& ring : items)
        add_ring(out, path(ring));
    } else {
      for (const auto& item : items) {
        out.parts.push_back(read(static_cast<ShapeKind>(static_cast<int>(kind) - 3), item));
      }
    }
    return out;
  }

 private:
  const json::array& array(const json::value& value) const {
    if (!value.is_array()) fail_kind(type_);
    return value.get_array();
  }

  double number(const json::value& value) const {
    if (!value.is_number()) fail_kind(type_);
    return value.to_number<double>();
  }

  Coordinate coordinate(const json::value& value) const {
    const json::array& numbers = array(value);
    if (numbers.size() < 2) fail_kind(type_);
    return {.x = number(numbers[0]), .y = number(numbers[1])};
  }

  Path path(const json::value& value) const {
    Path out;
    for (const auto& item : array(value))
      out.push_back(coordinate(item));
    return out;
  }

  void add_ring(Shape& polygon, Path ring) const {
    if (ring.empty()) return;
    if (ring.size() < kRingSizeMin || !ring.front().is_same_place(ring.back())) fail_kind(type_);
    polygon.paths.push_back(std::move(ring));
  }

  std::string_view type_;
};

Shape read_object(const json::value& value);

const json::value& member(const json::object& object, std::string_view name,
                          std::string_view type) {
  const auto* found = object.if_contains(name);
  if (found == nullptr) fail_kind(type);
  return *found;
}

Shape read_all(const json::object& object, std::string_view list, std::string_view type) {
  const json::value& items = member(object, list, type);
  if (!items.is_array()) fail_kind(type);
  Shape out{.kind = ShapeKind::collection};
  for (const auto& item : items.get_array()) {
    if (!item.is_object()) fail_kind(type);
    out.parts.push_back(read_object(item));
  }
  return out;
}

Shape read_object(const json::value& value) {
  const json::object& object = value.get_object();
  const auto* type = object.if_contains("type");
  if (type == nullptr || !type->is_string()) {
    fail("Could not parse Geometry from Json string.  No 'type' property found.");
  }
  const std::string_view name(type->get_string().data(), type->get_string().size());
  if (name == "GeometryCollection") return read_all(object, "geometries", name);
  if (name == "FeatureCollection") return read_all(object, "features", name);
  if (name == "Feature") {
    const json::value& geometry = member(object, "geometry", name);
    if (!geometry.is_object()) fail_kind(name);
    return read_object(geometry);
  }
  for (const auto& kind : kKinds) {
    if (kind.name != name) continue;
    return CoordinatesReader(name).read(kind.kind, member(object, "coordinates", name));
  }
  fail(fmt::format("Could not parse Geometry from GeoJson string.  Unsupported 'type':{}", name));
}

json::value parse(std::string_view text) {
  try {
    return parse_json(text);
  } catch (const Error& error) {
    fail(error.message());
  }
}

}  // namespace

Shape parse_geojson(std::string_view text) {
  const json::value value = parse(text);
  if (!value.is_object()) fail("Could not parse Geometry from Json string.");
  Shape shape = read_object(value);
  wind(shape, Winding::counterclockwise);
  return shape;
}

}  // namespace sluice::engine::geo
