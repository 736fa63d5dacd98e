#include <algorithm>
#include <cmath>

#include "engine/functions/define.h"
#include "engine/functions/geo/great_circle.h"
#include "engine/functions/geo/tiles/tile_cover.h"

namespace sluice::engine::geo {

namespace {

constexpr std::int64_t kTilesMax = 1'000'000;

// The latitude `radius` north (sign 1) or south (-1), held on the map.
double moved_latitude(double latitude, double radius_km, int sign) {
  const double ratio = radius_km / kEarthRadiusKm;
  const double radians = to_radians(latitude);
  const double bearing = to_radians(sign > 0 ? 0 : 180);
  const double moved =
      to_degrees(std::asin(std::sin(radians) * std::cos(ratio) +
                           std::cos(radians) * std::sin(ratio) * std::cos(bearing)));
  return std::clamp(moved, -kTileLatitudeMax, kTileLatitudeMax);
}

// The longitude `radius` east or west, around the globe.
double moved_longitude(double latitude, double longitude, double radius_km, int sign) {
  const double ratio = radius_km / kEarthRadiusKm;
  const double radians = to_radians(latitude);
  const double bearing = to_radians(sign > 0 ? 90 : 270);
  const double moved = to_degrees(
      to_radians(longitude) + std::atan2(std::sin(bearing) * std::sin(ratio) * std::cos(radians),
                                         std::cos(ratio) - std::sin(radians) * std::sin(radians)));
  if (moved > 180) return moved - 360;
  return moved < -180 ? moved + 360 : moved;
}

// A circle on the map, quarter by quarter.
class Circle {
 public:
  Circle(double latitude, double longitude, int zoom, double radius_km)
      : latitude_(latitude),
        longitude_(longitude),
        radius_km_(radius_km),
        center_(tile_at(latitude, longitude, zoom)),
        top_(tile_at(moved_latitude(latitude, radius_km, 1), longitude, zoom).y),
        bottom_(tile_at(moved_latitude(latitude, radius_km, -1), longitude, zoom).y),
        left_(tile_at(latitude, moved_longitude(latitude, longitude, radius_km, -1), zoom).x),
        right_(tile_at(latitude, moved_longitude(latitude, longitude, radius_km, 1), zoom).x) {}

  TileCodes tiles() {
    check_count();
    const auto columns = center_.last_index() + 1;
    for (std::int64_t i = 0; i < width(); ++i)
      add((left_ + i) % columns, center_.y);
    for (std::int64_t y = top_; y <= bottom_; ++y) {
      if (y != center_.y) add(center_.x, y);
    }
    for (auto x = right_; x != center_.x; x = x == 0 ? columns - 1 : x - 1)
      add_column(x, 0);
    for (auto x = left_; x != center_.x; x = (x + 1) % columns)
      add_column(x, 1);
    return std::move(out_);
  }

 private:
  // Across the 180th meridian the right edge lies left of the left one.
  std::int64_t width() const {
    return right_ < left_ ? right_ + center_.last_index() - left_ + 2 : right_ - left_ + 1;
  }

  void check_count() const {
    const auto count = width() * (bottom_ - top_ + 1);
    if (count <= kTilesMax) return;
    raise(kInvalidArgument,
          fmt::format("The number of tiles covering input rectangle exceeds the limit of 1M. "
                      "Number of tiles: {}. Radius: {:.1f} km. Zoom level: {}.",
                      count, radius_km_, center_.zoom));
  }

  void add(std::int64_t x, std::int64_t y) {
    out_.push_back(BingTile{.x = x, .y = y, .zoom = center_.zoom}.code());
  }

  // The tiles of a column above and below the middle, from the first whose corner nearest to the
  // center lies within the circle. `inner` is 1 where that corner is a right one.
  void add_column(std::int64_t x, int inner) {
    bool is_within = false;
    for (auto y = top_; y < center_.y; ++y) {
      is_within = is_within || is_corner_within(x + inner, y + 1);
      if (is_within) add(x, y);
    }
    is_within = false;
    for (auto y = bottom_; y > center_.y; --y) {
      is_within = is_within || is_corner_within(x + inner, y);
      if (is_within) add(x, y);
    }
  }

  bool is_corner_within(std::int64_t x, std::int64_t y) const {
    const Coordinate corner = corner_of({.x = x, .y = y, .zoom = center_.zoom});
    return great_circle_km(latitude_, longitude_, corner.y, corner.x) <= radius_km_;
  }

  double latitude_;
  double longitude_;
  double radius_km_;
  BingTile center_;
  std::int64_t top_;
  std::int64_t bottom_;
  std::int64_t left_;
  std::int64_t right_;
  TileCodes out_;
};

}  // namespace

TileCodes tiles_around(double latitude, double longitude, int zoom, double radius_km) {
  if (!(radius_km >= 0)) raise(kInvalidArgument, "Radius must be >= 0");
  if (radius_km > 1000) raise(kInvalidArgument, "Radius must be <= 1,000 km");
  return Circle(latitude, longitude, zoom, radius_km).tiles();
}

}  // namespace sluice::engine::geo
