// Values of headers as the store keeps them. Headers are bytes and most senders mean UTF-8, but
// some Latin-1; the store has UTF-8 alone. So each byte is kept as the Latin-1 character that it
// is, and goes out as the same byte again.
#pragma once

#include <string>
#include <string_view>

namespace sluice::api::s3 {

std::string stored_text(std::string_view header);
// What was never a header (characters beyond Latin-1) stays UTF-8.
std::string header_text(std::string_view stored);

}  // namespace sluice::api::s3
