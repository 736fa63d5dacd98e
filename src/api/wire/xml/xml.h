// XML of requests, strictly: what is not plain, well-formed and of bounded size is refused.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"

namespace sluice::api {

// Names are without their namespace's prefix; xmlns attributes are left out.
struct XmlElement {
  std::string name;
  std::string text;  // all of it, white space, too; "" when there are elements inside
  std::vector<std::pair<std::string, std::string>> attributes;
  std::vector<XmlElement> children;
};

struct XmlLimits {
  std::size_t depth_max = 32;
  std::size_t elements_max = 100000;
};

// The root. Throws Error invalid (MalformedXML): not UTF-8, not well-formed, a document type, an
// entity beyond XML's own five, text beside elements, anything after the root, or more than the
// limits.
XmlElement parse_xml(std::string_view text, const XmlLimits& limits = {});

}  // namespace sluice::api
