#include "engine/functions/families.h"
#include "engine/functions/geo/families.h"

namespace sluice::engine {

void register_geospatial(duckdb::ExtensionLoader& loader) {
  geo::register_formats(loader);
  geo::register_accessors(loader);
  geo::register_members(loader);
  geo::register_relations(loader);
  geo::register_overlays(loader);
  geo::register_outlines(loader);
  geo::register_lines(loader);
  geo::register_validity(loader);
  geo::register_sphere(loader);
  geo::register_tiles(loader);
}

}  // namespace sluice::engine
