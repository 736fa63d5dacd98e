// Well-known binary: how geometries are kept in vectors, and what users exchange.
//
// In vectors: little-endian, with the extended flags for Z and for an SRID other than 0; every
// value has one spelling, so that equal bytes are equal geometries (Trino's = compares bytes too).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine/functions/geo/shape/shape.h"

namespace sluice::engine::geo {

enum class WkbFlavor { extended, iso };

std::string write_wkb(const Shape& shape, WkbFlavor flavor = WkbFlavor::extended);

// Of either byte order and either flavor, rings as wind() leaves them. Nothing when malformed.
std::optional<Shape> parse_wkb(std::string_view bytes);

// What write_wkb wrote; no need to look at the rings again.
Shape read_stored(std::string_view bytes);

// Without reading the rest.
int stored_srid(std::string_view bytes);

}  // namespace sluice::engine::geo
