#include "sql/functions/function.h"
#include "sql/types/make.h"

namespace sluice::sql {

namespace {

constexpr auto kImmutable = Stability::immutable;
constexpr auto kAggregate = FunctionKind::aggregate;

Type point_pair(std::span<const Type>) {
  const Type geometry = make_type(TypeKind::geometry);
  return {.kind = TypeKind::row,
          .children = {geometry, geometry},
          .names = {std::nullopt, std::nullopt}};
}

// https://trino.io/docs/current/functions/geospatial.html, as of the releases that compute with
// Esri's library.
constexpr Function kGeospatial[] = {
    // Constructors and formats
    {"st_geometryfromtext", "(varchar) -> geometry", "sluice_geo_from_text({0})", kFails},
    {"st_linefromtext", "(varchar) -> geometry", "sluice_geo_line_from_text({0})", kFails},
    {"st_polygon", "(varchar) -> geometry", "sluice_geo_polygon_from_text({0})", kFails},
    {"st_geomfromewkt", "(varchar) -> geometry", "sluice_geo_from_ewkt({0})", kFails},
    {"st_geomfrombinary", "(varbinary) -> geometry", "sluice_geo_from_binary({0})", kFails},
    {"geometry_from_hadoop_shape", "(varbinary) -> geometry", "sluice_geo_from_hadoop_shape({0})",
     kFails},
    {"st_point", "(double, double) -> geometry", "sluice_geo_point({0}, {1})"},
    {"st_linestring", "(array(geometry)) -> geometry", "sluice_geo_line_string({0})", kFails},
    {"st_multipoint", "(array(geometry)) -> geometry", "sluice_geo_multi_point({0})", kFails},
    {"st_astext", "(geometry) -> varchar", "sluice_geo_text({0})"},
    {"st_asewkt", "(geometry) -> varchar", "sluice_geo_ewkt({0})"},
    {"st_asbinary", "(geometry) -> varbinary", "sluice_geo_binary({0})"},
    {"st_asewkb", "(geometry) -> varbinary", "{0}"},
    {"to_encoded_polyline", "(geometry) -> varchar", "sluice_geo_to_polyline({0})", kFails},
    {"from_encoded_polyline", "(varchar) -> geometry", "sluice_geo_from_polyline({0})", kFails},
    {"st_srid", "(geometry) -> integer", "sluice_geo_srid({0})"},
    {"st_setsrid", "(geometry, integer) -> geometry", "sluice_geo_with_srid({0}, {1})"},

    // Geographies
    {"to_spherical_geography", "(geometry) -> spherical_geography", "sluice_geo_to_geography({0})",
     kFails},
    {"to_geometry", "(spherical_geography) -> geometry", "{0}"},
    {"from_geojson_geometry", "(varchar) -> spherical_geography", "sluice_geo_from_geojson({0})",
     kFails},
    {"to_geojson_geometry", "(spherical_geography) -> varchar", "sluice_geo_geojson({0})"},
    {"st_area", "(geometry) -> double", "sluice_geo_area({0})"},
    {"st_area", "(spherical_geography) -> double", "sluice_geo_sphere_area({0})", kFails},
    {"st_length", "(geometry) -> double", "sluice_geo_length({0})", kFails},
    {"st_length", "(spherical_geography) -> double", "sluice_geo_sphere_length({0})", kFails},
    {"st_distance", "(geometry, geometry) -> double", "sluice_geo_distance({0}, {1})", kFails},
    {"st_distance", "(spherical_geography, spherical_geography) -> double",
     "sluice_geo_sphere_distance({0}, {1})", kFails},
    {"great_circle_distance", "(double, double, double, double) -> double",
     "sluice_geo_great_circle_distance({0}, {1}, {2}, {3})", kFails},

    // Relationships
    {"st_contains", "(geometry, geometry) -> boolean", "sluice_geo_contains({0}, {1})", kFails},
    {"st_crosses", "(geometry, geometry) -> boolean", "sluice_geo_crosses({0}, {1})", kFails},
    {"st_disjoint", "(geometry, geometry) -> boolean", "sluice_geo_disjoint({0}, {1})", kFails},
    {"st_equals", "(geometry, geometry) -> boolean", "sluice_geo_equals({0}, {1})", kFails},
    {"st_intersects", "(geometry, geometry) -> boolean", "sluice_geo_intersects({0}, {1})", kFails},
    {"st_overlaps", "(geometry, geometry) -> boolean", "sluice_geo_overlaps({0}, {1})", kFails},
    {"st_relate", "(geometry, geometry, varchar) -> boolean", "sluice_geo_relate({0}, {1}, {2})",
     kFails},
    {"st_touches", "(geometry, geometry) -> boolean", "sluice_geo_touches({0}, {1})", kFails},
    {"st_within", "(geometry, geometry) -> boolean", "sluice_geo_within({0}, {1})", kFails},

    // Operations
    {"st_boundary", "(geometry) -> geometry", "sluice_geo_boundary({0})", kFails},
    {"st_buffer", "(geometry, double) -> geometry", "sluice_geo_buffer({0}, {1})", kFails},
    {"st_centroid", "(geometry) -> geometry", "sluice_geo_centroid({0})", kFails},
    {"st_convexhull", "(geometry) -> geometry", "sluice_geo_convex_hull({0})", kFails},
    {"st_difference", "(geometry, geometry) -> geometry", "sluice_geo_difference({0}, {1})",
     kFails},
    {"st_envelope", "(geometry) -> geometry", "sluice_geo_envelope({0})"},
    {"st_envelopeaspts", "(geometry) -> array(geometry)", "sluice_geo_envelope_corners({0})"},
    {"st_intersection", "(geometry, geometry) -> geometry", "sluice_geo_intersection({0}, {1})",
     kFails},
    {"st_symdifference", "(geometry, geometry) -> geometry",
     "sluice_geo_symmetric_difference({0}, {1})", kFails},
    {"st_union", "(geometry, geometry) -> geometry", "sluice_geo_union({0}, {1})", kFails},
    {"geometry_union", "(array(geometry)) -> geometry", "sluice_geo_union_of_array({0})", kFails},
    {"geometry_union_agg", "(geometry) -> geometry", "sluice_geo_union_of_group(list({d}{0}){f})",
     kFails, kImmutable, kAggregate},
    {"convex_hull_agg", "(geometry) -> geometry", "sluice_geo_hull_of_group(list({d}{0}){f})",
     kFails, kImmutable, kAggregate},
    {"simplify_geometry", "(geometry, double) -> geometry", "sluice_geo_simplify({0}, {1})",
     kFails},
    {.name = "geometry_nearest_points",
     .signature = "(geometry, geometry) -> unknown",
     .lowering = "sluice_geo_nearest_points({0}, {1})",
     .failure = kFails,
     .result = point_pair},

    // Accessors
    {"st_coorddim", "(geometry) -> tinyint", "sluice_geo_coordinate_dimension({0})"},
    {"st_dimension", "(geometry) -> tinyint", "sluice_geo_dimension({0})"},
    {"st_isclosed", "(geometry) -> boolean", "sluice_geo_is_closed({0})", kFails},
    {"st_isempty", "(geometry) -> boolean", "sluice_geo_is_empty({0})"},
    {"st_isring", "(geometry) -> boolean", "sluice_geo_is_ring({0})", kFails},
    {"st_issimple", "(geometry) -> boolean", "sluice_geo_is_valid({0})", kFails},
    {"st_isvalid", "(geometry) -> boolean", "sluice_geo_is_valid({0})", kFails},
    {"geometry_invalid_reason", "(geometry) -> varchar", "sluice_geo_invalid_reason({0})", kFails},
    {"st_xmin", "(geometry) -> double", "sluice_geo_x_min({0})"},
    {"st_xmax", "(geometry) -> double", "sluice_geo_x_max({0})"},
    {"st_ymin", "(geometry) -> double", "sluice_geo_y_min({0})"},
    {"st_ymax", "(geometry) -> double", "sluice_geo_y_max({0})"},
    {"st_x", "(geometry) -> double", "sluice_geo_x({0})", kFails},
    {"st_y", "(geometry) -> double", "sluice_geo_y({0})", kFails},
    {"st_numinteriorring", "(geometry) -> bigint", "sluice_geo_count_interior_rings({0})", kFails},
    {"st_numgeometries", "(geometry) -> integer", "sluice_geo_count_geometries({0})"},
    {"st_numpoints", "(geometry) -> bigint", "sluice_geo_count_points({0})"},
    {"st_geometrytype", "(geometry) -> varchar", "sluice_geo_type({0})"},
    {"st_geometryn", "(geometry, integer) -> geometry", "sluice_geo_geometry_at({0}, {1})"},
    {"st_geometries", "(geometry) -> array(geometry)", "sluice_geo_geometries({0})"},
    {"st_pointn", "(geometry, integer) -> geometry", "sluice_geo_point_at({0}, {1})", kFails},
    {"st_points", "(geometry) -> array(geometry)", "sluice_geo_points({0})"},
    {"st_startpoint", "(geometry) -> geometry", "sluice_geo_start_point({0})", kFails},
    {"st_endpoint", "(geometry) -> geometry", "sluice_geo_end_point({0})", kFails},
    {"st_exteriorring", "(geometry) -> geometry", "sluice_geo_exterior_ring({0})", kFails},
    {"st_interiorrings", "(geometry) -> array(geometry)", "sluice_geo_interior_rings({0})", kFails},
    {"st_interiorringn", "(geometry, integer) -> geometry", "sluice_geo_interior_ring_at({0}, {1})",
     kFails},
    {"line_locate_point", "(geometry, geometry) -> double", "sluice_geo_locate({0}, {1})", kFails},
    {"line_interpolate_point", "(geometry, double) -> geometry",
     "sluice_geo_interpolate_point({0}, {1})", kFails},
    {"line_interpolate_points", "(geometry, double) -> array(geometry)",
     "sluice_geo_interpolate_points({0}, {1})", kFails},
};

}  // namespace

std::span<const Function> geospatial_functions() {
  return kGeospatial;
}

}  // namespace sluice::sql
