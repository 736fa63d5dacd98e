// The geospatial functions by concept; register_geospatial (functions/families.h) calls them.
#pragma once

namespace duckdb {
class ExtensionLoader;
}

namespace sluice::engine::geo {

void register_formats(duckdb::ExtensionLoader& loader);
void register_accessors(duckdb::ExtensionLoader& loader);
void register_members(duckdb::ExtensionLoader& loader);
void register_relations(duckdb::ExtensionLoader& loader);
void register_overlays(duckdb::ExtensionLoader& loader);
void register_outlines(duckdb::ExtensionLoader& loader);
void register_lines(duckdb::ExtensionLoader& loader);
void register_validity(duckdb::ExtensionLoader& loader);
void register_sphere(duckdb::ExtensionLoader& loader);
void register_tiles(duckdb::ExtensionLoader& loader);

}  // namespace sluice::engine::geo
