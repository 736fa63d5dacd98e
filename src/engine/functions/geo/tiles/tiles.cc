// The functions of Bing tiles.
#include "engine/functions/geo/families.h"
#include "engine/functions/geo/rows.h"
#include "engine/functions/geo/shape/wkb.h"
#include "engine/functions/geo/tiles/bing_tile.h"
#include "engine/functions/geo/tiles/tile_cover.h"

namespace sluice::engine::geo {

namespace {

void check_place(double latitude, double longitude) {
  if (!(latitude >= -kTileLatitudeMax && latitude <= kTileLatitudeMax)) {
    raise(kInvalidArgument, "Latitude must be between -85.05112878 and 85.05112878");
  }
  if (!(longitude >= -180 && longitude <= 180)) {
    raise(kInvalidArgument, "Longitude must be between -180.0 and 180.0");
  }
}

std::int64_t tile(const Row& row) {
  const auto zoom = row.get<std::int32_t>(2);
  check_zoom(zoom);
  const BingTile out{.x = row.get<std::int32_t>(0), .y = row.get<std::int32_t>(1), .zoom = zoom};
  for (const auto index : {out.x, out.y}) {
    if (index >= 0 && index <= out.last_index()) continue;
    raise(
        kInvalidArgument,
        fmt::format("XY coordinates for a Bing tile at zoom level {} must be within [0, {}) range",
                    zoom, out.last_index() + 1));
  }
  return out.code();
}

std::int64_t tile_of_key(const Row& row) {
  return tile_of_quad_key(row.bytes(0)).code();
}

std::int64_t tile_at_place(const Row& row) {
  check_place(row.get<double>(0), row.get<double>(1));
  check_zoom(row.get<std::int32_t>(2));
  return tile_at(row.get<double>(0), row.get<double>(1), row.get<std::int32_t>(2)).code();
}

TileCodes neighbours(const Row& row) {
  check_place(row.get<double>(0), row.get<double>(1));
  check_zoom(row.get<std::int32_t>(2));
  const BingTile center = tile_at(row.get<double>(0), row.get<double>(1), row.get<std::int32_t>(2));
  const auto is_on_map = [&](std::int64_t index) {
    return index >= 0 && index <= center.last_index();
  };
  TileCodes out;
  for (auto x = center.x - 1; x <= center.x + 1; ++x) {
    for (auto y = center.y - 1; y <= center.y + 1; ++y) {
      if (!is_on_map(x) || !is_on_map(y)) continue;
      out.push_back(BingTile{.x = x, .y = y, .zoom = center.zoom}.code());
    }
  }
  return out;
}

TileCodes tiles_in_circle(const Row& row) {
  check_place(row.get<double>(0), row.get<double>(1));
  check_zoom(row.get<std::int32_t>(2));
  return tiles_around(row.get<double>(0), row.get<double>(1), row.get<std::int32_t>(2),
                      row.get<double>(3));
}

TileCodes tiles_of_geometry(const Row& row) {
  check_zoom(row.get<std::int32_t>(1));
  return tiles_covering(row.topology(), row.shape(0), row.get<std::int32_t>(1));
}

std::string key_of_tile(const Row& row) {
  return quad_key(BingTile::of(row.get<std::int64_t>(0)));
}

std::string polygon(const Row& row) {
  return write_wkb(make_rectangle(envelope_of(BingTile::of(row.get<std::int64_t>(0)))));
}

std::string text(const Row& row) {
  const BingTile tile = BingTile::of(row.get<std::int64_t>(0));
  return fmt::format(R"({{"x":{},"y":{},"zoom":{}}})", tile.x, tile.y, tile.zoom);
}

}  // namespace

void register_tiles(duckdb::ExtensionLoader& loader) {
  const auto number = LogicalType::DOUBLE;
  const auto integer = LogicalType::INTEGER;
  const auto code = LogicalType::BIGINT;
  const auto codes = LogicalType::LIST(code);
  const auto fails = Fails::on_values;
  const auto never = Fails::never;
  add_function(loader, "sluice_tile", {integer, integer, integer}, code, fails, row_by_row(tile));
  add_function(loader, "sluice_tile", {LogicalType::VARCHAR}, code, fails, row_by_row(tile_of_key));
  add_function(loader, "sluice_tile_at", {number, number, integer}, code, fails,
               row_by_row(tile_at_place));
  add_function(loader, "sluice_tiles_around", {number, number, integer}, codes, fails,
               row_by_row(neighbours));
  add_function(loader, "sluice_tiles_around", {number, number, integer, number}, codes, fails,
               row_by_row(tiles_in_circle));
  add_function(loader, "sluice_tiles_of_geometry", {LogicalType::BLOB, integer}, codes, fails,
               row_by_row(tiles_of_geometry));
  add_function(loader, "sluice_tile_key", {code}, LogicalType::VARCHAR, never,
               row_by_row(key_of_tile));
  add_function(loader, "sluice_tile_polygon", {code}, LogicalType::BLOB, never,
               row_by_row(polygon));
  add_function(loader, "sluice_tile_text", {code}, LogicalType::VARCHAR, never, row_by_row(text));
}

}  // namespace sluice::engine::geo
