#include "engine/functions/geo/topology.h"

#include "engine/functions/define.h"
#include "engine/functions/geo/shape/wkb.h"

namespace sluice::engine::geo {

namespace {

constexpr const char* kInvalidGeometry = "Invalid geometry";

void remember(const char* message, void* where) {
  *static_cast<std::string*>(where) = message;
}

}  // namespace

Topology::Topology() : context_(GEOS_init_r()) {
  auto* context = context_.get();
  GEOSContext_setErrorMessageHandler_r(context, remember, &message_);
  reader_ = {GEOSWKBReader_create_r(context),
             [context](GEOSWKBReader* reader) { GEOSWKBReader_destroy_r(context, reader); }};
  writer_ = {GEOSWKBWriter_create_r(context),
             [context](GEOSWKBWriter* writer) { GEOSWKBWriter_destroy_r(context, writer); }};
  GEOSWKBWriter_setByteOrder_r(context, writer_.get(), GEOS_WKB_NDR);
  GEOSWKBWriter_setOutputDimension_r(context, writer_.get(), 3);
}

Topology::Geometry Topology::read(std::string_view bytes) {
  return adopt(GEOSWKBReader_read_r(
      handle(), reader_.get(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size()));
}

Topology::Prepared Topology::prepare(const GEOSGeometry& geometry) {
  const auto* prepared = GEOSPrepare_r(handle(), &geometry);
  if (prepared == nullptr) fail();
  return {prepared, [context = handle()](const GEOSPreparedGeometry* each) {
            GEOSPreparedGeom_destroy_r(context, each);
          }};
}

Shape Topology::shape(const GEOSGeometry& geometry) {
  std::size_t size = 0;
  const auto release = [context = handle()](unsigned char* each) { GEOSFree_r(context, each); };
  const std::unique_ptr<unsigned char, decltype(release)> bytes(
      GEOSWKBWriter_write_r(handle(), writer_.get(), &geometry, &size), release);
  if (bytes == nullptr) fail();
  auto shape = parse_wkb({reinterpret_cast<const char*>(bytes.get()), size});
  if (!shape) raise(kInvalidArgument, kInvalidGeometry);  // GEOS has nothing to say of it
  return std::move(*shape);
}

Topology::Geometry Topology::adopt(GEOSGeometry* result) {
  if (result == nullptr) fail();
  return {result, [context = handle()](GEOSGeometry* each) { GEOSGeom_destroy_r(context, each); }};
}

bool Topology::truth(char answer) const {
  if (answer == kFailure) fail();
  return answer == 1;
}

// GEOS puts its exceptions' names in front, some twice.
void Topology::fail() const {
  constexpr std::string_view kException = "Exception: ";
  const auto name = message_.rfind(kException);
  const auto begin = name == std::string::npos ? 0 : name + kException.size();
  raise(kInvalidArgument, message_.empty() ? std::string_view(kInvalidGeometry)
                                           : std::string_view(message_).substr(begin));
}

Topology::Geometry Topology::repaired(const GEOSGeometry& geometry) {
  const bool is_valid = truth(GEOSisValid_r(handle(), &geometry));
  return adopt(is_valid ? GEOSGeom_clone_r(handle(), &geometry)
                        : GEOSMakeValid_r(handle(), &geometry));
}

Topology::Geometry Topology::collect(std::span<const std::string_view> geometries) {
  std::vector<Geometry> owned;
  for (const auto& bytes : geometries)
    owned.push_back(read(bytes));
  std::vector<GEOSGeometry*> members;
  for (auto& each : owned)
    members.push_back(each.release());
  return adopt(GEOSGeom_createCollection_r(handle(), GEOS_GEOMETRYCOLLECTION, members.data(),
                                           static_cast<unsigned>(members.size())));
}

}  // namespace sluice::engine::geo
