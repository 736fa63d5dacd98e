// What HyperLogLog's raw estimate errs by, near its number of buckets.
//
// Measured by airlift's authors (Apache-2.0): to give their estimates, the same points are needed.
#pragma once

#include <span>

namespace sluice::engine {

struct HllBias {
  double estimate = 0;
  double bias = 0;
};

// By rising estimate; empty for numbers of buckets that were not measured.
std::span<const HllBias> hll_bias(int prefix_bits);

}  // namespace sluice::engine
