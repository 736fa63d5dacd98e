// Values as CAST(… AS varchar) writes them.
#pragma once

#include <string>

namespace sluice::engine {

// "1.5E0": the shortest digits that read back as the same value.
std::string double_text(double value);

}  // namespace sluice::engine
