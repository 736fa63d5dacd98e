// What all listings share: prefixes, delimiters, page sizes.
#pragma once

#include <optional>
#include <string>

namespace sluice::store {

// The key's part up to the first delimiter after the prefix; absent without one.
std::optional<std::string> common_prefix_of(const std::string& key, const std::string& prefix,
                                            const std::string& delimiter);

// The least text that is greater than `text`.
std::string after(const std::string& text);

// At most 10,000. Throws Error invalid (InvalidArgument) for a negative number.
int page_size(int max_keys);

}  // namespace sluice::store
