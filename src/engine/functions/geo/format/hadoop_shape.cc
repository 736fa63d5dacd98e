#include "engine/functions/geo/format/hadoop_shape.h"

#include <cstring>

#include "engine/functions/define.h"
#include "engine/functions/geo/shape/rings.h"

namespace sluice::engine::geo {

namespace {

constexpr std::size_t kTypeOffset = 4;
constexpr std::size_t kHeaderBytes = 5;
constexpr std::size_t kBoxBytes = 32;
constexpr double kNoData = -1e38;  // what the format has for a coordinate that is not there
// By the byte of the OGC type; 0 leaves the choice to the record, which takes the multi kinds.
constexpr ShapeKind kTypes[] = {ShapeKind::collection,   ShapeKind::point,
                                ShapeKind::line_string,  ShapeKind::polygon,
                                ShapeKind::multi_point,  ShapeKind::multi_line_string,
                                ShapeKind::multi_polygon};

[[noreturn]] void fail() {
  raise(kInvalidArgument, "Invalid Hadoop shape");
}

// A record of a shapefile, little-endian.
class RecordReader {
 public:
  explicit RecordReader(std::string_view bytes) : bytes_(bytes) {}

  Shape read() {
    switch (take<std::int32_t>()) {
      case 1:
        return point();
      case 3:
        return polyline();
      case 5:
        return polygon();
      case 8:
        return multi_point();
      default:
        fail();
    }
  }

 private:
  template <class Value>
  Value take() {
    if (bytes_.size() < sizeof(Value)) fail();
    Value value{};
    std::memcpy(&value, bytes_.data(), sizeof value);
    bytes_.remove_prefix(sizeof value);
    return value;
  }

  std::size_t take_count(std::size_t item_bytes) {
    const auto count = take<std::int32_t>();
    if (count < 0 || static_cast<std::size_t>(count) > bytes_.size() / item_bytes) fail();
    return static_cast<std::size_t>(count);
  }

  void skip_box() {
    if (bytes_.size() < kBoxBytes) fail();
    bytes_.remove_prefix(kBoxBytes);
  }

  Coordinate coordinate() {
    const auto x = take<double>();
    const auto y = take<double>();
    return {.x = x, .y = y};
  }

  Shape point() {
    const Coordinate at = coordinate();
    const bool is_empty = !(at.x > kNoData) || !(at.y > kNoData);
    return is_empty ? Shape{.kind = ShapeKind::point} : make_point(at.x, at.y);
  }

  Shape multi_point() {
    skip_box();
    Shape out{.kind = ShapeKind::multi_point};
    const auto count = take_count(sizeof(double) * 2);
    for (std::size_t i = 0; i < count; ++i) {
      const Coordinate at = coordinate();
      out.parts.push_back(make_point(at.x, at.y));
    }
    return out;
  }

  std::vector<Path> paths() {
    skip_box();
    const auto parts = take_count(sizeof(std::int32_t));
    const auto points = take_count(sizeof(double) * 2);
    std::vector<std::size_t> starts;
    for (std::size_t i = 0; i < parts; ++i) {
      const auto start = take<std::int32_t>();
      const auto least = starts.empty() ? 0 : starts.back();
      if (start < 0 || static_cast<std::size_t>(start) < least) fail();
      starts.push_back(static_cast<std::size_t>(start));
    }
    starts.push_back(points);
    std::vector<Path> out;
    for (std::size_t i = 0; i < parts; ++i) {
      if (starts[i] >= starts[i + 1]) fail();
      Path path;
      for (std::size_t at = starts[i]; at < starts[i + 1]; ++at)
        path.push_back(coordinate());
      out.push_back(std::move(path));
    }
    return out;
  }

  Shape polyline() {
    Shape out{.kind = ShapeKind::multi_line_string};
    for (auto& path : paths())
      out.parts.push_back({.kind = ShapeKind::line_string, .paths = {std::move(path)}});
    return out;
  }

  // A clockwise ring begins a polygon, the others are holes of the one before.
  Shape polygon() {
    Shape out{.kind = ShapeKind::multi_polygon};
    for (auto& ring : paths()) {
      if (!ring.front().is_same_place(ring.back())) ring.push_back(ring.front());
      if (signed_area(ring) <= 0 || out.parts.empty()) {
        out.parts.push_back({.kind = ShapeKind::polygon});
      }
      out.parts.back().paths.push_back(std::move(ring));
    }
    wind(out, Winding::counterclockwise);
    return out;
  }

  std::string_view bytes_;
};

// The record as the kind that the header says.
Shape as_kind(Shape shape, ShapeKind kind) {
  if (kind == ShapeKind::collection || kind == shape.kind) return shape;
  if (shape.kind == ShapeKind::point && kind == ShapeKind::multi_point) {
    Shape out{.kind = kind};
    if (!shape.paths.empty()) out.parts.push_back(std::move(shape));
    return out;
  }
  const bool is_single = static_cast<int>(kind) + 3 == static_cast<int>(shape.kind);
  if (!is_single || shape.parts.size() > 1) fail();
  return shape.parts.empty() ? Shape{.kind = kind} : std::move(shape.parts[0]);
}

}  // namespace

Shape parse_hadoop_shape(std::string_view bytes) {
  if (bytes.size() <= kHeaderBytes) {
    raise(kInvalidArgument, "Hadoop shape input is too short");
  }
  Shape shape = RecordReader(bytes.substr(kHeaderBytes)).read();
  const int type = static_cast<signed char>(bytes[kTypeOffset]);
  if (type < 0 || type >= static_cast<int>(std::size(kTypes))) {
    raise(kInvalidArgument, fmt::format("Invalid Hadoop shape type: {}", type));
  }
  return as_kind(std::move(shape), kTypes[type]);
}

}  // namespace sluice::engine::geo
