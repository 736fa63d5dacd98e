// The two ways in which signed requests write a moment.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace sluice::access {

// "20130524T000000Z".
std::optional<Timestamp> parse_basic_time(std::string_view text);
std::string to_basic_time(Timestamp time);

// "Tue, 27 Mar 2007 19:36:42 GMT" and "… +0000", as Date headers have it.
std::optional<Timestamp> parse_http_time(std::string_view text);

// "2007-12-01T12:00:00.000Z", fraction optional, as POST policies have it; also with an offset.
std::optional<Timestamp> parse_extended_time(std::string_view text);

}  // namespace sluice::access
