#include "engine/functions/geo/tiles/bing_tile.h"

#include <algorithm>
#include <numbers>

#include "engine/functions/define.h"

namespace sluice::engine::geo {

namespace {

constexpr double kPi = std::numbers::pi;
constexpr std::int64_t kTilePixels = 256;

std::int64_t map_size(int zoom) {
  return kTilePixels << zoom;
}

// From 0 … 1 along the map's side.
std::int64_t tile_index(double share, std::int64_t size) {
  const double pixel =
      std::clamp(share * static_cast<double>(size), 0.0, static_cast<double>(size - 1));
  // Java cuts at the largest int.
  constexpr double kIntMax = 2147483647;
  return static_cast<std::int64_t>(std::min(pixel, kIntMax)) / kTilePixels;
}

}  // namespace

void check_zoom(std::int64_t zoom) {
  if (zoom <= 0) raise(kInvalidArgument, "Zoom level must be > 0");
  if (zoom > kZoomMax) raise(kInvalidArgument, fmt::format("Zoom level must be <= {}", kZoomMax));
}

BingTile tile_of_quad_key(std::string_view key) {
  if (key.empty()) raise(kInvalidArgument, "QuadKey must not be empty string");
  if (key.size() > kZoomMax) {
    raise(kInvalidArgument, fmt::format("QuadKey must be {} characters or less", kZoomMax));
  }
  BingTile out{.zoom = static_cast<int>(key.size())};
  for (const char digit : key) {
    if (digit < '0' || digit > '3') {
      raise(kInvalidArgument, fmt::format("Invalid QuadKey digit sequence: {}", key));
    }
    out.x = out.x * 2 + ((digit - '0') & 1);
    out.y = out.y * 2 + ((digit - '0') >> 1);
  }
  return out;
}

std::string quad_key(const BingTile& tile) {
  std::string out;
  for (int bit = tile.zoom - 1; bit >= 0; --bit)
    out += static_cast<char>('0' + ((tile.x >> bit) & 1) + 2 * ((tile.y >> bit) & 1));
  return out;
}

BingTile tile_at(double latitude, double longitude, int zoom) {
  const auto size = map_size(zoom);
  const double sine = std::sin(latitude * kPi / 180);
  const double y = 0.5 - std::log((1 + sine) / (1 - sine)) / (4 * kPi);
  return {.x = tile_index((longitude + 180) / 360, size), .y = tile_index(y, size), .zoom = zoom};
}

Coordinate corner_of(const BingTile& tile) {
  const auto size = map_size(tile.zoom);
  const auto share = [&](std::int64_t index) {
    return static_cast<double>(std::clamp<std::int64_t>(index * kTilePixels, 0, size)) /
           static_cast<double>(size);
  };
  const double y = 0.5 - share(tile.y);
  return {.x = 360 * (share(tile.x) - 0.5),
          .y = 90 - 360 * std::atan(std::exp(-y * 2 * kPi)) / kPi};
}

Envelope envelope_of(const BingTile& tile) {
  const Coordinate upper_left = corner_of(tile);
  const Coordinate lower_right = corner_of({.x = tile.x + 1, .y = tile.y + 1, .zoom = tile.zoom});
  return {
      .x_min = upper_left.x, .y_min = lower_right.y, .x_max = lower_right.x, .y_max = upper_left.y};
}

}  // namespace sluice::engine::geo
