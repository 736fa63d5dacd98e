#include "engine/functions/aggregates/hll_bias.h"

#include "engine/functions/aggregates/hll_points.h"

namespace sluice::engine {

std::span<const HllBias> hll_bias(int prefix_bits) {
  switch (prefix_bits) {
    case 4:
      return kHllBias4;
    case 5:
      return kHllBias5;
    case 6:
      return kHllBias6;
    case 7:
      return kHllBias7;
    case 8:
      return kHllBias8;
    case 9:
      return kHllBias9;
    case 10:
      return kHllBias10;
    case 11:
      return kHllBias11;
    case 12:
      return kHllBias12;
    case 13:
      return kHllBias13;
    case 14:
      return kHllBias14;
    case 15:
      return kHllBias15;
    case 16:
      return kHllBias16;
    default:
      return {};
  }
}

}  // namespace sluice::engine
