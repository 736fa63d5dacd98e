// The file that holds a lake's master key: 64 hex digits, readable by its owner alone.
#pragma once

#include <string>

#include "base/files.h"
#include "base/random.h"

namespace sluice::store {

// The key's 32 bytes. Throws Error denied (NoMasterKey, ExposedMasterKey, DamagedMasterKey).
std::string read_master_key(Files& files, const std::string& path);

// For a lake that holds nothing yet. A key that is there already is kept: a key file may serve
// several lakes, and a creation may have been cut short.
std::string create_master_key(Files& files, const std::string& path, Random& random);

}  // namespace sluice::store
