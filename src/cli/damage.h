// Damaged objects, as commands name them.
#pragma once

#include <span>
#include <string>

#include "base/json.h"
#include "store/store.h"

namespace sluice::cli {

json::array damage_json(std::span<const store::Damage> damaged);
// A line each, and how many there are besides those that are named.
std::string damage_text(std::span<const store::Damage> damaged, std::int64_t all);

}  // namespace sluice::cli
