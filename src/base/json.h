// JSON is Boost.JSON's value type; only this header names the library.
#pragma once

#include <string>
#include <string_view>

#include <boost/json/value.hpp>

namespace sluice {

namespace json = boost::json;

// Throws Error invalid (code MalformedJson) that says the line and column.
json::value parse_json(std::string_view text);

// One line; members in insertion order.
std::string to_text(const json::value& value);

}  // namespace sluice
