// Floating numbers as Java writes them: "100.02", "2.34E20", "NaN".
#pragma once

#include <string>

namespace sluice::engine {

std::string java_text(double value);
std::string java_text(float value);

}  // namespace sluice::engine
