// JSON's encodings, as FORMAT JSON ENCODING names them; the wider ones are little-endian, as
// Trino's.
#pragma once

#include <string>
#include <string_view>

namespace sluice::engine {

// `encoding` is "utf8", "utf16" or "utf32". What is broken becomes U+FFFD, as Java reads it.
std::string decode_text(std::string_view bytes, std::string_view encoding);
std::string encode_text(std::string_view utf8, std::string_view encoding);

}  // namespace sluice::engine
