// Messages of failed queries in Trino's words: nobody on the outside sees which engine runs below.
#pragma once

#include <string>

namespace sluice::engine {

// The message itself where it is not one of those that are known to differ.
// Trino's wording: https://github.com/trinodb/trino, core/trino-main, type/*Operators.java
std::string trino_wording(const std::string& message);

}  // namespace sluice::engine
