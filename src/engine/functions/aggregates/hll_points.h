// The measured points, by the bits of the bucket: see hll_bias.h.
#pragma once

#include "engine/functions/aggregates/hll_bias.h"

namespace sluice::engine {

extern const HllBias kHllBias4[80];
extern const HllBias kHllBias5[160];
extern const HllBias kHllBias6[200];
extern const HllBias kHllBias7[200];
extern const HllBias kHllBias8[200];
extern const HllBias kHllBias9[200];
extern const HllBias kHllBias10[200];
extern const HllBias kHllBias11[200];
extern const HllBias kHllBias12[200];
extern const HllBias kHllBias13[200];
extern const HllBias kHllBias14[200];
extern const HllBias kHllBias15[200];
extern const HllBias kHllBias16[200];

}  // namespace sluice::engine
