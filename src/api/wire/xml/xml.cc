#include "api/wire/xml/xml.h"

#include <pugixml.hpp>

#include "api/wire/errors.h"
#include "api/wire/xml/check.h"

namespace sluice::api {
namespace {

std::string_view local_name(std::string_view name) {
  const auto colon = name.rfind(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

// Depth is bounded by what was checked before.
XmlElement element_of(const pugi::xml_node& node) {
  XmlElement made{.name = std::string(local_name(node.name()))};
  for (const auto& attribute : node.attributes()) {
    const std::string_view name = attribute.name();
    if (name == "xmlns" || name.starts_with("xmlns:")) continue;
    made.attributes.emplace_back(local_name(name), attribute.value());
  }
  for (const auto& child : node.children()) {
    if (child.type() == pugi::node_element) {
      made.children.push_back(element_of(child));
    } else {
      made.text += child.value();
    }
  }
  if (made.children.empty()) return made;
  if (made.text.find_first_not_of(" \t\r\n") != std::string::npos) {
    throw malformed_xml("it has text beside elements");
  }
  made.text.clear();
  return made;
}

}  // namespace

XmlElement parse_xml(std::string_view text, const XmlLimits& limits) {
  if (const auto fault = find_xml_fault(text, limits)) throw malformed_xml(*fault);
  // White space alone is a value where nothing else is inside: <Key> </Key>.
  constexpr unsigned kOptions = pugi::parse_cdata | pugi::parse_escapes | pugi::parse_eol |
                                pugi::parse_ws_pcdata | pugi::parse_wconv_attribute |
                                pugi::parse_doctype;
  pugi::xml_document document;
  const auto result = document.load_buffer(text.data(), text.size(), kOptions, pugi::encoding_utf8);
  if (!result) throw malformed_xml(result.description());
  const auto root = document.document_element();
  if (!root) throw malformed_xml("it has no element");
  return element_of(root);
}

}  // namespace sluice::api
