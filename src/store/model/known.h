// For tests of power cuts.
#pragma once

#include <optional>
#include <string>

namespace sluice::store {

// What a client knows of a key or a part: what was acknowledged last, and what it was about to
// become.
struct Known {
  std::optional<std::string> content;
  std::optional<std::optional<std::string>> pending;  // no answer came

  bool allows(const std::optional<std::string>& found) const {
    return found == content || (pending && found == *pending);
  }
};

}  // namespace sluice::store
