// What pugixml lets pass and XML does not: looked for in the text before it is parsed.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "api/wire/xml/xml.h"

namespace sluice::api {

// Why the text is refused; nothing when pugixml may have it.
std::optional<std::string> find_xml_fault(std::string_view text, const XmlLimits& limits);

}  // namespace sluice::api
