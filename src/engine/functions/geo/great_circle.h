// Distances on a spherical Earth.
#pragma once

namespace sluice::engine::geo {

inline constexpr double kEarthRadiusKm = 6371.01;  // Trino's

double to_radians(double degrees);
double to_degrees(double radians);

// In kilometres; any angles.
double great_circle_km(double latitude1, double longitude1, double latitude2, double longitude2);

}  // namespace sluice::engine::geo
