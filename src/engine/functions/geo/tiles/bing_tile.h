// Bing tiles: the squares of the Mercator map, by zoom level.
// https://learn.microsoft.com/bingmaps/articles/bing-maps-tile-system
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "engine/functions/geo/shape/shape.h"

namespace sluice::engine::geo {

inline constexpr int kZoomMax = 23;
inline constexpr double kTileLatitudeMax = 85.05112878;

struct BingTile {
  std::int64_t x = 0;
  std::int64_t y = 0;
  int zoom = 0;

  // How a tile is kept in a BIGINT: 23 bits of x, 23 of y, 5 of the zoom level.
  std::int64_t code() const { return (x << 28) + (y << 5) + zoom; }
  static BingTile of(std::int64_t code) {
    return {.x = code >> 28, .y = (code >> 5) & 0x7fffff, .zoom = static_cast<int>(code & 0x1f)};
  }
  std::int64_t last_index() const { return (std::int64_t{1} << zoom) - 1; }
};

// Raise INVALID_FUNCTION_ARGUMENT.
void check_zoom(std::int64_t zoom);
BingTile tile_of_quad_key(std::string_view key);

std::string quad_key(const BingTile& tile);
BingTile tile_at(double latitude, double longitude, int zoom);
// The upper left corner: x is the longitude, y the latitude.
Coordinate corner_of(const BingTile& tile);
Envelope envelope_of(const BingTile& tile);

}  // namespace sluice::engine::geo
