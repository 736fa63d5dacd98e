// Base64 with padding (RFC 4648).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace sluice {

std::string base64_encode(std::string_view bytes);
// Nothing when a character, the padding or the length is wrong.
std::optional<std::string> base64_decode(std::string_view text);

}  // namespace sluice
