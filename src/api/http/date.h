// Times as text: HTTP's dates (RFC 9110) and ISO 8601.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace sluice::api {

// "Sun, 22 Nov 2026 17:20:05 GMT"; what is less than a second is cut off.
std::string format_http_date(Timestamp time);
// That form, and the two obsolete ones that servers must read (RFC 850, asctime). Nothing else.
std::optional<Timestamp> parse_http_date(std::string_view text);

// "2026-11-22T17:20:05Z".
std::string format_iso8601_seconds(Timestamp time);
// With 'Z' or an offset, with or without a fraction; "2026-11-22" alone is midnight;
// "20261122T172005Z", the basic form, too. Years 0000 to 9999.
std::optional<Timestamp> parse_iso8601(std::string_view text);

}  // namespace sluice::api
