#include "engine/functions/geo/tiles/tile_cover.h"

#include <cmath>

#include "engine/functions/define.h"
#include "engine/functions/geo/shape/wkb.h"

namespace sluice::engine::geo {

namespace {

constexpr std::int64_t kTilesMax = 1'000'000;
constexpr std::int64_t kEffortMax = 25'000'000;  // tiles times vertices
constexpr int kCoarseZoom = 10;                  // beyond it, coarse tiles are tried first

struct TileRange {
  BingTile first;  // upper left
  BingTile last;   // lower right

  std::int64_t count() const { return (last.x - first.x + 1) * (last.y - first.y + 1); }
};

// A tile that the envelope only touches at its right or lower border is left out.
TileRange range_of(const Envelope& box, int zoom) {
  TileRange out{.first = tile_at(box.y_max, box.x_min, zoom),
                .last = tile_at(box.y_min, box.x_max, zoom)};
  const Coordinate corner = corner_of(out.last);
  if (corner.x == box.x_max) --out.last.x;
  if (corner.y == box.y_min) --out.last.y;
  return out;
}

bool is_point_or_rectangle(const Shape& shape, const Envelope& box) {
  if (shape.kind == ShapeKind::point) return true;
  constexpr std::size_t kRectangleVertices = 5;
  if (shape.kind != ShapeKind::polygon || shape.paths.size() != 1 ||
      shape.paths[0].size() != kRectangleVertices) {
    return false;
  }
  return std::all_of(shape.paths[0].begin(), shape.paths[0].end(), [&](const Coordinate& at) {
    return (at.x == box.x_min || at.x == box.x_max) && (at.y == box.y_min || at.y == box.y_max);
  });
}

std::int64_t vertices_of(const Shape& shape) {
  std::size_t out = 0;
  for (const auto* leaf : leaves_of(shape)) {
    for (const auto& path : leaf->paths)
      out += path.size() - (leaf->kind == ShapeKind::polygon ? 1 : 0);
  }
  return static_cast<std::int64_t>(out);
}

void check_effort(const Shape& shape, std::int64_t count) {
  constexpr std::int64_t kIntMax = 2147483647;
  if (count > kIntMax) {
    raise(kInvalidArgument, "The zoom level is too high to compute a set of covering Bing tiles.");
  }
  if (vertices_of(shape) > kEffortMax / std::max<std::int64_t>(count, 1)) {
    raise(kInvalidArgument,
          "The zoom level is too high or the geometry is too complex to compute a set of covering "
          "Bing tiles. Please use a lower zoom level or convert the geometry to its bounding box "
          "using the ST_Envelope function.");
  }
}

// The members of a geometry, indexed; each tile is held against them.
class Cover {
 public:
  Cover(Topology& topology, const Shape& shape, int zoom) : topology_(topology), zoom_(zoom) {
    for (const auto* leaf : leaves_of(shape)) {
      geometries_.push_back(topology.read(write_wkb(*leaf)));
      members_.push_back(topology.prepare(*geometries_.back()));
    }
  }

  void add_if_met(const BingTile& tile) {
    if (any_member(GEOSPreparedIntersects_r, *rectangle(tile))) out_.push_back(tile.code());
  }

  // The tiles of the wanted zoom level within this one.
  void add_within(const BingTile& tile) {
    if (tile.zoom == zoom_) return add_if_met(tile);
    const auto box = rectangle(tile);
    if (any_member(GEOSPreparedContains_r, *box)) return add_all_within(tile);
    if (!any_member(GEOSPreparedIntersects_r, *box)) return;
    for (const int x : {0, 1}) {
      for (const int y : {0, 1})
        add_within({.x = 2 * tile.x + x, .y = 2 * tile.y + y, .zoom = tile.zoom + 1});
    }
  }

  TileCodes take() { return std::move(out_); }

 private:
  using Relation = char (*)(GEOSContextHandle_t, const GEOSPreparedGeometry*, const GEOSGeometry*);

  Topology::Geometry rectangle(const BingTile& tile) {
    const Envelope box = envelope_of(tile);
    return topology_.adopt(
        GEOSGeom_createRectangle_r(topology_.handle(), box.x_min, box.y_min, box.x_max, box.y_max));
  }

  bool any_member(Relation relation, const GEOSGeometry& box) {
    return std::any_of(members_.begin(), members_.end(), [&](const auto& member) {
      return topology_.truth(relation(topology_.handle(), member.get(), &box));
    });
  }

  void add_all_within(const BingTile& tile) {
    const int levels = zoom_ - tile.zoom;
    const std::int64_t side = std::int64_t{1} << levels;
    for (std::int64_t x = tile.x * side; x < (tile.x + 1) * side; ++x) {
      for (std::int64_t y = tile.y * side; y < (tile.y + 1) * side; ++y)
        out_.push_back(BingTile{.x = x, .y = y, .zoom = zoom_}.code());
    }
  }

  Topology& topology_;
  int zoom_;
  std::vector<Topology::Geometry> geometries_;
  std::vector<Topology::Prepared> members_;
  TileCodes out_;
};

template <class Visit>
void for_each_tile(const TileRange& range, int zoom, Visit visit) {
  const int levels = range.first.zoom - zoom;
  for (std::int64_t x = range.first.x >> levels; x <= range.last.x >> levels; ++x) {
    for (std::int64_t y = range.first.y >> levels; y <= range.last.y >> levels; ++y)
      visit(BingTile{.x = x, .y = y, .zoom = zoom});
  }
}

void check_span(const Envelope& box) {
  if (!(box.y_min >= -kTileLatitudeMax && box.y_max <= kTileLatitudeMax)) {
    raise(kInvalidArgument, "Latitude span for the geometry must be in [-85.05, 85.05] range");
  }
  if (!(box.x_min >= -180 && box.x_max <= 180)) {
    raise(kInvalidArgument, "Longitude span for the geometry must be in [-180.00, 180.00] range");
  }
}

TileCodes tiles_of_rectangle(const Envelope& box, const TileRange& range, int zoom) {
  if (range.count() > kTilesMax) {
    raise(kInvalidArgument,
          fmt::format("The number of tiles covering input rectangle exceeds the limit of 1M. "
                      "Number of tiles: {}. Rectangle: xMin={:.2f}, yMin={:.2f}, xMax={:.2f}, "
                      "yMax={:.2f}. Zoom level: {}.",
                      range.count(), box.x_min, box.y_min, box.x_max, box.y_max, zoom));
  }
  TileCodes out;
  for_each_tile(range, zoom, [&](const BingTile& tile) { out.push_back(tile.code()); });
  return out;
}

}  // namespace

TileCodes tiles_covering(Topology& topology, const Shape& shape, int zoom) {
  const Envelope box = envelope_of(shape);
  if (box.is_empty()) return {};
  check_span(box);
  const TileRange range = range_of(box, zoom);
  if (is_point_or_rectangle(shape, box)) return tiles_of_rectangle(box, range, zoom);
  check_effort(shape, range.count());
  Cover cover(topology, shape, zoom);
  if (zoom <= kCoarseZoom) {
    for_each_tile(range, zoom, [&](const BingTile& tile) { cover.add_if_met(tile); });
  } else {
    for_each_tile(range, kCoarseZoom, [&](const BingTile& tile) { cover.add_within(tile); });
  }
  return cover.take();
}

}  // namespace sluice::engine::geo
