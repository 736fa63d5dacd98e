// Text in HTML.
#pragma once

#include <string>
#include <string_view>

namespace sluice {

// For content, and for attributes in double quotes.
std::string escape_html(std::string_view text);

}  // namespace sluice
