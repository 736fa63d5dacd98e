// GEOS: what needs topology. One object a thread; what it throws is raised as
// INVALID_FUNCTION_ARGUMENT.
//
// Geometries come and go as bytes (shape/wkb.h).
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include <geos_c.h>

#include "engine/functions/geo/shape/shape.h"

namespace sluice::engine::geo {

inline constexpr char kFailure = 2;  // of a predicate

class Topology {
 public:
  // Dies before its Topology.
  using Geometry = std::unique_ptr<GEOSGeometry, std::function<void(GEOSGeometry*)>>;
  using Prepared =
      std::unique_ptr<const GEOSPreparedGeometry, std::function<void(const GEOSPreparedGeometry*)>>;

  Topology();
  Topology(const Topology&) = delete;
  Topology& operator=(const Topology&) = delete;
  Topology(Topology&&) = delete;
  Topology& operator=(Topology&&) = delete;
  ~Topology() = default;

  GEOSContextHandle_t handle() const { return context_.get(); }

  Geometry read(std::string_view bytes);
  Prepared prepare(const GEOSGeometry& geometry);
  Shape shape(const GEOSGeometry& geometry);

  // Takes what a function of GEOS answered: null and 2 are its failures.
  Geometry adopt(GEOSGeometry* result);
  bool truth(char answer) const;
  [[noreturn]] void fail() const;

  // A copy, made valid where it is not.
  Geometry repaired(const GEOSGeometry& geometry);
  Geometry collect(std::span<const std::string_view> geometries);

 private:
  struct ContextDeleter {
    void operator()(GEOSContextHandle_HS* context) const { GEOS_finish_r(context); }
  };
  std::string message_;
  std::unique_ptr<GEOSContextHandle_HS, ContextDeleter> context_;
  std::unique_ptr<GEOSWKBReader, std::function<void(GEOSWKBReader*)>> reader_;
  std::unique_ptr<GEOSWKBWriter, std::function<void(GEOSWKBWriter*)>> writer_;
};

}  // namespace sluice::engine::geo
