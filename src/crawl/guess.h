// What the texts of a column have in common: the narrowest type that holds them all.
#pragma once

#include <cstdint>
#include <string_view>

#include "catalog/type.h"

namespace sluice::crawl {

enum class Rules {
  native,    // dates and timestamps in ISO form; numbers with leading zeros are texts
  like_aws,  // bigint, double, boolean, else string
};

enum class Guess : std::uint8_t { nothing, boolean, integer, floating, date, timestamp, text };

// Empty texts say nothing.
Guess guess(std::string_view text, Rules rules);

// What holds both.
Guess merge(Guess left, Guess right);

catalog::Type to_type(Guess guess);

}  // namespace sluice::crawl
