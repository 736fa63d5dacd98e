// Secrets at rest and in tokens: AES-256-GCM under keys made from the lake's master key.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/random.h"

namespace sluice::access {

// Thread-safe.
class Sealer {
 public:
  // Each purpose has a key of its own: what was sealed for one opens for no other.
  // Throws Error invalid when the master key is not 32 bytes.
  Sealer(std::string_view master_key, std::string_view purpose, Random& random);

  // `context` is authenticated, not kept: the same must be given to open.
  std::string seal(std::string_view plain, std::string_view context) const;
  // Nothing when a byte was changed, or the key or context is another one.
  std::optional<std::string> open(std::string_view sealed, std::string_view context) const;

 private:
  std::string key_;
  Random& random_;
};

}  // namespace sluice::access
