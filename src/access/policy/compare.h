// One value of a request against one of a condition. Internal to policy.
#pragma once

#include <string_view>

#include "access/policy/condition.h"
#include "access/policy/variables.h"

namespace sluice::access {

// Whether they match, before any negation. What cannot be compared does not match.
bool is_match(Comparison comparison, std::string_view value, const Resolved& expected);

// "192.0.2.0/24", "2001:db8::7"; bits as written, all of them without a slash.
struct AddressRange {
  bool is_version_6 = false;
  unsigned char bytes[16] = {};
  int prefix_bits = 0;
};
std::optional<AddressRange> parse_address_range(std::string_view text);

}  // namespace sluice::access
