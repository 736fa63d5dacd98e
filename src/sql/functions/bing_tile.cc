#include "sql/functions/function.h"
#include "sql/types/make.h"

namespace sluice::sql {

namespace {

Type coordinates(std::span<const Type>) {
  const Type integer = make_type(TypeKind::integer);
  return {.kind = TypeKind::row, .children = {integer, integer}, .names = {"x", "y"}};
}

// https://trino.io/docs/current/functions/geospatial.html#bing-tiles. A tile is a BIGINT: 23 bits
// of x, 23 of y, 5 of the zoom level.
constexpr Function kBingTiles[] = {
    {"bing_tile", "(integer, integer, integer) -> bing_tile", "sluice_tile({0}, {1}, {2})", kFails},
    {"bing_tile", "(varchar) -> bing_tile", "sluice_tile({0})", kFails},
    {"bing_tile_at", "(double, double, integer) -> bing_tile", "sluice_tile_at({0}, {1}, {2})",
     kFails},
    {"bing_tiles_around", "(double, double, integer) -> array(bing_tile)",
     "sluice_tiles_around({0}, {1}, {2})", kFails},
    {"bing_tiles_around", "(double, double, integer, double) -> array(bing_tile)",
     "sluice_tiles_around({0}, {1}, {2}, {3})", kFails},
    {.name = "bing_tile_coordinates",
     .signature = "(bing_tile) -> unknown",
     .lowering = "CASE WHEN {0} IS NOT NULL THEN struct_pack(x := CAST({0} >> 28 AS INTEGER), "
                 "y := CAST(({0} >> 5) & 8388607 AS INTEGER)) END",
     .result = coordinates},
    {"bing_tile_polygon", "(bing_tile) -> geometry", "sluice_tile_polygon({0})"},
    {"bing_tile_quadkey", "(bing_tile) -> varchar", "sluice_tile_key({0})"},
    {"bing_tile_zoom_level", "(bing_tile) -> tinyint", "CAST({0} & 31 AS TINYINT)"},
    {"geometry_to_bing_tiles", "(geometry, integer) -> array(bing_tile)",
     "sluice_tiles_of_geometry({0}, {1})", kFails},
};

}  // namespace

std::span<const Function> bing_tile_functions() {
  return kBingTiles;
}

}  // namespace sluice::sql
