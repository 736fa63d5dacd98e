// lake.json: written once, when the lake is created.
#pragma once

#include <optional>
#include <string>

#include "store/lake.h"

namespace sluice::store {

// Absent when the folder has no lake.json. Throws Error unsupported (NewerLake), corrupt
// (CorruptLake).
std::optional<LakeIdentity> read_identity(Files& files, const std::string& directory);

// Durable when it returns.
LakeIdentity create_identity(Files& files, const std::string& directory, const Clock& clock,
                             Random& random);

}  // namespace sluice::store
